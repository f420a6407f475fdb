"""Compare `demonyms.yml` with a package of nationalities, and print lines for countries that it lacks.

    python tools/make_demonyms.py UNPACKED_PACKAGE [DEMONYMS_YML]

The package is i18n-nationality (npm, MIT licence), unpacked: its `langs/en.json` and `langs/fr.json` map ISO 3166-1
alpha-2 codes to nationalities; other languages of the package are taken when the file has them. Its entries are raw
material: it has no Arabic, mixes nouns, plurals and country names with adjectives, and has errors. Nothing is written:
read what is printed, correct it, and put it into the file by hand. Exit code 1 when the file lacks a country.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import yaml

from nadhir.knowledge.countries import country_codes
from nadhir.text import fold_name

DEFAULT = Path(__file__).parent.parent / "src/nadhir/knowledge/actors/demonyms.yml"


def package_words(package: Path) -> dict[str, dict[str, str]]:
    """Language -> alpha-3 code -> nationality, brackets removed."""
    codes = {alpha2: alpha3 for alpha3, alpha2 in country_codes().items()}
    found: dict[str, dict[str, str]] = {}
    for path in sorted((package / "langs").glob("*.json")):
        raw = json.loads(path.read_text("utf-8"))["nationalities"]
        found[path.stem] = {codes[c]: re.sub(r"\s*\(.*\)", "", w) for c, w in raw.items() if c in codes}
    return found


def main(package: Path, file: Path = DEFAULT) -> int:
    """Print one line per disagreement, then the lines that are missing."""
    ours = yaml.safe_load(file.read_text("utf-8"))
    languages = {language for entry in ours.values() for language in entry} - {"second"}
    theirs = {language: words for language, words in package_words(package).items() if language in languages}
    for language, words in sorted(theirs.items()):
        for code, word in words.items():
            entry = ours.get(code, {})
            lemmas = [*entry.get(language, ()), *entry.get("second", {}).get(language, ())]
            known = {fold_name(part) for lemma in lemmas for part in lemma.split("|")}
            if code in ours and fold_name(word) not in known:
                print(f"differs  {code} {language}: file {lemmas}, package {word!r}")
    missing = sorted({code for words in theirs.values() for code in words} - set(ours))
    for code in missing:
        draft = {
            language: [words[code].lower() if language != "en" else words[code]] for language, words in theirs.items()
        }
        print(f"missing  {code}: {json.dumps(draft, ensure_ascii=False)}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(*(Path(argument) for argument in sys.argv[1:3])))
