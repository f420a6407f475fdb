"""Lint of the knowledge, harder than of code: every rule has caught a real slip somewhere.

`lint` yields issues; none means that all files fit their shapes and speak of things that exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from nadhir.errors import KnowledgeError
from nadhir.knowledge import schema as s
from nadhir.knowledge.inflection import noun_forms, verb_forms
from nadhir.knowledge.lives import FILE as LIVES
from nadhir.knowledge.lives import lint_lives, read_lives
from nadhir.knowledge.load import PREDICATE_FILES, read_actors, read_houses, read_ontology, read_yaml, shipped
from nadhir.knowledge.schema_linking import Bylines
from nadhir.knowledge.schema_reading import Calendar, Numbers
from nadhir.records import Issue
from nadhir.settings import Settings
from nadhir.text import fold, fold_name, is_arabic

PACK_FILES: dict[str, object] = {
    "script.yml": s.Script,
    "inflection.yml": s.Inflection,
    "function.yml": s.Function,
    "parties.yml": list[s.Party],
    "sources.yml": s.Sources,
    "status.yml": s.Status,
    "estimative.yml": list[s.Estimate],
    "themes.yml": list[s.Theme],
    "modes.yml": list[s.Cue],
    "contexts.yml": list[s.Cue],
    "places.yml": s.PlaceWords,
    "connectors.yml": list[s.Connector],
    "domains.yml": list[s.Domain],
    "tolls.yml": dict[str, list[str]],
    "numbers.yml": Numbers,
    "calendar.yml": Calendar,
    "bylines.yml": Bylines,
    "interface.yml": dict[str, str],
    **{f"predicates/{name}.yml": list[s.Predicate] for name in PREDICATE_FILES},
    "predicates/light.yml": list[s.LightVerbs],
}
SLOTS = frozenset({"actors", "recipients", "places", "any"})
CLASSES = frozenset({"person", "armed", "place", "government", "entity", "agent"})
TOLLS = frozenset({"", "killed", "injured", "abducted", "arrested", "displaced", "size"})
LANGUAGES = ("ar", "fr", "en")
_SUPRA = frozenset({"IGO", "UNO", "EUR", "NGO", "IMG", "MNC"})
# Presentation forms, tatweel, and letters that Persian and Urdu keyboards write for Arabic ones.
# A particle cited alone is written with a tatweel: "بـ".
_PARTICLE = re.compile("(?<![\u0600-\u06ff])[بلكوفس]ـ")
_UNARABIC = re.compile("[\ufb50-\ufdff\ufe70-\ufefeـیکگپچژہەڤ]")


def lint(settings: Settings | None = None) -> Iterator[Issue]:
    """Issues of the shipped knowledge and of the user's overlay."""
    overlay = settings.knowledge if settings is not None else ()
    base = shipped()
    for folder in (base, *overlay):
        yield from _lint_languages(folder, complete=folder == base)
    try:
        lives = read_lives((base, *overlay))
    except KnowledgeError as error:
        yield Issue(code=error.code, where=LIVES, values=error.values)
    else:
        yield from lint_lives(lives)
        yield from _letters(LIVES, [*lives.states.values()], "")
    try:
        actors = read_actors((base, *overlay))
    except KnowledgeError as error:
        yield Issue(code=error.code, where="actors", values=error.values)
        return
    yield from lint_actors(actors)
    yield from lint_houses(actors, read_houses((base, *overlay)))


def _lint_languages(folder: Path, *, complete: bool) -> Iterator[Issue]:
    codes = {c.id: c for c in read_ontology(shipped()).codes}
    keys: dict[str, set[str]] = {}
    for pack in sorted((folder / "languages").glob("*/")):
        for name, shape in PACK_FILES.items():
            path = pack / name
            if not path.exists():
                if complete:
                    yield Issue(code="knowledge_missing", where=pack.name, values={"file": name})
                continue
            try:
                content: object = read_yaml(path, shape)  # type: ignore[arg-type]
            except KnowledgeError as error:
                yield Issue(code=error.code, where=f"{pack.name}/{name}", values=error.values)
                continue
            yield from _letters(f"{pack.name}/{name}", content, pack.name)
            if name == "interface.yml" and isinstance(content, dict):
                keys[pack.name] = set(content)
            if isinstance(content, list) and name.startswith("predicates/") and not name.endswith("light.yml"):
                yield from lint_predicates(f"{pack.name}/{name}", content, codes)
        if complete:
            yield from _inflects(pack)
    for name, own in keys.items():
        for key in sorted(set().union(*keys.values()) - own):
            yield Issue(code="text_missing", where=f"{name}/interface.yml", values={"key": key})


