"""What a site lets robots read: its robots.txt by RFC 9309, kept for a day.

- Found (2xx): its rules for `Nadhir`, else for `*`; beyond 500 KiB it is not read.
- Not there (4xx, or more than five redirects): everything is allowed. 429 is no absence but a plea: as 5xx.
- Broken (5xx) or out of reach: nothing is allowed, and it is asked again after ten minutes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import httpx
from protego import Protego

from nadhir.intake.guard import RefusedError

AGENT = "Nadhir"
LIMIT = 500 * 1024  # bytes; RFC 9309 asks for as many at least
_KEEP, _KEEP_BROKEN = 24 * 3600.0, 600.0  # seconds
_MOST_SITES = 1024
_TOO_MANY = 429


class Answer(NamedTuple):
    """What came of asking for a robots.txt: the status after redirects, and the body."""

    status: int
    body: bytes


class Rules:
    """The rules of one site. `delay`: seconds between requests that it asks for, 0 where it asks for none."""

    def __init__(self, parsed: Protego | None) -> None:
        self._parsed = parsed
        self.delay = 0.0
        if parsed is not None:
            rate = parsed.request_rate(AGENT)
            self.delay = max(parsed.crawl_delay(AGENT) or 0.0, rate.seconds / rate.requests if rate else 0.0)

    def allow(self, url: httpx.URL) -> bool:
        """Whether the site lets us read an address."""
        return self._parsed is None or bool(self._parsed.can_fetch(str(url), AGENT))


class Robots:
    """The rules of the sites that were asked. `ask` fetches a robots.txt, following redirects; for one thread."""

    def __init__(self, ask: Callable[[httpx.URL], Answer], clock: Callable[[], float]) -> None:
        self._ask = ask
        self._clock = clock
        self._known: dict[str, tuple[float, Rules | RefusedError]] = {}

    def rules(self, url: httpx.URL) -> Rules:
        """The rules of the site of an address. Raises RefusedError where they could not be had."""
        site = f"{url.scheme}://{url.netloc.decode('ascii')}"
        until, found = self._known.pop(site, (0.0, None))
        if found is None or self._clock() >= until:
            try:
                found = self._read(url.copy_with(raw_path=b"/robots.txt"))
                until = self._clock() + _KEEP
            except RefusedError as error:
                if error.code == "web_stopped":
                    raise
                found, until = error, self._clock() + _KEEP_BROKEN
        self._known[site] = (until, found)
        while len(self._known) > _MOST_SITES:
            del self._known[next(iter(self._known))]
        if isinstance(found, RefusedError):
            raise RefusedError(found.code, **found.values)
        return found

    def _read(self, url: httpx.URL) -> Rules:
        answer = self._ask(url)
        if answer.status >= 500 or answer.status == _TOO_MANY:
            raise RefusedError("web_robots_broken", host=url.host, status=str(answer.status))
        if answer.status >= 300:
            return Rules(None)
        return Rules(Protego.parse(answer.body[:LIMIT].decode("utf-8-sig", "replace")))
