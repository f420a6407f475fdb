"""One article, one address: what only tracks readers is dropped, and a page's own word on its address is heard, within reason."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import lru_cache
from urllib.parse import unquote_plus

import httpx
import msgspec

from nadhir.intake.guard import RefusedError, read_url

# Beginnings of a host's name that say which copy of a site it is.
_COPIES = ("www.", "m.", "amp.", "mobile.")


class Tracking(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of `knowledge/web/tracking.yml`: the name of a part of a query, or its beginning and `*`."""

    name: str
    reason: str


@lru_cache(maxsize=1)
def tracking() -> tuple[str, ...]:
    """The names of what is dropped, in lower case."""
    from nadhir.knowledge.load import read_yaml, shipped  # noqa: PLC0415  (only the web needs it)

    return tuple(entry.name.lower() for entry in read_yaml(shipped() / "web" / "tracking.yml", list[Tracking]))


def clean_address(written: str) -> str:
    """An address without its fragment and what tracks readers; as it is where it is none that can be asked."""
    try:
        url = read_url(written)
    except RefusedError:
        return written.strip()
    if not url.query:
        return str(url.copy_with(query=None))
    parts = url.query.decode("ascii").split("&")
    kept = [part for part in parts if part and not _tracks(part)]
    return str(url.copy_with(query="&".join(kept).encode("ascii") or None))


def _tracks(part: str) -> bool:
    name = unquote_plus(part.partition("=")[0]).lower()
    return any(fnmatchcase(name, pattern) for pattern in tracking())


def canonical(candidates: Iterable[str], final: str) -> str:
    """The address of an article: the first of the page's own candidates that can be believed, else where it was found; cleaned.

    Believed is an address of the same site (the same host, but for `www.`, `m.`, `amp.`, or one below the other) that does not name
    the site's front page for an article, as careless templates do. A page that names another site is no proof of being it.
    """
    here = read_url(final)
    for written in candidates:
        try:
            found = read_url(str(here.join(written.strip())))
        except (RefusedError, httpx.InvalidURL, UnicodeError, ValueError):
            continue
        if _same_site(found.host, here.host) and (len(found.path) > 1 or found.query or len(here.path) <= 1):
            return clean_address(str(found))
    return clean_address(final)


def _same_site(one: str, other: str) -> bool:
    first, second = _site(one), _site(other)
    return first == second or first.endswith("." + second) or second.endswith("." + first)


def _site(host: str) -> str:
    name = host.lower().rstrip(".")
    return next((name.removeprefix(copy) for copy in _COPIES if name.startswith(copy)), name)
