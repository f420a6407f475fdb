"""How well claims are linked into incidents: B-cubed and pairs, against gold incidents that are lists of mentions.

A gold mention is a claim of an event as a report words it; a claim that was read stands for the mention it matches (`match_mentions`).
**B-cubed** (A. Bagga and B. Baldwin, "Algorithms for Scoring Coreference Chains", 1998) asks of every mention m how pure its system
incident S(m) is and how much of its gold incident G(m) that holds, both as sets of mentions:

    precision(m) = |S(m) ∩ G(m)| / |S(m)|        recall(m) = |S(m) ∩ G(m)| / |G(m)|

and takes the mean over the mentions; F1 is the harmonic mean of the two means. Three readings of it are given:

- `linking`: over the mentions that were read, everything else left out of S and G. It judges linking alone.
- `end_to_end`: recall over all gold mentions, one that was not read being an incident of its own (so it holds 1 / |G(m)| of its own
  and an unread singleton is whole). Precision stays that of the mentions that were read.
- `strict`: as `end_to_end`, but a mention that was not read recalls nothing (B³0 of V. Stoyanov and others, "Conundrums in Noun Phrase
  Coreference Resolution", 2009). It also falls with what the coder does not read, which `end_to_end` forgives for singletons.

**Pairs**: of the pairs of mentions that the system puts together, those that gold does, and the other way round.

Claims that match no mention are counted (`spurious`) and judged no further: whether they are events at all is `nadhir evaluate`'s.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from itertools import combinations
from math import fsum
from pathlib import Path

import msgspec

from nadhir.errors import InputError
from nadhir.evaluation.records import Json, read_lines, trigger
from nadhir.evaluation.score import match
from nadhir.records import Claim, Record, Report, Span

MENTIONED = ("actual", "historical", "negated")
"""Statuses of claims that tell of an incident; what is only announced or imagined is none."""


class Mention(Record, frozen=True, kw_only=True):
    """A report's claim of an event: the first occurrence of the words `trigger` from offset `trigger_after` on, in report `report`."""

    report: str
    trigger: str
    trigger_after: int = 0


class GoldIncident(Record, frozen=True, kw_only=True):
    """What happened between the days `start` and `end`, and every mention of it. `denials`: those mentions that deny it."""

    id: str
    code: str
    title: str = ""
    start: str = ""
    end: str = ""
    place: str = ""
    country: str = ""
    mentions: tuple[Mention, ...]
    denials: tuple[Mention, ...] = ()


class GoldClusters(Record, frozen=True, kw_only=True):
    """Reports, with their texts and languages, and the incidents that they tell of. A mention stands in one incident."""

    reports: tuple[Report, ...]
    incidents: tuple[GoldIncident, ...]


class ReadClaim(Record, frozen=True, kw_only=True):
    """What scoring needs of a claim that was read in a report."""

    id: str
    report: str
    kind: str
    code: str
    trigger: Span
    status: str = "actual"

    @classmethod
    def of(cls, report: str, claim: Claim) -> ReadClaim:
        """A claim of the report with the id `report`."""
        span = claim.evidence.trigger
        return cls(id=claim.id, report=report, kind=claim.kind, code=claim.code, trigger=span, status=claim.status)


class Bcubed(Record, frozen=True, kw_only=True):
    """B-cubed means, 0 to 1, over a number of `mentions`. None where there is no mention to judge."""

    precision: float | None
    recall: float | None
    mentions: int

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall."""
        if self.precision is None or self.recall is None:
            return None
        return 2 * self.precision * self.recall / (self.precision + self.recall)


class Pairs(Record, frozen=True, kw_only=True):
    """Pairs of mentions in one incident: in the system's and in gold's (`right`), in the `system`'s, in `gold`'s."""

    right: int
    system: int
    gold: int

    @property
    def precision(self) -> float | None:
        """Share of the system's pairs that gold has; None where the system has none."""
        return self.right / self.system if self.system else None

    @property
    def recall(self) -> float | None:
        """Share of gold's pairs that the system has; None where gold has none."""
        return self.right / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """2 right / (system + gold), the harmonic mean of the two; None where neither side has a pair."""
        total = self.system + self.gold
        return 2 * self.right / total if total else None


