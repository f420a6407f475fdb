"""How fast a host is asked, and how long one waits before asking again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# Waits so many seconds; True where it was broken off because the program is to end.
Sleep = Callable[[float], bool | None]
_MOST_HOSTS = 4096


class Pace:
    """Keeps requests to one host apart. A host is a name, whatever its ports. For one thread."""

    def __init__(self, clock: Callable[[], float], sleep: Sleep) -> None:
        self._clock = clock
        self._sleep = sleep
        self._last: dict[str, float] = {}

    def wait(self, host: str, gap: float) -> bool:
        """Wait until `gap` seconds have passed since the last request to the host. False where the wait was broken off."""
        last = self._last.pop(host, None)
        if last is not None and (left := last + gap - self._clock()) > 0 and self._sleep(left):
            self._last[host] = last
            return False
        self._last[host] = self._clock()
        while len(self._last) > _MOST_HOSTS:  # the host that was asked longest ago goes
            del self._last[next(iter(self._last))]
        return True


def backoff(attempt: int, base: float, share: float) -> float:
    """Seconds to wait after the failed attempt (0 for the first): `base`, doubled each time, of which `share` (0 to 1) moves
    half, so that many clients that failed together do not come back together."""
    return float(base * 2**attempt * (0.5 + share / 2))


def retry_after(written: str, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for, in its two forms (seconds, HTTP date); None for none that can be read."""
    text = written.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        then = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    return max(0.0, (then - now).total_seconds())
