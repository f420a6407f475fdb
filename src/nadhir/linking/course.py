"""The course of one condition: from what was said of it, and when, to its states day by day.

The state of a day hangs only on what speaks of that day or of earlier ones, so a claim that is added never changes what
was before the days it speaks of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
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
    """States with the day each began, the present one last; empty if none was ever set. `confirmed`: the last day on which somebody known says so.

    `until`: the last day of the state if nobody says anything more: `days` after the last word for it, sooner where the state
    rests on several (a contest, a shortage that was eased) and one of them lapses. Of an unknown state both tell of the one before.
    """

    states: tuple[tuple[str, date], ...]
    confirmed: date | None
    until: date | None


def run(sayings: Sequence[Saying], states: Sequence[str], days: int, as_of: date) -> Course:
    """The course up to `as_of`. `states`: from calm to grave; what is not said again for `days` days is unknown."""
    acting = moving(sayings)
    today = as_of.toordinal()
    turns: list[tuple[str, int]] = []
    for day, active in _days(acting, days):
        state = _state(active, day, states)
        if state != (turns[-1][0] if turns else UNKNOWN):
            turns.append((state, day))
    found = [turn for turn in turns if turn[1] <= today]
    if not found:
        return Course((), None, None)
    course = tuple((state, date.fromordinal(day)) for state, day in found)
    # Of what is unknown by now it is told when it was last confirmed.
    at = len(found) - (2 if found[-1][0] == UNKNOWN else 1)
    state, since = found[at]
    last = turns[at + 1][1] - 1  # all that is said lapses, so something always follows
    said = [min(s.end, last, today) for s in acting if s.known and s.begin <= last and _agrees(s, state, states)]
    confirmed = max((day for day in said if day >= since), default=None)
    return Course(course, None if confirmed is None else date.fromordinal(confirmed), date.fromordinal(last))


def moving(sayings: Sequence[Saying]) -> list[Saying]:
    """Those that can move a state, by the day they begin. Events count only once a claim speaks of the condition."""
    wanted = sorted(s for s in sayings if s.how != "notes")
    first = min((s.begin for s in wanted if not s.event), default=None)
    return [] if first is None else [s for s in wanted if not s.event or s.begin >= first]


def _days(sayings: Sequence[Saying], days: int) -> Iterator[tuple[int, list[Saying]]]:
    """The days on which a state may change, to come ones too, each with the sayings that still hold then.

    Once somebody known has spoken, sayings of unknown origin count no more.
    """
    turns = {day for s in sayings for day in (s.begin, s.end + 1, s.end + days + 1)}
    heard: list[Saying] = []
    at, known = 0, False
    for day in sorted(turns):
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
        # What has lapsed is not brought back by an event that merely touches it: nobody has said that it is so again.
        if last(saying) >= latest and not contested and (rank >= 0 or not saying.event):
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
