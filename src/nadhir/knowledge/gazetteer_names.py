"""From a place's written name to the keys under which it is looked up.

A key is the `name` forms of the tokens of the name, joined by single spaces, so that a run of tokens of a report meets
it however it was hyphenated: "Deir el-Balah" has the key "deir el balah".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from nadhir.text import fold_name
from nadhir.tokens import Tokenizer

MAX_TOKENS = 6
_TOKENIZE = Tokenizer()
_PLAIN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*(?:[ -][^\W\d_]+(?:['’][^\W\d_]+)*)*")
_LOOSE_QUOTE = re.compile(r"(?<!\w)[‘’'`´ʻʼʿʾ]+|[‘’'`´ʻʼʿʾ]+(?!\w)")
_INNER_QUOTE = re.compile(r"[‘`´ʻʿʾ]")
_BRACKETED = re.compile(r"\s*[(\[][^)\]]*[)\]]?")
_INVISIBLE = re.compile("[\u200b-\u200f\u061c\ufeff\u202a-\u202e\u2066-\u2069]")
_LISTED = re.compile(r'[,،;؛/|"«»=+*:]')
_ELIDED = re.compile(r"(?<!\w)([^\W\d_]{1,4})['’](?=[^\W\d_])")
_ARTICLES = frozenset(re.findall(r"\w+", "al el ad ed ar er as es ash esh ach ech at et an en az ez adh edh ath eth"))
_ARABIC_ARTICLE = "ال"
_BARE_LENGTH = 6  # letters that a name must keep when its article is dropped or added


def clean(alias: str) -> str:
    """`alias` without remarks in brackets, invisible marks and quotes at the edge of a word; "" if it is a list."""
    alias = unicodedata.normalize("NFC", alias).strip()
    if alias.isascii() and alias.isalpha():
        return alias
    alias = _BRACKETED.sub("", _INVISIBLE.sub("", alias))
    if _LISTED.search(alias):
        return ""
    return " ".join(_INNER_QUOTE.sub("'", _LOOSE_QUOTE.sub("", alias)).split())


def name_key(alias: str) -> str:
    """The key of a name as written; equal to joining the `name` forms of its tokens."""
    if _PLAIN.fullmatch(alias):
        return fold_name(alias.replace("-", " "))
    return " ".join(token.name for token in _TOKENIZE(alias))


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    return unicodedata.name(char, "?").split()[0]


def script_of(alias: str) -> str:
    """The Unicode name of the script of the first letter, "" where there is none."""
    for char in alias:
        if char.isalpha() and unicodedata.category(char) != "Lm":
            return _script(char)
    return ""


def is_junk(alias: str, script: str) -> bool:
    """Whether an alternate name is a code, an abbreviation or a machine's transliteration rather than a spelling."""
    letters = sum(c.isalpha() for c in alias)
    if script != "LATIN":
        return letters < 2
    if letters < 3 or alias == alias.lower():  # GeoNames' transliterations are in small letters throughout
        return True
    return alias == alias.upper() and letters <= 5


def keys_of(alias: str) -> Iterator[tuple[str, bool]]:
    """Keys of a cleaned name, each with whether it is a variant (another article, or none) rather than a spelling."""
    key = name_key(alias)
    if not key or key.count(" ") >= MAX_TOKENS:
        return
    yield key, False
    if "'" in alias or "’" in alias:
        split = _ELIDED.sub(r"\1 ", alias)  # French readers split "N'Djamena" as they split "l'armée"
        if split != alias:
            yield name_key(split), False
    yield from ((variant, True) for variant in _article_variants(key))


def _article_variants(key: str) -> Iterator[str]:
    head, _, rest = key.partition(" ")
    if "\u0600" <= key[0] <= "\u06ff":
        if head.startswith(_ARABIC_ARTICLE):
            if len(head) - 2 >= _BARE_LENGTH:
                yield key[2:]
        elif len(head) >= _BARE_LENGTH and not rest:
            yield _ARABIC_ARTICLE + key
    elif rest and head in _ARTICLES:
        for article in ("al", "el"):
            if article != head:
                yield f"{article} {rest}"
        if len(rest) >= _BARE_LENGTH:
            yield rest
