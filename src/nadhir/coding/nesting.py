"""Attributions of one sentence among themselves: where one ends because another begins, and which stands under which."""

from __future__ import annotations

from collections.abc import Sequence

from nadhir.coding.sentence import Sentence
from nadhir.coding.voices import Attribution, Voice, unique


def close(sentence: Sentence, found: Sequence[Attribution]) -> None:
    """End what a voice covers where another one begins beside it: "X said …, while Y said …", «ونفى X …، واتهم Y …»."""
    for at, one in enumerate(found):
        for other in found[at + 1 :]:
            if other.at <= one.at or not one.first <= other.at < one.last:
                continue
            border = _beside(sentence, one, other)
            if border > one.end or one.after:
                if one.after and border <= one.at:
                    continue
                one.last = min(one.last, border) if border >= 0 else one.last
    for at, one in enumerate(found):
        for other in found[at + 1 :]:
            if one.after and other.after and other.at - one.end > 2 and other.first <= one.at:
                other.first, one.last = one.end, min(one.last, one.end)  # "six by X's count, ten by Y's"
            behind = other.after and one.at < other.at and other.first <= one.at and not one.after
            if behind and one.last <= other.at:
                other.first = max(other.first, one.last)


def _beside(sentence: Sentence, one: Attribution, other: Attribution) -> int:
    """The token at which a second voice opens a clause of its own, -1 where it speaks inside what the first says."""
    if other.verb is None:
        return -1
    scan = sentence.scan
    start = other.at
    if other.verb.conj and other.verb.first == start:
        own = [v for v in other.voices if v.mention.first >= other.at and v.mention.last <= other.end]
        shared = all(any(v.same(w) for w in one.voices) for v in other.voices)
        return start if (own or shared or not scan.has(one.first, "comp")) and not other.after else -1
    for at in range(start - 1, max(one.end, start - 6) - 1, -1):
        hit = scan.has(at, "contrast", "sub", "and")
        if scan.has(at, "comp") and not scan.has(at, "sub", "contrast"):
            return -1
        if hit is None or hit.last > start:
            continue
        if hit.cat == "contrast" or (hit.cat == "sub" and hit.ref in ("contrast", "time")):
            return at
        if hit.cat == "and" and hit.last == start:
            return at
    return -1


def nest(found: Sequence[Attribution]) -> None:
    """Remember under whom each voice of a sentence was heard: the outlets whose words its own are."""
    for inner in found:
        outer: list[Voice] = []
        for other in found:
            if other is inner:
                continue
            beside = other.verb is None and inner.verb is not None and other.first <= inner.at < other.last
            if beside or _covers(other, inner):
                outer += [v for v in other.voices if v.outlet]
        for position, voice in enumerate(inner.voices):
            above = [v for v in outer if not v.same(voice)]
            above += [v for v in inner.voices[:position] if v.outlet and not v.same(voice)]
            if above and not voice.under:
                voice.under = tuple(unique([*above[0].under, *above]))


def _covers(outer: Attribution, inner: Attribution) -> bool:
    return outer.first <= inner.at < outer.last and not inner.at <= outer.at < inner.end


def outlets_first(covering: Sequence[Attribution]) -> list[tuple[Voice, str]]:
    """The chain of a claim: outlets before those whom they quote, wider scopes before narrower ones."""
    order = sorted(covering, key=lambda a: (not any(v.outlet for v in a.voices), -(a.last - a.first), a.first))
    out: list[tuple[Voice, str]] = []
    for attribution in order:
        for voice in attribution.voices:
            out += [(v, "says") for v in voice.under]
            plain = voice.outlet and attribution.stance != "denies"
            out.append((voice, "says" if plain else attribution.stance))
    chain: list[tuple[Voice, str]] = []
    for voice, stance in out:
        if not any(voice.same(v) for v, _ in chain):
            chain.append((voice, stance))
    return chain
