"""RSS and Atom: the bytes of a feed become its entries. Feedparser reads them; it is given bytes only and never asks the network.

A feed that is no well-formed XML is read as far as it goes, with an issue; what is no feed at all is an issue alone.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from html.parser import HTMLParser
from time import struct_time
from typing import Any

import httpx
import msgspec

from nadhir.intake.addresses import clean_address
from nadhir.intake.dates import UnreadableDateError, read_date
from nadhir.intake.decode import decode, decode_as
from nadhir.intake.guard import RefusedError, read_url
from nadhir.intake.html import clean
from nadhir.records import Issue, Record, content_id

MOST_ENTRIES = 1000  # of one feed; the rest is left out, and that is told
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})["']""")
_ROOT = re.compile(r"<\s*(?:[\w-]+:)?(rss|feed|rdf)\b", re.IGNORECASE)
_HEAD = 2048  # characters in which the root element of a feed stands
_PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}
_MOST_ASKED = 31_536_000  # seconds: a feed that asks for more has a slip in it


class Entry(Record, frozen=True, kw_only=True):
    """One entry of a feed. `address` is absolute and clean, "" where it has none; `text`: its own content, without markup.

    `published` and `updated` are moments in UTC; `day` is the day of publication as the feed writes it, in its own zone. `stamp`
    changes when the entry does.
    """

    id: str
    address: str = ""
    title: str = ""
    summary: str = ""
    text: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    day: date | None = None
    stamp: str = ""


class Feed(Record, frozen=True, kw_only=True):
    """A feed as it was read. `language`: ISO 639 code as the feed has it. `asked`: how many seconds it asks to be left alone, or 0.

    `issues`: what was wrong with it though entries could be read.
    """

    title: str = ""
    language: str = ""
    asked: int = 0
    entries: tuple[Entry, ...] = ()
    issues: tuple[Issue, ...] = ()


def is_feed(data: bytes) -> bool:
    """Whether bytes begin like a feed."""
    head = data[: 2 * _HEAD]
    text = decode_as(head) or head.decode("utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1", "replace")
    start = re.sub(r"<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>\[]*(\[.*?\])?>", "", text, flags=re.DOTALL | re.IGNORECASE)
    return _ROOT.match(start.lstrip("\ufeff \t\r\n")[:_HEAD]) is not None


def read_feed(data: bytes, address: str, charset: str = "") -> Feed | Issue:
    """The feed that stands at `address`; relative links are completed by it. `charset`: what the server says, if anything."""
    declared = _DECLARED.search(data[:512])
    names = (declared.group(1).decode("ascii") if declared else "", charset)
    text = decode_as(data, *filter(None, names))
    if text is None:
        decoded = decode(data)
        if decoded is None:
            return Issue(code="encoding_unknown", where=address)
        text = decoded.text
    try:
        parsed = _parse(clean(text), address)
        if not parsed.get("version") and not parsed.get("entries"):
            return Issue(code="feed_none", where=address)
        return _feed(parsed, address)
    except Exception as error:  # a parser of what strangers write: whatever trips it must not end the watch
        return Issue(code="feed_broken", where=address, values={"why": type(error).__name__})


def _parse(text: str, address: str) -> Mapping[str, Any]:
    import feedparser  # noqa: PLC0415  (only feeds need it)

    headers = {"content-type": "application/xml; charset=utf-8", "content-location": address}
    parsed: Mapping[str, Any] = feedparser.parse(io.BytesIO(text.encode("utf-8", "replace")), response_headers=headers)
    return parsed


def _feed(parsed: Mapping[str, Any], address: str) -> Feed:
    head, entries = parsed.get("feed", {}), parsed.get("entries", [])
    issues = []
    if parsed.get("bozo"):
        issues.append(Issue(code="feed_damaged", where=address, values={"entries": str(len(entries))}))
    if len(entries) > MOST_ENTRIES:
        issues.append(Issue(code="feed_long", where=address, values={"count": str(MOST_ENTRIES)}))
    return Feed(
        title=plain(str(head.get("title") or "")),
        language=re.split("[-_]", str(head.get("language") or "").strip().lower())[0],
        asked=_asked(head),
        entries=_told_apart([_entry(entry, address) for entry in entries[:MOST_ENTRIES]]),
        issues=tuple(issues),
    )


