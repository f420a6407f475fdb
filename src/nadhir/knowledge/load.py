"""The one loader: reads, validates, folds and freezes the knowledge, and keeps a compiled copy beside the user's caches.

`load()` gives a `Knowledge`. The compiled copy is plain msgpack, named by the hash of every file that went into it, the
user's overlay included, so a changed file is a new copy and an old one is never read by mistake.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from nadhir.errors import KnowledgeError
from nadhir.knowledge import schema as s
from nadhir.knowledge.cache import outdated, write_atomically
from nadhir.knowledge.countries import Country, load_countries
from nadhir.knowledge.lexicon import Builder, Table, add_light, add_parties, add_predicates, add_sources, add_voices
from nadhir.knowledge.models import Models, read_models
from nadhir.knowledge.schema_incidents import IncidentRules
from nadhir.knowledge.schema_linking import Bylines, House
from nadhir.knowledge.schema_reading import Calendar, Numbers
from nadhir.knowledge.states import states
from nadhir.settings import Settings
from nadhir.text import is_arabic
from nadhir.tokens import Tokenizer

T = TypeVar("T")

FORMAT = "3"


class Pack(msgspec.Struct, frozen=True):
    """All that Nadhir knows of one language, ready for look-up."""

    code: str
    script: s.Script
    predicates: list[s.Predicate]
    light: list[s.LightVerbs]
    parties: list[s.Party]
    reporting: list[s.Reporting]
    source_nouns: list[s.SourceNoun]
    estimates: list[s.Estimate]
    connectors: list[s.Connector]
    modes: list[s.Cue]
    contexts: list[s.Cue]
    conditional_press: bool
    reflexives: list[str]
    numbers: Numbers
    calendar: Calendar
    words: Table
    names: Table
    bylines: Bylines
    voices: Table


class Knowledge(msgspec.Struct, frozen=True):
    """Everything known: language packs, ontology, actors, countries; `version` changes with any of the files.

    `houses`: outlet id -> id of the outlet or party that it is one source with.
    """

    version: str
    packs: dict[str, Pack]
    ontology: s.Ontology
    actors: dict[str, s.Actor]
    countries: dict[str, Country]
    incidents: IncidentRules
    models: Models | None = None
    houses: dict[str, str] = {}


# --- reading YAML -------------------------------------------------------------------------------------------


def shipped() -> Path:
    """The folder of the shipped knowledge."""
    return Path(str(files("nadhir.knowledge")))


class PlainLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML as people write it: `on`, `no` and dates are words; only `true` and `false` are truth values."""


PlainLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag != "tag:yaml.org,2002:timestamp" and not (tag == "tag:yaml.org,2002:bool" and first not in "tTfF")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(path: Path, shape: type[T]) -> T:
    """Decode one file into `shape`. Raises KnowledgeError that names the file and, where known, the place."""
    try:
        raw: Any = yaml.load(path.read_bytes(), Loader=PlainLoader)
        return msgspec.convert(raw, shape)
    except (yaml.YAMLError, msgspec.ValidationError, UnicodeDecodeError, OSError) as error:
        raise KnowledgeError("knowledge_file", file=path.name, folder=path.parent.name, reason=error) from error


def _read_list(folders: Iterable[Path], name: str, shape: type[T]) -> list[T]:
    """Entries of a list file from the shipped folder, then from overlays: the same id replaces, a new one is added."""
    found: dict[str, T] = {}
    for folder in folders:
        path = folder / name
        if path.exists():
            for number, entry in enumerate(read_yaml(path, list[shape])):  # type: ignore[valid-type]
                found[str(getattr(entry, "id", "") or f"{path}{number}")] = entry
    return list(found.values())


def _read_one(folders: Iterable[Path], name: str, shape: type[T]) -> T:
    """A one-record file; the last folder that has it wins."""
    found: T | None = None
    for folder in folders:
        if (folder / name).exists():
            found = read_yaml(folder / name, shape)
    if found is None:
        raise KnowledgeError("knowledge_missing", file=name)
    return found


