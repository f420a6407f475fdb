"""`nadhir evaluate`: the codebook's scores of the coder, or of somebody's predictions, against gold files."""

# Typer declares options as defaults, and imports wait for the command that needs them, so that help comes at once.
# ruff: noqa: B008, PLC0415

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from nadhir.cli.grid import grid
from nadhir.cli.help import classes
from nadhir.cli.texts import Texts
from nadhir.errors import InputError, QualityError

if TYPE_CHECKING:
    from nadhir.cli.screen import Screen
    from nadhir.evaluation.records import GoldReport, Json
    from nadhir.evaluation.score import Scores

_PAIRS = ("actors", "recipients", "entity text", "places", "sources")
_RIGHT = ("status", "time", "killed", "source role", "places within 50 km", "places within 161 km")


def add(app: typer.Typer, texts: Texts) -> None:
    """Add the command to the application."""
    _, command = classes(texts)

    @app.command(cls=command, help=texts("help.evaluate"))
    def evaluate(
        gold: Path = typer.Argument(..., help=texts("help.evaluate.gold"), metavar="GOLD"),
        predicted: Path = typer.Argument(
            None, help=texts("help.evaluate.predicted"), metavar="[PREDICTED]", show_default=False
        ),
        misses: int = typer.Option(12, min=0, help=texts("help.evaluate.misses"), metavar="N"),
        errors: bool = typer.Option(False, "--errors", help=texts("help.evaluate.errors")),
        cause: str = typer.Option("", "--cause", help=texts("help.evaluate.cause"), metavar="CAUSE"),
        calibration: bool = typer.Option(False, "--calibration", help=texts("help.evaluate.calibration")),
        floors: Path = typer.Option(None, help=texts("help.evaluate.floors"), metavar="FILE", show_default=False),
        raise_floors: bool = typer.Option(False, "--raise-floors", help=texts("help.evaluate.raise")),
        lower_floors: bool = typer.Option(False, "--lower-floors", help=texts("help.evaluate.lower")),
        json: bool = typer.Option(False, "--json", help=texts("help.evaluate.json")),
        incidents: bool = typer.Option(False, "--incidents", help=texts("help.evaluate.incidents")),
        part: str = typer.Option("", help=texts("help.evaluate.part"), metavar="PART"),
        least: float = typer.Option(0.0, min=0, max=1, help=texts("help.evaluate.least"), metavar="0…1"),
    ) -> None:
        from nadhir.cli.mistakes import show_calibration, show_errors, show_misses
        from nadhir.cli.screen import Screen
        from nadhir.evaluation.records import read_gold, read_predicted
        from nadhir.evaluation.score import score

        if incidents:
            from nadhir.cli.clusters import measure
            from nadhir.settings import Settings

            measure(gold, part, least, errors, Settings.from_environment(), Screen.over(sys.stdout), texts)
            return
        reports = [r for path in _files(gold) for r in read_gold(path)]
        claims = read_predicted(predicted) if predicted is not None else _coded(reports, texts, every=calibration)
        screen = Screen.over(sys.stdout)
        if errors or cause:
            show_errors(reports, claims, cause, misses, screen, texts)
            return
        if calibration:
            show_calibration(reports, claims, screen, texts)
            return
        by_language = {
            language: score([r for r in reports if r.language == language], claims)
            for language in sorted({r.language for r in reports})
        }
        if floors is not None:
            by_gold = {name: [r for r in reports if r.language == name] for name in by_language}
            _gate(floors, by_gold, by_language, screen, texts, new=raise_floors or lower_floors, lower=lower_floors)
            return
        together = score(reports, claims)
        if json:
            import msgspec

            typer.echo(
                msgspec.json.encode({k: as_dict(v) for k, v in {**by_language, "all": together}.items()}).decode()
            )
            return
        _summary(by_language, together, screen, texts)
        _by_code(together, screen, texts)
        if misses:
            show_misses(reports, together, misses, screen, texts)


