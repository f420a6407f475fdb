"""What became of what each origin said, and how credible an incident is. Letters are people's; nothing here sets one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from nadhir.knowledge.lives import Lives
from nadhir.linking.sayings import denies, interested, published_on
from nadhir.memory import Incident, Judgement, Letter, Origin, Told, TrackRecord
from nadhir.text import fold_name

UNGRADED: Letter = "F"
ENOUGH = 2  # independent origins that outweigh one

# Admiralty credibility: what an independent origin adds by its letter, and what speaks against takes away.
_WEIGHT: Mapping[Letter, int] = {"A": 3, "B": 3, "C": 2, "D": 1, "E": 0, "F": 2}
_DENIAL = 2
_CONFLICT = 1
_SOUND = 2  # weight from which an origin may confirm


class Facts(NamedTuple):
    """What the credibility of an incident hangs on.

    `letters`: those of the independent known origins that say it happened. `denials`: how many independent known origins without a
    stake say that it did not. `conflicts`: whether such origins contradict each other over who, where, when or how many.
    """

    letters: tuple[Letter, ...]
    denials: int = 0
    conflicts: bool = False


class Grade(NamedTuple):
    """The letter that a person gave, and who."""

    letter: Letter
    by: str


class _Statement(NamedTuple):
    """One origin's side in one incident; `day`: when it first took it."""

    key: str
    denies: bool
    day: date
    claims: frozenset[str]


def credibility(facts: Facts) -> int:
    """Admiralty digit: 1 confirmed, 2 probably true, 3 possibly true, 4 doubtful, 5 improbable, 6 cannot be judged.

    The rule is the table in `docs/linking-conditions.md`. One more origin or a better letter never makes the digit worse, one more
    denial or conflict never better; 6 stands outside of that order.
    """
    weights = [_WEIGHT[letter] for letter in facts.letters]
    if not weights and not facts.denials:
        return 6
    score = sum(weights) - _DENIAL * facts.denials - (_CONFLICT if facts.conflicts else 0)
    confirming = sum(w >= _SOUND for w in weights)
    if score >= 4 and confirming >= ENOUGH and not facts.denials and not facts.conflicts:
        return 1
    return next((digit for digit, least in ((2, 3), (3, 2), (4, 0)) if score >= least and weights), 5)


def facts_of(incident: Incident, tolds: Mapping[str, Told], letters: Mapping[str, Letter], lives: Lives) -> Facts:
    """The facts of an incident. `tolds`: claim id -> told, of all its claims; `letters`: origin key -> grade, `F` where none."""
    saying, denying = _sides([tolds[c] for c in (*incident.claims, *incident.denied) if c in tolds])
    independent = _independent(tolds.values(), lives)
    conflicts = any(
        c.kind != "denied" and _keys(c.one, tolds) & independent and _keys(c.other, tolds) & independent
        for c in incident.contradictions
    )
    return Facts(
        tuple(letters.get(key, UNGRADED) for key in sorted(saying)),
        len((denying & independent) - saying),
        conflicts,
    )


def grades_of(judgements: Iterable[Judgement]) -> dict[str, Grade]:
    """Origin key -> the letter that was given last and not undone."""
    rows = sorted(judgements, key=lambda j: (j.recorded, j.id))
    undone = {j.target for j in rows if j.kind == "undo"}
    found: dict[str, Grade] = {}
    for row in rows:
        letter = row.values.get("letter")
        if row.kind == "grade" and row.id not in undone and letter in _WEIGHT:
            found[row.target] = Grade(letter, row.author)  # type: ignore[arg-type]
    return found


def track_records(
    incidents: Iterable[Incident],
    tolds: Iterable[Told],
    grades: Mapping[str, Grade],
    lives: Lives,
    outlets: Mapping[str, Origin] | None = None,
) -> list[TrackRecord]:
    """The record of every known origin, and of every publisher as `outlet:…` for all that it printed, sorted by key.

    What counts is a statement: one origin's side (it happened, it did not) in one incident, however often repeated. It is
    corroborated when another known origin takes the same side on the same day or later, contradicted when it is on the losing
    side of a contradiction or denial (`_loses`), alone when neither. A publisher is not corroborated by those it relayed.
    `outlets`: publisher -> its origin as `linking.origins` resolves it; else the key is made of the folded name.
    """
    by_id = {t.claim.id: t for t in tolds}
    counts: defaultdict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(("claims", *_FATES), 0))
    names: dict[str, Origin] = {}
    for incident in incidents:
        members = sorted({*incident.claims, *incident.denied} & by_id.keys())
        own = [by_id[c] for c in members]
        independent = _independent(own, lives)
        for origins in ([t.origin for t in own], [_outlet(t, outlets or {}) for t in own]):
            names.update({o.key: o for o in reversed(origins) if o.key})
        for statement, others in _statements(own, outlets or {}):
            fate = _fate(statement, others, incident, by_id, independent)
            counts[statement.key]["claims"] += 1
            for name in fate or ("alone",):
                counts[statement.key][name] += 1
    return [_record(names[key], grades.get(key), counts[key]) for key in sorted(counts)]


