"""How a feed stands: what is kept of it between two polls, when it is due again, and whether it has fallen silent.

**Due.** A person's interval holds as it is. Else a feed is asked again after half its usual gap, not sooner than `SOONEST` nor later
than `LATEST`, after `UNKNOWN` while its gap is not known; but not sooner than it asks itself (`ttl`, `sy:updatePeriod`), up to a day. Each
failure in a row doubles the wait, up to a day; what a server asks for (Retry-After) is waited for, up to a day.

**Usual gap.** The median of the gaps between the last `GAPS` moments of publication that the feed names; without dates, between
the polls that brought something. It is known from `FEWEST` gaps on.

**Silent.** At its last good poll the newest entry was older than the longest of

- `SILENT_GAPS` (3) times its usual gap,
- `SILENT_STRETCH` (1.5) times the second longest stretch without an entry that is remembered (hours with entries are, the last `HOURS`
  of them), so that nights, Fridays and Sundays are no silence, and one earlier outage does not hide the next,
- `SILENT_LEAST` (6 hours);

or, while the gap is not known, older than `SILENT_UNKNOWN` (7 days). What was not polled, or failed, is not called silent: that the
desk did not listen says nothing of the feed. Silence is not calm.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Literal

import msgspec

from nadhir.intake.addresses import clean_address
from nadhir.intake.feeds import Entry, Feed
from nadhir.records import Issue, Record, content_id

Standing = Literal["fresh", "due", "silent", "broken"]

HOUR, DAY = 3600.0, 86_400.0
SOONEST, LATEST, UNKNOWN, MOST_ASKED = 900.0, 6 * HOUR, HOUR, DAY  # seconds between polls
GAPS, FEWEST = 40, 4
SILENT_GAPS, SILENT_STRETCH, SILENT_LEAST, SILENT_UNKNOWN = 3.0, 1.5, 6 * HOUR, 7 * DAY
HOURS = 240
SEEN = 1000  # entries that are remembered
_DOUBLINGS = 10


class FeedState(Record, frozen=True, kw_only=True):
    """A feed and what is kept of it. Moments are UTC; gaps and intervals are seconds, 0 where unknown or not set.

    `title`, `language`, `publisher`, `interval` as a person set them; `name` as the feed calls itself, `asked` as it asks for. `gap`:
    its usual gap. `hours`: hours (since 1970) in which it had entries. `last_polled`: when it was last asked, `last_read` when that
    went well, `last_new` its newest entry then. `failures` in a row, the last of them as `problem`; `hold`: seconds that the
    server asked us to wait. `seen`: the stamp of each entry by its id.
    """

    id: str
    address: str
    title: str = ""
    language: str = ""
    publisher: str = ""
    interval: int = 0
    name: str = ""
    etag: str = ""
    last_modified: str = ""
    asked: int = 0
    gap: float = 0.0
    hours: tuple[int, ...] = ()
    added: datetime | None = None
    last_polled: datetime | None = None
    last_read: datetime | None = None
    last_new: datetime | None = None
    failures: int = 0
    problem: Issue | None = None
    hold: int = 0
    seen: dict[str, str] = {}  # noqa: RUF012  (msgspec copies it)

    @classmethod
    def make(
        cls,
        address: str,
        *,
        title: str = "",
        language: str = "",
        publisher: str = "",
        interval: int = 0,
        name: str = "",
        added: datetime | None = None,
    ) -> FeedState:
        """A feed that was never polled. Its id is the hash of its address."""
        cleaned = clean_address(address)
        return cls(
            id=content_id("feed", cleaned),
            address=cleaned,
            title=title,
            language=language,
            publisher=publisher,
            interval=interval,
            name=name,
            added=added,
        )


def next_due(state: FeedState, now: datetime) -> datetime:
    """When a feed is to be polled next; `now` where it never was. A moment that lies before `now` is long past due."""
    if state.last_polled is None:
        return now
    wait = max(interval(state), float(min(state.hold, DAY)))
    if state.failures:
        wait = max(wait, min(interval(state) * 2.0 ** min(state.failures, _DOUBLINGS), DAY))
    return min(state.last_polled, now) + timedelta(seconds=wait)


def interval(state: FeedState) -> float:
    """Seconds between two polls that go well."""
    if state.interval:
        return float(state.interval)
    wish = min(max(state.gap / 2, SOONEST), LATEST) if state.gap else UNKNOWN
    return max(wish, min(float(state.asked), MOST_ASKED))


def is_due(state: FeedState, now: datetime) -> bool:
    """Whether a feed is to be polled now."""
    return next_due(state, now) <= now


def silence(state: FeedState) -> float:
    """Seconds without a new entry after which the feed counts as silent."""
    if not state.gap:
        return SILENT_UNKNOWN
    stretches = sorted((later - earlier) * HOUR for earlier, later in pairwise(state.hours))
    usual = stretches[-2] if len(stretches) > 1 else 0.0
    return max(SILENT_GAPS * state.gap, SILENT_STRETCH * usual, SILENT_LEAST)


def is_silent(state: FeedState, now: datetime) -> bool:
    """Whether a feed answers, but with nothing new for longer than is usual with it."""
    if state.last_read is None or state.failures:
        return False
    newest = state.last_new or state.added
    return newest is not None and (min(state.last_read, now) - newest).total_seconds() > silence(state)


def standing(state: FeedState, now: datetime) -> Standing:
    """How a feed stands: `broken` (the last poll failed), `silent`, `due` (to be polled now), `fresh`."""
    if state.failures:
        return "broken"
    if is_silent(state, now):
        return "silent"
    return "due" if is_due(state, now) else "fresh"


# --- after a poll -------------------------------------------------------------------------------------------------


def failed(state: FeedState, problem: Issue, now: datetime, hold: int = 0) -> FeedState:
    """The state after a poll that went wrong."""
    return msgspec.structs.replace(
        state, last_polled=now, failures=state.failures + 1, problem=problem, hold=min(hold, int(DAY))
    )


def unchanged(state: FeedState, now: datetime, etag: str = "", last_modified: str = "") -> FeedState:
    """The state after a poll to which the server said that nothing has changed."""
    return msgspec.structs.replace(
        state,
        last_polled=now,
        last_read=now,
        failures=0,
        problem=None,
        hold=0,
        etag=etag or state.etag,
        last_modified=last_modified or state.last_modified,
    )


def heard(state: FeedState, feed: Feed, seen: dict[str, str], new: int, now: datetime) -> FeedState:
    """The state after a poll that read the feed. `seen`: the stamps of the entries done with; `new`: how many are new."""
    moments = sorted({min(entry.published, now) for entry in feed.entries if entry.published})
    arrivals = moments or ([now] if new else [])
    hours = sorted({*state.hours, *(int(moment.timestamp() // HOUR) for moment in arrivals)})[-HOURS:]
    newest = max([*arrivals, *([state.last_new] if state.last_new else [])], default=None)
    return msgspec.structs.replace(
        unchanged(state, now),
        name=feed.title or state.name,
        asked=feed.asked,
        gap=_gap(moments) or _gap_of_hours(hours if not moments else []) or state.gap,
        hours=tuple(hours),
        last_new=newest,
        seen=_remembered(state.seen, seen, feed.entries),
    )


def _gap(moments: list[datetime]) -> float:
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(moments[-GAPS - 1 :])]
    return float(median(gaps)) if len(gaps) >= FEWEST else 0.0


def _gap_of_hours(hours: Iterable[int]) -> float:
    gaps = [(later - earlier) * HOUR for earlier, later in pairwise(hours)][-GAPS:]
    return float(median(gaps)) if len(gaps) >= FEWEST else 0.0


def _remembered(before: dict[str, str], seen: dict[str, str], entries: Iterable[Entry]) -> dict[str, str]:
    """Stamps by id: those of the feed's entries of today, and of earlier ones as many as there is room for."""
    present = {entry.id for entry in entries}
    earlier = {name: stamp for name, stamp in before.items() if name not in seen and name not in present}
    undone = {name: stamp for name, stamp in before.items() if name not in seen and name in present}
    room = max(0, SEEN - len(seen) - len(undone))
    return dict(list(earlier.items())[-room:] if room else []) | undone | seen
