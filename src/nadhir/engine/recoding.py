"""Coding anew what an older coder coded, without losing what people decided.

The old coding's claims step back and the new one's take their place, except that
- a claim that people accepted stays, and so does one that they corrected; what the new coder says at the same words steps back;
- what people rejected is not said again: a new claim of that kind and code at the same words steps back;
- what people merged or split stays so: a new claim goes to the incident in which people put the old one.
"The same words" are triggers that overlap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from nadhir.engine.judging import undone
from nadhir.engine.linker import Linker, Member
from nadhir.memory import Judgement, Link, Told
from nadhir.records import Claim, Coded
from nadhir.store import linked
from nadhir.store import reading as read
from nadhir.store.writing import Writer

_MACHINE = "machine"


class Kept(NamedTuple):
    """What people decided about claims of a version: which stay, which must not be said again, and where they were put."""

    staying: dict[int, Told]
    rejected: list[tuple[Claim, str]]
    placed: list[tuple[Claim, Link]]


class Recoding:
    """Puts a new coding of a version in the place of the old one, within a transaction.

    `insert` adds the claims of a coding and gives back those that can be incidents' (`Desk.keep_claims`).
    """

    def __init__(
        self, linker: Linker, insert: Callable[[Writer, int, Coded], Mapping[int, tuple[Told, Member | None]]]
    ) -> None:
        self._linker = linker
        self._insert = insert

    def __call__(self, writer: Writer, version: int, coded: Coded) -> int:
        """Do it; how many claims of the new coding count."""
        old = read.tolds(writer.connection, read.claims_of(writer.connection, version, every=True))
        counting = set(linked.counting(writer.connection, list(old)))
        kept = self._kept(writer, old, counting)
        # Those that people took out step back too: else undoing that would bring them back beside the new coding.
        leaving = [seq for seq in old if seq not in kept.staying]
        writer.retire(leaving, "coder")
        new = self._insert(writer, version, coded)
        links: list[tuple[int, Link]] = []
        free: list[Member] = []
        silent = 0
        for seq, (told, member) in new.items():
            if why := _overruled(told.claim, kept):
                writer.retire([seq], why)
                silent += 1
            elif member is not None:
                place = next((link for claim, link in kept.placed if _same(claim, told.claim)), None)
                if place is None:
                    free.append(member)
                else:
                    links.append((seq, place))
        self._linker.forget(writer, leaving, "coder")
        for seq, place in links:
            self._linker.put(writer, [seq], place.incident, place.by)
        self._linker.remake(writer, dict.fromkeys(place.incident for _, place in links))
        if free:
            self._linker.take(writer, free)
        return len(new) - silent

    def _kept(self, writer: Writer, old: Mapping[int, Told], counting: Iterable[int]) -> Kept:
        by_claim: dict[str, list[Judgement]] = {}
        every = linked.judgements(writer.connection)
        gone = undone(every)
        for judgement in every:
            if judgement.id not in gone:
                by_claim.setdefault(judgement.target, []).append(judgement)
        held = set(counting)
        staying, rejected = {}, []
        for seq, told in old.items():
            kinds = {j.kind: j.id for j in by_claim.get(told.claim.id, ())}
            if seq in held and ("accept" in kinds or told.coder.startswith("person:")):
                staying[seq] = told
            for kind in ("reject", "correct"):
                if kind in kinds:
                    rejected.append((told.claim, kinds[kind]))
        links = linked.memberships(writer.connection, [s for s in old if s in held])
        placed = [(old[s].claim, link) for s, link in links.items() if link.by != _MACHINE and link.incident]
        return Kept(staying, rejected, placed)


def _overruled(claim: Claim, kept: Kept) -> str:
    """Why a new claim does not count: the judgement against it, or that a kept claim says it; "" if it does."""
    for rejected, judgement in kept.rejected:
        if _same(rejected, claim):
            return judgement
    return "person" if any(_same(told.claim, claim) for told in kept.staying.values()) else ""


def _same(one: Claim, other: Claim) -> bool:
    """Whether two codings speak of one thing: kind and code alike, their triggers overlapping."""
    a, b = one.evidence.trigger, other.evidence.trigger
    return one.kind == other.kind and one.code == other.code and a.start < b.end and b.start < a.end
