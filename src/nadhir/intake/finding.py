"""Whether an address is a feed's, and which feed a page names."""

from __future__ import annotations

from typing import NamedTuple

from nadhir.intake.addresses import clean_address
from nadhir.intake.feeds import is_feed, read_feed
from nadhir.intake.fetch import Fetched, Fetcher
from nadhir.intake.guard import RefusedError, read_url
from nadhir.intake.pages import feeds_of
from nadhir.records import Issue


class Found(NamedTuple):
    """A feed that was found: its address, what it calls itself, and how many entries it has."""

    address: str
    title: str = ""
    entries: int = 0


def find_feed(address: str, fetcher: Fetcher | None) -> Found | Issue:
    """The feed at an address, else the first that the page there names; an issue where there is none.

    Without a fetcher nothing is asked, and the address is taken for a feed's if it is one that may be asked at all.
    """
    try:
        address = clean_address(str(read_url(address)))
    except RefusedError as error:
        return Issue(code=error.code, where=address, values=error.values)
    if fetcher is None:
        return Found(address)
    found = fetcher.fetch(address)
    if isinstance(found, Issue):
        return found
    if is_feed(found.body):
        return _read(found, address)
    for named in feeds_of(found):
        there = fetcher.fetch(named)
        if isinstance(there, Fetched) and is_feed(there.body):
            return _read(there, named)
    return Issue(code="feed_none", where=address)


def _read(found: Fetched, address: str) -> Found | Issue:
    feed = read_feed(found.body, found.address, found.charset)
    return feed if isinstance(feed, Issue) else Found(address, feed.title, len(feed.entries))
