"""Where a claim holds: the places that may be meant, and the features that speak for each."""

from __future__ import annotations

from collections.abc import Iterator

from nadhir.coding.drafts import Draft
from nadhir.coding.mentions import Mention
from nadhir.coding.predication import Predication
from nadhir.coding.sites import kind_of
from nadhir.weighing.view import Candidate, View, distance, form_of, functions_of, name_of

_BACK = 4  # how many sentences back a place is looked for
_FAR = 5  # beyond, sentences are told no further apart


def place_candidates(view: View, draft: Draft) -> list[Candidate[Mention]]:
    """Candidates for the places of a draft, each name once: the phrase that the rules took, else the nearest."""
    found = draft.predication
    if found is None:
        return []
    ruled = {name_of(view, m): m for m in draft.places}
    phrases: dict[str, tuple[int, Mention]] = {}
    for name, mention in ruled.items():
        phrases[name] = (view.sentence_of(mention, draft.sentence), mention)
    for index in [*range(draft.sentence, draft.sentence - _BACK - 1, -1), draft.sentence + 1]:
        mentions = view.placed.get(index, ())
        if index == draft.sentence:
            mentions = sorted(mentions, key=lambda m: max(m.first - found.last, found.first - m.last))
        for mention in mentions:
            phrases.setdefault(name_of(view, mention), (index, mention))
    out: list[Candidate[Mention]] = [Candidate(None, list(_nowhere(view, draft, found)))]
    for name, (index, mention) in phrases.items():
        state = "rule" if name in ruled else "rest" if ruled else "open"
        if name in ruled and index != draft.sentence:
            state = "inherited"
        out.append(Candidate(mention, list(_features(view, draft, found, mention, index, name, state))))
    return out


def _nowhere(view: View, draft: Draft, found: Predication) -> Iterator[str]:
    state = "filled" if draft.places else "empty"
    yield f"nowhere {state}"
    yield f"nowhere code={draft.code}"
    yield f"nowhere where={draft.where}"
    yield f"nowhere where={draft.where} kind={draft.kind}"
    yield f"nowhere code={draft.code} {state}"
    yield f"nowhere {state} status={draft.status}"
    yield f"nowhere kind={draft.kind} {state} here={min(len(view.placed.get(draft.sentence, ())), 2)}"
    yield f"nowhere form={form_of(found)} kind={draft.kind}"


def _features(
    view: View, draft: Draft, found: Predication, mention: Mention, index: int, name: str, state: str
) -> Iterator[str]:
    feature = mention.rows[0].feature if mention.rows else mention.feature or mention.cat
    country = country_of(mention)
    yield state
    yield f"{state} code={draft.code}"
    yield f"{state} kind={draft.kind}"
    yield f"{state} where={draft.where}"
    yield f"{state} where={draft.where} kind={draft.kind}"
    yield f"{state} where={draft.where} feature={kind_of(mention)}"
    yield f"{state} feature={feature}"
    yield f"{state} phrase={mention.cat}"
    yield f"feature={feature} kind={draft.kind}"
    yield f"feature={feature} code={draft.code}"
    yield f"{state} home={country == view.focus}"
    used = view.place_elsewhere(draft, name)
    yield f"{state} used={min(used, 4)}"
    if view.dateline(mention):
        yield f"{state} dateline"
    yield from _pointed_at(view, draft, found, name, state)
    yield from _among(view, mention, name, state, draft)
    previous = view.usage.before(draft)
    if previous is not None and any(name_of(view, m) == name for m in previous.places):
        yield f"{state} before near={min(draft.sentence - previous.sentence, 3)}"
        yield f"{state} before {previous.kind}>{draft.kind}"
    back = min(draft.sentence - index, _FAR)
    if back:
        yield f"{state} back={back}"
        yield f"back={back} kind={draft.kind}"
        yield f"back={back} code={draft.code}"
        yield f"back={back} prep={mention.prep}"
        between = any(view.placed.get(i) for i in range(index + 1, draft.sentence + 1))
        yield f"{state} back={back} between={between}"
        same = view.sentences[index].paragraph == found.sentence.paragraph if index in view.sentences else False
        yield f"{state} back={back} same-paragraph={same}"
        return
    yield from _beside(view, draft, found, mention, state)


