"""UCDP GED: one row an event, read as a report of the publisher UCDP with one claim.

The 49 columns of GED come with a header (known by its names, in any order) or, as in some candidate releases, without one (known by their
number and by what stands in them). The report's text is the row itself, one "column: value" a line, so that every part of the claim points
at what UCDP wrote; `docs/exchange.md` says how codes are converted. `killed` is [low, high]; the best estimate stands in the text and is the
first of `evidence.numbers`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, BinaryIO, Literal, cast

from nadhir.intake.decode import sniff
from nadhir.intake.fields import whole
from nadhir.intake.ged_cells import CellError, day, degrees, needed, whole_number
from nadhir.intake.tables import MAX_FIELD, Joined
from nadhir.knowledge.crosswalks import Crosswalks, GedType, State, crosswalks
from nadhir.knowledge.schema import Actor
from nadhir.records import (
    Claim,
    Coded,
    Entity,
    Evidence,
    Interval,
    Issue,
    Place,
    Quantities,
    Report,
    Source,
    Span,
    content_id,
)
from nadhir.text import fold_name

if TYPE_CHECKING:
    from _csv import Reader

COLUMNS = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id", "conflict_name",
    "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b",
    "number_of_sources", "source_article", "source_office", "source_date", "source_headline", "source_original", "where_prec",
    "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country",
    "country_id", "region", "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians",
    "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob",
)  # fmt: skip
CODER = "ucdp-ged-import-1"
PUBLISHER = "UCDP"
LANGUAGE = "en"  # in which UCDP writes, whatever its sources

# What the text gives, in this order; numbers of UCDP's own that nobody can read are left out of it.
_TEXT = (
    "source_headline", "source_article", "where_description", "conflict_name", "dyad_name", "side_a", "side_b", "type_of_violence",
    "where_coordinates", "adm_2", "adm_1", "country", "region", "latitude", "longitude", "where_prec", "date_start", "date_end", "date_prec",
    "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "low", "high", "event_clarity", "code_status",
    "number_of_sources", "source_office", "source_date", "source_original", "id", "relid",
)  # fmt: skip
# Without these a row says nothing that could be claimed. A header must have them too.
_NEEDED = frozenset({
    "id", "type_of_violence", "side_a", "side_b", "where_prec", "where_coordinates", "latitude", "longitude", "country",
    "event_clarity", "date_prec", "date_start", "date_end", "best", "high", "low",
})  # fmt: skip
_CODE = "ASSAULT"
_CLEAR, _UNCLEAR = (
    1.0,
    0.5,
)  # confidence: people coded the row; of an unclear event they say themselves that it is not sure
_YEAR = 366
_SAMPLE = 1 << 18
_SHOWN = 60


def read_ged(
    file: BinaryIO, name: str, actors: Mapping[str, Actor] | None = None, published: date | None = None
) -> Iterator[Coded | Issue]:
    """The rows of a GED file as coded reports, row by row in bounded memory; what cannot be read as issues ("file:line").

    `actors`: the actors of the knowledge base, by which sides get their ids. `published`: the day of the release, which the file does not
    give; with it, what ended more than a year before is `historical`.
    """
    csv.field_size_limit(max(csv.field_size_limit(), MAX_FIELD))
    start = file.read(_SAMPLE)
    encoding = sniff(start, cut=len(start) == _SAMPLE) if start.strip() else "utf-8"
    if encoding is None:
        yield Issue(code="encoding_unknown", where=name)
        return
    stream = io.TextIOWrapper(io.BufferedReader(Joined(start, file)), encoding, errors="replace", newline="")
    rows = csv.reader(stream, strict=True)
    importer = _Importer(actors or {}, published)
    columns: Sequence[str] = ()
    any_row = False
    for row in _rows(rows, name):
        if isinstance(row, Issue):
            yield row
            continue
        any_row = True
        where = f"{name}:{rows.line_num}"
        if not columns:
            columns = columns_of(row)
            if not columns:
                yield Issue(code="ged_not_recognised", where=name, values={"cells": str(len(row))})
                return
            if columns is not COLUMNS:  # the row was the header
                continue
        yield from _event(row, columns, importer, where)
    if not any_row:
        yield Issue(code="file_empty", where=name)


def looks_like_ged(start: bytes) -> bool:
    """Whether a file that begins so is a GED table; `start` should hold its first row."""
    encoding = sniff(start, cut=True) if start.strip() else None
    if encoding is None:
        return False
    text = start.decode(encoding, errors="replace")
    try:
        first = next(csv.reader(io.StringIO(text, newline="")), [])
    except csv.Error:
        return False
    return bool(columns_of(first))


def columns_of(first: Sequence[str]) -> Sequence[str]:
    """The columns of a file by its first row: those of its header, the 49 of GED where it is an event; none where it is no GED."""
    names = tuple(cell.strip().lstrip("\ufeff").lower() for cell in first)
    if set(names) >= _NEEDED:
        return names
    return COLUMNS if _is_event([cell.lstrip("\ufeff") for cell in first]) else ()


def _is_event(row: Sequence[str]) -> bool:
    if len(row) != len(COLUMNS):
        return False
    cells = dict(zip(COLUMNS, row, strict=True))
    try:
        whole_number(cells, "type_of_violence", (1, 3))
        day(cells, "date_start")
        whole_number(cells, "where_prec", (1, 7))
    except CellError:
        return False
    return True


def _rows(rows: Reader, name: str) -> Iterator[list[str] | Issue]:
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            yield Issue(code="csv_broken", where=f"{name}:{rows.line_num}", values={"why": str(error)})
            continue
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield row


def _event(row: Sequence[str], columns: Sequence[str], importer: _Importer, where: str) -> Iterator[Coded | Issue]:
    if len(row) != len(columns):
        yield Issue(code="ged_columns", where=where, values={"cells": str(len(row)), "columns": str(len(columns))})
        return
    cells = {column: whole(cell).strip().lstrip("\ufeff") for column, cell in zip(columns, row, strict=True)}
    try:
        yield importer(cells, where)
    except CellError as error:
        values = {"column": error.column, "written": error.written[:_SHOWN]}
        yield Issue(code="ged_value", where=where, values=values)


class _Text:
    """The report's text as it grows, and where the value of each column stands in it."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        lines, at = [], 0
        self.spans: dict[str, Span] = {}
        for column in _TEXT:
            value = cells.get(column, "")
            if value:
                line = f"{column}: {value}"
                self.spans[column] = Span(at + len(line) - len(value), at + len(line))
                lines.append(line)
                at += len(line) + 1
        self.text = "\n".join(lines)

    def within(self, column: str, part: str) -> Span | None:
        """Where a part of a column's value stands."""
        span = self.spans.get(column)
        at = self.text.find(part, span.start, span.end) if span else -1
        return Span(at, at + len(part)) if at >= 0 else None