class OverMerge(Record, frozen=True, kw_only=True):
    """A system `incident` that holds mentions of several `gold` incidents, and the `claims` that stand for these mentions."""

    incident: str
    gold: tuple[str, ...]
    claims: tuple[str, ...]


class Split(Record, frozen=True, kw_only=True):
    """A `gold` incident whose mentions lie in several system `incidents`. A claim that was put into none stands for itself."""

    gold: str
    incidents: tuple[str, ...]
    claims: tuple[str, ...]


class LanguageScores(Record, frozen=True, kw_only=True):
    """B-cubed over the mentions of one language, in incidents of all languages: how well that language's mentions are placed."""

    linking: Bcubed
    end_to_end: Bcubed
    strict: Bcubed


class ClusterScores(Record, frozen=True, kw_only=True):
    """All scores of one assignment; see the module's text.

    `pairs`, `across`: all pairs of read mentions, and those whose two reports differ in language. `pairs_all`, `across_all`: with
    gold's pairs of unread mentions too. `spurious`: ids of event claims that match no mention; `unread`: mentions without a claim.
    """

    linking: Bcubed
    end_to_end: Bcubed
    strict: Bcubed
    languages: dict[str, LanguageScores]
    pairs: Pairs
    across: Pairs
    pairs_all: Pairs
    across_all: Pairs
    over_merges: tuple[OverMerge, ...]
    splits: tuple[Split, ...]
    unread: tuple[Mention, ...]
    spurious: tuple[str, ...]


class _Placed(Record, frozen=True, kw_only=True):
    """A gold mention, its language and gold incident, its claim (None if unread), and the sort and id of its system incident."""

    mention: Mention
    language: str
    gold: str
    claim: str | None
    system: tuple[str, str]


def score_clusters(gold: GoldClusters, claims: Iterable[ReadClaim], assignment: Mapping[str, str]) -> ClusterScores:
    """Scores of an `assignment` (claim id -> incident id) of `claims` against `gold`.

    A claim that the assignment lacks is an incident of its own. Claims of other kinds, statuses (`MENTIONED`) and reports are ignored.
    The order of anything and the names of incidents change nothing but the order and names in what comes out.
    """
    texts = {r.id for r in gold.reports}
    events = [c for c in claims if c.kind == "event" and c.report in texts and c.status in MENTIONED]
    matched = match_mentions(gold, events)
    languages = {r.id: r.language for r in gold.reports}
    placed = [
        _placed(mention, languages[mention.report], incident.id, matched.get(mention), assignment)
        for incident in gold.incidents
        for mention in incident.mentions
    ]
    used = set(matched.values())
    read = [p for p in placed if p.claim is not None]
    return ClusterScores(
        **_all_bcubed(placed, None),
        languages={name: LanguageScores(**_all_bcubed(placed, name)) for name in sorted(set(languages.values()))},
        pairs=_pairs(read, across=False),
        across=_pairs(read, across=True),
        pairs_all=_pairs(placed, across=False),
        across_all=_pairs(placed, across=True),
        over_merges=_over_merges(read),
        splits=_splits(read),
        unread=tuple(p.mention for p in placed if p.claim is None),
        spurious=tuple(sorted(c.id for c in events if c.id not in used)),
    )


