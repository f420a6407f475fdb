"""`ontology/lives.yml`: the states that conditions go through, what moves them, when they lapse. Shapes, loader and lint.

A user's overlay may hold an `ontology/lives.yml` of its own: states and lives with a known id or code replace, others add, and a
list that it gives (`interested`, `mutual`) stands in place of the shipped one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from nadhir.knowledge.load import read_ontology, read_yaml, shipped
from nadhir.knowledge.schema import Ontology, Strict, Term
from nadhir.records import Issue
from nadhir.settings import Settings

FILE = "ontology/lives.yml"
UNKNOWN, CONTESTED = "unknown", "contested"  # the two states that every life has
LANGUAGES = ("ar", "fr", "en")


class Touch(Strict, frozen=True, kw_only=True):
    """An event that moves a condition to the state `to`. Empty `modes`, `sectors`, `features` or `places`: any."""

    event: str
    to: str
    how: Literal["sets", "raises", "eases"]
    modes: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    places: Literal["", "one", "pair"] = ""
    by: Literal["", "holder"] = ""
    begins: bool = False
    note: str = ""


class Life(Strict, frozen=True, kw_only=True):
    """One code's life. `states` run from calm to grave; `days` without a word make it unknown, for the `reason` given.

    `pair`: two places named together are the ends of one road. `exclusive`: two holders of one place contest it. `sectors`: of
    several parties those whose state it is, where any are among them.
    """

    code: str
    states: tuple[str, ...]
    subject: Literal["place", "party", "holder", "loser"]
    days: int
    reason: str
    pair: bool = False
    exclusive: bool = False
    sectors: tuple[str, ...] = ()
    touched: tuple[Touch, ...] = ()


class Interested(Strict, frozen=True, kw_only=True):
    """Roles of sources, and sectors of parties, that have a stake in what they say of the war."""

    roles: tuple[str, ...]
    sectors: tuple[str, ...]


class LivesFile(Strict, frozen=True, kw_only=True):
    """The file as written."""

    interested: Interested | None = None
    mutual: tuple[str, ...] | None = None
    states: tuple[Term, ...] = ()
    lives: tuple[Life, ...] = ()


class Lives(msgspec.Struct, frozen=True):
    """All lives by code, the states' labels, who is interested, and which relations hold both ways."""

    lives: dict[str, Life]
    states: dict[str, Term]
    roles: frozenset[str]
    sectors: frozenset[str]
    mutual: frozenset[str]

    def touches(self, event: str) -> Iterator[tuple[Life, Touch]]:
        """The lives that an event type moves."""
        for life in self.lives.values():
            for touch in life.touched:
                if touch.event == event:
                    yield life, touch


def read_lives(folders: Iterable[Path]) -> Lives:
    """The lives of the folders, later ones over earlier. Raises KnowledgeError where a file does not fit its shape."""
    lives: dict[str, Life] = {}
    states: dict[str, Term] = {}
    roles: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    mutual: tuple[str, ...] = ()
    for folder in folders:
        if not (folder / FILE).exists():
            continue
        content = read_yaml(folder / FILE, LivesFile)
        lives.update({life.code: life for life in content.lives})
        states.update({state.id: state for state in content.states})
        if content.interested is not None:
            roles, sectors = content.interested.roles, content.interested.sectors
        mutual = mutual if content.mutual is None else content.mutual
    return Lives(lives, states, frozenset(roles), frozenset(sectors), frozenset(mutual))


def load_lives(settings: Settings | None = None) -> Lives:
    """The shipped lives with the user's overlay."""
    return _load_lives((settings or Settings.from_environment()).knowing)


@lru_cache(maxsize=2)
def _load_lives(settings: Settings) -> Lives:
    return read_lives((shipped(), *settings.knowledge))


# --- lint -----------------------------------------------------------------------------------------------------


def lint_lives(lives: Lives, ontology: Ontology | None = None) -> Iterator[Issue]:
    """Conditions without a life, names that do not exist, a state without a label or use, days that are none."""
    ontology = ontology or read_ontology(shipped())
    codes = {c.id: c for c in ontology.codes}
    known = {
        "state": set(lives.states),
        "sector": {t.id for t in ontology.sectors},
        "role": {t.id for t in ontology.roles},
        "feature": {t.id for t in ontology.features},
        "condition": {c.id for c in ontology.codes if c.kind == "condition"},
        "relation": {c.id for c in ontology.codes if c.kind == "relation"},
        "event": {c.id for c in ontology.codes if c.kind == "event"},
    }
    for kind, name, where in _names(lives):
        if name not in known[kind]:
            yield _unknown(where, kind, name)
    for code in sorted(known["condition"] - set(lives.lives)):
        yield Issue(code="knowledge_missing", where=FILE, values={"file": code})
    for life in lives.lives.values():
        yield from _lint_life(life)
        for touch in life.touched:
            for mode in touch.modes:
                if mode not in (codes[touch.event].modes if touch.event in codes else ()):
                    yield _unknown(life.code, "mode", mode)
    used = {UNKNOWN, CONTESTED, *(s for life in lives.lives.values() for s in life.states)}
    for name in sorted(set(lives.states) ^ used):
        yield _unknown(FILE, "state", name)
    for state in lives.states.values():
        for language in LANGUAGES:
            if not state.label.get(language, "").strip():
                yield Issue(code="language_missing", where=f"{FILE}: {state.id}", values={"language": language})


def _names(lives: Lives) -> Iterator[tuple[str, str, str]]:
    """(kind, name, where) of everything that is named and defined elsewhere."""
    yield from (("role", r, FILE) for r in sorted(lives.roles))
    yield from (("sector", s, FILE) for s in sorted(lives.sectors))
    yield from (("relation", r, FILE) for r in sorted(lives.mutual))
    for life in lives.lives.values():
        yield "condition", life.code, FILE
        yield from (("sector", s, life.code) for s in life.sectors)
        for touch in life.touched:
            yield "event", touch.event, life.code
            yield from (("sector", s, life.code) for s in touch.sectors)
            yield from (("feature", f, life.code) for f in touch.features)


def _lint_life(life: Life) -> Iterator[Issue]:
    """Too few states, one twice, a common state among them, an event that leads elsewhere, no days or no reason."""
    if len(life.states) < 2 or {UNKNOWN, CONTESTED} & set(life.states):
        yield _unknown(life.code, "state", ", ".join(life.states))
    if len(set(life.states)) < len(life.states):
        yield Issue(code="knowledge_twice", where=life.code, values={"name": ", ".join(life.states)})
    for touch in life.touched:
        if touch.to not in life.states:
            yield _unknown(life.code, "state", touch.to)
        if touch.begins and touch.how == "eases":
            yield _unknown(life.code, "begins", touch.event)
    if life.days < 1:
        yield _unknown(life.code, "days", str(life.days))
    if not life.reason.strip():
        yield _unknown(life.code, "reason", "")


def _unknown(where: str, kind: str, name: str) -> Issue:
    return Issue(code="knowledge_unknown", where=where, values={"kind": kind, "name": name})