class _Importer:
    """Makes coded reports of rows."""

    def __init__(self, actors: Mapping[str, Actor], published: date | None) -> None:
        self._walks: Crosswalks = crosswalks()
        self._published = published
        self._by_id = actors
        self._by_name = _unique_names(actors.values())
        self._worth = self._walks.worth(_CODE, ())

    def __call__(self, cells: Mapping[str, str], where: str) -> Coded:
        """One row. Raises CellError where a cell that the claim needs cannot be read."""
        violence = self._walks.ged.types[whole_number(cells, "type_of_violence", (1, 3))]
        text = _Text(cells)
        ident = "ucdp-ged-" + needed(cells, "id")
        country = self._state(cells, "country_id", "country")
        side_a, side_b = self._sides(cells, violence, country, text)
        places = self._places(cells, country, text)
        time = self._time(cells, text)
        low, high, best = (whole_number(cells, column, (0, 10**9)) for column in ("low", "high", "best"))
        if not low <= best <= high:
            raise CellError("best", f"{best} ({low}–{high})")
        sources = self._sources(cells, text)
        clear = whole_number(cells, "event_clarity", (1, 2)) == 1
        spans = text.spans
        trigger = spans.get("dyad_name") or spans["side_a"]
        past = self._published is not None and (self._published - time.end).days > _YEAR
        actors, recipients = (side_a, side_b) if violence.side_b == "recipients" else ((*side_a, *side_b), ())
        claim = Claim(
            id=content_id(ident, f"{trigger.start}-{trigger.end}", "event", _CODE, text.text, CODER),
            kind="event",
            code=_CODE,
            actors=actors,
            recipients=recipients,
            places=places,
            time=time,
            quantities=Quantities(killed=(low, high)),
            status="historical" if past else "actual",
            sources=sources,
            evidence=Evidence(
                trigger=trigger,
                actors=tuple(e.span for e in actors if e.span),
                recipients=tuple(e.span for e in recipients if e.span),
                places=tuple(p.span for p in places if p.span),
                time=time.span,
                numbers=tuple(spans[column] for column in ("best", "low", "high")),
                sources=tuple(s.span for s in sources if s.span),
            ),
            confidence=_CLEAR if clear else _UNCLEAR,
            doubtful=not clear,
            cameo=self._worth.cameo,
            acled=tuple(violence.acled),
            quad=self._worth.quad,
            score=self._worth.score,
        )
        unknown = Issue(code="ged_country", where=where, values={"written": cells.get("country", "")[:_SHOWN]})
        return Coded(
            report=Report.make(
                text.text,
                id=ident,
                published=self._published,
                publisher=PUBLISHER,
                title=cells.get("source_headline", ""),
                language=LANGUAGE,
            ),
            language=LANGUAGE,
            claims=(claim,) if clear else (),
            doubtful=() if clear else (claim,),
            issues=() if country else (unknown,),
            coder=CODER,
        )

    def _state(self, cells: Mapping[str, str], *columns: str) -> State | None:
        """The state that the first of the columns names which the list knows."""
        written = (cells.get(column, "") for column in columns)
        return next((s for s in (self._walks.state(w) for w in written if w) if s), None)

    def _sides(
        self, cells: Mapping[str, str], violence: GedType, country: State | None, text: _Text
    ) -> tuple[tuple[Entity, ...], tuple[Entity, ...]]:
        home = country.iso if country else ""
        sectors = {"side_a": ("gwnoa", violence.sector_a), "side_b": ("gwnob", violence.sector_b)}
        side_a, side_b = (
            tuple(self._party(cells, column, number, sector, home, text))
            for column, (number, sector) in sectors.items()
        )
        return side_a, side_b

    def _party(
        self, cells: Mapping[str, str], column: str, number: str, sector: str, home: str, text: _Text
    ) -> Iterator[Entity]:
        """A side: governments by their Gleditsch–Ward numbers, groups by a name that one actor alone bears, else as they stand.

        A group that nobody knows gets the country of the event, as the codebook has it of generic parties.
        """
        written = needed(cells, column)
        numbers = [n.strip() for n in re.split("[,;]", cells.get(number, "")) if n.strip() not in ("", "0", "-99")]
        states = [s for s in map(self._walks.state, numbers) if s]
        for state in states:
            known = self._by_id.get(f"gov-{state.iso}")
            ident, own = (known.id, _canonical(known)) if known else ("", f"Government of {state.names[0]}")
            yield Entity(text=written, span=text.spans[column], id=ident, name=own, country=state.iso, sector="GOV")
        if states:
            return
        actor = self._by_name.get(fold_name(written))
        if actor is not None:
            yield Entity(
                text=written,
                span=text.spans[column],
                id=actor.id,
                name=_canonical(actor),
                country=actor.country,
                sector=actor.sector or sector,
                sectors=tuple(actor.sectors),
            )
        else:
            yield Entity(text=written, span=text.spans[column], name=written, country=home, sector=sector or "UNK")

    def _places(self, cells: Mapping[str, str], country: State | None, text: _Text) -> tuple[Place, ...]:
        """The event's place with its point, then the district and the province that UCDP names, without."""
        own = self._walks.ged.where[whole_number(cells, "where_prec", (1, 7))]
        lat, lon = degrees(cells, "latitude", 90), degrees(cells, "longitude", 180)
        iso = country.iso if country else ""
        column = next((c for c in ("where_coordinates", "adm_2", "adm_1", "country") if cells.get(c)), "")
        found = []
        if column:
            found.append(
                Place(
                    text=cells[column],
                    span=text.spans[column],
                    name=cells[column],
                    country=iso,
                    lat=lat if own.precision else None,
                    lon=lon if own.precision else None,
                    feature=own.feature,
                    precision=own.precision,
                )
            )
        for column in own.within:
            value, kind = cells.get(column, ""), self._walks.ged.districts[column]
            if value:
                found.append(
                    Place(
                        text=value,
                        span=text.spans[column],
                        name=value,
                        country=iso,
                        feature=kind.feature,
                        precision=kind.precision,
                    )
                )
        return tuple(found)

    def _time(self, cells: Mapping[str, str], text: _Text) -> Interval:
        start, end = day(cells, "date_start"), day(cells, "date_end")
        if end < start:
            raise CellError("date_end", cells["date_end"])
        precision = self._walks.ged.date[whole_number(cells, "date_prec", (1, 5))]
        return Interval(
            start=start,
            end=end,
            precision=cast(Literal["day", "week", "month", "year"], precision),
            text=cells["date_start"],
            span=text.spans["date_start"],
        )

    def _sources(self, cells: Mapping[str, str], text: _Text) -> tuple[Source, ...]:
        """The offices that UCDP read, side by side; each once."""
        names = (n.strip().strip("\"'").strip() for n in cells.get("source_office", "").split(";"))
        return tuple(
            Source(name=name, role="outlet", stance="says", span=text.within("source_office", name))
            for name in dict.fromkeys(names)
            if name
        )


def _canonical(actor: Actor) -> str:
    return next((names[0] for names in (actor.names.get(LANGUAGE), *actor.names.values()) if names), actor.id)


def _unique_names(actors: Iterable[Actor]) -> dict[str, Actor]:
    """Folded name -> actor, for names that one actor alone bears."""
    owners: dict[str, dict[str, Actor]] = {}
    for actor in actors:
        for names in actor.names.values():
            for name in names:
                owners.setdefault(fold_name(name), {})[actor.id] = actor
    return {name: actor for name, found in owners.items() if len(found) == 1 for actor in found.values()}
