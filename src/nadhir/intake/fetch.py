"""Asking for a page or feed: politely, and without trusting who answers.

    with Fetcher() as fetcher:
        found = fetcher.fetch("https://example.org/feed.xml", etag=state.etag)   # Fetched, or the Issue that says why not

What is refused, and why, stands in `docs/intake.md`. Nothing raises but programming errors: what goes wrong is an Issue.
"""

from __future__ import annotations

import random
import ssl
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import NamedTuple

import httpx

from nadhir import __version__
from nadhir.intake import robots
from nadhir.intake.guard import RefusedError, read_url
from nadhir.intake.pace import Pace, Sleep, backoff, retry_after
from nadhir.intake.wire import Wire
from nadhir.records import Issue, Record

USER_AGENT = f"{robots.AGENT}/{__version__}"
KINDS = frozenset({
    "text/html", "application/xhtml+xml", "text/xml", "application/xml", "application/rss+xml", "application/atom+xml",
    "application/rdf+xml", "text/rss", "text/plain",
})  # fmt: skip
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_READ = frozenset({200, 203})
_UNCHANGED = 304
_NO_ANSWER_LATER = frozenset({501, 505})  # of 5xx, what will be no other next time
_ACCEPT = "application/atom+xml, application/rss+xml, text/html;q=0.9, application/xml;q=0.8, text/plain;q=0.5"
_UNZIP = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}
_PLAIN = frozenset({"", "identity"})
_PIECE = 65_536  # bytes that are unpacked at once


class FetchSettings(Record, frozen=True, kw_only=True):
    """How the web is asked. Times are seconds, sizes bytes.

    `total`: what one request may last from the first packet to the last. `gap`: between two requests to a host; a site that asks for
    a longer one gets it, up to `longest_gap`, beyond which it is not read at all. `attempts`: how often one address is asked while
    the answer is none, 429 or 5xx. `longest_wait`: what is waited between them at most; who asks for more is left for later.
    """

    allow_private: bool = False
    most_bytes: int = 8 * 1024 * 1024
    connect: float = 10.0
    read: float = 20.0
    total: float = 60.0
    hops: int = 5
    gap: float = 1.0
    longest_gap: float = 120.0
    attempts: int = 3
    backoff: float = 1.0
    longest_wait: float = 60.0


class Fetched(Record, frozen=True, kw_only=True):
    """What came. `address` is where it came from in the end; `unchanged`: as before, so there is no body.

    `kind`: the media type, "" where the server gives none; `charset` as the server gives it. `etag` and `last_modified` are for
    the next time.
    """

    address: str
    body: bytes = b""
    kind: str = ""
    charset: str = ""
    etag: str = ""
    last_modified: str = ""
    unchanged: bool = False


class _Answer(NamedTuple):
    status: int
    headers: httpx.Headers
    body: bytes


