"""Web pages: an article's report, with the address that it bears itself; and the feeds that a page names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import httpx

from nadhir.intake.addresses import canonical
from nadhir.intake.fetch import Fetched
from nadhir.intake.fields import IntakeDefaults, to_report
from nadhir.intake.guard import RefusedError, read_url
from nadhir.intake.html import clean, extract, page_text
from nadhir.records import Issue, Report

_OWN_ADDRESS = ('//link[@rel="canonical"]/@href', '//meta[@property="og:url"]/@content')
_FEEDS = (
    '//link[contains(concat(" ", @rel, " "), " alternate ")]'
    '[@type="application/rss+xml" or @type="application/atom+xml"]/@href'
)
_SITE = '//meta[@property="og:site_name"]/@content'
_PLAIN = "text/plain"


def read_page(
    found: Fetched,
    defaults: IntakeDefaults,
    *,
    published: date | None = None,
    publisher: str = "",
    title: str = "",
) -> Iterator[Report | Issue]:
    """The report of a page that was fetched, or the issue that it has no text; `where` is its address.

    `published`, if given, is surer than what the page says (a feed gives it); `publisher` is who publishes here, whatever the page
    calls itself. `title` and `defaults` hold where the page says nothing. The language that a page declares is left aside: the
    templates of half the French and Arabic sites say English. It is told from the text, unless `defaults` set it.
    """
    page = page_text(found.body, found.charset)
    if page is None:
        yield Issue(code="encoding_unknown", where=found.address)
        return
    if not page.strip():
        yield Issue(code="file_empty", where=found.address)
        return
    values: dict[str, object] = {}
    own: list[str] = []
    site = ""
    if found.kind == _PLAIN:
        values = {} if "\0" in page else {"text": page}
    else:
        values = extract(page)
        tree = _tree(page)
        own = [str(address) for path in _OWN_ADDRESS for address in _found(tree, path)]
        site = next((str(name).strip() for name in _found(tree, _SITE)), "")
    if not values.get("text"):
        yield Issue(code="html_no_text", where=found.address)
        return
    address = canonical(own, found.address)
    values |= {
        "address": address,
        "publisher": publisher or site or values.get("publisher") or defaults.publisher or read_url(address).host,
        "title": values.get("title") or title,
    }
    if published is not None:
        values["published"] = published
    yield from to_report(values, address, defaults)


def feeds_of(found: Fetched) -> list[str]:
    """The addresses of the feeds that a page names, in its order."""
    page = page_text(found.body, found.charset)
    addresses: list[str] = []
    for written in _found(_tree(page), _FEEDS) if page else []:
        try:
            addresses.append(str(read_url(str(httpx.URL(found.address).join(str(written).strip())))))
        except (RefusedError, httpx.InvalidURL, UnicodeError, ValueError):
            continue
    return list(dict.fromkeys(addresses))


def _tree(page: str) -> Any:
    import trafilatura  # noqa: PLC0415  (half a second, and only pages need it)

    try:
        return trafilatura.load_html(clean(page))
    except ValueError:
        return None


def _found(tree: Any, path: str) -> list[Any]:
    return [] if tree is None else list(tree.xpath(path))
