"""The watch: one process that polls each feed when it is due, until it is told to stop.

What keeps feeds and takes reports is handed in (`Inbox`), so the loop knows neither a database nor a terminal. A feed that breaks
is an issue and waits longer each time (`nadhir.intake.rhythm`); only an error of the desk itself, such as a full disk, ends the watch.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import FrameType
from typing import NamedTuple, Protocol

from nadhir.errors import NadhirError
from nadhir.intake.fetch import Fetcher
from nadhir.intake.polling import polling
from nadhir.intake.rhythm import FeedState, failed, is_due, next_due
from nadhir.records import Issue, Report

LONGEST_SLEEP = 60.0  # seconds; a feed that another process adds is seen after as many
_SHORTEST_SLEEP = 0.05


class FeedShelf(Protocol):
    """Where feeds are kept."""

    def feeds(self) -> list[FeedState]:
        """All feeds, in the order in which they were added."""

    def keep_feed(self, state: FeedState) -> None:
        """Keep a feed, in the place of the one with its id if there is one."""

    def remove_feed(self, id: str) -> None:
        """Forget a feed; its reports stay. An id that is unknown changes nothing."""

    def knows(self, address: str) -> bool:
        """Whether a report with this address has been taken."""


Take = Callable[[Report | Issue], None]


class Inbox(NamedTuple):
    """What feeds are polled for: where they are kept, and what takes a report or an issue."""

    shelf: FeedShelf
    take: Take


class Tally(NamedTuple):
    """What a poll of one feed brought."""

    state: FeedState
    reports: int
    issues: int


def _now() -> datetime:
    return datetime.now(UTC)


def watch(
    desk: Inbox,
    fetcher: Fetcher,
    *,
    stop: threading.Event,
    clock: Callable[[], datetime] = _now,
    told: Callable[[Tally], None] | None = None,
) -> None:
    """Poll the feeds of the desk as they fall due, until `stop` is set; the report in hand is finished.

    `told` hears of every poll. Give the fetcher `sleep=stop.wait`, so that it does not wait on when all is to end.
    """
    while not stop.is_set():
        now = clock()
        feeds = desk.shelf.feeds()
        due = sorted((f for f in feeds if is_due(f, now)), key=lambda f: next_due(f, now))
        for tally in poll_feeds(desk, fetcher, due, stop=stop, clock=clock):
            if told is not None:
                told(tally)
        stop.wait(_until_next(desk.shelf.feeds(), clock()))


def _until_next(feeds: Iterable[FeedState], now: datetime) -> float:
    """Seconds until the next feed is due, at most `LONGEST_SLEEP`."""
    waits = ((next_due(feed, now) - now).total_seconds() for feed in feeds)
    return max(_SHORTEST_SLEEP, min([*waits, LONGEST_SLEEP]))


def poll_feeds(
    desk: Inbox,
    fetcher: Fetcher,
    feeds: Iterable[FeedState],
    *,
    stop: threading.Event,
    clock: Callable[[], datetime] = _now,
) -> Iterator[Tally]:
    """Poll feeds once, one after the other; each report is taken as it comes, and the feed's new state kept after them."""
    for feed in feeds:
        if stop.is_set():
            return
        yield _poll(desk, fetcher, feed, stop, clock)


def _poll(
    desk: Inbox, fetcher: Fetcher, feed: FeedState, stop: threading.Event, clock: Callable[[], datetime]
) -> Tally:
    state, reports, issues = feed, 0, 0
    for item in _guarded(feed, fetcher, desk.shelf.knows, stop, clock):
        if isinstance(item, FeedState):
            state = item
            continue
        reports += isinstance(item, Report)
        issues += isinstance(item, Issue)
        desk.take(item)
    if any(kept.id == feed.id for kept in desk.shelf.feeds()):  # nobody removed it meanwhile
        desk.shelf.keep_feed(state)
    return Tally(state, reports, issues)


def _guarded(
    feed: FeedState,
    fetcher: Fetcher,
    known: Callable[[str], bool],
    stop: threading.Event,
    clock: Callable[[], datetime],
) -> Iterator[Report | Issue | FeedState]:
    """What polling gives; where a feed trips it in a way that nobody foresaw, an issue instead."""
    items = polling(feed, fetcher, known, now=clock, stopped=stop.is_set)
    while True:
        try:
            item = next(items)
        except StopIteration:
            return
        except NadhirError:
            raise
        except Exception as error:  # of one feed among many
            issue = Issue(code="feed_broken", where=feed.address, values={"why": type(error).__name__})
            yield issue
            yield failed(feed, issue, clock())
            return
        yield item


@contextmanager
def stopping(stop: threading.Event) -> Iterator[threading.Event]:
    """While it lasts, SIGINT and SIGTERM set `stop`; a second one ends the process as it always does. Main thread only."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def end(number: int, _: FrameType | None) -> None:
        stop.set()
        signal.signal(number, before[signal.Signals(number)])

    for number in before:
        signal.signal(number, end)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
