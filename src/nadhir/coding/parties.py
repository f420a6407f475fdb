"""Who a phrase means: knowledge-base actors, states, and generic parties in the light of the report.

A person takes the office held on the day of the report. A generic party takes the country that its words give, else that of
the party told before, else the country that the report is about; with an army, police or government this makes it the
state's own ("soldiers" in a report on Mali are the Malian Armed Forces).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from nadhir.coding.mentions import ARMED, Mention
from nadhir.coding.scan import Name, Scan
from nadhir.coding.scene import Scene
from nadhir.knowledge.load import Knowledge
from nadhir.knowledge.schema import Actor, Role
from nadhir.records import Entity, Span

_STATE_BODIES = {"MIL": "mil", "GOV": "gov", "COP": "cop"}
_SUPRA = frozenset({"IGO", "UNO", "EUR", "NGO", "IMG", "MNC"})
_REBELS = frozenset({"REB", "UAF"})


def focus_of(scan: Scan, knowledge: Knowledge, title: Scan | None = None) -> list[str]:
    """Countries of a report, the most spoken of first; the title counts thrice, the first lines twice."""
    counts: Counter[str] = Counter()
    for weight, part in ((3.0, title), (1.0, scan)):
        if part is None:
            continue
        for name in part.names:
            if name.cat in ("state", "demonym", "seat"):
                country = name.ref
            elif name.cat == "actor":
                country = knowledge.actors[name.ref].country
                if knowledge.actors[name.ref].kind == "outlet":
                    continue
            elif name.rows:
                country = name.rows[0].country
                if len({r.country for r in name.rows}) > 3:
                    continue
            else:
                continue
            if country and country not in _SUPRA:
                early = 2.0 if part is scan and name.first < 60 else 1.0
                counts[country] += weight * early  # type: ignore[assignment]
    return [country for country, _ in counts.most_common()]


def named_countries(scan: Scan, knowledge: Knowledge, title: Scan | None = None) -> frozenset[str]:
    """Countries that a report names by more than a town's name: by their own, their people's, their capital's or an actor's."""
    found = set()
    for name in _names(scan, title):
        if name.cat in ("state", "demonym", "seat"):
            found.add(name.ref)
        elif name.cat == "actor" and knowledge.actors[name.ref].kind != "outlet":
            found.add(knowledge.actors[name.ref].country)
    return frozenset(found - _SUPRA - {""})


def homes_of(focus: Sequence[str], named: frozenset[str], scan: Scan, title: Scan | None = None) -> list[str]:
    """The countries of `focus` whose a party may be: not those for which a single town speaks, since that may be a namesake.

    All of them where the report names no country and no two towns of one.
    """
    towns: dict[str, set[int]] = {}
    for name in _names(scan, title):
        if (
            name.rows
            and name.cat not in ("state", "demonym", "seat", "actor")
            and len({r.country for r in name.rows}) <= 3
        ):
            towns.setdefault(name.rows[0].country, set()).add(name.rows[0].number)
    sure = named | {country for country, several in towns.items() if len(several) > 1}
    return [country for country in focus if country in sure or not sure]


def _names(scan: Scan, title: Scan | None) -> list[Name]:
    return [*scan.names, *(title.names if title is not None else ())]


class ActorResolver:
    """Resolves the mentions of one report, in order; remembers who was spoken of."""

    def __init__(self, knowledge: Knowledge, focus: Sequence[str], published: date | None) -> None:
        self._actors = knowledge.actors
        self._focus = list(focus)
        self._published = published
        self._seen: list[Entity] = []
        self._known: dict[Mention, Entity] = {}  # by the phrase itself: its id may come again once it is gone
        self._scene = Scene(self._focus)
        self._text = ""

    def begin(self, text: str) -> None:
        """Take the report's text, from which names are cut."""
        self._text = text

    def __call__(self, mention: Mention) -> Entity:
        """The entity of a mention; the same mention always gives the same entity."""
        found = self._known.get(mention)
        if found is None:
            found = self._known[mention] = self._resolve(mention)
            if mention.is_entity:
                self._seen.append(found)
        return found

    def two_sides(self) -> list[Entity]:
        """Whom "the two sides" means: the last two different parties to conflict or talks that were told."""
        found: list[Entity] = []
        for entity in reversed(self._seen[-30:]):
            if (
                entity.id
                and entity.sector in ARMED | {"GOV"}
                and all((entity.country, entity.sector) != (f.country, f.sector) for f in found)
            ):
                found.append(entity)
                if len(found) == 2:
                    return found[::-1]
        return []

    def state_of_report(self, text: str, span: Span) -> Entity | None:
        """The government of the country that the report is about, under the words given."""
        if not self._focus:
            return None
        return msgspec.structs.replace(self._state(self._focus[0], text, "GOV"), span=span)

    def see(self, scan: Scan, mentions: Iterable[Mention]) -> None:
        """Resolve the mentions of a sentence in their order, so that later phrases can point back."""
        mentions = list(mentions)
        self._scene.see(scan, mentions)
        for mention in mentions:
            if mention.is_entity:
                self(mention)

    # --- kinds --------------------------------------------------------------------------------------------------

    def _resolve(self, mention: Mention) -> Entity:
        text = self._text[mention.span.start : mention.span.end]
        if mention.cat == "named":
            return self._named(mention, text)
        if mention.cat in ("state", "seat"):
            return self._state(mention.country, text, mention.sector or "GOV")
        owner = self._owner(mention)
        back = owner if owner is not None and _same_people(mention, owner) else self._points_back(mention)
        if back is not None:
            return Entity(
                text=text,
                span=mention.span,
                id=back.id,
                name=back.name,
                country=back.country,
                sector=back.sector,
                sectors=back.sectors,
            )
        country = (
            mention.country or mention.demonym or (owner.country if owner is not None else "") or self._local(mention)
        )
        sector = mention.sector or ("CVL" if mention.cat == "count" else "")
        body = _STATE_BODIES.get(sector)
        if (
            body
            and country not in _SUPRA
            and mention.cat == "party"
            and not mention.person
            and (sector != "GOV" or mention.kind == "group")
        ):
            actor = self._actors.get(f"{body}-{country}")
            if actor is not None:
                return Entity(
                    text=text,
                    span=mention.span,
                    id=actor.id,
                    name=_english(actor),
                    country=country,
                    sector=sector,
                    sectors=mention.sectors,
                )
        name = mention.name or (mention.party_id.replace("-", " ") if mention.party_id else "")
        return Entity(text=text, span=mention.span, name=name, country=country, sector=sector, sectors=mention.sectors)

    def _named(self, mention: Mention, text: str) -> Entity:
        actor = self._actors.get(mention.actor)
        if actor is None:
            return Entity(
                text=text, span=mention.span, name=mention.name, country=mention.country, sector=mention.sector
            )
        role = role_at(actor, self._published)
        country, sector = (role.country, role.sector) if role is not None else (actor.country, actor.sector)
        return Entity(
            text=text,
            span=mention.span,
            id=actor.id,
            name=_english(actor),
            country=country,
            sector=sector,
            sectors=tuple(actor.sectors),
        )

    def _state(self, country: str, text: str, sector: str) -> Entity:
        actor = self._actors.get(f"{_STATE_BODIES.get(sector, 'gov')}-{country}")
        name = _english(actor) if actor is not None else country
        return Entity(text=text, id=actor.id if actor else "", name=name, country=country, sector=sector)

    def _owner(self, mention: Mention) -> Entity | None:
        """Whom "its", "leurs" or a pronoun suffix on a party noun means: the last acting party told before."""
        if not mention.possessed or mention.country or mention.demonym:
            return None
        for entity in reversed(self._seen[-6:]):
            if entity.sector in ARMED | {"GOV"} and entity.country:
                return entity
        return None

    # --- context ------------------------------------------------------------------------------------------------

    def _points_back(self, mention: Mention) -> Entity | None:
        """The actor that a definite phrase such as "the group", "the army" or "les jihadistes" takes up."""
        if not mention.anaphor or not mention.definite or mention.demonym or mention.state or mention.cat == "source":
            return None
        if mention.country and not mention.generic:
            return None
        wanted = mention.sector
        told = self._seen[-40:]
        if wanted in _REBELS and any(e.sector == "REB" and e.id for e in told):
            told = [e for e in told if e.sector != "PRM"]
        for entity in reversed(told):
            if not entity.id and wanted not in ("REB", "UAF", "PRM"):
                continue
            if mention.country and entity.country not in (mention.country, "IMG"):
                continue
            if wanted in _REBELS and entity.sector in ("REB", "PRM") and entity.id:
                return entity
            if wanted in ("", "UNK") and entity.sector in ARMED | {"PTY", "OPP"} and entity.id:
                return entity
            if wanted == entity.sector and wanted in ("MIL", "COP") and entity.id:
                here = self._scene.country(mention) or (self._focus[0] if self._focus else "")
                if entity.country == here or any(entity is e for e in told[-6:]):
                    return entity
                continue
            if wanted == entity.sector and wanted in ("PRM", "CRM") and entity.id:
                return entity
            if wanted == "GOV" and entity.sector == "GOV" and entity.id.startswith("gov-"):
                return entity
        return None

    def _local(self, mention: Mention) -> str:
        """The country for a party whose words give none: for armies and governments the one told last, else the focus."""
        here = self._scene.country(mention)
        if here and here not in self._focus[:1] and here in self._focus:
            return self._with_army(here) if mention.sector == "MIL" else here
        if mention.sector in ("MIL", "GOV", "COP") and mention.definite:
            for entity in reversed(self._seen[-12:]):
                if entity.sector == mention.sector and entity.country and entity.country not in _SUPRA:
                    return entity.country
        if mention.sector == "MIL" and self._focus:
            return self._with_army(self._focus[0])
        return self._focus[0] if self._focus else ""

    def _with_army(self, country: str) -> str:
        """Soldiers in a country without an army of its own are those of the army told last, or of the next country told."""
        if f"mil-{country}" in self._actors:
            return country
        told = (e.country for e in reversed(self._seen) if e.sector == "MIL" and e.country not in _SUPRA)
        return next((c for c in (*told, *self._focus) if f"mil-{c}" in self._actors), country)


def _same_people(mention: Mention, owner: Entity) -> bool:
    """Whether a possessed noun only counts its owner's people: "its fighters", "عناصرها"."""
    return mention.sector in ARMED and owner.sector in ARMED


def role_at(actor: Actor, day: date | None) -> Role | None:
    """The office that a person held on a day: the latest begun by then and not ended, else the last one begun, else the first."""
    if not actor.roles:
        return None
    when = (day or date.max).isoformat()
    begun = [r for r in actor.roles if r.start <= when]
    current = [r for r in begun if not r.end or r.end >= when[: len(r.end)]]
    if current:
        return max(current, key=lambda r: r.start)
    return max(begun, key=lambda r: r.start) if begun else actor.roles[0]


def _english(actor: Actor) -> str:
    names = actor.names.get("en") or next(iter(actor.names.values()), [actor.id])
    return names[0]
