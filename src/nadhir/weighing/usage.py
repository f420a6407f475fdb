"""How the drafts of a report use parties, counted once, so that weighing takes time in proportion to the report's length."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from nadhir.coding.drafts import Draft, keys

Party = tuple[str, str]
SLOTS = ("actors", "recipients")


class Usage:
    """Counts over drafts in order: in how many a party acts or suffers, and which draft comes before which."""

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self._used: dict[str, Counter[Party]] = {slot: Counter() for slot in SLOTS}
        self._own: dict[int, dict[str, set[Party]]] = {}
        self._before: dict[int, Draft] = {}
        previous: Draft | None = None
        for draft in drafts:
            self._own[id(draft)] = {slot: keys(getattr(draft, slot)) for slot in SLOTS}
            for slot, parties in self._own[id(draft)].items():
                self._used[slot].update(parties)
            if previous is not None:
                self._before[id(draft)] = previous
            if draft.code != "causes":
                previous = draft

    def elsewhere(self, draft: Draft, party: Party, slot: str) -> int:
        """In how many other drafts the party fills `slot`."""
        return self._used[slot].get(party, 0) - (party in self._own[id(draft)][slot])

    def parties(self, drafts: Iterable[Draft], slot: str) -> set[Party]:
        """Whoever fills `slot` of one of the drafts."""
        return set().union(*(self._own[id(d)][slot] for d in drafts))

    def fills(self, draft: Draft, party: Party, slot: str) -> bool:
        """Whether the party fills `slot` of a draft."""
        return party in self._own[id(draft)][slot]

    def before(self, draft: Draft) -> Draft | None:
        """The draft told before, of whatever sentence, no `causes`."""
        return self._before.get(id(draft))