def lint_predicates(where: str, predicates: Iterable[s.Predicate], codes: dict[str, s.Code]) -> Iterator[Issue]:
    """Codes, modes, themes, frames, classes and slots that do not exist; ids and senses given twice."""
    ontology = read_ontology(shipped())
    themes = {t.id for t in ontology.themes}
    seen: set[str] = set()
    senses: set[tuple[object, ...]] = set()
    for entry in predicates:
        unknown: list[tuple[str, str]] = []
        code = codes.get(entry.code)
        unknown += [("code", entry.code)] if code is None else [("mode", m) for m in entry.modes if m not in code.modes]
        if entry.outlook and (entry.outlook not in codes or codes[entry.outlook].kind != "outlook"):
            unknown.append(("outlook", entry.outlook))
        unknown += [("theme", t) for t in entry.theme if t not in themes]
        unknown += [("frame", entry.frame)] if entry.frame and entry.frame not in ontology.frames else []
        unknown += [("slot", n) for n in entry.needs if n not in SLOTS]
        unknown += [("toll", entry.toll)] if entry.toll not in TOLLS else []
        unknown += [("class", c) for c in (*entry.object, *entry.subject) if not _is_class(c, themes)]
        for kind, name in unknown:
            yield Issue(code="knowledge_unknown", where=f"{where}: {entry.id}", values={"kind": kind, "name": name})
        if entry.id in seen:
            yield Issue(code="knowledge_twice", where=where, values={"name": entry.id})
        seen.add(entry.id)
        limits = (entry.code, *entry.modes, *entry.theme, *entry.object, *entry.subject, *entry.needs, entry.frame)
        for part in ("verbs", "nouns", "adjectives", "phrases"):
            for lemma in getattr(entry, part):
                sense = (part, fold(lemma), limits)
                if sense in senses:
                    yield Issue(code="knowledge_twice", where=f"{where}: {entry.id}", values={"name": lemma})
                senses.add(sense)


def _is_class(name: str, themes: set[str]) -> bool:
    return name in CLASSES or (name.startswith("theme:") and name[6:] in themes)


def lint_actors(actors: Iterable[s.Actor]) -> Iterator[Issue]:
    """A language without a name, an alias on two actors of one time, roles whose dates run backwards, odd letters."""
    owners: dict[tuple[str, str], s.Actor] = {}
    for actor in actors:
        for language in LANGUAGES:
            if not actor.names.get(language):
                yield Issue(code="language_missing", where=actor.id, values={"language": language})
        if len(actor.country) != 3:
            yield Issue(code="knowledge_unknown", where=actor.id, values={"kind": "country", "name": actor.country})
        for role in actor.roles:
            if role.end and role.end < role.start:
                yield Issue(code="dates_backwards", where=actor.id, values={"start": role.start, "end": role.end})
        yield from _letters(actor.id, actor.names, "")
        for language, names in actor.names.items():
            for name in names:
                key = (language, " ".join(fold_name(name).replace("-", " ").split()))
                other = owners.setdefault(key, actor)
                if other.id != actor.id and not _parted(actor, other):
                    yield Issue(code="alias_twice", where=actor.id, values={"name": name, "other": other.id})


def lint_houses(actors: Iterable[s.Actor], houses: dict[str, str]) -> Iterator[Issue]:
    """Houses and members that no actor file has."""
    known = {a.id for a in actors}
    for member, house in houses.items():
        for name in {member, house} - known:
            yield Issue(code="knowledge_unknown", where="actors/houses.yml", values={"kind": "id", "name": name})


def _parted(one: s.Actor, other: s.Actor) -> bool:
    """Whether two actors were never active in the same year."""
    if not one.active or not other.active:
        return False
    ends = [a.active[1] if len(a.active) > 1 and a.active[1] else "9999" for a in (one, other)]
    return ends[0] <= other.active[0] or ends[1] <= one.active[0]


def _letters(where: str, content: object, language: str) -> Iterator[Issue]:
    """Letters that no Arabic newsroom types, in Arabic words anywhere in an entry."""
    for text in _strings(content):
        if is_arabic(text) and _UNARABIC.search(_PARTICLE.sub("", text)) and not where.endswith("script.yml"):
            yield Issue(code="letters_odd", where=where, values={"name": text})


def _strings(content: object) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, list | tuple):
        for part in content:
            yield from _strings(part)
    elif isinstance(content, dict):
        for part in content.values():
            yield from _strings(part)
    elif isinstance(content, s.Strict):
        for name in content.__struct_fields__:
            if name != "note":
                yield from _strings(getattr(content, name))


def _inflects(pack: Path) -> Iterator[Issue]:
    """Lemmas that no paradigm takes."""
    try:
        inflection = read_yaml(pack / "inflection.yml", s.Inflection)
    except KnowledgeError:
        return
    for name in PREDICATE_FILES:
        path = pack / f"predicates/{name}.yml"
        for entry in read_yaml(path, list[s.Predicate]) if path.exists() else []:
            for lemmas, forms in ((entry.verbs, verb_forms), (entry.nouns, noun_forms), (entry.adjectives, noun_forms)):
                for lemma in lemmas:
                    try:
                        list(forms(lemma, inflection))
                    except KnowledgeError as error:
                        yield Issue(code=error.code, where=f"{pack.name}/{name}: {entry.id}", values=error.values)
