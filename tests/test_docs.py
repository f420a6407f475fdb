"""Documents that fail when stale: examples run, links lead somewhere, commands and codes exist."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

import nadhir
from nadhir.cli.texts import load_texts
from nadhir.knowledge.load import read_ontology, shipped

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_the_examples_of_the_readme_and_the_package_run() -> None:
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    parser = doctest.DocTestParser()
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert blocks
    for name, text in [("README", "\n".join(blocks)), ("nadhir", nadhir.__doc__ or "")]:
        runner.run(parser.get_doctest(text, {}, name, name, 0))
    assert runner.summarize(verbose=False).failed == 0


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text("utf-8")):
        assert (path.parent / target).exists(), target


def test_the_codebook_names_every_code_mode_and_sector() -> None:
    book = (ROOT / "docs" / "codebook.md").read_text("utf-8")
    ontology = read_ontology(shipped())
    named = set(re.findall(r"`([\w-]+)`", book))
    assert {c.id for c in ontology.codes} <= named
    groups = (ontology.sectors, ontology.roles, ontology.stances, ontology.statuses)
    assert {t.id for terms in groups for t in terms} <= named
    assert {m for c in ontology.codes if c.kind != "event" for m in c.modes} <= named


def test_the_readme_names_commands_that_exist() -> None:
    texts = load_texts("en")
    readme = (ROOT / "README.md").read_text("utf-8")
    for command in set(re.findall(r"`?nadhir ([a-z]+)", readme)):
        assert f"help.{command}" in texts, command
    for variable in set(re.findall(r"NADHIR_[A-Z]+", readme)):
        sources = "".join(p.read_text("utf-8") for p in (ROOT / "src").rglob("*.py"))
        assert variable in sources


def test_the_glossary_has_three_languages() -> None:
    rows = [
        line.split("|")[1:-1]
        for line in (ROOT / "docs/glossary.md").read_text("utf-8").splitlines()
        if line[:2] == "| "
    ]
    assert len(rows) > 20
    for row in rows[2:]:
        assert len(row) == 4
        assert all(cell.strip() for cell in row)
    words = [row[0].strip() for row in rows[2:]]
    assert len(words) == len(set(words))