def match_mentions(gold: GoldClusters, claims: Iterable[ReadClaim]) -> dict[Mention, str]:
    """Mention -> id of the claim that stands for it, one to one, report by report, by the codebook's rule (section 6).

    Three rounds, each best first and over what the rounds before left: triggers that overlap, of one code; triggers that overlap, of
    whatever event code (that the coder took REQUEST for ACCUSE is no fault of linking); the same sentence and code.
    """
    mentions: dict[str, list[Json]] = {}
    for incident in gold.incidents:
        for mention in incident.mentions:
            row = {**msgspec.structs.asdict(mention), "code": incident.code, "mention": mention}
            mentions.setdefault(mention.report, []).append(row)
    read: dict[str, list[Json]] = {}
    for claim in sorted(claims, key=lambda c: (c.trigger, c.code, c.id)):
        if claim.kind == "event":
            row = {"code": claim.code, "evidence": {"trigger": tuple(claim.trigger)}, "id": claim.id}
            read.setdefault(claim.report, []).append(row)
    out: dict[Mention, str] = {}
    for report in gold.reports:
        out |= _match_report(mentions.get(report.id, []), read.get(report.id, []), report.text)
    return out


def read_clusters(folder: Path, part: str = "") -> GoldClusters:
    """Gold of a folder: `reports.jsonl` (or a folder `reports` of JSON files) and `gold.jsonl` (or `gold/incidents.jsonl`).

    Of one `part` of it where that is given. What stands among `denials` alone is a mention, too.

    Raises InputError where a line is incomplete, names a report that is not there or words that are not in it, or repeats a mention.
    """
    files = sorted((folder / "reports").glob("*.json")) or [folder / "reports.jsonl"]
    gold = next(
        (g for g in (folder / "gold" / "incidents.jsonl", folder / "gold.jsonl") if g.is_file()), folder / "gold.jsonl"
    )
    rows = [(file, n, row) for file in files for n, row in enumerate(_rows(file), 1)]
    texts = {str(row.get("id")): _report(row, file, n) for file, n, row in rows}
    wanted = {str(row["id"]) for _, _, row in rows if not part or row.get("part") == part}
    incidents: list[GoldIncident] = []
    seen: set[Mention] = set()
    for number, row in enumerate(read_lines(gold), 1):
        try:
            incident = msgspec.convert(row, GoldIncident)
            every = (*incident.mentions, *(d for d in incident.denials if d not in incident.mentions))
            incident = msgspec.structs.replace(incident, mentions=every)
        except msgspec.ValidationError as error:
            raise InputError("gold_incomplete", file=gold, line=number) from error
        for mention in incident.mentions:
            text = texts[mention.report].text if mention.report in texts else ""
            if mention in seen or text.find(mention.trigger, mention.trigger_after) < 0:
                raise InputError("gold_incomplete", file=gold, line=number)
            seen.add(mention)
        if any(m.report in wanted for m in incident.mentions):
            incidents.append(incident)
    return GoldClusters(reports=tuple(r for i, r in texts.items() if i in wanted), incidents=tuple(incidents))


def _rows(file: Path) -> list[Json]:
    """The reports of a file: one a line, or one in all of it."""
    return list(read_lines(file)) if file.suffix == ".jsonl" else [json.loads(file.read_text("utf-8"))]


def _report(row: Json, path: Path, number: int) -> Report:
    try:
        return msgspec.convert({**row, "address": row.get("url", "")}, Report)
    except msgspec.ValidationError as error:
        raise InputError("gold_incomplete", file=path, line=number) from error


def _match_report(mentions: list[Json], claims: list[Json], text: str) -> dict[Mention, str]:
    out: dict[Mention, str] = {}
    # Whether a round asks for one code, and for overlap: `match` takes all overlaps before it takes to sentences.
    for key, overlapping in ((_code, True), (_any, True), (_code, False)):
        found = match(mentions, claims, text, key)
        pairs = [(i, j) for i, j in found if not overlapping or _overlap(mentions[i], claims[j], text)]
        out |= {mentions[i]["mention"]: claims[j]["id"] for i, j in pairs}
        mentions = _without(mentions, {i for i, _ in pairs})
        claims = _without(claims, {j for _, j in pairs})
    return out


def _code(row: Json) -> Hashable:
    return str(row["code"])


def _any(_: Json) -> Hashable:
    return None