def _gate(
    path: Path,
    gold: dict[str, list[GoldReport]],
    scores: dict[str, Scores],
    screen: Screen,
    texts: Texts,
    *,
    new: bool,
    lower: bool,
) -> None:
    """Hold the scores against a floors file, or write it anew. Raises QualityError where one is below its floor."""
    from nadhir.evaluation.gate import check, read_floors, renew

    if new:
        renew(path, gold, scores, lower=lower)
        screen.print(texts("evaluate.floors_written", file=str(path)))
        return
    below = check(read_floors(path), gold, scores)
    for short in below:
        name = texts.either(f"language.{short.language}", short.language)
        screen.print(f"  {name}  {texts(f'evaluate.{short.measure}')}: {short.reached:.3f} < {short.floor:.2f}")
    if below:
        raise QualityError("below_floors", count=len(below), file=path)
    screen.print(texts("evaluate.floors_held", languages=len(scores)))


def _files(path: Path) -> list[Path]:
    found = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not found:
        raise InputError("no_gold", folder=path)
    return found


def _coded(reports: list[GoldReport], texts: Texts, *, every: bool) -> dict[str, list[Json]]:
    """Code the gold reports' texts, with nothing of the gold but text, title, publisher and date; doubtful claims only if `every`."""
    import msgspec

    from nadhir.cli.waiting import Waiting
    from nadhir.engine.batch import code_all
    from nadhir.evaluation.records import report_of
    from nadhir.records import Coded

    found: dict[str, list[Json]] = {}
    with Waiting(texts, shares_terminal=False) as waiting:
        for coded in code_all(map(report_of, reports)):
            if isinstance(coded, Coded):
                found[coded.report.id] = msgspec.to_builtins([*coded.claims, *(coded.doubtful if every else ())])
                waiting.advance()
    return found


def as_dict(scores: Scores) -> dict[str, dict[str, float | int | None]]:
    """Scores as plain numbers, under the reference scorer's names."""
    out: dict[str, dict[str, float | int | None]] = {}
    for key, tally in sorted(scores.tallies.items()):
        if key.startswith("pair: ") and key[6:] in _RIGHT:
            accuracy = tally.accuracy
            out[key] = {"acc": None if accuracy is None else round(accuracy, 3), "n": tally.gold}
        else:
            out[key] = {
                "p": round(tally.precision, 3), "r": round(tally.recall, 3), "f1": round(tally.f1, 3),
                "gold": tally.gold, "pred": tally.predicted,
            }  # fmt: skip
    out["negatives"] = {"reports": scores.negatives, "claims": scores.negative_claims}
    return out


def _summary(by_language: dict[str, Scores], together: Scores, screen: Screen, texts: Texts) -> None:
    from nadhir.evaluation.score import KINDS

    every = [*by_language.values(), together]
    head = [texts("evaluate.measure"), *(texts.either(f"language.{n}", n) for n in by_language), texts("evaluate.all")]
    lines: list[list[str]] = []
    for key in (*KINDS, "quad", "end to end"):
        lines.append([texts(f"evaluate.{key}"), *(f"{s[key].f1:.3f}" for s in every)])
        if key in KINDS:
            lines.append(["  " + texts("evaluate.pr"), *(f"{s[key].precision:.2f}/{s[key].recall:.2f}" for s in every)])
    lines += [[texts(f"evaluate.{key}"), *(f"{s[f'pair: {key}'].f1:.3f}" for s in every)] for key in _PAIRS]
    lines += [[texts(f"evaluate.{key}"), *(_share(s[f"pair: {key}"].accuracy) for s in every)] for key in _RIGHT]
    lines.append([texts("evaluate.negatives"), *(f"{s.negative_claims}/{s.negatives}" for s in every)])
    grid(screen, texts, texts("evaluate.scores"), head, lines, 38)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _by_code(scores: Scores, screen: Screen, texts: Texts) -> None:
    from nadhir.evaluation.score import codes_of

    head = [texts(f"evaluate.{key}") for key in ("code", "f1", "precision", "recall", "gold", "predicted")]
    lines = []
    for code, _ in codes_of(scores).most_common():
        tally = scores["code:" + code]
        figures = (
            f"{tally.f1:.2f}",
            f"{tally.precision:.2f}",
            f"{tally.recall:.2f}",
            str(tally.gold),
            str(tally.predicted),
        )
        lines.append([code, *figures])
    grid(screen, texts, texts("evaluate.by_code"), head, lines, 26)
