"""Where a claim holds: the places that may be meant, and the features that speak for each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from nadhir.coding.mentions import Mention
from nadhir.coding.sites import kind_of
from nadhir.weighing.around import Around
from nadhir.weighing.view import Candidate, country_of

_BACK = 4  # how many sentences back a place is looked for
_REMEMBERED = 16_384
_FAR = 5  # beyond, sentences are told no further apart


def place_candidates(around: Around) -> list[Candidate[Mention]]:
    """Candidates for the places of a draft, each name once: the phrase that the rules took, else the nearest."""
    view, draft, found = around.view, around.draft, around.found
    ruled = {view.name_of(m): m for m in draft.places}
    phrases: dict[str, tuple[int, Mention]] = {}
    for name, mention in ruled.items():
        phrases[name] = (view.sentence_of(mention, draft.sentence), mention)
    for index in (*range(draft.sentence, draft.sentence - _BACK - 1, -1), draft.sentence + 1):
        mentions = view.placed.get(index, ())
        if index == draft.sentence:
            mentions = sorted(mentions, key=lambda m: max(m.first - found.last, found.first - m.last))
        for mention in mentions:
            phrases.setdefault(view.name_of(mention), (index, mention))
    out: list[Candidate[Mention]] = [Candidate(None, list(_nowhere(around)))]
    for name, (index, mention) in phrases.items():
        state = "rule" if name in ruled else "rest" if ruled else "open"
        if name in ruled and index != draft.sentence:
            state = "inherited"
        out.append(Candidate(mention, _features(around, mention, index, name, state)))
    return out


def _nowhere(around: Around) -> Iterator[str]:
    draft = around.draft
    state = "filled" if draft.places else "empty"
    yield f"nowhere {state}"
    yield f"nowhere code={draft.code}"
    yield f"nowhere where={draft.where}"
    yield f"nowhere where={draft.where} kind={draft.kind}"
    yield f"nowhere code={draft.code} {state}"
    yield f"nowhere {state} status={draft.status}"
    yield f"nowhere kind={draft.kind} {state} here={min(len(around.view.placed.get(draft.sentence, ())), 2)}"
    yield f"nowhere form={around.form} kind={draft.kind}"


def _features(around: Around, mention: Mention, index: int, name: str, state: str) -> list[str]:
    """What speaks for a place that the rules put where `state` says: rule, inherited, rest or open."""
    view, draft, previous = around.view, around.draft, around.previous
    feature = mention.rows[0].feature if mention.rows else mention.feature or mention.cat
    out = [
        *_put(state, draft.where, draft.code, draft.kind),
        *_of_feature(state, feature, kind_of(mention), mention.cat, draft.where),
        *_in_claim(feature, draft.code, draft.kind),
        f"{state} home={country_of(mention) == view.focus}",
        f"{state} used={min(view.places_used(name) - (name in around.names), 4)}",
    ]
    if view.dateline(mention):
        out.append(f"{state} dateline")
    out += _pointed_at(around, name, state)
    out += _among(around, mention, name, state)
    if previous is not None and name in around.names_before:
        out.append(f"{state} before near={min(draft.sentence - previous.sentence, 3)}")
        out.append(f"{state} before {previous.kind}>{draft.kind}")
    if index != draft.sentence:
        out += _elsewhere(around, mention, index, state)
    else:
        out += _beside(around, mention, state)
    return out


# Features that take few values: what was written once need not be written again for the next candidate.


@lru_cache(maxsize=_REMEMBERED)
def _put(state: str, where: str, code: str, kind: str) -> tuple[str, ...]:
    """What the rules made of the place, and how they found the places of the claim."""
    return (
        state,
        f"{state} code={code}",
        f"{state} kind={kind}",
        f"{state} where={where}",
        f"{state} where={where} kind={kind}",
    )


@lru_cache(maxsize=_REMEMBERED)
def _of_feature(state: str, feature: str, kind: str, phrase: str, where: str) -> tuple[str, ...]:
    """Of what sort the place is."""
    return f"{state} where={where} feature={kind}", f"{state} feature={feature}", f"{state} phrase={phrase}"


@lru_cache(maxsize=_REMEMBERED)
def _in_claim(feature: str, code: str, kind: str) -> tuple[str, ...]:
    """What sort of place a claim of this code has."""
    return f"feature={feature} kind={kind}", f"feature={feature} code={code}"


@lru_cache(maxsize=_REMEMBERED)
def _told_back(state: str, back: int, code: str, kind: str, between: bool, same: bool) -> tuple[str, ...]:
    """How far the sentence is that tells the place, whether others are told in between, and whether the paragraph is the same."""
    return (
        f"{state} back={back}",
        f"back={back} kind={kind}",
        f"back={back} code={code}",
        f"{state} back={back} between={between}",
        f"{state} back={back} same-paragraph={same}",
    )


def _pointed_at(around: Around, name: str, state: str) -> Iterator[str]:
    """Whether words of the draft's sentence point back to the place: "the town", "there"."""
    for meant, feature, near in around.pointed:
        if meant == name:
            yield f"{state} meant near={near}"
            yield f"meant={feature} near={near}"
        else:
            yield f"{state} other meant near={near}"


