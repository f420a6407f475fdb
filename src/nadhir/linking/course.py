"""The course of one condition: from what was said of it, and when, to its states day by day.

The state of a day hangs only on what speaks of that day or of earlier ones, so a claim that is added never changes what
was before the days it speaks of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from nadhir.knowledge.lives import CONTESTED, UNKNOWN

How = Literal["sets", "raises", "eases", "denies", "rivals", "notes"]


class Saying(NamedTuple):
    """What one claim says of a condition. `begin` and `end`: days of the common era (`date.toordinal`) that it speaks of.

    `rank`: the state it speaks for, by its place from calm (0) to grave. `how`: `sets`, `raises` and `eases` as in the file of
    lives; `denies`: a party says that it is not so; `rivals`: another is said to hold the place; `notes`: it moves nothing.
    `known`: its origin is. `party`: the origin has a stake. `event`: it is an event that touches the condition.
    """

    begin: int
    end: int
    claim: str
    rank: int
    how: How
    known: bool
    party: bool = False
    event: bool = False


class Course(NamedTuple):
    """States with the day each began, the present one last; empty if none was ever set. `confirmed` and `until`: see `Condition`."""

    states: tuple[tuple[str, date], ...]
    confirmed: date | None
    until: date | None


def run(sayings: Sequence[Saying], states: Sequence[str], days: int, as_of: date) -> Course:
    """The course up to `as_of`. `states`: from calm to grave; what is not said again for `days` days is unknown."""
    acting = moving(sayings)
    today = as_of.toordinal()
    found: list[tuple[str, int]] = []
    for day, active in _days(acting, days, today):
        state = _state(active, day, states)
        if state != (found[-1][0] if found else UNKNOWN):
            found.append((state, day))
    if not found:
        return Course((), None, None)
    course = tuple((state, date.fromordinal(day)) for state, day in found)
    state, since = found[-1] if found[-1][0] != UNKNOWN else found[-2]
    last = found[-1][1] - 1 if found[-1][0] == UNKNOWN else today
    agreeing = [(min(s.end, last), s.known) for s in acting if s.begin <= last and _agrees(s, state, states)]
    said = [day for day, known in agreeing if known and day >= since]
    unconfirmed = [day for day, known in agreeing if not known and day >= since]
    confirmed = max(said, default=None)
    believed = confirmed if confirmed is not None else max(unconfirmed, default=None)
    return Course(
        course,
        date.fromordinal(confirmed) if confirmed is not None else None,
        date.fromordinal(believed) + timedelta(days=days) if believed is not None else None,
    )


def moving(sayings: Sequence[Saying]) -> list[Saying]:
    """Those that can move a state, by the day they begin. Events count only once a claim speaks of the condition."""
    wanted = sorted(s for s in sayings if s.how != "notes")
    first = min((s.begin for s in wanted if not s.event), default=None)
    return [] if first is None else [s for s in wanted if not s.event or s.begin >= first]


def _days(sayings: Sequence[Saying], days: int, today: int) -> Iterator[tuple[int, list[Saying]]]:
    """The days up to `today` on which a state may change, each with the sayings that still hold then.

    Once somebody known has spoken, sayings of unknown origin count no more.
    """
    turns = {day for s in sayings for day in (s.begin, s.end + 1, s.end + days + 1)}
    heard: list[Saying] = []
    at, known = 0, False
    for day in sorted(turn for turn in turns if turn <= today):
        while at < len(sayings) and sayings[at].begin <= day:
            heard.append(sayings[at])
            known = known or sayings[at].known
            at += 1
        heard = [s for s in heard if s.end + days >= day and (s.known or not known)]
        yield day, heard


def _state(active: Sequence[Saying], day: int, states: Sequence[str]) -> str:
    """The state of a day: what the latest say; then events that raise or ease it; then denials and rivals against it."""

    def last(saying: Saying) -> int:
        return min(saying.end, day)

    setting = [s for s in active if s.how == "sets"]
    latest = max(map(last, setting), default=0)
    ranks = {s.rank for s in setting if last(s) == latest}
    # Two degrees of bad do not contradict each other: the graver holds. Bad and not bad do.
    rank = -1 if not ranks else max(ranks)
    contested = 0 in ranks and len(ranks) > 1
    for saying in sorted((s for s in active if s.how in ("raises", "eases")), key=lambda s: (last(s), s.claim)):
        if last(saying) >= latest and not contested:
            lower, upper = sorted((rank, saying.rank))
            rank = upper if saying.how == "raises" else (lower if rank > 0 else rank)
            latest = last(saying)
    if rank < 0:
        return CONTESTED if any(s.how == "denies" and s.known for s in active) else UNKNOWN
    against = [s for s in active if s.how in ("denies", "rivals") and last(s) >= latest and s.known]
    if rank > 0 and against:
        independent = any(s.rank > 0 and s.known and not s.party for s in setting)
        contested = contested or not independent or any(s.how == "rivals" for s in against)
    return CONTESTED if contested else states[rank]


def _agrees(saying: Saying, state: str, states: Sequence[str]) -> bool:
    """Whether a saying is for a state; whoever takes either side of a contest says that it is contested."""
    if state == CONTESTED:
        return True
    return saying.how in ("sets", "raises", "eases") and states[saying.rank] == state