def _told_apart(entries: list[Entry]) -> tuple[Entry, ...]:
    """Entries whose ids differ: some feeds give one id to several. What is the same in all is given once."""
    count = Counter(entry.id for entry in entries)
    apart: dict[str, Entry] = {}
    for entry in entries:
        name = (
            entry.id
            if count[entry.id] == 1
            else f"{entry.id} {entry.address or content_id(entry.title, entry.summary)}"
        )
        apart.setdefault(name, msgspec.structs.replace(entry, id=name))
    return tuple(apart.values())


def _asked(head: Mapping[str, Any]) -> int:
    """Seconds by RSS 2.0's `ttl` (minutes), else by the syndication module (`sy:updatePeriod`, so many times in it)."""
    ttl = str(head.get("ttl") or "").strip()
    if ttl.isascii() and ttl.isdigit():
        return min(int(ttl[:9]) * 60, _MOST_ASKED)
    period = _PERIODS.get(str(head.get("sy_updateperiod") or "").strip().lower(), 0)
    often = str(head.get("sy_updatefrequency") or "").strip()
    return period // max(1, int(often[:6])) if often.isascii() and often.isdigit() else period


def _entry(entry: Mapping[str, Any], feed: str) -> Entry:
    title, summary = plain(str(entry.get("title") or "")), plain(str(entry.get("summary") or ""))
    contents = [plain(str(content.get("value") or "")) for content in entry.get("content") or ()]
    published, day = _moment(entry, "published")
    updated, updated_day = _moment(entry, "updated")
    address = _address(str(entry.get("link") or ""), feed)
    return Entry(
        id=str(entry.get("id") or "") or address or content_id(title, summary),
        address=address,
        title=title,
        summary=summary,
        text=max((*contents, summary), key=len),
        published=published or updated,
        updated=updated,
        day=day or updated_day,
        stamp=updated.isoformat() if updated else content_id(title, summary),
    )


def _address(link: str, feed: str) -> str:
    if not link:
        return ""
    try:
        return clean_address(str(read_url(str(httpx.URL(feed).join(link)))))
    except (RefusedError, httpx.InvalidURL, UnicodeError, ValueError):
        return ""


def _moment(entry: Mapping[str, Any], name: str) -> tuple[datetime | None, date | None]:
    """A moment of an entry in UTC, and its day as written. A day without a time, or in words that only we read, is its beginning."""
    # What has no such field answers for another one in feedparser; only the field itself counts.
    written = dict.get(entry, name) if isinstance(entry, dict) else None
    parsed = dict.get(entry, f"{name}_parsed") if isinstance(entry, dict) else None
    day: date | None = None
    try:
        day = read_date(str(written)) if written else None
    except UnreadableDateError:
        day = None
    if isinstance(parsed, struct_time):
        try:
            moment = datetime(*parsed[:6], tzinfo=UTC)
        except (ValueError, OverflowError):  # a leap second, a year 0
            return None, day
        return moment, day or moment.date()
    return (datetime.combine(day, time(), UTC) if day else None), day


# --- markup -------------------------------------------------------------------------------------------------------

_BLOCKS = frozenset(
    {"p", "div", "br", "li", "ul", "ol", "tr", "table", "blockquote", "section", "article", "figure", "hr"}
)
_BLOCKS |= {f"h{n}" for n in range(1, 7)}
_SILENT = frozenset({"script", "style", "figcaption", "iframe", "noscript"})
_ENTITY_LEFT = re.compile(r"&(?:amp|lt|gt|quot|#\d+);")


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def plain(markup: str) -> str:
    """The words of a piece of HTML, a line for each paragraph; plain text stays as it is."""
    if "<" not in markup and not _ENTITY_LEFT.search(markup):
        return _lines(markup)
    words = _Words()
    words.feed(markup)
    words.close()
    return _lines("".join(words.parts))


def _lines(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)
