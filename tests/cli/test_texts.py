"""Every issue and error that the code can give has a text in every language, made of values that it is given."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import yaml

import nadhir
from nadhir.cli.layout import Piece, cell_len, isolated, plain, row, shares, wrap
from nadhir.cli.texts import load_texts, reader_language
from nadhir.errors import InputError

PACKAGE = Path(nadhir.__file__).parent
LANGUAGES = ("ar", "fr", "en")
RAISERS = {"Issue", "InputError", "UsageError", "KnowledgeError", "NadhirError", "QualityError", "StoreError"}


def raised() -> dict[str, list[tuple[str, set[str] | None]]]:
    """Code -> places where it is given, each with the names of its values (None where they are not literal)."""
    found: dict[str, list[tuple[str, set[str] | None]]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in RAISERS:
                continue
            given: dict[str, ast.expr] = {k.arg: k.value for k in node.keywords if k.arg}
            code = node.args[0] if node.args else given.get("code")
            if not isinstance(code, ast.Constant):
                continue
            values: set[str] | None = set(given)
            if node.func.id == "Issue":
                literal = given.get("values")
                values = set() if literal is None else None
                if isinstance(literal, ast.Dict):
                    values = {k.value for k in literal.keys if isinstance(k, ast.Constant)}
            found.setdefault(str(code.value), []).append((f"{path.relative_to(PACKAGE)}:{node.lineno}", values))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_text(language: str) -> None:
    texts = yaml.safe_load((PACKAGE / "knowledge/languages" / language / "interface.yml").read_text("utf-8"))
    missing = {code: sites for code, sites in raised().items() if f"error.{code}" not in texts}
    assert missing == {}
    assert len(raised()) > 30


def test_texts_are_filled_from_what_is_given() -> None:
    texts = yaml.safe_load((PACKAGE / "knowledge/languages/en/interface.yml").read_text("utf-8"))
    wrong = []
    for code, sites in raised().items():
        wanted = {s for key in ("error", "hint") for s in re.findall(r"{(\w+)}", texts.get(f"{key}.{code}", ""))}
        wrong += [
            f"{code} at {site} lacks {wanted - values}"
            for site, values in sites
            if values is not None and wanted - values
        ]
    assert wrong == []


def test_the_reader_language_follows_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NADHIR_LANG", "LC_ALL", "LC_MESSAGES", "LANGUAGE", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert reader_language() == "fr"
    monkeypatch.setenv("LC_ALL", "ar_MA.UTF-8")
    assert reader_language() == "ar"
    monkeypatch.setenv("LC_ALL", "C")
    assert reader_language() == "fr"
    monkeypatch.setenv("NADHIR_LANG", "en")
    assert reader_language() == "en"
    monkeypatch.setenv("NADHIR_LANG", "../../x")
    assert reader_language() == "en"


def test_an_unknown_language_falls_back_to_english() -> None:
    assert load_texts("xx").language == "en"
    assert load_texts("ar").rtl
    assert not load_texts("fr").rtl


def test_an_error_names_its_file_and_line() -> None:
    error = InputError("gold_incomplete", file="gold.jsonl", line=3)
    assert load_texts("en").explain(error).startswith("gold.jsonl: Line 3")


def test_values_cannot_break_a_message() -> None:
    texts = load_texts("en")
    assert "{0}" in texts.error("actor_unknown", {"name": "{0}{name}"})
    assert "\u202e" not in texts.error("actor_unknown", {"name": "evil\u202etxt"})


# --- layout -----------------------------------------------------------------------------------------------------


def test_columns_stand_where_they_should() -> None:
    widths = shares(60, (3, 0.5, 0.5))
    lines = [
        plain(x) for x in row([[Piece("1")], [Piece("هجوم على قرية بعيدة جدا عن المدينة")], [Piece("Gao")]], widths)
    ]
    clean = [re.sub("[\u2066-\u2069]", "", line) for line in lines]
    assert clean[0].index("Gao") == 1 + widths[0] + 2 + widths[1] + 2
    assert all(line.count("\u2066") + line.count("\u2068") == line.count("\u2069") for line in lines)


def test_wrapping_keeps_every_letter_and_the_width() -> None:
    words = "Les Forces de soutien rapide (FSR) ont " + "x" * 50
    lines = ["".join(p.text for p in line) for line in wrap([Piece(words)], 12)]
    assert max(map(cell_len, lines)) <= 12
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")


def test_isolates_reach_over_broken_lines() -> None:
    lines = wrap([Piece(isolated("قوات الدعم السريع في السودان")), Piece(" SDN REB")], 12)
    for line in lines:
        text = "".join(p.text for p in line)
        assert text.count("\u2068") == text.count("\u2069")
