"""Linking within a transaction: new claims meet the incidents near to them, and every incident that they touch is made anew.

The neighbours come from the store; those of late are remembered, with the number of the state in which they were, so that a
neighbour which another process has changed since is read again.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from nadhir.linking.clusters import Linked, Merge, link
from nadhir.linking.consensus import Grade, incident_of
from nadhir.linking.pairs import Judge
from nadhir.linking.parties import Parties
from nadhir.linking.relays import as_outlets, relays_of, rings, settle
from nadhir.linking.sketch import Sketch
from nadhir.memory import Incident, Link, Origin, Told
from nadhir.store import linked
from nadhir.store import reading as read
from nadhir.store.writing import Writer

_REMEMBERED = 20_000  # incidents


class Member(NamedTuple):
    """A claim of an incident, ready for comparison and for counting.

    `told` has the origin that its own report tells; `settled` is the one that was last written down, None for that of `told`.
    """

    seq: int
    sketch: Sketch
    told: Told
    settled: Origin | None = None


class _Known(NamedTuple):
    """An incident as it was in a state: its claims for comparison, and those that were needed with what they tell."""

    state: int
    sketches: dict[int, Sketch]
    members: dict[int, Member]


class Linker:
    """Links the event claims of one report after another. One for each process that writes."""

    def __init__(self, judge: Judge, parties: Parties, grade: Grade) -> None:
        self._judge = judge
        self._parties = parties
        self._grade = grade
        self._known: OrderedDict[str, _Known] = OrderedDict()

    def take(self, writer: Writer, new: Sequence[Member], *, merging: bool = True) -> tuple[str, ...]:
        """Link the events of a report; the incidents that were begun or changed.

        Without `merging` no incidents are made one: a person who corrects a claim does not expect others to move.
        """
        writer.flush_heads()  # what the report before it changed must be found
        near = self._near(writer, [m.sketch for m in new])
        done = link([m.sketch for m in new], {i: k.sketches.values() for i, k in near.items()}, self._judge)
        done = done if merging else done._replace(merges=[])
        return self._apply(writer, done, {m.sketch.claim: m for m in new}, near)

    def forget(self, writer: Writer, claims: Sequence[int], by: str) -> tuple[str, ...]:
        """Take claims out of their incidents, and make those anew without them."""
        held = {c: k.incident for c, k in linked.memberships(writer.connection, claims).items() if k.incident}
        for claim in held:
            writer.link(claim, Link(claim=str(claim), incident="", score=0.0, by=by))
        touched = tuple(dict.fromkeys(held.values()))
        self.remake(writer, touched)
        return touched

    def put(self, writer: Writer, claims: Iterable[int], incident: str, by: str) -> None:
        """Put claims into an incident because somebody said so; what they leave must be made anew by `remake`."""
        for claim in claims:
            writer.link(claim, Link(claim=str(claim), incident=incident, score=1.0, by=by))

    def remake(self, writer: Writer, incidents: Iterable[str]) -> None:
        """Read incidents again from their links, and note how they look now."""
        writer.flush()
        idents = list(incidents)
        for ident, sketches in linked.sketches(writer.connection, idents).items():
            self._known.pop(ident, None)
            self._note(writer, ident, list(self._members(writer, _Known(0, sketches, {})).values()))

    def _near(self, writer: Writer, new: Sequence[Sketch]) -> dict[str, _Known]:
        """The incidents with which claims could be one: of their quad class, in their countries, about their days."""
        rules = self._judge.rules
        spans: dict[tuple[str, int], tuple[set[str], int, int]] = {}
        for one in new:
            first, last = one.days
            if one.start < 0:
                first -= rules.undated_days
            # Claims of one season share a look-up; what is recalled from years ago has its own.
            countries, low, high = spans.setdefault((one.quad, last // 60), (set(), first, last))
            spans[one.quad, last // 60] = ({*countries, one.country}, min(low, first), max(high, last))
        found: dict[str, _Known] = {}
        missing: dict[str, int] = {}
        for (quad, _), (countries, low, high) in spans.items():
            slack = rules.day_slack + 1
            for ident, state in linked.near_incidents(
                writer.connection, quad, sorted(countries), low - slack, high + slack, rules.neighbours
            ):
                known = self._known.get(ident)
                if known is not None and known.state == state:
                    found[ident] = known
                else:
                    missing[ident] = state
        if writer.unsent(missing.values()):
            writer.flush()
        for ident, sketches in linked.sketches(writer.connection, list(missing)).items() if missing else ():
            found[ident] = _Known(missing[ident], sketches, {})
            self._remember(ident, found[ident])
        return found

    def _members(self, writer: Writer, known: _Known | None) -> dict[int, Member]:
        """The claims of an incident with what they tell, which is read when an incident is made anew and not before."""
        if known is None:
            return {}
        members = dict(known.members)
        if absent := [seq for seq in known.sketches if seq not in members]:
            own = read.origins_of(writer.connection, absent, first=True)
            for seq, told in read.tolds(writer.connection, absent).items():
                raw = msgspec.structs.replace(told, origin=own.get(seq, told.origin))
                members[seq] = Member(seq, known.sketches[seq], raw, told.origin)
        return {seq: members[seq] for seq in known.sketches}

    def _apply(
        self, writer: Writer, done: Linked, new: Mapping[str, Member], near: Mapping[str, _Known]
    ) -> tuple[str, ...]:
        touched: dict[str, dict[int, Member]] = {}
        for one in done.links:
            member = new[one.claim]
            writer.link(member.seq, one)
            if one.incident not in touched:
                touched[one.incident] = self._members(writer, near.get(one.incident))
            touched[one.incident][member.seq] = member
        for merge in self._unjudged(writer, done.merges):
            lost = touched.pop(merge.lost, None) or self._members(writer, near.get(merge.lost))
            kept = touched[merge.kept]  # a claim of this report has just joined it
            for seq, member in lost.items():
                writer.link(seq, Link(claim=member.sketch.claim, incident=merge.kept, score=merge.chance))
                kept[seq] = member
            self._known.pop(merge.lost, None)
            gone = incident_of(merge.lost, [m.told for m in lost.values()], self._grade)
            writer.incident(gone, (0, 0), live=False)
        for ident, members in touched.items():
            self._note(writer, ident, list(members.values()))
        return tuple(touched)

    def _unjudged(self, writer: Writer, merges: Sequence[Merge]) -> list[Merge]:
        """The merges of incidents about which people have said nothing: what they merged or split, the machine leaves."""
        if not merges:
            return []
        judged = linked.judged(writer.connection, [i for m in merges for i in (m.kept, m.lost)])
        return [m for m in merges if m.kept not in judged and m.lost not in judged]

    def _note(self, writer: Writer, ident: str, members: Sequence[Member]) -> None:
        """Write down how an incident looks now; one that is left without claims is no longer live."""
        if not members:
            writer.incident(Incident(id=ident, code="", claims=()), (0, 0), live=False)
            return
        # In the order in which they came, so that it does not matter how reports were shared out over transactions.
        settled, circles = self._settled(writer, sorted(members, key=lambda m: m.seq))
        tolds = [msgspec.structs.replace(m.told, origin=m.settled or m.told.origin) for m in settled]
        incident = incident_of(ident, tolds, self._grade, circles)
        state = writer.incident(incident, _days(settled), _country(settled))
        self._remember(ident, _Known(state, {m.seq: m.sketch for m in settled}, {m.seq: m for m in settled}))

    def _settled(self, writer: Writer, members: Sequence[Member]) -> tuple[list[Member], tuple[tuple[str, ...], ...]]:
        """The members with their origins as all of them together show them: copies and outlets that cite one another are followed."""
        versions = {m.told.version for m in members}
        circles: tuple[tuple[str, ...], ...] = ()
        if len(versions) < 2:
            origins = {m.told.claim.id: m.told.origin for m in members}
        else:
            tolds = as_outlets((m.told for m in members), self._parties)
            origins = settle(tolds, linked.copies_among(writer.connection, versions), self._parties)
            circles = rings(relays_of(tolds, self._parties))
        out = []
        for m in members:
            origin = origins[m.told.claim.id]
            if origin != (m.settled or m.told.origin):
                writer.origin(m.seq, origin)
            out.append(m._replace(settled=origin))
        return out, circles

    def _remember(self, ident: str, known: _Known) -> None:
        self._known[ident] = known
        self._known.move_to_end(ident)
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)


def _country(members: Sequence[Member]) -> str:
    """The country by which an incident is found again: that of most of its claims, as they are compared."""
    votes = Counter(m.sketch.country for m in members)
    return min(votes, key=lambda country: (-votes[country], country))


def _days(members: Sequence[Member]) -> tuple[int, int]:
    """The days by which an incident is found again: those of its dated claims, else those of publication."""
    dated = [m.sketch for m in members if m.sketch.start >= 0 and not m.sketch.borrowed_day] or [
        m.sketch for m in members
    ]
    return min(s.days[0] for s in dated), max(s.days[1] for s in dated)
