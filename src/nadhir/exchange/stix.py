"""STIX 2.1 through the stix2 library: one bundle, without custom objects or properties, so that any reader takes it.

| ours | STIX |
|---|---|
| desk, publisher, party | `identity` (never `threat-actor`: that is for an analyst to say) |
| place | `location` |
| report | `report` over its claims |
| claim of any kind | `note` with the quoted words; a relation also a `relationship` |
| incident | `incident`, its ledger as `note`s, denials as `opinion`s |
| tie | `relationship`, denials as `opinion`s |

Ids are UUIDv5 of our own ids, so exporting twice gives the same objects. `confidence` is from an incident's Admiralty digit, and absent for 6
and for claims, which have no digit of their own. The whole bundle is held in memory.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import IO, Any

from nadhir.exchange.header import Export
from nadhir.exchange.rows import located, name
from nadhir.knowledge.crosswalks import crosswalks
from nadhir.memory import Incident, Origin, Statement, Tie, Told
from nadhir.records import Claim, Entity, Place

NAMESPACE = uuid.UUID("6b1d6a0e-0f3a-5d0e-9c1b-6f2f5a4b7e11")  # ours; made once, and never to change
# What stands for itself (parties, places) has no day of its own; a later export must not make it look changed.
_ALWAYS = datetime(2025, 1, 1, tzinfo=UTC)
_TLP = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
# The marking definitions of TLP 2.0 as OASIS published them.
_MARKINGS = {
    "clear": "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    "green": "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    "amber": "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    "amber+strict": "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    "red": "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}
_DENIES = "disagree"


def write_claims(claims: Iterable[Told], out: IO[str], export: Export) -> None:
    """Write reports with their claims."""
    _Bundle(export).add_reports(claims).write(out)


def write_incidents(incidents: Iterable[Incident], out: IO[str], export: Export) -> None:
    """Write incidents with parties, places and ledgers."""
    bundle = _Bundle(export)
    for incident in incidents:
        bundle.add_incident(incident)
    bundle.write(out)


def write_network(ties: Iterable[Tie], out: IO[str], export: Export) -> None:
    """Write the network as relationships; a tie without a second party becomes a note on the first."""
    bundle = _Bundle(export)
    for tie in ties:
        bundle.add_tie(tie)
    bundle.write(out)


class _Bundle:
    """Objects by id, in the order in which they were first met."""

    def __init__(self, export: Export) -> None:
        import stix2  # noqa: PLC0415

        self._stix: Any = stix2
        self._export = export
        self._objects: dict[str, Any] = {}
        self._walks = crosswalks()
        marking: dict[str, Any] = {
            "type": "marking-definition",
            "spec_version": "2.1",
            "id": _MARKINGS[export.handling],
            "created": "2022-10-01T00:00:00.000Z",
            "name": f"TLP:{export.handling.upper()}",
            "extensions": {_TLP: {"extension_type": "property-extension", "tlp_2_0": export.handling}},
        }
        self._objects[marking["id"]] = stix2.parse(marking, allow_custom=False)
        self._desk = self._id("identity", "desk")
        self._add("Identity", "desk", name="Nadhir", identity_class="system")

    def write(self, out: IO[str]) -> None:
        """Write the bundle; its id is that of what it holds."""
        header = self._export.header
        as_of = header.as_of.isoformat() if header.as_of else ""
        ident = self._id("bundle", "\x1f".join((header.what, as_of, *self._objects)))
        self._stix.v21.Bundle(id=ident, objects=list(self._objects.values())).fp_serialize(out, ensure_ascii=False)
        out.write("\n")

    # --- reports and claims

    def add_reports(self, claims: Iterable[Told]) -> _Bundle:
        """Add every claim, and every report over those of its claims that are exported."""
        reports: dict[str, list[tuple[Told, list[str]]]] = {}
        for told in claims:
            reports.setdefault(told.report, []).append((told, self._claim(told)))
        for report, members in reports.items():
            first = members[0][0]
            moments = [told.recorded for told, _ in members]
            self._add(
                "Report",
                report,
                created=min(moments),
                modified=max(moments),
                name=first.title or f"{first.publisher or 'report'} {report}",
                published=_moment(first.published) or min(moments),
                object_refs=list(dict.fromkeys(ref for _, refs in members for ref in refs)),
                lang=first.language or None,
                external_references=[self._reference(first.publisher, first.address, report)],
                labels=_labels(version=first.version),
            )
        return self

    def _claim(self, told: Told) -> list[str]:
        """The ids of what stands for one claim."""
        claim = told.claim
        parties = [self._party(e) for e in (*claim.actors, *claim.recipients)]
        places = [ref for ref in map(self._place, claim.places) if ref]
        about = list(dict.fromkeys((*parties, *places))) or [self._publisher(told.publisher)]
        note = self._add(
            "Note",
            claim.id,
            created=told.recorded,
            abstract=_summary(claim),
            content=told.sentence or told.words or _summary(claim),
            authors=_chain(told.publisher, *(s.name for s in claim.sources)),
            object_refs=about,
            lang=told.language or None,
            labels=_labels(
                kind=claim.kind,
                code=claim.code,
                mode=" ".join(claim.modes),
                status=claim.status,
                confidence=f"{claim.confidence:.2f}",
                doubtful="yes" if claim.doubtful else "",
                start=claim.time.start if claim.time else "",
                end=claim.time.end if claim.time else "",
                precision=claim.time.precision if claim.time else "",
                killed=_range(claim.quantities.killed),
            ),
            external_references=[self._reference(told.publisher, told.address, told.report, told.words)],
        )
        return [note, *(self._relations(told) if claim.kind == "relation" else ()), *about]

    def _relations(self, told: Told) -> list[str]:
        claim = told.claim
        return [
            self._relationship(
                f"{claim.id}/{actor.id or name(actor)}/{other.id or name(other)}",
                (self._party(actor), claim.code, self._party(other)),
                created=told.recorded,
                labels=_labels(mode=" ".join(claim.modes), status=claim.status),
            )
            for actor in claim.actors
            for other in claim.recipients
        ]

    # --- incidents

    def add_incident(self, incident: Incident) -> None:
        """Add an incident, who and where, who said what of it, and who denied it."""
        created = _moment(incident.first) or _ALWAYS
        modified = max(created, _moment(incident.last) or created)
        own = self._add(
            "Incident",
            incident.id,
            created=created,
            modified=modified,
            name=" ".join(
                filter(None, (incident.code, *incident.modes, _where(incident.place), str(incident.start or "")))
            ),
            confidence=self._walks.stix.confidence.get(incident.digit),
            labels=_labels(
                code=incident.code,
                quad=incident.quad,
                start=incident.start or "",
                end=incident.end or "",
                digit=incident.digit,
                independent=incident.independent,
                **{f.what: _figure(f.low, f.best, f.high) for f in incident.figures},
            ),
        )
        sides = (("attributed-to", incident.actors), ("targets", incident.recipients))
        links = [(kind, self._party(entity)) for kind, side in sides for entity in side]
        place = self._place(incident.place) if incident.place else ""
        for kind, target in dict.fromkeys([*links, *([("located-at", place)] if place else [])]):
            self._relationship(
                f"{incident.id}/{kind}/{target}", (own, kind, target), created=created, modified=modified
            )
        for number, line in enumerate(incident.ledger):
            self._statement(own, f"{incident.id}/{line.claim}/{number}", line, created)

    def _statement(self, incident: str, key: str, line: Statement, created: datetime) -> None:
        shared = {
            "created": _moment(line.published) or created,
            "authors": _chain(line.publisher, *line.origin.path, line.origin.name),
            "object_refs": [incident],
            "labels": _labels(claim=line.claim, killed=_range(line.killed)),
        }
        if line.denies:
            self._add("Opinion", key, opinion=_DENIES, explanation=line.says or None, **shared)
        else:
            self._add("Note", key, content=line.says or line.claim, **shared)

    # --- the network

    def add_tie(self, tie: Tie) -> None:
        """Add an edge of the network."""
        created = _moment(tie.first) or _ALWAYS
        modified = max(created, _moment(tie.last) or created)
        labels = _labels(mode=tie.mode, asserted=len(tie.claims), denied=len(tie.denied))
        actor = self._party(tie.actor)
        if tie.recipient is None:
            own = self._add(
                "Note",
                tie.key,
                created=created,
                modified=modified,
                content=" ".join(filter(None, (name(tie.actor) or actor, tie.code, tie.mode))),
                authors=_chain(*map(_said, tie.asserted_by)),
                object_refs=[actor],
                labels=labels,
            )
        else:
            own = self._relationship(
                tie.key,
                (actor, tie.code, self._party(tie.recipient)),
                created=created,
                modified=modified,
                start_time=_moment(tie.first),
                # STIX asks that the end come after the start; a tie that was seen on one day ends with that day.
                stop_time=_moment(tie.last, days=1) if tie.first and tie.last and tie.last >= tie.first else None,
                labels=labels,
            )
        if tie.denied_by:
            self._add(
                "Opinion",
                f"{tie.key}/denied",
                created=created,
                modified=modified,
                opinion=_DENIES,
                authors=_chain(*map(_said, tie.denied_by)),
                object_refs=[own],
            )

    # --- parties, places, references

    def _party(self, entity: Entity) -> str:
        table = self._walks.stix
        return self._add(
            "Identity",
            "/".join(("party", entity.id) if entity.id else ("words", name(entity), entity.country, entity.sector)),
            name=name(entity).strip() or "unnamed",
            identity_class=table.identity.get(entity.sector, "unknown"),
            sectors=[table.industry[entity.sector]] if entity.sector in table.industry else None,
            labels=_labels(id=entity.id, country=entity.country, sector=entity.sector),
        )

    def _publisher(self, publisher: str) -> str:
        shown = publisher.strip() or "unnamed"
        return self._add("Identity", f"publisher/{shown}", name=shown, identity_class="organization")

    def _place(self, place: Place) -> str:
        """The location; "" for a place of which neither point nor country is known, as STIX has no room for it."""
        code = self._walks.country(place.country).alpha2
        drawn = located(place)
        if not code and not drawn:
            return ""
        key = str(place.geonameid or f"{place.name or place.text}/{place.country}/{place.lat}/{place.lon}")
        return self._add(
            "Location",
            key,
            name=(place.name or place.text).strip() or None,
            country=code or None,
            latitude=place.lat if drawn else None,
            longitude=place.lon if drawn else None,
            labels=_labels(feature=place.feature, precision=place.precision, geonameid=place.geonameid or ""),
        )

    def _relationship(self, key: str, ends: tuple[str, str, str], **values: Any) -> str:
        source, kind, target = ends
        values |= {"source_ref": source, "target_ref": target, "relationship_type": kind.replace("_", "-")}
        return self._add("Relationship", key, **values)

    def _reference(self, publisher: str, address: str, report: str, words: str = "") -> dict[str, str]:
        values = {
            "source_name": publisher.strip() or "unnamed",
            "url": address,
            "external_id": report,
            "description": words,
        }
        return {key: value for key, value in values.items() if value}

    def _add(self, shape: str, key: str, **values: Any) -> str:
        """Add an object under the UUIDv5 of its key, unless it is there; absent values are left out. Its id."""
        ident = self._id(shape.lower(), key)
        if ident not in self._objects:
            created = values.pop("created", _ALWAYS)
            given = {name: value for name, value in values.items() if value is not None and value != []}
            given |= {"id": ident, "created": created, "modified": values.get("modified", created)}
            if key != "desk":
                given["created_by_ref"] = self._desk
            given["object_marking_refs"] = [_MARKINGS[self._export.handling]]
            self._objects[ident] = getattr(self._stix.v21, shape)(**given)
        return ident

    def _id(self, kind: str, key: str) -> str:
        return f"{kind}--{uuid.uuid5(NAMESPACE, f'{kind}/{key}')}"


def _moment(day: date | None, days: int = 0) -> datetime | None:
    """The beginning of a day, `days` later, in UTC."""
    return datetime.combine(day, time(), UTC) + timedelta(days=days) if day else None


def _labels(**values: object) -> list[str]:
    """ "name:value" of whatever is given; STIX 2.1 has no fields for these."""
    return [f"{name}:{value}" for name, value in values.items() if str(value)]


def _chain(*names: str) -> list[str]:
    """Who says it, outermost first, each once."""
    return list(dict.fromkeys(n for n in names if n))


def _said(origin: Origin) -> str:
    return origin.name or origin.key


def _summary(claim: Claim) -> str:
    who, whom = (", ".join(map(name, side)) for side in (claim.actors, claim.recipients))
    parts = [
        claim.code,
        *claim.modes,
        who,
        f"→ {whom}" if whom else "",
        _where(claim.places[0] if claim.places else None),
    ]
    return " ".join(filter(None, parts)) + ("" if claim.status == "actual" else f" ({claim.status})")


def _where(place: Place | None) -> str:
    return f"@ {place.name or place.text}" if place and (place.name or place.text) else ""


def _range(pair: Sequence[int | None] | None) -> str:
    return "" if pair is None else f"{pair[0]}-{'' if pair[1] is None else pair[1]}"


def _figure(low: int, best: int | None, high: int | None) -> str:
    return _range((low, high)) + ("" if best is None else f" best {best}")
