"""`nadhir evaluate`: scores, errors by cause, calibration and the gate on floors, in the reader's language."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import ENGLISH, ISOLATES, Run, file

CORPUS = Path(__file__).parents[2] / "corpus" / "train"


def gold(folder: Path) -> str:
    claims = [{"kind": "event", "code": "ASSAULT", "status": "actual", "trigger": "killed"}]
    missed = [{"kind": "event", "code": "CONSULT", "status": "future", "trigger": "said"}]
    record = {"language": "en", "published": "2025-11-05", "text": ENGLISH}
    lines = [{"id": "a", **record, "claims": claims}, {"id": "b", **record, "claims": missed}]
    return file(folder, "gold.jsonl", "\n".join(map(json.dumps, lines)))


@pytest.mark.parametrize(("language", "words"), [("ar", "الفائتة (1)"), ("fr", "Manqués (1)"), ("en", "Missed (1)")])
def test_evaluate(run: Run, tmp_path: Path, language: str, words: str) -> None:
    done = run("evaluate", gold(tmp_path), language=language)
    assert (done.code, done.err) == (0, "")
    assert words in done.out
    assert "⟦said⟧" in done.out
    assert "evaluate." not in done.out


def test_evaluate_predictions_made_before(run: Run, tmp_path: Path) -> None:
    path = gold(tmp_path)
    predicted = tmp_path / "predicted.jsonl"
    assert run("code", path, "-o", str(predicted)).code == 0
    figures = json.loads(run("evaluate", path, str(predicted), "--json").out)
    assert figures == json.loads(run("evaluate", path, "--json").out)
    assert figures["en"]["code:ASSAULT"]["gold"] == 1


def test_evaluate_what_is_not_there(run: Run, tmp_path: Path) -> None:
    assert run("evaluate", str(tmp_path)).code == 3
    assert run("evaluate", str(tmp_path / "gone.jsonl")).code == 3
    done = run("evaluate", file(tmp_path, "bad.jsonl", '{"id": 1, "text": "x"}\n'))
    assert done.code == 3
    assert "Line 1" in done.err


# --- on reports of the corpus -----------------------------------------------------------------------------------

TITLES = [
    ("ar", "الأخطاء حسب أسبابها", "الموثوقية"),
    ("fr", "Erreurs par cause", "Fiabilité"),
    ("en", "Errors by cause", "Reliability"),
]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A folder with the first reports of the training part, three of each language."""
    folder = tmp_path_factory.mktemp("gold")
    for name in ("ar", "fr", "en"):
        lines = (CORPUS / f"{name}.jsonl").read_text("utf-8").splitlines()[:3]
        file(folder, f"{name}.jsonl", "\n".join(lines))
    return str(folder)


@pytest.fixture
def silent(corpus: str, tmp_path: Path) -> str:
    """Predictions for the same reports in which nothing is claimed."""
    idents = [
        json.loads(line)["id"] for path in Path(corpus).iterdir() for line in path.read_text("utf-8").splitlines()
    ]
    return file(tmp_path, "silent.jsonl", "\n".join(json.dumps({"id": ident, "claims": []}) for ident in idents))


@pytest.mark.parametrize(("language", "title", "_"), TITLES)
def test_errors_by_cause(run: Run, corpus: str, language: str, title: str, _: str) -> None:
    done = run("evaluate", corpus, "--errors", "--misses", "2", language=language)
    assert (done.code, done.err) == (0, "")
    assert title in done.out
    assert "⟦" in done.out
    assert "evaluate." not in done.out


def test_errors_of_claims_that_nobody_made_are_what_was_not_seen(run: Run, corpus: str, silent: str) -> None:
    figures = json.loads(run("evaluate", corpus, silent, "--json").out)
    claims = sum(figures["all"][kind]["gold"] for kind in ("event", "condition", "relation", "outlook"))
    shown = run("evaluate", corpus, silent, "--errors", "--misses", "1000").out
    assert claims > 50
    assert f"predicate not seen ({claims})" in shown
    assert shown.count("⟦") == claims
    assert "claim too many" not in shown


def test_errors_of_one_cause(run: Run, corpus: str) -> None:
    every = run("evaluate", corpus, "--errors").out
    one = run("evaluate", corpus, "--cause", "predicate", "--misses", "3").out
    headings = [line for line in one.splitlines() if line.endswith(")") and not line.startswith(" ")]
    assert len(headings) == 1
    assert headings[0].startswith("predicate not seen (")
    assert headings[0] in every.splitlines()
    assert one.count("⟦") == 3


