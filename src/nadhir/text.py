"""The one folding of text: applied to what is read and to what is known alike, so that both meet.

`fold` keeps the accents of Latin letters ("tué" is not "tue"); `fold_name` drops them too, because names are
written with and without them. Both drop what carries no meaning in Arabic script (vowel signs, tatweel, the seat
of a hamza) and invisible marks, so they may be shorter than what was given: fold token by token, never a whole
report, and keep the offsets of the tokens.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Marks of the scripts that are read, by what they do; `fold` leaves them as they are.
COMMAS = frozenset({",", "،"})
BREAKS = frozenset({";", "؛", ":"})
ENDS = frozenset({".", "!", "?", "؟", "…", "..."})
BRACKETS = frozenset({"(", ")"})
DASHES = frozenset({"-", "–", "—"})
OPENING = frozenset({"«", "“", '"', "‹"})
CLOSING = frozenset({"»", "”", '"', "›"})

# Letters that newsrooms, keyboards and Persian or Urdu layouts write for one another.
_ARABIC_SAME = {
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا",
    "ى": "ي", "ی": "ي", "ې": "ي", "ئ": "ي", "ۍ": "ي",
    "ؤ": "و", "ة": "ه", "ۀ": "ه", "ہ": "ه", "ۃ": "ه", "ە": "ه",
    "ک": "ك", "ڪ": "ك", "گ": "ك", "ڭ": "ك", "پ": "ب", "ڤ": "ف", "چ": "ج", "ژ": "ز", "ۋ": "و",
}  # fmt: skip
_DROPPED = (
    [chr(c) for c in range(0x064B, 0x0660)]  # Arabic vowel signs
    + [chr(c) for c in range(0x0610, 0x061B)]
    + [chr(c) for c in range(0x06D6, 0x06EE) if unicodedata.category(chr(c)) in ("Mn", "Cf")]
    + ["\u0640", "\u0670"]  # tatweel, dagger alef
    + [chr(c) for c in (0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x061C, 0xFEFF, 0x00AD)]
    + [chr(c) for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
)
_DIGITS = {chr(base + d): str(d) for base in (0x0660, 0x06F0) for d in range(10)}
_QUOTES = {"’": "'", "ʼ": "'", "‘": "'", "`": "'", "´": "'", "ʻ": "'", "ʿ": "'", "ʾ": "'", "٫": ".", "٬": ","}
_TABLE = str.maketrans({**_ARABIC_SAME, **dict.fromkeys(_DROPPED, ""), **_DIGITS, **_QUOTES})
_LATIN_EXTRA = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "œ": "oe", "æ": "ae", "ß": "ss", "'": ""})


def fold(text: str) -> str:
    """The form under which a word is looked up: lower case, NFC, Arabic script folded, Latin accents kept."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).lower()).translate(_TABLE)


def fold_name(text: str) -> str:
    """The form under which a name is looked up: `fold`, and Latin accents and apostrophes dropped."""
    folded = fold(text)
    if folded.isascii():
        return folded.replace("'", "") if "'" in folded else folded
    return unicodedata.normalize("NFC", _bare(unicodedata.normalize("NFD", folded))).translate(_LATIN_EXTRA)


def _bare(text: str) -> str:
    """A text without the signs that are written over or under others."""
    if max(text) > _BASIC:
        return "".join(c for c in text if not unicodedata.combining(c))
    return _combining().sub("", text)


_BASIC = "\uffff"


@cache
def _combining() -> re.Pattern[str]:
    """Such signs of the basic plane: for these, and not for more, the pattern is a table, and a sign is one look into it."""
    return re.compile("[" + "".join(re.escape(c) for c in map(chr, range(0x10000)) if unicodedata.combining(c)) + "]+")


def is_arabic(text: str) -> bool:
    """Whether the first letter of `text` that has a script is Arabic."""
    for char in text:
        if char.isalpha():
            return "\u0600" <= char <= "\u08ff" or "\ufb50" <= char <= "\ufeff"
    return False