_FATES = ("corroborated", "contradicted", "alone")


def _record(origin: Origin, grade: Grade | None, counts: Mapping[str, int]) -> TrackRecord:
    return TrackRecord(
        key=origin.key,
        name=origin.name,
        kind=origin.kind,
        letter=grade.letter if grade else UNGRADED,
        graded_by=grade.by if grade else "",
        **counts,
    )


def _outlet(told: Told, outlets: Mapping[str, Origin]) -> Origin:
    """The publisher as an origin; unknown where there is none."""
    if told.publisher in outlets:
        return outlets[told.publisher]
    name = " ".join(fold_name(told.publisher).split())
    return Origin(key=f"outlet:{name}" if name else "", name=told.publisher, kind="outlet", why="publisher")


def _statements(tolds: Sequence[Told], outlets: Mapping[str, Origin]) -> list[tuple[_Statement, list[_Statement]]]:
    """Each origin's and publisher's statement, with those of the known origins that could corroborate or contradict it."""
    origins: defaultdict[tuple[str, bool], list[Told]] = defaultdict(list)
    printed: defaultdict[tuple[str, bool], list[Told]] = defaultdict(list)
    for told in tolds:
        side = denies(told.claim)
        if told.origin.key:
            origins[told.origin.key, side].append(told)
        if outlet := _outlet(told, outlets).key:
            printed[outlet, side].append(told)
    said = [_statement(key, side, rows) for (key, side), rows in sorted(origins.items())]
    out = []
    for (key, side), rows in sorted({**printed, **origins}.items()):
        whole = [*rows, *(t for t in printed.get((key, side), ()) if t not in rows)]
        relayed = {key} | ({t.origin.key for t in whole} if (key, side) in printed else set())
        out.append((_statement(key, side, whole), [s for s in said if s.key not in relayed]))
    return out


def _statement(key: str, side: bool, tolds: Sequence[Told]) -> _Statement:
    return _Statement(key, side, min(map(published_on, tolds)), frozenset(t.claim.id for t in tolds))


def _fate(
    own: _Statement,
    others: Sequence[_Statement],
    incident: Incident,
    tolds: Mapping[str, Told],
    independent: set[str],
) -> list[str]:
    """What became of a statement: `corroborated`, `contradicted`, both or neither."""
    fate = []
    if any(s.denies == own.denies and s.day >= own.day for s in others):
        fate.append("corroborated")
    sides = [{s.key for s in (own, *others) if s.denies is side} for side in (own.denies, not own.denies)]
    lost = _loses(*(side & independent for side in sides))
    for contradiction in incident.contradictions:
        one, other = set(contradiction.one), set(contradiction.other)
        for mine, theirs in ((one, other), (other, one)):
            if mine & own.claims and not theirs & own.claims:
                lost = lost or _loses(
                    _keys(mine, tolds) & independent, (_keys(theirs, tolds) & independent) - {own.key}
                )
    return [*fate, "contradicted"] if lost else fate


def _loses(mine: set[str], theirs: set[str]) -> bool:
    """Whether a side loses: two independent origins without a stake stand against it, and fewer than two for it.

    Where two stand on either side nobody is the odd one out: the contradiction is open.
    """
    return len(theirs) >= ENOUGH > len(mine)


def _sides(tolds: Iterable[Told]) -> tuple[set[str], set[str]]:
    """Keys of the known origins that say it happened, and of those that say it did not."""
    saying: set[str] = set()
    denying: set[str] = set()
    for told in tolds:
        if told.origin.key:
            (denying if denies(told.claim) else saying).add(told.origin.key)
    return saying, denying


def _keys(claims: Iterable[str], tolds: Mapping[str, Told]) -> set[str]:
    return {tolds[c].origin.key for c in claims if c in tolds} - {""}


def _independent(tolds: Iterable[Told], lives: Lives) -> set[str]:
    """Keys of the known origins that have no stake."""
    return {t.origin.key for t in tolds if t.origin.key and not interested(t, lives)}