# --- compiling ----------------------------------------------------------------------------------------------

PREDICATE_FILES = ("verbal", "material", "conditions", "relations", "outlooks")


def compile_pack(
    code: str, folders: list[Path], knowledge_actors: list[s.Actor], countries: dict[str, Country]
) -> Pack:
    """Read one language's folder(s) and build its tables."""
    script = _read_one(folders, "script.yml", s.Script)
    inflection = _read_one(folders, "inflection.yml", s.Inflection)
    function = _read_one(folders, "function.yml", s.Function)
    sources = _read_one(folders, "sources.yml", s.Sources)
    status = _read_one(folders, "status.yml", s.Status)
    places = _read_one(folders, "places.yml", s.PlaceWords)
    predicates = [p for name in PREDICATE_FILES for p in _read_list(folders, f"predicates/{name}.yml", s.Predicate)]
    light = _read_list(folders, "predicates/light.yml", s.LightVerbs)
    parties = _read_list(folders, "parties.yml", s.Party)
    estimates = _read_list(folders, "estimative.yml", s.Estimate)
    connectors = _read_list(folders, "connectors.yml", s.Connector)
    modes = _read_list(folders, "modes.yml", s.Cue)
    contexts = _read_list(folders, "contexts.yml", s.Cue)

    build = Builder(tokenizer_of(script), inflection)
    add_predicates(build, predicates)
    add_light(build, light)
    add_parties(build, parties)
    add_sources(build, sources.reporting, sources.nouns)
    _add_source_phrases(build, sources)
    _add_function(build, function)
    _add_status(build, status)
    for index, estimate in enumerate(estimates):
        build.phrases(estimate.phrases, "est", str(index))
        for ending in script.clitics.agreement:
            if len(ending) == 1 and ending != "ة":  # the accusative of the first word: "احتمالا واقعيا"
                for phrase in estimate.phrases:
                    head, _, rest = phrase.partition(" ")
                    if len(head) > 4 and rest:
                        build.phrase(f"{head}{ending} {rest}", "est", str(index))
        build.nouns(estimate.adjectives, "est", str(index), "adj")
        build.verbs(estimate.verbs, "est", str(index))
    for index, connector in enumerate(connectors):
        build.phrases(connector.phrases, "conn", str(index))
        build.verbs(connector.verbs, "conn", str(index))
        build.nouns(connector.nouns, "conn", str(index))
    for theme in _read_list(folders, "themes.yml", s.Theme):
        build.nouns(theme.nouns, "theme", theme.id)
    for quantity, nouns in _read_one(folders, "tolls.yml", dict[str, list[str]]).items():
        build.nouns(nouns, "toll", quantity)
    for cat, cues in (("mode", modes), ("ctx", contexts)):
        for index, cue in enumerate(cues):
            build.nouns(cue.words, cat, str(index))
    for domain in _read_list(folders, "domains.yml", s.Domain):
        build.nouns(domain.words, "dom", domain.id)
    _add_place_words(build, places)
    _add_names(build, code, script, knowledge_actors, countries)
    voices = Builder(tokenizer_of(script), inflection)
    add_voices(voices, bylines := _read_one(folders, "bylines.yml", Bylines))
    return Pack(
        code=code,
        script=script,
        predicates=predicates,
        light=light,
        parties=parties,
        reporting=sources.reporting,
        source_nouns=sources.nouns,
        estimates=estimates,
        connectors=connectors,
        modes=modes,
        contexts=contexts,
        conditional_press=status.conditional_press,
        reflexives=inflection.reflexives,
        numbers=_read_one(folders, "numbers.yml", Numbers),
        calendar=_read_one(folders, "calendar.yml", Calendar),
        words=build.words,
        names=build.names,
        bylines=bylines,
        voices=voices.words,
    )


