"""What `nadhir evaluate --incidents` shows: how well claims are linked into incidents, by language, and where it goes wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nadhir.cli.grid import grid
from nadhir.cli.layout import isolated
from nadhir.errors import QualityError

if TYPE_CHECKING:
    from nadhir.cli.screen import Screen
    from nadhir.cli.texts import Texts
    from nadhir.evaluation.clusters import Bcubed, ClusterScores, Pairs
    from nadhir.settings import Settings

_FIRST = 38


def measure(
    folder: Path, part: str, least: float, errors: bool, settings: Settings, screen: Screen, texts: Texts
) -> None:
    """Link the reports of a gold folder as the desk does, and show the scores. Raises QualityError where B-cubed is below `least`."""
    from nadhir.engine.measure import measure_linking  # noqa: PLC0415
    from nadhir.evaluation.clusters import read_clusters  # noqa: PLC0415

    scores = measure_linking(read_clusters(folder, part), settings)
    _show(scores, screen, texts)
    if errors:
        _errors(scores, screen, texts)
    reached = scores.linking.f1 or 0.0
    if reached < least:
        raise QualityError("below_least", reached=f"{reached:.3f}", least=f"{least:.2f}")


def _show(scores: ClusterScores, screen: Screen, texts: Texts) -> None:
    languages = sorted(scores.languages)
    head = ["", *(texts.either(f"language.{name}", name) for name in languages), texts("evaluate.all")]
    lines = []
    for name in ("linking", "end_to_end", "strict"):
        row: list[Bcubed] = [getattr(scores.languages[code], name) for code in languages] + [getattr(scores, name)]
        lines.append([texts(f"clusters.{name}"), *(_number(b.f1) for b in row)])
        lines.append([f"  {texts('clusters.precision')}", *(_number(b.precision) for b in row)])
        lines.append([f"  {texts('clusters.recall')}", *(_number(b.recall) for b in row)])
        lines.append([f"  {texts('clusters.mentions')}", *(str(b.mentions) for b in row)])
    grid(screen, texts, texts("clusters.title"), head, lines, _FIRST)
    screen.print()
    for name in ("pairs", "across"):
        found: Pairs = getattr(scores, name)
        screen.print(
            f"  {texts(f'clusters.{name}')}: F1 {_number(found.f1)} ({found.right} / {found.system} / {found.gold})"
        )
    screen.print(
        f"  {texts('clusters.over_merges')}: {len(scores.over_merges)}   {texts('clusters.splits')}: {len(scores.splits)}"
    )


def _errors(scores: ClusterScores, screen: Screen, texts: Texts) -> None:
    """Incidents that hold several of gold's, and gold incidents that lie in several, by id."""
    screen.print()
    screen.print(texts("clusters.over_merges"), style="bold")
    for merged in scores.over_merges:
        screen.print(f"  {merged.incident}: {isolated(' + '.join(merged.gold))}", soft_wrap=True)
    screen.print()
    screen.print(texts("clusters.splits"), style="bold")
    for split in scores.splits:
        screen.print(f"  {isolated(split.gold)}: {', '.join(split.incidents)}", soft_wrap=True)


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}"
