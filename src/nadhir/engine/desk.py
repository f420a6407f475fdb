"""The desk's memory at work: reports go in, are coded, linked and kept; what is known as of a moment comes out.

Coding needs no lock and may be shared by processes; keeping and linking is one transaction for some reports at a time, in which nobody else
writes. A report is known by its address or id, a state of it by its words: adding anything twice changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from itertools import groupby, islice
from typing import Literal, TypeVar

import msgspec

from nadhir.engine.batch import code_all, ready
from nadhir.engine.copyist import Copyist, open_copyist
from nadhir.engine.identity import address_of, version_id
from nadhir.engine.judging import Judging
from nadhir.engine.known import Known
from nadhir.engine.linker import Linker, Member
from nadhir.engine.pipeline import Pipeline
from nadhir.engine.recoding import Recoding
from nadhir.knowledge.lives import Lives, load_lives
from nadhir.linking.origins import origin_of
from nadhir.linking.pairs import Judge
from nadhir.linking.sketch import Sketch, situated, sketch
from nadhir.linking.told import country_of, told_of
from nadhir.linking.track_record import credibility, facts_of
from nadhir.memory import Incident, Judgement, JudgementKind, Kept, Told, Version
from nadhir.records import Coded, Issue, Record, Report, Span
from nadhir.settings import Settings
from nadhir.store import Store, linked
from nadhir.store import reading as read
from nadhir.store import tables as t
from nadhir.store.writing import Writer

_ODD = re.compile("[\x00\ud800-\udfff]")
_TOGETHER = 32  # reports of one transaction
T = TypeVar("T")


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
            yield from self._add(items, jobs)
            return
        reports: list[Report | Coded | Issue] = []
        for item in items:
            if isinstance(item, Issue):
                yield item
            else:
                reports.append(item)
        # What bears no day came in last, which is now.
        reports.sort(key=lambda r: str(_day_of(r) or "~"))
        yield from self._add(reports, jobs, _evening)

    def _add(
        self,
        items: Iterable[Report | Coded | Issue],
        jobs: int,
        moment: Callable[[Report], datetime | None] = lambda _: None,
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
            if done and (len(done) >= _TOGETHER or moment(done[0].report) != moment(result.report)):
                yield from self._keep(done, waiting, moment(done[0].report))
                done = []
            done.append(result)
        if done:
            yield from self._keep(done, waiting, moment(done[0].report))
        yield from known

    def _coded(
        self, items: Iterable[Report | Coded | Issue], jobs: int, waiting: dict[str, Report], known: list[Added]
    ) -> Iterator[Coded | Issue]:
        """Code what is not known yet. Under way, a report bears the id of its version, so that claims do."""
        ready_made: list[Coded] = []

        def fresh() -> Iterator[Report | Issue]:
            for some in _some(items):
                with self.store.reading() as connection:
                    there = Known(connection, [_report(i) for i in some if not isinstance(i, Issue)])
                for item in some:
                    if isinstance(item, Issue):
                        yield item
                        continue
                    report = _report(item)
                    ident = there.report(report)
                    version = version_id(ident, report)
                    if there.has(ident, version) or version in waiting:
                        known.append(Added(report=ident, version=version, outcome="known", title=report.title))
                        continue
                    waiting[version] = report
                    coded = msgspec.structs.replace(report, id=version)
                    if isinstance(item, Coded):
                        ready_made.append(msgspec.structs.replace(item, report=coded))
                    else:
                        yield coded

        for result in code_all(fresh(), jobs=jobs, settings=self._settings):
            yield from ready_made
            ready_made.clear()
            yield result
        yield from ready_made

    def _keep(self, done: Sequence[Coded], waiting: dict[str, Report], recorded: datetime | None) -> list[Added]:
        """One transaction. What another process has added since is passed over."""
        reports = [waiting.pop(coded.report.id) for coded in done]
        with self._writing(self._author, recorded) as writer:
            there = Known(writer.connection, reports)
            return [self._take(writer, there, *one) for one in zip(done, reports, strict=True)]

    @contextmanager
    def _writing(self, author: str, recorded: datetime | None = None) -> Iterator[Writer]:
        """A transaction of the store. What the linker remembers of one that failed never was, and its numbers are given again."""
        try:
            with self.store.writing(author=author, recorded=recorded) as writer:
                yield writer
        except BaseException:
            self._linker = None
            raise

    def _take(self, writer: Writer, there: Known, coded: Coded, report: Report) -> Added:
        ident = there.report(report)
        ready_id = version_id(ident, report)
        if there.has(ident, ready_id):
            return Added(report=ident, version=ready_id, outcome="known", title=report.title)
        before = there.latest(ident)
        version = Version(
            id=ready_id, report=ident, number=before[1] + 1 if before else 1, text=report.text, title=report.title,
            published=report.published, publisher=report.publisher, author=report.author, language=coded.language,
            address=address_of(report), recorded=writer.recorded,
        )  # fmt: skip
        if before:
            writer.flush()
            self.linker.forget(writer, self._replace(writer, before[0]), "version")
        number = writer.version(version, country_of(coded.claims))
        there.note(report, ident, ready_id, (number, version.number))
        return self._claims(writer, number, version, coded)

    def _replace(self, writer: Writer, version: int) -> list[int]:
        """The claims of a version step back for those of a newer one."""
        claims = read.claims_of(writer.connection, version, every=True)
        writer.retire(claims, "version")
        return claims

    def _claims(self, writer: Writer, number: int, version: Version, coded: Coded) -> Added:
        copies = self.copyist(writer, number, version)
        kept = self._keep_claims(writer, number, version, coded, copies)
        events = [member for _, member in kept.values() if member is not None]
        incidents = self.linker.take(writer, events) if events else ()
        return Added(
            report=version.report, version=version.id, number=version.number,
            outcome="new" if version.number == 1 else "version", title=version.title, claims=len(coded.claims),
            incidents=incidents, copies=tuple(copies), issues=coded.issues,
        )  # fmt: skip

    def _keep_claims(
        self, writer: Writer, number: int, version: Version, coded: Coded, copied_from: Sequence[str] = ()
    ) -> dict[int, tuple[Told, Member | None]]:
        """Add the claims of a coding: row -> claim as told, and what linking needs of it where it can be an incident's.

        `copied_from`: publishers of the texts that this one was copied from.
        """
        writer.coding(number, coded.coder, coded.issues)
        told = told_of(coded, version, country_of(coded.claims))
        bylines = self.copyist.finder.bylines(version)
        kept: dict[int, tuple[Told, Member | None]] = {}
        for (one, _, span), outline in zip(told, self._outlines(told), strict=True):
            one = msgspec.structs.replace(one, origin=origin_of(one, self.copyist.parties, bylines, copied_from))
            seq = writer.claim(one, number, span, outline)
            writer.origin(seq, one.origin)
            linked = outline is not None and not one.claim.doubtful
            kept[seq] = (one, Member(seq, outline, one) if linked and outline else None)
        return kept

    def _outlines(self, told: Sequence[tuple[Told, int, Span]]) -> list[Sketch | None]:
        """A sketch of each claim that can be an incident's, None of the others."""
        statuses = self.pipeline.knowledge.incidents.statuses
        events = [n for n, (one, _, _) in enumerate(told) if one.claim.kind == "event" and one.claim.status in statuses]
        made = dict(zip(events, situated([sketch(told[n][0], told[n][1]) for n in events]), strict=True))
        return [made.get(n) for n in range(len(told))]

    # --- judging and recoding ---------------------------------------------------------------------------------------

    def judge(
        self,
        kind: JudgementKind,
        target: str,
        values: Mapping[str, object] | None = None,
        *,
        author: str,
        reason: str = "",
    ) -> Judgement:
        """Write down what a person decided, and do it. Raises UsageError where it cannot be done; then nothing is changed.

        `target`: id of a claim or incident, key of an origin (`grade` with a letter), or id of a judgement (`undo`). `values`: for
        `correct` field -> JSON or text, for `merge` `into`, for `split` `claims`, for `grade` `letter` or `digit`.
        """
        with self._writing(author) as writer:
            return self._judging(writer, kind, target, values or {}, author, reason)

    def _judging(
        self, writer: Writer, kind: JudgementKind, target: str, values: Mapping[str, object], author: str, reason: str
    ) -> Judgement:
        codes = {code.id: code for code in self.pipeline.knowledge.ontology.codes}
        judging = Judging(self.linker, codes, lambda told, sentence: self._outlines([(told, sentence, Span(0, 0))])[0])
        return judging(writer, kind, target, values, author, reason)

    def take_back(self, kept: Iterable[Kept]) -> Iterator[Kept]:
        """Keep again what a store kept (`bundle.dump`), in its order: an empty store becomes the same, another one gains it as of now.

        Each is given back once it is committed; what is there already is passed over. Raises as `add` and `judge` do.
        """
        with self.store.reading() as connection:
            empty = read.recorded_at(connection, None) is None
        for (moment, author), some in groupby(kept, key=lambda k: (k.recorded, k.author)):
            together = list(some)
            with self._writing(author, moment if empty else None) as writer:
                for one in together:
                    self._take_back(writer, one)
            yield from together

    def _take_back(self, writer: Writer, kept: Kept) -> None:
        judgement, version = kept.judgement, kept.version
        writer.flush()
        if judgement is not None:
            if not linked.judgements(writer.connection, None, t.JUDGEMENTS.c.id == judgement.id):
                self._judging(
                    writer, judgement.kind, judgement.target, judgement.values, judgement.author, judgement.reason
                )
            return
        assert version is not None
        coded = kept.coded(version)
        there = read.version_numbers(writer.connection, [version.id])
        if version.id not in there:
            before = read.latest_versions(writer.connection, [version.report]).get(version.report)
            version = msgspec.structs.replace(version, number=before[1] + 1 if before else 1, recorded=writer.recorded)
            if before:
                self.linker.forget(writer, self._replace(writer, before[0]), "version")
            self._claims(writer, writer.version(version, country_of(coded.claims)), version, coded)
        elif not read.is_coded_by(writer.connection, there[version.id], coded.coder):
            self._recode(writer, there[version.id], version, coded)

    def recode(self, *, jobs: int = 1) -> Iterator[tuple[str, int]]:
        """Code anew the current versions that another coder coded: (report, claims that count now). What people decided is kept."""
        with self.store.reading() as connection:
            stale = read.coded_by_others(connection, self.pipeline.version)
            versions = {v.id: (no, v) for no, v in read.versions(connection) if no in stale}
        reports = (
            Report.make(
                v.text, id=v.id, published=v.published, publisher=v.publisher, title=v.title, language=v.language,
                address=v.address,
            )
            for _, v in versions.values()
        )  # fmt: skip
        for coded in code_all(reports, jobs=jobs, settings=self._settings):
            if isinstance(coded, Issue):
                continue
            number, version = versions[coded.report.id]
            with self._writing(self._author) as writer:
                # Another process may have added a newer version, or coded this one, while it was read here.
                latest = read.latest_versions(writer.connection, [version.report])[version.report][0]
                if latest != number or read.is_coded_by(writer.connection, number, coded.coder):
                    continue
                count = self._recode(writer, number, version, coded)
            yield version.report, count

    def _recode(self, writer: Writer, number: int, version: Version, coded: Coded) -> int:
        now = msgspec.structs.replace(version, recorded=writer.recorded)
        recoding = Recoding(self.linker, lambda w, row, made: self._keep_claims(w, row, now, made))
        return recoding(writer, number, coded)

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
            judge = Judge(self.pipeline.knowledge.incidents)
            self._linker = Linker(judge, self.copyist.parties, self._digit)
        return self._linker

    @property
    def copyist(self) -> Copyist:
        """What finds the texts from which a text was copied."""
        return open_copyist(self._settings)

    @property
    def lives(self) -> Lives:
        """How conditions live."""
        return load_lives(self._settings)

    def _digit(self, incident: Incident, tolds: Mapping[str, Told]) -> int:
        return credibility(facts_of(incident, tolds, {}, self.lives))


def _some(items: Iterable[T]) -> Iterator[list[T]]:
    """Items as many at a time as one transaction takes."""
    endless = iter(items)
    while some := list(islice(endless, _TOGETHER)):
        yield some


def _evening(report: Report) -> datetime | None:
    """The end of a report's day of publication."""
    return datetime.combine(report.published, time(23, 59, 59), UTC) if report.published else None


def _day_of(item: Report | Coded | Issue) -> date | None:
    return None if isinstance(item, Issue) else _report(item).published


def _report(item: Report | Coded) -> Report:
    """The report, with what no database takes as text shown as damaged, sign for sign."""
    report = item.report if isinstance(item, Coded) else item
    odd = {f: v for f in report.__struct_fields__ if isinstance(v := getattr(report, f), str) and _ODD.search(v)}
    return msgspec.structs.replace(report, **{f: _ODD.sub("\ufffd", v) for f, v in odd.items()}) if odd else report