def tokenizer_of(script: s.Script) -> Tokenizer:
    """The tokenizer of a pack."""
    return Tokenizer(script.elisions, script.possessive, script.keep_whole)


def _add_source_phrases(build: Builder, sources: s.Sources) -> None:
    build.phrases(sources.according, "acc", "according")
    build.phrases(sources.citing, "cite", "citing")
    build.phrases(sources.same_source, "same", "same")
    build.phrases(sources.titles, "title", "title")


_FUNCTION_LISTS = {
    "and_": "and", "or_": "or", "contrast": "contrast", "complementizers": "comp", "relatives": "rel", "negation": "neg",
    "negative_determiners": "negdet", "definite": "def", "indefinite": "indef", "demonstrative": "dem",
    "possessive": "poss", "passive_light": "plight", "future": "fut", "modal_possible": "modp",
    "modal_hypothetical": "modh", "pronouns_subject": "prosub", "pronouns_object": "proobj", "anaphors": "anaph",
    "adverbs": "adv", "not_names": "notname",
}  # fmt: skip


def _add_function(build: Builder, function: s.Function) -> None:
    for label, forms in function.prepositions.items():
        build.phrases(forms, "prep", label)
    for label, forms in function.subordinators.items():
        build.phrases(forms, "sub", label)
    for field, cat in _FUNCTION_LISTS.items():
        build.phrases(getattr(function, field), cat, cat)
    build.verbs(function.be, "be", "be")
    build.verbs(function.have, "have", "have")
    build.verbs(function.verbs_other, "verb", "other")


def _add_status(build: Builder, status: s.Status) -> None:
    for field in ("future", "hypothetical", "negated", "historical", "actual", "purpose"):
        build.phrases(getattr(status, field), "st", field)
    for field in ("future", "hypothetical", "negated", "begin", "end"):
        build.verbs(getattr(status, f"verbs_{field}"), "stv", field)


def _add_place_words(build: Builder, places: s.PlaceWords) -> None:
    for kind in places.types:
        build.nouns(kind.nouns, "pword", kind.feature)
    for direction, words in places.directions.items():
        build.nouns(words, "dir", direction)
    build.nouns(places.capital, "capital", "capital")
    build.nouns(places.country, "country", "country")
    build.phrases(places.here, "here", "here")


def _add_names(
    build: Builder, code: str, script: s.Script, actors: list[s.Actor], countries: dict[str, Country]
) -> None:
    """Names in the pack's own language; of the others those that its newsrooms print as they are (Latin acronyms and names)."""
    for actor in actors:
        for language, names in actor.names.items():
            for name in names:
                if language == code or (actor.kind != "state-body" and _crosses(name, script.capitals)):
                    build.phrase(name, "actor", actor.id, _case(name), name=True)
    for country in countries.values():
        for name in country.names.get(code, ()):
            build.phrase(name, "state", country.code, "name", name=True)
        for name in country.demonyms.get(code, ()):
            build.phrase(name, "demonym", country.code, "adj", name=True)
        for name in country.capitals.get(code, ()):
            build.phrase(name, "seat", country.code, "capital", name=True)


def _crosses(name: str, latin: bool) -> bool:
    if is_arabic(name):
        return False
    return (_is_acronym(name) and len(name) >= 3) or (latin and " " in name)


def _case(name: str) -> str:
    """How a name must be cased where capitals are written: acronyms all in capitals, lower-case names as they come."""
    if _is_acronym(name):
        return "acronym"
    return "lower" if name == name.lower() else "name"


def _is_acronym(name: str) -> bool:
    return " " not in name and name.upper() == name and name.lower() != name


# --- the compiled copy --------------------------------------------------------------------------------------


def _folders(settings: Settings) -> list[Path]:
    return [shipped(), *settings.knowledge]


