"""`nadhir evaluate`: the codebook's scores of the coder, or of somebody's predictions, against gold files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec
import typer
from rich import box
from rich.console import Console
from rich.table import Table

from nadhir.cli.screen import isolated
from nadhir.cli.texts import Texts
from nadhir.engine.batch import code_all
from nadhir.errors import InputError
from nadhir.evaluation.records import GoldReport, Json, read_gold, read_predicted, trigger
from nadhir.evaluation.score import KINDS, Scores, codes_of, score
from nadhir.records import Coded, Report

_PAIRS = ("actors", "recipients", "entity text", "places", "sources")
_RIGHT = ("status", "time", "killed", "source role", "places within 50 km", "places within 161 km")


def add(app: typer.Typer, texts: Texts) -> None:
    """Add the command to the application."""

    @app.command(help=texts("help.evaluate"))
    def evaluate(
        gold: Path = typer.Argument(..., help=texts("help.evaluate.gold")),
        predicted: Path = typer.Argument(None, help=texts("help.evaluate.predicted")),
        misses: int = typer.Option(12, min=0, help=texts("help.evaluate.misses")),
        json: bool = typer.Option(False, "--json", help=texts("help.evaluate.json")),
    ) -> None:
        reports = [r for path in _files(gold) for r in read_gold(path)]
        claims = read_predicted(predicted) if predicted is not None else _coded(reports)
        by_language = {
            language: score([r for r in reports if r.language == language], claims)
            for language in sorted({r.language for r in reports})
        }
        if json:
            typer.echo(msgspec.json.encode({k: as_dict(v) for k, v in {**by_language, "all": score(reports, claims)}.items()}).decode())
            return
        console = Console(highlight=False)
        _summary(by_language, score(reports, claims), console, texts)
        _by_code(score(reports, claims), console, texts)
        if misses:
            _worst(reports, score(reports, claims), misses, console, texts)


def _files(path: Path) -> list[Path]:
    found = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not found:
        raise InputError("no_gold", folder=path)
    return found


def _coded(reports: list[GoldReport]) -> dict[str, list[Json]]:
    """Code the gold reports' texts, with nothing of the gold but text, title, publisher and date."""
    inputs = [
        Report.make(
            r.text,
            id=r.id,
            published=date.fromisoformat(r.record["published"]) if r.record.get("published") else None,
            publisher=r.record.get("publisher", ""),
            title=r.record.get("title", ""),
        )
        for r in reports
    ]
    return {c.report.id: msgspec.to_builtins(c.claims) for c in code_all(inputs) if isinstance(c, Coded)}


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


def _summary(by_language: dict[str, Scores], together: Scores, console: Console, texts: Texts) -> None:
    columns = [*by_language, "all"]
    grid = Table(box=box.SIMPLE_HEAD, title=texts("evaluate.scores"), title_justify="left")
    grid.add_column(texts("evaluate.measure"))
    for name in columns:
        grid.add_column(texts("language." + name) if name != "all" else texts("evaluate.all"), justify="right")
    every = [*by_language.values(), together]
    for key in (*KINDS, "quad", "end to end"):
        grid.add_row(texts("evaluate." + key), *(f"{s[key].f1:.3f}" for s in every))
        if key in KINDS:
            grid.add_row("  " + texts("evaluate.pr"), *(f"{s[key].precision:.2f}/{s[key].recall:.2f}" for s in every), style="dim")
    for key in _PAIRS:
        grid.add_row(texts("evaluate." + key), *(f"{s['pair: ' + key].f1:.3f}" for s in every))
    for key in _RIGHT:
        grid.add_row(texts("evaluate." + key), *(_share(s["pair: " + key].accuracy) for s in every))
    grid.add_row(texts("evaluate.negatives"), *(f"{s.negative_claims}/{s.negatives}" for s in every))
    console.print(grid)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _by_code(scores: Scores, console: Console, texts: Texts) -> None:
    grid = Table(box=box.SIMPLE_HEAD, title=texts("evaluate.by_code"), title_justify="left")
    for key in ("code", "f1", "precision", "recall", "gold", "predicted"):
        grid.add_column(texts("evaluate." + key), justify="left" if key == "code" else "right")
    for code, _ in codes_of(scores).most_common():
        tally = scores["code:" + code]
        grid.add_row(code, f"{tally.f1:.2f}", f"{tally.precision:.2f}", f"{tally.recall:.2f}", str(tally.gold), str(tally.predicted))
    console.print(grid)


def _worst(reports: list[GoldReport], scores: Scores, count: int, console: Console, texts: Texts) -> None:
    """The claims missed and the claims too many, of the codes that lose most by them."""
    by_id = {r.id: r.text for r in reports}
    for title, claims in (("evaluate.missed", scores.missed), ("evaluate.spurious", scores.spurious)):
        often: dict[str, int] = {}
        for _, claim in claims:
            often[claim["code"]] = often.get(claim["code"], 0) + 1
        console.print(texts(title, count=len(claims)), style="bold")
        for ident, claim in sorted(claims, key=lambda c: -often[c[1]["code"]])[:count]:
            span = trigger(claim, by_id[ident])
            shown = by_id[ident][span[0] : span[1]] if span else ""
            console.print(f"  {ident}  {claim['code']}  {isolated(shown)}")
