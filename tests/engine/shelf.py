"""A desk in memory for tests of the watch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from nadhir.engine.watch import Inbox
from nadhir.intake.rhythm import FeedState
from nadhir.records import Issue, Report


class Shelf:
    def __init__(self, *feeds: FeedState) -> None:
        self.kept = {feed.id: feed for feed in feeds}
        self.reports: list[Report] = []
        self.issues: list[Issue] = []
        self.taken: Callable[[Report | Issue], None] = lambda item: None

    def feeds(self) -> list[FeedState]:
        return list(self.kept.values())

    def keep_feed(self, state: FeedState) -> None:
        self.kept[state.id] = state

    def remove_feed(self, id: str) -> None:
        self.kept.pop(id, None)

    def knows(self, address: str) -> bool:
        return any(report.address == address for report in self.reports)

    def take(self, item: Report | Issue) -> None:
        if isinstance(item, Report):
            self.reports.append(item)
        else:
            self.issues.append(item)
        self.taken(item)

    def desk(self) -> Inbox:
        return Inbox(self, self.take)

    @contextmanager
    def opened(self) -> Iterator[Inbox]:
        yield self.desk()