def _fingerprint(folders: Iterable[Path]) -> str:
    digest = hashlib.sha256(FORMAT.encode())
    for path in _inputs(folders):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _inputs(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        if folder.is_dir():
            yield from sorted(p for p in folder.rglob("*") if p.suffix in (".yml", ".py", ".json"))
    yield Path(str(files("nadhir"))) / "text.py"
    yield Path(str(files("nadhir"))) / "tokens.py"


def _stamp(folders: Iterable[Path]) -> str:
    """A quick sign of change: names, sizes and times of all inputs."""
    digest = hashlib.sha256(FORMAT.encode())
    for path in _inputs(folders):
        stat = path.stat()
        digest.update(f"{path}|{stat.st_size}|{stat.st_mtime_ns}".encode())
    return digest.hexdigest()[:16]


def read_actors(folders: Iterable[Path]) -> list[s.Actor]:
    """All named actors of the files (states come from CLDR and ISO data, see `states`)."""
    found: dict[str, s.Actor] = {}
    skip = {"templates.yml", "country_variants.yml", "capitals.yml", "demonyms.yml", "houses.yml"}
    for folder in folders:
        for path in sorted((folder / "actors").glob("*.yml")):
            if path.name not in skip:
                for actor in read_yaml(path, list[s.Actor]):
                    found[actor.id] = actor
    return list(found.values())


def read_houses(folders: Iterable[Path]) -> dict[str, str]:
    """Outlet id -> the outlet or party that it is one source with."""
    return {m: h.id for h in _read_list(folders, "actors/houses.yml", House) for m in h.members}


def read_ontology(folder: Path) -> s.Ontology:
    """The ontology's files as one record."""
    base = folder / "ontology"
    terms = {
        name: read_yaml(base / f"{name}.yml", list[s.Term])
        for name in ("contexts", "sectors", "roles", "stances", "statuses", "features", "themes")
    }
    return s.Ontology(
        codes=read_yaml(base / "codes.yml", list[s.Code]),
        frames=read_yaml(base / "frames.yml", dict[str, s.Frame]),
        bands=read_yaml(base / "estimates.yml", list[s.Band]),
        **terms,
    )


def compile_knowledge(folders: list[Path], only: str = "") -> Knowledge:
    """Read and compile everything; takes seconds. Raises KnowledgeError at the first file that is wrong."""
    countries = load_countries(shipped() / "actors")
    base = shipped() / "languages"
    codes = [only] if only else sorted(p.name for p in base.iterdir() if (p / "script.yml").exists())
    actors = [*states(codes), *read_actors(folders)]
    packs = {code: compile_pack(code, [f / "languages" / code for f in folders], actors, countries) for code in codes}
    return Knowledge(
        version=_fingerprint(folders),
        packs=packs,
        ontology=read_ontology(shipped()),
        actors={a.id: a for a in actors},
        countries=countries,
        incidents=read_yaml(shipped() / "ontology" / "incidents.yml", IncidentRules),
        models=_models(folders),
        houses=read_houses(folders),
    )


def _models(folders: list[Path]) -> Models | None:
    """The models of the last folder that has some: a team's own go before the shipped ones."""
    found = [m for m in (read_models(f) for f in folders) if m is not None]
    return found[-1] if found else None


def load(settings: Settings | None = None) -> Knowledge:
    """The knowledge with the user's overlay, from the compiled copy where it is current."""
    return _load((settings or Settings.from_environment()).knowing)


@lru_cache(maxsize=2)
def _load(settings: Settings) -> Knowledge:
    folders = _folders(settings)
    path = settings.cache / f"knowledge-{_stamp(folders)}.msgpack"
    if path.exists():
        try:
            return msgspec.msgpack.decode(path.read_bytes(), type=Knowledge)
        except (msgspec.DecodeError, OSError):
            path.unlink(missing_ok=True)
    knowledge = compile_knowledge(folders)
    write_atomically(path, msgspec.msgpack.encode(knowledge))
    with suppress(OSError):
        for old in outdated(settings.cache.glob("knowledge-*.msgpack"), path):
            old.unlink(missing_ok=True)
    return knowledge
