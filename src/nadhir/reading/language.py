"""Which language a text is written in: lingua on its beginning, among the languages that newsrooms mix with ours."""

from __future__ import annotations

from functools import lru_cache

from lingua import IsoCode639_1, Language, LanguageDetector, LanguageDetectorBuilder

# Beside the supported languages those that are taken for them: told apart so that they are refused and not guessed at.
_NEIGHBOURS = (
    "es",
    "pt",
    "de",
    "it",
    "nl",
    "tr",
    "fa",
    "ur",
    "ru",
    "uk",
    "sw",
    "so",
    "he",
    "id",
    "ro",
    "ca",
    "am",
    "zh",
    "hi",
)
_SAMPLE = 320


@lru_cache(maxsize=4)
def _detector(codes: tuple[str, ...]) -> LanguageDetector:
    known = {language.iso_code_639_1: language for language in Language.all()}
    wanted = []
    for code in dict.fromkeys((*codes, *_NEIGHBOURS)):
        iso = getattr(IsoCode639_1, code.upper(), None)
        if iso is not None and iso in known:
            wanted.append(known[iso])
    return LanguageDetectorBuilder.from_languages(*wanted).with_low_accuracy_mode().build()


def detect(text: str, supported: tuple[str, ...]) -> str:
    """ISO 639-1 code of the language of `text`, "" where it cannot be told (too few letters)."""
    sample = text[:_SAMPLE]
    if sum(1 for c in sample if c.isalpha()) < 3:
        sample = "".join(c for c in text[: 20 * _SAMPLE] if c.isalpha() or c == " ")[:_SAMPLE]
        if len(sample.strip()) < 3:
            return ""
    found = _detector(supported).detect_language_of(sample)
    return found.iso_code_639_1.name.lower() if found is not None else ""
