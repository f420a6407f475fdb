"""What an export says of itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from nadhir import __version__
from nadhir.records import Record

What = Literal["claims", "incidents", "network", "reports", "store"]
WHATS: tuple[What, ...] = ("claims", "incidents", "network", "reports", "store")
Handling = Literal["clear", "green", "amber", "amber+strict", "red"]

CODEBOOK = "plover-nadhir-0.8.1"  # our reading of PLOVER 0.8, see docs/decisions/0002-plover-slips.md


class Header(Record, frozen=True, kw_only=True):
    """What is exported, by which version of the program, and as of when it was known; `as_of` None: all that is known."""

    nadhir: Literal["export"] = "export"
    what: What
    version: str = __version__
    as_of: datetime | None = None


class Export(Record, frozen=True, kw_only=True):
    """The header, and the choices that only some formats know.

    `without_unknown`: PLOVER leaves out events whose actor nobody names. `handling`: the TLP 2.0 marking of STIX.
    """

    header: Header
    without_unknown: bool = False
    handling: Handling = "clear"


def export_of(
    what: What,
    *,
    as_of: datetime | None = None,
    without_unknown: bool = False,
    handling: Handling = "clear",
) -> Export:
    """An export by this version of the program; `as_of` without a zone is UTC."""
    if as_of is not None and as_of.tzinfo is None:
        as_of = as_of.replace(tzinfo=UTC)
    return Export(header=Header(what=what, as_of=as_of), without_unknown=without_unknown, handling=handling)