def _overlap(mention: Json, claim: Json, text: str) -> bool:
    mine, theirs = trigger(mention, text), trigger(claim, text)
    return mine is not None and theirs is not None and min(mine[1], theirs[1]) > max(mine[0], theirs[0])


def _without(rows: list[Json], taken: Collection[int]) -> list[Json]:
    return [row for k, row in enumerate(rows) if k not in taken]


def _placed(mention: Mention, language: str, gold: str, claim: str | None, assignment: Mapping[str, str]) -> _Placed:
    if claim is None:
        system = ("unread", f"{mention.report} {mention.trigger_after} {mention.trigger}")
    else:
        system = ("incident", assignment[claim]) if claim in assignment else ("claim", claim)
    return _Placed(mention=mention, language=language, gold=gold, claim=claim, system=system)


def _all_bcubed(placed: Sequence[_Placed], language: str | None) -> dict[str, Bcubed]:
    read = [p for p in placed if p.claim is not None]
    precision, within = _shares(read, language)
    _, everywhere = _shares(placed, language)
    own = [p for p in placed if language is None or p.language == language]
    recalled = [share if p.claim is not None else 0.0 for p, share in zip(own, everywhere, strict=True)]
    pure = _mean(precision)
    return {
        "linking": Bcubed(precision=pure, recall=_mean(within), mentions=len(within)),
        "end_to_end": Bcubed(precision=pure, recall=_mean(everywhere), mentions=len(everywhere)),
        "strict": Bcubed(precision=pure, recall=_mean(recalled), mentions=len(recalled)),
    }


def _shares(placed: Sequence[_Placed], language: str | None) -> tuple[list[float], list[float]]:
    """Precision and recall of each mention of a language, or of all; the incidents hold mentions of every language."""
    system, gold = _groups(p.system for p in placed), _groups(p.gold for p in placed)
    own = [k for k, p in enumerate(placed) if language is None or p.language == language]
    shared = {k: len(system[placed[k].system] & gold[placed[k].gold]) for k in own}
    return (
        [shared[k] / len(system[placed[k].system]) for k in own],
        [shared[k] / len(gold[placed[k].gold]) for k in own],
    )


def _groups(keys: Iterable[Hashable]) -> dict[Hashable, set[int]]:
    out: dict[Hashable, set[int]] = {}
    for k, key in enumerate(keys):
        out.setdefault(key, set()).add(k)
    return out


def _mean(values: Sequence[float]) -> float | None:
    return fsum(values) / len(values) if values else None  # exact, so that order changes nothing


def _pairs(placed: Sequence[_Placed], *, across: bool) -> Pairs:
    right = system = gold = 0
    for one, other in combinations(placed, 2):
        if across and one.language == other.language:
            continue
        together, same = one.system == other.system, one.gold == other.gold
        right, system, gold = right + (together and same), system + together, gold + same
    return Pairs(right=right, system=system, gold=gold)


def _over_merges(read: Sequence[_Placed]) -> tuple[OverMerge, ...]:
    out = []
    for members in _groups(p.system for p in read).values():
        inside = [read[k] for k in sorted(members)]
        gold = tuple(sorted({p.gold for p in inside}))
        if len(gold) > 1:
            out.append(OverMerge(incident=inside[0].system[1], gold=gold, claims=_claims(inside)))
    return tuple(sorted(out, key=lambda m: m.incident))


def _splits(read: Sequence[_Placed]) -> tuple[Split, ...]:
    out = []
    for members in _groups(p.gold for p in read).values():
        inside = [read[k] for k in sorted(members)]
        if len({p.system for p in inside}) > 1:
            incidents = tuple(sorted({p.system[1] for p in inside}))
            out.append(Split(gold=inside[0].gold, incidents=incidents, claims=_claims(inside)))
    return tuple(sorted(out, key=lambda s: s.gold))


def _claims(placed: Iterable[_Placed]) -> tuple[str, ...]:
    return tuple(sorted(p.claim for p in placed if p.claim is not None))
