"""Who says it: the voices that may stand in a claim's chain, and the features that speak for each."""

from __future__ import annotations

from collections.abc import Iterator

from nadhir.coding.drafts import Draft
from nadhir.coding.predications import Predication
from nadhir.coding.sources import Attribution, Voice
from nadhir.weighing.view import View, form_of

_BACK = 2  # how many sentences back a voice is looked for that may go on speaking


class VoiceCandidate:
    """A voice with the stance that it would have and its features."""

    __slots__ = ("features", "stance", "voice")

    def __init__(self, voice: Voice, stance: str, features: list[str]) -> None:
        self.voice = voice
        self.stance = stance
        self.features = features


def voice_candidates(view: View, draft: Draft) -> list[VoiceCandidate]:
    """Candidates for the chain of a draft in the order in which they would stand in it, each name once."""
    found = draft.predication
    if found is None:
        return []
    heard: list[tuple[Voice, str, str, Attribution | None]] = [(v, s, "rule", None) for v, s in draft.sources]
    for back in range(_BACK + 1):
        for attribution in view.attributions.get(draft.sentence - back, ()):
            for voice in attribution.voices:
                heard += [(v, "says", f"above back={back}", None) for v in voice.under]
                heard.append((voice, _stance(voice, attribution), f"back={back}", attribution))
    out: list[VoiceCandidate] = []
    names: set[str] = set()
    for voice, stance, where, cue in heard:
        if voice.name in names or any(c.voice.actor and c.voice.actor == voice.actor for c in out):
            continue
        names.add(voice.name)
        features = list(_features(view, draft, found, voice, where, cue))
        out.append(VoiceCandidate(voice, stance, features))
    return out


def _stance(voice: Voice, attribution: Attribution) -> str:
    return "says" if voice.outlet and attribution.stance != "denies" else attribution.stance


def _features(
    view: View, draft: Draft, found: Predication, voice: Voice, where: str, attribution: Attribution | None
) -> Iterator[str]:
    chain = (
        "outlets"
        if draft.sources and all(v.outlet for v, _ in draft.sources)
        else "voiced"
        if draft.sources
        else "empty"
    )
    yield where
    yield f"{where} {chain}"
    yield f"{where} role={voice.role}"
    yield f"{where} kind={draft.kind}"
    yield f"{where} code={draft.code}"
    yield f"{where} outlet={voice.outlet} {chain}"
    yield f"{where} form={form_of(found)}"
    sentence = view.sentences[draft.sentence]
    own = view.attributions.get(draft.sentence, [])
    yield f"{where} own={min(len(own), 2)} {chain}"
    if any(e.span == voice.span for e in [*draft.actors, *draft.recipients]):
        yield f"{where} party"
        yield f"{where} party code={draft.code}"
    covers = any(a.first <= found.first < a.last for a in own)
    yield f"{where} covered={covers} {chain}"
    if attribution is not None:
        verb = attribution.verb
        cue = "quote" if attribution.entry is None and verb is None else "verb" if verb is not None else "phrase"
        yield f"{where} cue={cue}"
        covering = attribution.first <= found.first < attribution.last
        yield f"{where} covering={covering} cue={cue}"
        yield f"{where} stance={attribution.stance}"
        if attribution.entry is not None:
            yield f"{where} outlook={attribution.entry.outlook}"
        paragraph = attribution_paragraph(view, voice)
        yield f"{where} same-paragraph={paragraph == sentence.paragraph}"
    previous = view.before(draft)
    if previous is not None:
        inherited = any(v.name == voice.name for v, _ in previous.sources)
        yield f"{where} before={inherited} {chain}"
        yield f"{where} before={inherited} near={min(draft.sentence - previous.sentence, 2)}"
    used = sum(any(v.name == voice.name for v, _ in d.sources) for d in view.transcript.drafts if d is not draft)
    yield f"{where} used={min(used, 3)} {chain}"


def attribution_paragraph(view: View, voice: Voice) -> int:
    """The paragraph in which a voice was heard, -1 where that is unknown."""
    for sentence in view.transcript.sentences:
        if sentence.first <= voice.mention.first < sentence.last:
            return sentence.paragraph
    return -1
