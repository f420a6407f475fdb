"""From what a person writes to what the store knows: ids may be cut short where the rest is plain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import Column, Connection, select

from nadhir.errors import UsageError
from nadhir.store import tables as t

Named = Literal["claim", "incident", "report", "judgement"]
_COLUMNS: dict[Named, Column[str]] = {
    "claim": t.CLAIMS.c.id,
    "incident": t.INCIDENT_STATES.c.incident,
    "report": t.REPORTS.c.id,
    "judgement": t.JUDGEMENTS.c.id,
}


def whole(connection: Connection, written: str, *kinds: Named) -> str:
    """The one id of these kinds that is written so or begins so.

    Raises UsageError: `claim_unknown`, `incident_unknown`, … (the last kind's) where there is none, `id_several` where there are more.
    """
    found = {ident for kind in kinds for ident in _beginning(connection, kind, written)}
    if written in found:
        return written
    if len(found) > 1:
        raise UsageError("id_several", name=written, known=", ".join(sorted(found)[:_SHOWN]))
    if not found:
        raise _unknown(kinds[-1], written)
    return found.pop()


_SHOWN = 4


def _beginning(connection: Connection, kind: Named, written: str) -> Sequence[str]:
    column = _COLUMNS[kind]
    if not written:
        return ()
    exact = list(connection.scalars(select(column).where(column == written).limit(1)))
    begins = select(column).where(column.startswith(written, autoescape=True)).distinct().limit(_SHOWN)
    return exact or list(connection.scalars(begins))


def _unknown(kind: Named, written: str) -> UsageError:
    if kind == "claim":
        return UsageError("claim_unknown", name=written)
    if kind == "incident":
        return UsageError("incident_unknown", name=written)
    if kind == "report":
        return UsageError("report_unknown", name=written)
    return UsageError("judgement_unknown", name=written)
