"""The desk's memory at work: reports go in, are coded, linked and kept; what is known as of a moment comes out.

Coding needs no lock and may be shared by processes; keeping and linking is one transaction for some reports at a time, in which nobody else
writes. A report is known by its address or id, a state of it by its words: adding anything twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time
from itertools import groupby
from typing import Literal

import msgspec

from nadhir.engine.batch import code_all, ready
from nadhir.engine.identity import address_of, report_id, version_id
from nadhir.engine.linker import Linker, Member
from nadhir.engine.pipeline import Pipeline
from nadhir.linking.pairs import Judge
from nadhir.linking.sketch import Sketch, situated, sketch
from nadhir.linking.told import country_of, told_of
from nadhir.memory import Told, Version
from nadhir.records import Coded, Issue, Record, Report, Span
from nadhir.settings import Settings
from nadhir.store import Store
from nadhir.store import reading as read
from nadhir.store.writing import Writer

_TOGETHER = 32  # reports of one transaction


class Added(Record, frozen=True, kw_only=True):
    """What adding a report did. `outcome`: `new`, `version` (a further state of a known report) or `known` (nothing was changed)."""

    report: str
    version: str
    number: int = 0
    outcome: Literal["new", "version", "known"]
    title: str = ""
    claims: int = 0
    incidents: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()


class Desk:
    """A store with what reads, codes and links. One for each process."""

    def __init__(self, store: Store, settings: Settings, *, author: str = "nadhir") -> None:
        self.store = store
        self._settings = settings
        self._author = author
        self._linker: Linker | None = None
        self._pipeline: Pipeline | None = None

    # --- adding -----------------------------------------------------------------------------------------------------

    def add(
        self, items: Iterable[Report | Coded | Issue], *, jobs: int = 1, replay: bool = False
    ) -> Iterator[Added | Issue]:
        """Add reports, some in each transaction; what became of each, and what could not be read.

        `replay`: as if each had come in at the end of its day of publication, in that order, so that the past can be looked at "as of"
        a day. Raises UsageError where the store has something later already, StoreError where it cannot be written.
        """
        if not replay:
            yield from self._add(items, jobs, None)
            return
        reports = []
        for item in items:
            if isinstance(item, Issue):
                yield item
            else:
                reports.append(item)
        reports.sort(key=lambda r: str(_report(r).published or ""))
        for day, some in groupby(reports, key=lambda r: _report(r).published):
            moment = datetime.combine(day, time(23, 59, 59), UTC) if day else None
            yield from self._add(some, jobs, moment)

    def _add(
        self, items: Iterable[Report | Coded | Issue], jobs: int, recorded: datetime | None
    ) -> Iterator[Added | Issue]:
        waiting: dict[str, Report] = {}
        known: list[Added] = []
        done: list[Coded] = []
        for result in self._coded(items, jobs, waiting, known):
            yield from known
            known.clear()
            if isinstance(result, Issue):
                yield result
                continue
            done.append(result)
            if len(done) >= _TOGETHER:
                yield from self._keep(done, waiting, recorded)
                done = []
        if done:
            yield from self._keep(done, waiting, recorded)
        yield from known

    def _coded(
        self, items: Iterable[Report | Coded | Issue], jobs: int, waiting: dict[str, Report], known: list[Added]
    ) -> Iterator[Coded | Issue]:
        """Code what is not known yet. Under way, a report bears the id of its version, so that claims do."""
        ready_made: list[Coded] = []

        def fresh() -> Iterator[Report | Issue]:
            for item in items:
                if isinstance(item, Issue):
                    yield item
                    continue
                report = _report(item)
                ident, version = self._identify(report)
                with self.store.reading() as connection:
                    there = read.known_versions(connection, [version])
                if there or version in waiting:
                    known.append(Added(report=ident, version=version, outcome="known", title=report.title))
                    continue
                waiting[version] = report
                if isinstance(item, Coded):
                    ready_made.append(msgspec.structs.replace(item, report=msgspec.structs.replace(report, id=version)))
                else:
                    yield msgspec.structs.replace(report, id=version)

        for result in code_all(fresh(), jobs=jobs, settings=self._settings):
            yield from ready_made
            ready_made.clear()
            yield result
        yield from ready_made

    def _identify(self, report: Report) -> tuple[str, str]:
        address = address_of(report)
        with self.store.reading() as connection:
            ident = (address and read.report_at(connection, address)) or report_id(report)
        return ident, version_id(ident, report)

    def _keep(self, done: Sequence[Coded], waiting: dict[str, Report], recorded: datetime | None) -> list[Added]:
        """One transaction. What another process has added since is passed over."""
        with self.store.writing(author=self._author, recorded=recorded) as writer:
            return [self._take(writer, coded, waiting.pop(coded.report.id)) for coded in done]

    def _take(self, writer: Writer, coded: Coded, report: Report) -> Added:
        address = address_of(report)
        writer.flush()
        ident = (address and read.report_at(writer.connection, address)) or report_id(report)
        ready_id = version_id(ident, report)
        if read.known_versions(writer.connection, [ready_id]):
            return Added(report=ident, version=ready_id, outcome="known", title=report.title)
        before = read.latest_version(writer.connection, ident)
        version = Version(
            id=ready_id, report=ident, number=before[1] + 1 if before else 1, text=report.text, title=report.title,
            published=report.published, publisher=report.publisher, language=coded.language, address=address,
            recorded=writer.recorded,
        )  # fmt: skip
        if before:
            self.linker.forget(writer, self._replace(writer, before[0]), "version")
        return self._claims(writer, version, coded)

    def _replace(self, writer: Writer, version: int) -> list[int]:
        """The claims of a version step back for those of a newer one."""
        claims = read.claims_of(writer.connection, version)
        writer.retire(claims, "version")
        return claims

    def _claims(self, writer: Writer, version: Version, coded: Coded) -> Added:
        country = country_of(coded.claims)
        number = writer.version(version, country)
        writer.coding(number, coded.coder, coded.issues)
        told = told_of(coded, version, country)
        events = []
        for (one, _, span), outline in zip(told, self._outlines(told), strict=True):
            seq = writer.claim(one, number, span, outline)
            writer.origin(seq, one.origin)
            if outline is not None and not one.claim.doubtful:
                events.append(Member(seq, outline, one))
        incidents = self.linker.take(writer, events) if events else ()
        return Added(
            report=version.report, version=version.id, number=version.number,
            outcome="new" if version.number == 1 else "version", title=version.title, claims=len(coded.claims),
            incidents=incidents, issues=coded.issues,
        )  # fmt: skip

    def _outlines(self, told: Sequence[tuple[Told, int, Span]]) -> list[Sketch | None]:
        """A sketch of each claim that can be an incident's, None of the others."""
        statuses = self.pipeline.knowledge.incidents.statuses
        events = [n for n, (one, _, _) in enumerate(told) if one.claim.kind == "event" and one.claim.status in statuses]
        made = dict(zip(events, situated([sketch(told[n][0], told[n][1]) for n in events]), strict=True))
        return [made.get(n) for n in range(len(told))]

    # --- parts ------------------------------------------------------------------------------------------------------

    @property
    def pipeline(self) -> Pipeline:
        """What codes; loaded when first needed."""
        self._pipeline = self._pipeline or ready(self._settings)
        return self._pipeline

    @property
    def linker(self) -> Linker:
        """What links; it remembers incidents of late."""
        if self._linker is None:
            self._linker = Linker(Judge(self.pipeline.knowledge.incidents), lambda origins, against, asserted: 6)
        return self._linker


def _report(item: Report | Coded) -> Report:
    return item.report if isinstance(item, Coded) else item
