"""What the store has of some reports already, asked for all of them at once: a look-up for each would cost more than keeping it."""

from __future__ import annotations

from collections.abc import Iterable

from nadhir.engine.identity import address_of, report_id, version_id
from nadhir.records import Report
from nadhir.store import Connection
from nadhir.store import reading as read


class Known:
    """The reports and versions that are there, of some reports; and those that were added to them since, where that is noted.

    `connection` is one of the store's.
    """

    def __init__(self, connection: Connection, reports: Iterable[Report]) -> None:
        self._connection = connection
        every = list(reports)
        self._at = read.reports_at(connection, [a for r in every if (a := address_of(r))])
        idents = {id(r): self.report(r) for r in every}
        self._asked = frozenset(idents.values())
        self._latest = read.latest_versions(connection, list(self._asked))
        # A report that is not there has no versions either.
        versions = [version_id(i, r) for r in every if (i := idents[id(r)]) in self._latest]
        self._versions = read.known_versions(connection, versions)

    def report(self, report: Report) -> str:
        """The id that a report has, or would get."""
        return self._at.get(address_of(report), "") or report_id(report)

    def has(self, ident: str, version: str) -> bool:
        """Whether a version of a report is there."""
        self._ask(ident)
        return version in self._versions or (
            ident not in self._asked and bool(read.known_versions(self._connection, [version]))
        )

    def latest(self, ident: str) -> tuple[int, int] | None:
        """Row and number of a report's latest version; None where there is no such report."""
        self._ask(ident)
        return self._latest.get(ident)

    def note(self, report: Report, ident: str, version: str, row: tuple[int, int]) -> None:
        """Note that a version was added: its row and number."""
        if address := address_of(report):
            self._at.setdefault(address, ident)
        self._latest[ident] = row
        self._versions.add(version)

    def _ask(self, ident: str) -> None:
        """A report may turn out to be another than was thought at first, since one before it brought their common address."""
        if ident not in self._asked and ident not in self._latest:
            self._latest.update(read.latest_versions(self._connection, [ident]))
