"""What the program says, in the reader's language: the texts of a pack's `interface.yml`."""

from __future__ import annotations

import locale
import os
from functools import lru_cache
from pathlib import Path

from nadhir.errors import NadhirError
from nadhir.knowledge.load import read_yaml, shipped

FALLBACK = "en"


class Texts:
    """Look-up of texts by key, with values filled in; a key that a language lacks falls back to English."""

    def __init__(self, language: str, texts: dict[str, str], fallback: dict[str, str]) -> None:
        self.language = language
        self._texts = texts
        self._fallback = fallback

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key. An unknown key is shown as it is: ugly, but not hidden."""
        text = self._texts.get(key) or self._fallback.get(key) or key
        try:
            return text.format(**values)
        except (KeyError, IndexError, ValueError):
            return text

    def error(self, code: str, values: dict[str, str]) -> str:
        """An error's sentence and what to do next."""
        sentence = self(f"error.{code}", **values)
        hint = self(f"hint.{code}", **values)
        return sentence if hint == f"hint.{code}" else f"{sentence} {hint}"

    def explain(self, error: NadhirError) -> str:
        """What a person is told of an error."""
        return self.error(error.code, error.values)


@lru_cache(maxsize=8)
def load_texts(language: str) -> Texts:
    """The texts of a language, English where there is no pack for it."""
    base = shipped() / "languages"
    chosen = language if (base / language / "interface.yml").exists() else FALLBACK
    return Texts(chosen, _read(base / chosen), _read(base / FALLBACK))


def _read(folder: Path) -> dict[str, str]:
    return read_yaml(folder / "interface.yml", dict[str, str])


def reader_language() -> str:
    """The reader's language: NADHIR_LANG, else the locale of the environment."""
    for name in ("NADHIR_LANG", "LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        value = os.environ.get(name, "")
        if value and value not in ("C", "POSIX") and not value.startswith("C."):
            return value.split(":")[0].split("_")[0].split(".")[0].lower()
    return (locale.getlocale()[0] or FALLBACK).split("_")[0].lower()