def test_a_cause_that_there_is_not(run: Run, corpus: str, silent: str) -> None:
    done = run("evaluate", corpus, silent, "--cause", "weather")
    assert done.code == 2
    assert "--cause" in done.err
    assert "predicate" in done.err, "the causes that there are"


@pytest.mark.parametrize(("language", "_", "title"), TITLES)
def test_calibration(run: Run, corpus: str, tmp_path: Path, language: str, _: str, title: str) -> None:
    done = run("evaluate", corpus, "--calibration", language=language)
    assert (done.code, done.err) == (0, "")
    assert title in done.out
    assert "evaluate." not in done.out
    coded = tmp_path / "coded.jsonl"
    assert run("code", corpus, "--all", "-o", str(coded)).code == 0
    made = sum(len(json.loads(line)["claims"]) for line in coded.read_text("utf-8").splitlines())
    plain = done.out.translate(ISOLATES)
    bands = re.findall(r"\d\.\d–\d\.\d +(\d+) +\d\.\d\d +\d\.\d\d", plain) or re.findall(
        r"\d\.\d\d +\d\.\d\d +(\d+) +\d\.\d–\d\.\d", plain
    )
    assert sum(map(int, bands)) == made, "every claim lies in a band, the doubtful ones too"
    assert len(re.findall(r"\): 0\.\d{3}", plain)) == 4, "three languages, and all together"


# --- floors -----------------------------------------------------------------------------------------------------


@pytest.fixture
def floors(run: Run, corpus: str, tmp_path: Path) -> Path:
    path = tmp_path / "floors.yml"
    done = run("evaluate", corpus, "--floors", str(path), "--raise-floors")
    assert (done.code, done.err) == (0, "")
    assert "written anew" in done.out
    return path


def reached(floors: Path) -> list[float]:
    return [value for own in yaml.safe_load(floors.read_text("utf-8"))["floors"].values() for value in own.values()]


@pytest.mark.parametrize(("language", "words"), [("ar", "عدد اللغات: 3"), ("fr", "3 langues"), ("en", "3 languages")])
def test_what_was_reached_holds(run: Run, corpus: str, floors: Path, language: str, words: str) -> None:
    done = run("evaluate", corpus, "--floors", str(floors), language=language)
    assert (done.code, done.err) == (0, "")
    assert words in done.out.translate(ISOLATES)


def test_scores_below_their_floors_stop_the_gate(run: Run, corpus: str, silent: str, floors: Path) -> None:
    done = run("evaluate", corpus, silent, "--floors", str(floors))
    assert done.code == 5
    assert "event F1: 0.000 <" in done.out
    assert f"{len(done.out.splitlines())} scores are below their floors" in done.err


def test_raising_lowers_nothing(run: Run, corpus: str, silent: str, floors: Path) -> None:
    before = floors.read_bytes()
    assert run("evaluate", corpus, silent, "--floors", str(floors), "--raise-floors").code == 0
    assert floors.read_bytes() == before
    assert max(reached(floors)) > 0.5


def test_lowering_is_done_on_purpose(run: Run, corpus: str, silent: str, floors: Path) -> None:
    assert run("evaluate", corpus, silent, "--floors", str(floors), "--lower-floors").code == 0
    assert set(reached(floors)) == {0.0}
    assert run("evaluate", corpus, silent, "--floors", str(floors)).code == 0


def test_floors_lowered_by_hand_stop_the_gate(run: Run, corpus: str, silent: str, floors: Path) -> None:
    file(floors.parent, floors.name, re.sub(r": 0\.\d+", ": 0.0", floors.read_text("utf-8")))
    done = run("evaluate", corpus, silent, "--floors", str(floors))
    assert done.code == 5
    assert "changed by hand" in done.err


def test_other_gold_stops_the_gate(run: Run, corpus: str, silent: str, floors: Path, tmp_path: Path) -> None:
    fewer = file(tmp_path, "fr.jsonl", (Path(corpus) / "fr.jsonl").read_text("utf-8").splitlines()[0])
    done = run("evaluate", fewer, silent, "--floors", str(floors))
    assert done.code == 5
    assert "The gold has changed since the floors were measured (fr)" in done.err


def test_a_floors_file_that_is_none(run: Run, corpus: str, silent: str, tmp_path: Path) -> None:
    done = run("evaluate", corpus, silent, "--floors", file(tmp_path, "floors.yml", "floors: many\n"))
    assert done.code == 3
    assert "is no floors file" in done.err
