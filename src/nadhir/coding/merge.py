"""One claim for one thing told: deaths join the attack that brought them, doubled words of one deed are one deed.

A sentence such as "gunmen ambushed a convoy, killing twelve and wounding nine" has three predicates and one claim; "soldiers were
captured" beside it is a claim of its own, because it is another mode of the deed.
"""

from __future__ import annotations

from nadhir.coding.drafts import Draft, add_entity, keys

_TOLLS = frozenset({"killed", "injured"})
_APART = frozenset({"abduct", "arrest", "sexual", "torture"})


def merge_sentence(drafts: list[Draft]) -> list[Draft]:
    """Merge the drafts of one sentence; the order of the text is kept."""
    out: list[Draft] = []
    for draft in sorted(drafts, key=lambda d: (d.toll in _TOLLS, d.trigger.start)):
        host = next(
            (h for h in sorted(out, key=lambda h: abs(h.trigger.start - draft.trigger.start)) if _joins(h, draft)), None
        )
        if host is None:
            out.append(draft)
        else:
            _absorb(host, draft)
    out.sort(key=lambda d: d.trigger.start)
    return out


def _joins(host: Draft, draft: Draft) -> bool:
    if host.code != draft.code or host.kind != draft.kind:
        return False
    if host.status != draft.status and "negated" in (host.status, draft.status):
        return False
    if host.kind == "event" and set(host.modes) & _APART != set(draft.modes) & _APART:
        return False
    if host.kind == "relation" and host.trigger != draft.trigger:
        return bool(keys(host.actors) & keys(draft.actors)) and bool(keys(host.recipients) & keys(draft.recipients))
    if host.kind == "condition" and host.modes != draft.modes:
        return False
    if _voices(host) != _voices(draft) and draft.toll in _TOLLS and draft.quantities and host.quantities:
        return False
    if {"historical", "future"} & {host.status, draft.status} and host.status != draft.status:
        return False
    return _compatible(host, draft)


def _compatible(host: Draft, draft: Draft) -> bool:
    """Whether the parties may be the same: neither side names others than the other."""
    mine, theirs = keys(host.actors), keys(draft.actors)
    if mine and theirs and not mine & theirs:
        return False
    if draft.toll in _TOLLS or host.toll in _TOLLS:
        return not _clash(host, draft)
    if keys(host.recipients) and keys(draft.recipients) and not keys(host.recipients) & keys(draft.recipients):
        return False
    return not (host.kind == "outlook" and host.likelihood != draft.likelihood)


def _clash(host: Draft, draft: Draft) -> bool:
    """Two tolls that cannot be one: both count the dead, differently."""
    return any(
        name in host.quantities and host.quantities[name] != value and host.toll in _TOLLS
        for name, value in draft.quantities.items()
    )


def _voices(draft: Draft) -> tuple[str, ...]:
    return tuple(v.name for v, _ in draft.sources)


def _absorb(host: Draft, draft: Draft) -> None:
    for mode in draft.modes:
        if mode not in host.modes:
            host.modes.append(mode)
    if not host.actors:
        host.actors = list(draft.actors)
    for entity in draft.recipients:
        if keys([entity]).isdisjoint(keys(host.recipients)) and keys([entity]).isdisjoint(keys(host.actors)):
            add_entity(host.recipients, entity)
    for name, value in draft.quantities.items():
        host.quantities.setdefault(name, value)
    host.numbers.extend(draft.numbers)
    if not host.places:
        host.places = list(draft.places)
    host.time = host.time or draft.time
    if not host.sources:
        host.sources = list(draft.sources)
    host.extra.append(draft.trigger)