class Fetcher:
    """An HTTP client for news. A context manager, for one thread; what it keeps is connections, robots.txt files and when it asked.

    `clock` gives seconds that only grow, `sleep` waits and returns True where it was broken off (as `threading.Event.wait` does):
    what is being asked is then given up with the issue `web_stopped`. `wire` carries requests.
    """

    def __init__(
        self,
        settings: FetchSettings | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        chance: Callable[[], float] = random.random,
        wire: Wire | None = None,
    ) -> None:
        self.settings = settings or FetchSettings()
        self._sleep = sleep
        self._now = now
        self._chance = chance
        self._wire = wire or Wire(allow_private=self.settings.allow_private)
        self._pace = Pace(clock, sleep)
        self._robots = robots.Robots(self._ask_robots, clock)
        self._client = httpx.Client(
            transport=self._wire,
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(self.settings.read, connect=self.settings.connect),
            headers={"User-Agent": USER_AGENT, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        )

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that are kept."""
        self._client.close()

    def fetch(self, url: str, *, etag: str = "", last_modified: str = "") -> Fetched | Issue:
        """What stands at an address, or the issue that says why it could not be had; `where` is the address.

        `etag` and `last_modified` are those of the last time: if nothing has changed since, the answer is `unchanged`.
        """
        asked = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        try:
            target = read_url(url)
            answer, target = self._follow(target, {name: value for name, value in asked.items() if value})
            return self._fetched(answer, target, etag, last_modified)
        except RefusedError as error:
            return Issue(code=error.code, where=url, values=error.values)

    # --- one address after the other --------------------------------------------------------------------------

    def _follow(self, url: httpx.URL, headers: dict[str, str]) -> tuple[_Answer, httpx.URL]:
        for _ in range(self.settings.hops + 1):
            rules = self._robots.rules(url)
            if not rules.allow(url):
                raise RefusedError("web_robots", host=url.host)
            if rules.delay > self.settings.longest_gap:
                raise RefusedError("web_robots_slow", host=url.host, seconds=f"{rules.delay:.0f}")
            answer = self._ask(url, headers, max(self.settings.gap, rules.delay), _limit(self.settings.most_bytes))
            if answer.status not in _REDIRECTS:
                return answer, url
            url = _next(url, answer)
        raise RefusedError("web_redirects", count=str(self.settings.hops))

    def _ask_robots(self, url: httpx.URL) -> robots.Answer:
        for _ in range(self.settings.hops + 1):
            answer = self._ask(url, {}, self.settings.gap, _cut(robots.LIMIT))
            if answer.status not in _REDIRECTS:
                return robots.Answer(answer.status, answer.body)
            url = _next(url, answer)
        return robots.Answer(404, b"")

    def _fetched(self, answer: _Answer, url: httpx.URL, etag: str, last_modified: str) -> Fetched:
        headers, status = answer.headers, answer.status
        if status == _UNCHANGED and (etag or last_modified):
            kept = {"etag": headers.get("etag", etag), "last_modified": headers.get("last-modified", last_modified)}
            return Fetched(address=str(url), unchanged=True, **kept)
        if status not in _READ:
            after = retry_after(headers.get("retry-after", ""), self._now())
            raise RefusedError("web_status", status=str(status), after=f"{after or 0:.0f}")
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind and kind not in KINDS:
            raise RefusedError("web_kind", kind=kind)
        return Fetched(
            address=str(url),
            body=answer.body,
            kind=kind,
            charset=_charset(headers.get("content-type", "")),
            etag=headers.get("etag", ""),
            last_modified=headers.get("last-modified", ""),
        )

    # --- one request, again and again if need be ----------------------------------------------------------------

    def _ask(self, url: httpx.URL, headers: dict[str, str], gap: float, read: _Reader) -> _Answer:
        """The answer of one address, with its body if it is one that is read. Raises RefusedError where none came."""
        last = self.settings.attempts - 1
        for attempt in range(self.settings.attempts):
            if not self._pace.wait(url.host, gap):
                raise RefusedError("web_stopped")
            answer: _Answer | None = None
            try:
                answer = self._once(url, headers, read)
            except httpx.TransportError as error:
                if attempt == last or not _worth_another(error):
                    raise _why(error, url.host) from error
            if answer is not None and (attempt == last or not passing(answer.status)):
                return answer
            wait = backoff(attempt, self.settings.backoff, self._chance())
            if answer is not None:
                wait = max(wait, retry_after(answer.headers.get("retry-after", ""), self._now()) or 0.0)
                if wait > self.settings.longest_wait:
                    return answer
            if self._sleep(wait):
                raise RefusedError("web_stopped")
        raise AssertionError("attempts must be at least 1")

    def _once(self, url: httpx.URL, headers: dict[str, str], read: _Reader) -> _Answer:
        self._wire.deadline.start(self.settings.total)
        with self._client.stream("GET", url, headers=headers) as response:
            body = b""
            if response.status_code in _READ:
                kind = response.headers.get("content-encoding", "").strip().lower()
                body = read(_unpacked(response.iter_raw(), kind))
            return _Answer(response.status_code, response.headers, body)


_Reader = Callable[[Iterator[bytes]], bytes]


def _limit(most: int) -> _Reader:
    """Reads a body that may have so many bytes, unpacked."""

    def read(pieces: Iterator[bytes]) -> bytes:
        body = bytearray()
        for piece in pieces:
            body += piece
            if len(body) > most:
                raise RefusedError("web_too_large", limit=str(most))
        return bytes(body)

    return read


def _cut(most: int) -> _Reader:
    """Reads so many bytes of a body and leaves the rest."""

    def read(pieces: Iterator[bytes]) -> bytes:
        body = bytearray()
        for piece in pieces:
            body += piece
            if len(body) >= most:
                break
        return bytes(body[:most])

    return read


def _unpacked(parts: Iterator[bytes], kind: str) -> Iterator[bytes]:
    """A body unpacked in pieces of at most `_PIECE` bytes, so that a small body that unpacks into a huge one does no harm.

    One packing only: of several, each would multiply the other.
    """
    if kind in _PLAIN:
        yield from parts
        return
    if kind not in _UNZIP:
        raise RefusedError("web_packing", kind=kind)
    unzip, begun = zlib.decompressobj(_UNZIP[kind]), False
    try:
        for part in parts:
            if not begun and part and kind == "deflate" and not _has_head(part):
                unzip = zlib.decompressobj(-zlib.MAX_WBITS)
            begun, data = True, part
            while data:
                yield unzip.decompress(data, _PIECE)
                data = unzip.unconsumed_tail
                if unzip.eof and unzip.unused_data:  # a further gzip member
                    data = unzip.unused_data
                    unzip = zlib.decompressobj(_UNZIP[kind])
        yield unzip.flush()
    except zlib.error as error:
        raise RefusedError("web_broken") from error
    if begun and not unzip.eof:
        raise RefusedError("web_broken")


def _has_head(data: bytes) -> bool:
    """Whether deflated data begins as RFC 1950 wants it; some servers leave its two bytes out."""
    return data[0] & 0x0F == zlib.DEFLATED and (len(data) < 2 or (data[0] << 8 | data[1]) % 31 == 0)


def _next(url: httpx.URL, answer: _Answer) -> httpx.URL:
    """Where a redirect leads."""
    try:
        return read_url(str(url.join(answer.headers.get("location", ""))))
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise RefusedError("web_address_wrong") from error


def _charset(content_type: str) -> str:
    for parameter in content_type.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'").lower()
    return ""


def passing(status: int) -> bool:
    """Whether a status may be another next time."""
    return status == 429 or (status >= 500 and status not in _NO_ANSWER_LATER)


def _worth_another(error: httpx.TransportError) -> bool:
    """Whether asking again may help: not after a time limit, which would only double the wait, nor with a bad certificate."""
    if isinstance(error, httpx.ReadTimeout | httpx.WriteTimeout):
        return False
    return not any(isinstance(cause, ssl.SSLCertVerificationError) for cause in _causes(error))


def _why(error: httpx.TransportError, host: str) -> RefusedError:
    if isinstance(error, httpx.TimeoutException):
        return RefusedError("web_timeout", host=host)
    if any(isinstance(cause, ssl.SSLError) for cause in _causes(error)):
        return RefusedError("web_certificate", host=host)
    said = (cause.strerror for cause in _causes(error) if isinstance(cause, OSError) and cause.strerror)
    return RefusedError("web_unreachable", host=host, why=next(said, "no answer"))


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
