"""What `nadhir evaluate` shows beside the scores: misses, errors by cause, and whether confidence means what it says."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from nadhir.cli.grid import grid
from nadhir.cli.layout import isolated, visible
from nadhir.errors import UsageError
from nadhir.evaluation.calibration import bins, calibration_error, judged
from nadhir.evaluation.errors import CAUSES, Error, by_cause
from nadhir.evaluation.errors import errors as errors_of
from nadhir.evaluation.records import trigger

if TYPE_CHECKING:
    from nadhir.cli.screen import Screen
    from nadhir.cli.texts import Texts
    from nadhir.evaluation.records import GoldReport, Json
    from nadhir.evaluation.score import Scores

_CONTEXT = 30  # characters of the report shown on either side of a claim's words
_WIDE = 90  # the same where an error is explained
_BAR = 40  # width of the reliability diagram in cells


def show_misses(reports: list[GoldReport], scores: Scores, count: int, screen: Screen, texts: Texts) -> None:
    """The claims missed and the claims too many, of the codes that lose most by them, in their words' context."""
    by_id = {r.id: r.text for r in reports}
    for title, claims in (("evaluate.missed", scores.missed), ("evaluate.spurious", scores.spurious)):
        often = Counter(claim["code"] for _, claim in claims)
        screen.print()
        screen.print(texts(title, count=len(claims)), style="bold")
        for ident, claim in sorted(claims, key=lambda c: (-often[c[1]["code"]], c[1]["code"], c[0]))[:count]:
            words = _context(by_id[ident], trigger(claim, by_id[ident]) or (0, 0), _CONTEXT)
            screen.print(f"  {ident}  {claim['code']}  {words}", soft_wrap=True)


def show_errors(
    reports: list[GoldReport], claims: dict[str, list[Json]], cause: str, count: int, screen: Screen, texts: Texts
) -> None:
    """How often each cause of error occurs, by language, then examples of each, or of one cause. Raises UsageError for an unknown one."""
    if cause and cause not in CAUSES:
        raise UsageError("option_wrong", name="--cause", value=cause, known=", ".join(CAUSES))
    found = errors_of(reports, claims)
    languages = sorted({r.language for r in reports})
    head = [texts("evaluate.cause"), *(texts.either(f"language.{n}", n) for n in languages), texts("evaluate.all")]
    every = by_cause(found)
    lines = [
        [texts(f"evaluate.cause.{name}"), *(str(by_cause(found, n)[name]) for n in languages), str(every[name])]
        for name, _ in every.most_common()
    ]
    grid(screen, texts, texts("evaluate.errors"), head, lines, 38)
    for name in [cause] if cause else [name for name, _ in every.most_common()]:
        _examples([e for e in found if e.cause == name], name, reports, count, screen, texts)


def _examples(
    found: list[Error], cause: str, reports: list[GoldReport], count: int, screen: Screen, texts: Texts
) -> None:
    """The codes that a cause strikes most, and examples of it, the most frequent codes first."""
    by_id = {r.id: r.text for r in reports}
    often = Counter(e.code for e in found)
    screen.print()
    screen.print(f"{texts(f'evaluate.cause.{cause}')} ({len(found)})", style="bold")
    screen.print("  " + ", ".join(f"{code} {n}" for code, n in often.most_common(12)), style="dim", soft_wrap=True)
    for error in sorted(found, key=lambda e: (-often[e.code], e.code, e.report, e.words))[:count]:
        screen.print(
            f"  {error.report}  {error.code}  {_context(by_id[error.report], error.words, _WIDE)}", soft_wrap=True
        )
        screen.print(
            f"      {texts('evaluate.gold')}: {isolated(visible(error.gold))}   "
            f"{texts('evaluate.predicted')}: {isolated(visible(error.predicted))}",
            style="dim",
            soft_wrap=True,
        )


def _context(text: str, words: tuple[int, int], around: int) -> str:
    start, end = words
    before, after = text[max(0, start - around) : start], text[end : end + around]
    return isolated(visible(f"…{before}⟦{text[start:end]}⟧{after}…".replace("\n", " ")))


def show_calibration(reports: list[GoldReport], claims: dict[str, list[Json]], screen: Screen, texts: Texts) -> None:
    """The reliability diagram: of the claims in each band of confidence, how many are right; and the expected error."""
    found = bins(judged(reports, claims))
    head = [texts(f"evaluate.{key}") for key in ("confidence", "claims", "mean", "share")]
    lines = [[f"{b.low:.1f}–{b.high:.1f}", str(b.claims), f"{b.confidence:.2f}", f"{b.right:.2f}"] for b in found]
    grid(screen, texts, texts("evaluate.calibration"), head, lines, 14)
    screen.print()
    for b in found:
        screen.print(f"  {b.low:.1f}–{b.high:.1f} {_bar(b.right, b.confidence)}")
    screen.print()
    languages = sorted({r.language for r in reports})
    for language in [*languages, ""]:
        own = bins(judged([r for r in reports if not language or r.language == language], claims))
        name = texts.either(f"language.{language}", language) if language else texts("evaluate.all")
        screen.print(f"  {texts('evaluate.ece')} ({name}): {calibration_error(own):.3f}")


def _bar(share: float, mark: float) -> str:
    """A bar of the share that is right, with a mark where the confidence lies."""
    filled = round(share * _BAR)
    cells = ["█"] * filled + ["·"] * (_BAR - filled)
    cells[min(round(mark * _BAR), _BAR - 1)] = "│"
    return "".join(cells)
