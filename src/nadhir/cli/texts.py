"""What the program says, in the reader's language: the texts of a pack's `interface.yml`.

Kept free of the knowledge loader, so that `--help` comes at once.
"""

from __future__ import annotations

import locale
import os
import re
import string
from functools import lru_cache
from pathlib import Path

import msgspec
import yaml

import nadhir
from nadhir.cli.layout import isolated
from nadhir.errors import KnowledgeError, NadhirError

FALLBACK = "en"
_MEGABYTE = 1 << 20


class Texts:
    """Look-up of texts by key, with values filled in; a key that a language lacks falls back to English.

    `language` is the ISO 639-1 code of the pack; `rtl` tells whether it is written from right to left.
    """

    def __init__(self, language: str, texts: dict[str, str], fallback: dict[str, str], *, rtl: bool = False) -> None:
        self.language = language
        self.rtl = rtl
        self._texts = texts
        self._fallback = fallback

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key. An unknown key is shown as it is: ugly, but not hidden."""
        text = self._texts.get(key) or self._fallback.get(key)
        if text is None:
            return key
        return _FORMATTER.vformat(text, (), values) if values else text

    def __contains__(self, key: str) -> bool:
        return key in self._texts or key in self._fallback

    def either(self, key: str, otherwise: str) -> str:
        """The text of a key, or `otherwise` where there is none."""
        return self(key) if key in self else otherwise

    def error(self, code: str, values: dict[str, str]) -> str:
        """An error's sentence and what to do next."""
        shown = {name: self._value(name, value) for name, value in values.items()}
        hint = f"hint.{code}"
        return " ".join([self(f"error.{code}", **shown), *([self(hint, **shown)] if hint in self else [])])

    def explain(self, error: NadhirError) -> str:
        """What a person is told of an error, behind the file and line where the sentence does not name them."""
        template = self._texts.get(f"error.{error.code}") or self._fallback.get(f"error.{error.code}") or ""
        where = [error.values[k] for k in ("file", "line") if k in error.values and f"{{{k}}}" not in template]
        sentence = self.error(error.code, error.values)
        return f"{isolated(':'.join(where))}: {sentence}" if "file" in error.values and where else sentence

    def _value(self, name: str, value: str) -> str:
        if name == "limit" and value.isdigit():
            return isolated(f"{int(value) // _MEGABYTE} MB")
        if name in ("why", "reason"):
            return isolated(self.either(f"why.{value}", value))
        return isolated(value)


class _Lenient(string.Formatter):
    """Leaves out what is not given: half a message is better than none."""

    def get_value(self, key: int | str, args: object, kwargs: object) -> object:
        return kwargs.get(key, "") if isinstance(kwargs, dict) else ""


_FORMATTER = _Lenient()


@lru_cache(maxsize=8)
def load_texts(language: str) -> Texts:
    """The texts of a language, English where there is no pack for it. The user's overlay may add one."""
    shipped = Path(nadhir.__file__).parent / "knowledge"
    overlay = (Path(p) for p in os.environ.get("NADHIR_KNOWLEDGE", "").split(os.pathsep) if p)
    packs = [folder / "languages" for folder in (shipped, *overlay)]
    chosen = language if any((p / language / "interface.yml").is_file() for p in packs) else FALLBACK
    rtl = any(_direction(p / chosen / "script.yml") == "rtl" for p in packs)
    return Texts(chosen, _read(packs, chosen), _read(packs, FALLBACK), rtl=rtl)


def _read(packs: list[Path], language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for pack in packs:
        path = pack / language / "interface.yml"
        if not path.is_file():
            continue
        try:
            found |= msgspec.convert(yaml.load(path.read_bytes(), Loader=_LOADER), dict[str, str])
        except (yaml.YAMLError, msgspec.ValidationError, UnicodeDecodeError) as error:
            raise KnowledgeError("knowledge_file", file=path.name, folder=path.parent.name, reason=error) from error
    return found


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _direction(path: Path) -> str:
    """The `direction` of a pack's script, without decoding all of it."""
    if not path.is_file():
        return ""
    lines = path.read_text("utf-8", "replace").splitlines()
    return next(
        (line.split(":", 1)[1].split("#")[0].strip(" \"'") for line in lines if line.startswith("direction:")), ""
    )


def reader_language() -> str:
    """The reader's language: NADHIR_LANG, else the locale of the environment, as an ISO 639-1 code."""
    for name in ("NADHIR_LANG", "LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        value = os.environ.get(name, "")
        if value and value not in ("C", "POSIX") and not value.startswith("C."):
            return _code(value)
    return _code(locale.getlocale()[0] or FALLBACK)


def _code(name: str) -> str:
    """The language of a locale's name: `fr_FR.UTF-8`, `ar`, `en:fr`."""
    code = re.split(r"[:._@-]", name, maxsplit=1)[0].lower()
    return code if code.isalpha() and code.isascii() else FALLBACK
