"""Polling: a feed is asked whether it has changed, and the pages of its new and updated entries are fetched.

An entry is new if neither the state remembers it nor `known` its address, and updated if its stamp is another than remembered. Where
its page cannot be had, what the feed itself says of it is the report, and an issue says so. What failed only for the moment, and
gave no report, is tried again: the feed then keeps its old ETag, so that the next poll is shown the entry once more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

import msgspec

from nadhir.intake.feeds import Entry, Feed, is_feed, read_feed
from nadhir.intake.fetch import Fetched, Fetcher, passing
from nadhir.intake.fields import IntakeDefaults, to_report
from nadhir.intake.pages import read_page
from nadhir.intake.rhythm import FeedState, failed, heard, unchanged
from nadhir.records import Issue, Record, Report

MOST_PAGES = 100  # that one poll fetches; the rest is left for the next
STOPPED = "web_stopped"
# What may be otherwise next time.
_PASSING = frozenset({"web_timeout", "web_unreachable", "web_name_unknown", "web_robots_broken", "web_broken", STOPPED})


class Polled(Record, frozen=True, kw_only=True):
    """What a poll brought: the feed's new state, the reports, and what could not be read."""

    state: FeedState
    reports: tuple[Report, ...] = ()
    issues: tuple[Issue, ...] = ()


def _now() -> datetime:
    return datetime.now(UTC)


def _never() -> bool:
    return False


def poll(
    state: FeedState,
    fetcher: Fetcher,
    known: Callable[[str], bool],
    *,
    now: Callable[[], datetime] = _now,
    stopped: Callable[[], bool] = _never,
) -> Polled:
    """Poll a feed once, whether it is due or not. `known` tells whether an article's address is in the store already."""
    reports: list[Report] = []
    issues: list[Issue] = []
    for item in polling(state, fetcher, known, now=now, stopped=stopped):
        if isinstance(item, Report):
            reports.append(item)
        elif isinstance(item, Issue):
            issues.append(item)
        else:
            state = item
    return Polled(state=state, reports=tuple(reports), issues=tuple(issues))


def polling(
    state: FeedState,
    fetcher: Fetcher,
    known: Callable[[str], bool],
    *,
    now: Callable[[], datetime] = _now,
    stopped: Callable[[], bool] = _never,
) -> Iterator[Report | Issue | FeedState]:
    """As `poll`, one thing at a time, as it comes: reports and issues, and last the new state. `stopped`: whether to end early."""
    found = fetcher.fetch(state.address, etag=state.etag, last_modified=state.last_modified)
    if isinstance(found, Issue) and found.code == STOPPED:
        yield state
        return
    if isinstance(found, Fetched) and found.unchanged:
        yield unchanged(state, now(), found.etag, found.last_modified)
        return
    if isinstance(found, Issue):
        yield found
        yield failed(state, found, now(), int(found.values.get("after", "0")))
        return
    feed = read_feed(found.body, found.address, found.charset)
    if isinstance(feed, Issue):
        yield feed
        yield failed(state, feed, now())
        return
    yield from feed.issues
    done = _Done(state, known)
    for entry in done.wanted(feed):
        if stopped() or done.pages >= MOST_PAGES:
            done.left = True
            break
        items = list(_read_entry(entry, state, feed, fetcher))
        done.note(entry, items)
        yield from (item for item in items if not isinstance(item, Issue) or item.code != STOPPED)
    after = heard(state, feed, done.seen, done.new, now())
    if done.left:
        yield msgspec.structs.replace(after, etag=state.etag, last_modified=state.last_modified)
    else:
        yield msgspec.structs.replace(after, etag=found.etag, last_modified=found.last_modified)


class _Done:
    """What one poll has done with the entries of a feed."""

    def __init__(self, state: FeedState, known: Callable[[str], bool]) -> None:
        self._before = state.seen
        self._known = known
        self.seen: dict[str, str] = {}
        self.new = 0
        self.pages = 0
        self.left = False  # something is to be tried again

    def wanted(self, feed: Feed) -> list[Entry]:
        """The entries that are new or updated, the oldest first; the others are noted as seen."""
        wanted: list[Entry] = []
        for entry in feed.entries:
            before = self._before.get(entry.id)
            if before == entry.stamp or (before is None and entry.address and self._known(entry.address)):
                self.seen[entry.id] = entry.stamp
            else:
                wanted.append(entry)
                self.new += before is None
        wanted.reverse()  # feeds begin with the newest; what has no date keeps that order
        return sorted(wanted, key=lambda entry: entry.published.timestamp() if entry.published else 0.0)

    def note(self, entry: Entry, items: list[Report | Issue]) -> None:
        """An entry was read: done with, unless it may go better next time."""
        self.pages += bool(entry.address)
        read = any(isinstance(item, Report) for item in items)
        if read or not any(isinstance(item, Issue) and _passes(item) for item in items):
            self.seen[entry.id] = entry.stamp
        else:
            self.left = True


def _passes(issue: Issue) -> bool:
    """Whether an issue may be gone next time."""
    return issue.code in _PASSING or (issue.code == "web_status" and passing(int(issue.values["status"])))


def _read_entry(entry: Entry, state: FeedState, feed: Feed, fetcher: Fetcher) -> Iterator[Report | Issue]:
    """The report of an entry's page, else of what the feed says of it, after an issue that tells why."""
    defaults = IntakeDefaults(publisher=feed.title or state.name, language=state.language)
    if entry.address:
        items = list(_read_address(entry, fetcher, defaults, state.publisher))
        yield from items
        if any(isinstance(i, Report) or i.code == STOPPED for i in items):
            return
    where = entry.address or state.address
    if not entry.text:
        if not entry.address:
            yield Issue(code="entry_empty", where=where, values={"title": entry.title})
        return
    if entry.address:
        yield Issue(code="entry_from_feed", where=where)
    values: dict[str, object] = {
        "text": entry.text,
        "title": entry.title,
        "publisher": state.publisher,
        # An entry without a page of its own still has one address, at which the feed has it.
        "address": entry.address or f"{state.address}#{entry.id}",
    }
    if entry.day is not None:
        values["published"] = entry.day
    yield from to_report(values, where, defaults)


def _read_address(entry: Entry, fetcher: Fetcher, defaults: IntakeDefaults, publisher: str) -> Iterator[Report | Issue]:
    found = fetcher.fetch(entry.address)
    if isinstance(found, Issue):
        yield found
    else:
        yield from read_page(found, defaults, published=entry.day, publisher=publisher, title=entry.title)


def read_addresses(urls: Iterable[str], defaults: IntakeDefaults, fetcher: Fetcher) -> Iterator[Report | Issue]:
    """The reports of web addresses, in their order: of a page its own, of a feed those of all its entries. Nothing is remembered."""
    for url in urls:
        found = fetcher.fetch(url)
        if isinstance(found, Issue):
            yield found
        elif is_feed(found.body):
            state = FeedState.make(url, language=defaults.language, publisher=defaults.publisher)
            feed = read_feed(found.body, found.address, found.charset)
            if isinstance(feed, Issue):
                yield feed
                continue
            yield from feed.issues
            for entry in feed.entries:
                yield from _read_entry(entry, state, feed, fetcher)
        else:
            yield from read_page(found, defaults)


def is_address(written: str) -> bool:
    """Whether an argument of the command line is a web address and not a file."""
    return written.lower().startswith(("http://", "https://"))
