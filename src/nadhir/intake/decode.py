"""Bytes to text: UTF-8, UTF-16, and the Windows code pages of Arabic and Western Europe, told apart by their script.

Statistics alone confuse short texts, so the two code pages are judged by what misreading does to words: French read as
Arabic puts single Arabic letters inside Latin words, Arabic read as French makes words of nothing but accents.
"""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from typing import NamedTuple

import charset_normalizer

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"Rar!",
    b"7z\xbc\xaf", b"\xd0\xcf\x11\xe0", b"SQLite format 3\0", b"\x7fELF", b"MZ\x90", b"{\\rtf", b"OggS", b"PAR1",
)  # fmt: skip
# Python's encodings that no page is written in; some take quadratic time.
_NO_PAGES = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined", "utf-7", "mbcs", "oem"})
_ARABIC_PAGES = ("cp1256", "iso8859_6")
_SAMPLE = 65_536  # bytes by which an encoding is judged
_GOOD = 0.8  # share of letters that stand rightly, from which a code page is believed
_DAMAGED = 0.02  # share of broken sequences up to which a text is still UTF-8, damaged
_FEW_CONTROLS, _MANY_CONTROLS = 0.02, 0.15  # shares of control characters
_WHITE = frozenset(b"\t\n\r\f\v\x1a\x1b")


class Decoded(NamedTuple):
    """`encoding` is a Python codec name; `damaged` counts the places that had to be replaced by U+FFFD."""

    text: str
    encoding: str
    damaged: int = 0


def decode(data: bytes) -> Decoded | None:
    """The text of `data`; None where it is binary or in no encoding that could be told. Line ends are kept."""
    encoding = sniff(data)
    if encoding is None:
        return None
    text = data.decode(encoding, "replace")
    damaged = text.count("\ufffd") - data.count(b"\xef\xbf\xbd") if "\ufffd" in text else 0
    return Decoded(text, encoding, max(0, damaged))


def decode_as(data: bytes, *names: str) -> str | None:
    """The text of `data` by the first of the named encodings that is one and fits without a slip; None where none does.

    UTF-8 goes before them all: what is none hardly ever looks like it, while servers and templates name others out of habit.
    """
    if b"\0" in data[:_SAMPLE]:  # UTF-16, which passes for UTF-8 where it is English; `decode` tells
        return None
    for name in ("utf-8-sig", *names):
        with suppress(LookupError, UnicodeError, ValueError):
            codec = codecs.lookup(name)
            if codec.name not in _NO_PAGES:
                return data.decode(codec.name)
    return None


def is_binary(data: bytes) -> bool:
    """Whether the beginning of a file is that of an archive, image, office document or other non-text."""
    return data.startswith(_MAGIC) or (_controls(data[:_SAMPLE]) > _FEW_CONTROLS and sniff(data, cut=True) is None)


def sniff(data: bytes, *, cut: bool = False) -> str | None:
    """The codec name of `data`, None where none fits. `cut`: it is the beginning of something longer."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return encoding
    sample = data[:_SAMPLE]
    if sample.startswith(_MAGIC):
        return None
    controls = _controls(sample)
    if controls > _MANY_CONTROLS:  # of UTF-16 without a mark, the high bytes
        return _utf16(sample)
    if _is_utf8(data, cut):
        return "utf-8"
    return _legacy(sample) if controls <= _FEW_CONTROLS else None


def _controls(sample: bytes) -> float:
    if not sample:
        return 0.0
    return sum(byte < 32 and byte not in _WHITE for byte in sample) / len(sample)


def _utf16(sample: bytes) -> str | None:
    even = sample[: len(sample) // 2 * 2]
    best, best_share = None, 0.9
    for encoding in ("utf-16-le", "utf-16-be"):
        text = even.decode(encoding, "replace")
        share = sum(_common(char) for char in text) / max(1, len(text))
        if share > best_share:
            best, best_share = encoding, share
    return best


def _common(char: str) -> bool:
    """Whether a character is one of Latin or Arabic writing, so that text of the wrong byte order has few of them."""
    code = ord(char)
    return (
        0x20 <= code < 0x250
        or 0x600 <= code < 0x700
        or 0x2000 <= code < 0x2070
        or 0xFE70 <= code < 0xFF00
        or char in "\t\r\n\ufeff"
    )


def _is_utf8(data: bytes, cut: bool) -> bool:
    try:
        data.decode("utf-8")
        return True
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.start >= len(data) - 3:
            return cut or not data[: error.start].isascii()  # "attaque à" in a code page ends like cut UTF-8
    text = data[:_SAMPLE].decode("utf-8", "replace")
    multibyte = sum(char > "\x7f" for char in text)
    return multibyte >= 20 and text.count("\ufffd") <= max(1, _DAMAGED * multibyte)


def _legacy(sample: bytes) -> str | None:
    for encoding in _ARABIC_PAGES:
        text = sample.decode(encoding, "replace")
        if text.count("\ufffd") <= len(text) // 200 and _arabic_sanity(text) >= _GOOD:
            return encoding
    if _latin_sanity(sample.decode("cp1252", "replace")) >= _GOOD:
        return "cp1252"
    guess = charset_normalizer.from_bytes(sample).best()
    return guess.encoding if guess is not None and guess.coherence > 0 else None


def _arabic_sanity(text: str) -> float:
    """The share of the Arabic letters that stand in words of at least two, without Latin ones; 0 for none."""
    letters = good = 0
    for word in _WORD.findall(text):
        arabic = sum("\u0600" <= char <= "\u06ff" for char in word)
        letters += arabic
        if arabic == len(word) and (arabic > 1 or word == "و"):
            good += arabic
    return good / letters if letters > 1 else 0.0


def _latin_sanity(text: str) -> float:
    """The share of the signs beyond ASCII that stand as in Latin writing: not three accents in a row, say."""
    signs = sum(char > "\x7f" for char in text)
    if not signs:
        return 0.0
    bad = sum(len(match.group()) for match in _NOT_LATIN.finditer(text))
    return 1 - bad / signs


_WORD = re.compile(r"[^\W\d_]+")
_NOT_LATIN = re.compile(
    "[À-öø-ÿŠŽšžŸƒ]{3,}|(?<=[a-zß-ÿ])[À-ÖØ-ÞŠŽŸ](?=[a-zß-ÿ])|(?<=[A-Za-zÀ-ÿ])[¡-©¬®-¶¸¹¼-¿×÷](?=[A-Za-zÀ-ÿ])|[\x80-\x9f\ufffd]"
)