def _pointed_at(view: View, draft: Draft, found: Predication, name: str, state: str) -> Iterator[str]:
    """Whether words of the draft's sentence point back to the place: "the town", "there"."""
    begin, end = found.sentence.clause(found.first)
    for anaphor in found.sentence.anaphors:
        near = begin <= anaphor.at < end
        if view.meant(draft, anaphor) == name:
            yield f"{state} meant near={near}"
            yield f"meant={anaphor.feature} near={near}"
        else:
            yield f"{state} other meant near={near}"


def _among(view: View, mention: Mention, name: str, state: str, draft: Draft) -> Iterator[str]:
    """How the place stands among all that the report tells."""
    kind = kind_of(mention)
    yield f"{state} kind={kind}"
    topic = view.topics.get(id(draft))
    if topic is None:
        yield f"{state} no topic"
    elif any(name_of(view, m) == name for m in topic.places):
        yield f"{state} topic near={min(draft.sentence - topic.sentence, 4)}"
        yield f"{state} topic code={draft.code}"
    else:
        yield f"{state} off topic near={min(draft.sentence - topic.sentence, 4)}"
    if kind == "country":
        finer = any(
            kind_of(m) != "country" and country_of(m) == mention.country
            for found in view.placed.values()
            for m in found
        )
        yield f"{state} country finer={finer}"
        yield f"country finer={finer} code={draft.code}"
    elif mention.cat == "seat":
        yield f"{state} seat inner={mention.inner} prep={mention.prep}"


def country_of(mention: Mention) -> str:
    """The country of a place phrase, by its first sense."""
    return mention.rows[0].country if mention.rows else mention.country


def _beside(view: View, draft: Draft, found: Predication, mention: Mention, state: str) -> Iterator[str]:
    """Where a place of the same sentence stands."""
    where = distance(found.sentence, found, mention.first, mention.last)
    function = functions_of(found).get(id(mention), "none")
    yield f"{state} at={where}"
    yield f"{state} at={where} phrase={mention.cat}"
    yield f"{state} prep={mention.prep}"
    yield f"prep={mention.prep} phrase={mention.cat} {where.split('-')[0]}"
    yield f"prep={mention.prep} code={draft.code}"
    yield f"{state} function={function}"
    lower, upper = sorted((mention.first, found.first))
    yield f"{state} verbs={min(found.sentence.verbs_between(lower, upper), 3)}"
    if any(
        a.first <= found.first < a.last and mention in [v.mention for v in a.voices]
        for a in view.attributions.get(draft.sentence, ())
    ):
        yield f"{state} speaker"
    spans = {e.span for e in [*draft.actors, *draft.recipients]}
    if mention.span in spans:
        yield f"{state} party"
    if any(m.home is mention for m in found.sentence.mentions):
        yield f"{state} home kind={draft.kind}"
        yield f"{state} home code={draft.code}"
    if mention.inner:
        yield f"{state} inner role={mention.role}"
        yield f"inner kind={draft.kind}"
    spoken = any(v.mention is not None and -1 <= mention.first - v.mention.last <= 2 for v, _ in draft.sources)
    yield f"{state} where the voice is={spoken}"
    yield from _neighbours(view, draft, mention, state)


def _neighbours(view: View, draft: Draft, mention: Mention, state: str) -> Iterator[str]:
    """Which other places of the sentence stand right beside it, and of what kind: a town and its region go together."""
    kind = kind_of(mention)
    beside = "none"
    for other in view.placed.get(draft.sentence, ()):
        if other is mention:
            continue
        if 0 <= mention.first - other.last <= 4:
            beside = f"behind {kind_of(other)}"
            break
        if 0 <= other.first - mention.last <= 4:
            beside = f"before {kind_of(other)}"
    yield f"{state} {kind} {beside}"
    yield f"{kind} {beside}"
    yield f"{state} beside={beside.split()[0]} ruled={any(0 <= mention.first - m.last <= 4 for m in draft.places)}"