def _among(around: Around, mention: Mention, name: str, state: str) -> Iterator[str]:
    """How the place stands among all that the report tells."""
    draft, topic, kind = around.draft, around.topic, kind_of(mention)
    yield f"{state} kind={kind}"
    if topic is None:
        yield f"{state} no topic"
    elif name in around.topic_names:
        yield f"{state} topic near={min(draft.sentence - topic.sentence, 4)}"
        yield f"{state} topic code={draft.code}"
    else:
        yield f"{state} off topic near={min(draft.sentence - topic.sentence, 4)}"
    if kind == "country":
        finer = mention.country in around.view.finer
        yield f"{state} country finer={finer}"
        yield f"country finer={finer} code={draft.code}"
    elif mention.cat == "seat":
        yield f"{state} seat inner={mention.inner} prep={mention.prep}"


def _elsewhere(around: Around, mention: Mention, index: int, state: str) -> list[str]:
    """A place that another sentence tells."""
    view, draft = around.view, around.draft
    back = min(draft.sentence - index, _FAR)
    between = any(view.placed.get(i) for i in range(index + 1, draft.sentence + 1))
    same = index in view.sentences and view.sentences[index].paragraph == around.found.sentence.paragraph
    return [*_told_back(state, back, draft.code, draft.kind, between, same), f"back={back} prep={mention.prep}"]


def _beside(around: Around, mention: Mention, state: str) -> list[str]:
    """Where a place of the same sentence stands."""
    draft, found = around.draft, around.found
    where = around.distance(mention.first, mention.last)
    function = around.functions.get(id(mention), "none")
    out = [
        f"{state} at={where}",
        f"{state} at={where} phrase={mention.cat}",
        f"{state} prep={mention.prep}",
        f"prep={mention.prep} phrase={mention.cat} {where.partition('-')[0]}",
        f"prep={mention.prep} code={draft.code}",
        f"{state} function={function}",
        f"{state} verbs={min(around.verbs_between(mention.first), 3)}",
    ]
    if any(around.covered.get(id(mention), ())):
        out.append(f"{state} speaker")
    if any(mention.span == e.span for e in (*draft.actors, *draft.recipients)):
        out.append(f"{state} party")
    if any(m.home is mention for m in found.sentence.mentions):
        out.append(f"{state} home kind={draft.kind}")
        out.append(f"{state} home code={draft.code}")
    if mention.inner:
        out.append(f"{state} inner role={mention.role}")
        out.append(f"inner kind={draft.kind}")
    spoken = any(v.mention is not None and -1 <= mention.first - v.mention.last <= 2 for v, _ in draft.sources)
    out.append(f"{state} where the voice is={spoken}")
    out += _neighbours(around, mention, state)
    return out


def _neighbours(around: Around, mention: Mention, state: str) -> list[str]:
    """Which other places of the sentence stand right beside it, and of what kind: a town and its region go together."""
    kind = kind_of(mention)
    side, other_kind = "none", ""
    for other in around.view.placed.get(around.draft.sentence, ()):
        if other is mention:
            continue
        if 0 <= mention.first - other.last <= 4:
            side, other_kind = "behind", f" {kind_of(other)}"
            break
        if 0 <= other.first - mention.last <= 4:
            side, other_kind = "before", f" {kind_of(other)}"
    ruled = any(0 <= mention.first - m.last <= 4 for m in around.draft.places)
    return [
        f"{state} {kind} {side}{other_kind}",
        f"{kind} {side}{other_kind}",
        f"{state} beside={side} ruled={ruled}",
    ]
