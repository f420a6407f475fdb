"""Denials told shortly: "Kigali dément", "the army denies it", «وهو ما نفته هيئة الأركان» take up the claim told before.

What a denial spells out ("denied besieging the town") is a predication of its own, which `status` negates; here are those that spell out nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from nadhir.coding.drafts import SPEECH, Draft
from nadhir.coding.sentence import Sentence
from nadhir.coding.voices import Attribution, Voice
from nadhir.records import Span
from nadhir.text import BREAKS, COMMAS, ENDS

_MARKS = BREAKS | COMMAS | ENDS
_SELDOM_DENIED = frozenset({"PROTEST", "CONSULT", "COOPERATE"})
_FEW = 4  # words that may follow a short denial ("denies this in one line")
_BACK = 2  # how many sentences back the denied claim may be told


def short_denials(
    sentence: Sentence, attributions: Sequence[Attribution], drafts: Sequence[Draft], earlier: Sequence[Draft]
) -> list[Draft]:
    """The drafts that the denials of a sentence make of what was told before them."""
    out = []
    for attribution in attributions:
        verb = attribution.verb
        if verb is None or attribution.entry is None or not attribution.entry.negates or not attribution.voices:
            continue
        if (
            verb.negated
            or not _bare(sentence, attribution)
            or any(_spelled_out(sentence, attribution, draft) for draft in drafts)
        ):
            continue
        denied = _denied(sentence, verb.first, attribution.voices, [*earlier, *drafts])
        if denied is not None:
            tokens = sentence.scan.tokens
            trigger = Span(tokens[verb.main].start, tokens[verb.last - 1].end)
            out.append(_copy(denied, sentence.index, trigger, attribution.voices))
    return out


def _bare(sentence: Sentence, attribution: Attribution) -> bool:
    """Whether nothing but a pronoun or a few words, and no verb, follow the denial and its speakers."""
    verb = attribution.verb
    if verb is None or verb.object_pronoun:
        return verb is not None
    start = max([verb.last, *(v.mention.last for v in attribution.voices if v.mention.first >= verb.last)])
    end = next((at for at in range(start, sentence.last) if sentence.scan.tokens[at].norm in _MARKS), sentence.last)
    words = [at for at in range(start, end) if sentence.scan.tokens[at].kind == "word"]
    opened = any(sentence.scan.has(at, "comp") for at in words)
    return len(words) <= _FEW and not opened and not any(start <= v.main < end for v in sentence.verbs)


def _spelled_out(sentence: Sentence, attribution: Attribution, draft: Draft) -> bool:
    """Whether a draft stands in what the denial covers, or behind its verb in the same clause."""
    at = draft.first
    if at < 0 or attribution.verb is None:
        return False
    verb = attribution.verb
    behind = verb.last <= at < min(sentence.clause(verb.main)[1], verb.last + 10)
    return (attribution.first <= at < attribution.last and at > verb.main) or behind or at == verb.main


def _denied(sentence: Sentence, before: int, voices: Sequence[Voice], told: Sequence[Draft]) -> Draft | None:
    """The last claim told before the denial, not by the denier; rather a deed than the accusation of it."""
    deniers = {(v.country, v.sector) for v in voices if v.country}
    found: Draft | None = None
    for draft in reversed(told):
        if sentence.index - draft.sentence > _BACK:
            break
        if draft.code == "causes" or draft.kind == "outlook" or draft.status == "negated" or draft.first >= before:
            continue
        if any((v.country, v.sector) in deniers for v, _ in draft.sources):
            continue
        if draft.code not in SPEECH | _SELDOM_DENIED:
            return draft
        found = found or (draft if draft.code == "ACCUSE" or draft.code in _SELDOM_DENIED else None)
    return found


def _copy(denied: Draft, sentence: int, trigger: Span, voices: Sequence[Voice]) -> Draft:
    draft = Draft(None, denied.kind, denied.code, sentence, trigger)
    draft.status = "negated"
    draft.modes, draft.contexts = list(denied.modes), list(denied.contexts)
    draft.actors, draft.recipients = list(denied.actors), list(denied.recipients)
    draft.places, draft.time = list(denied.places), denied.time
    above = [v for voice in voices[:1] for v in voice.under]
    draft.sources = [(v, "says") for v in above] + [(v, "says" if v.outlet else "denies") for v in voices]
    return draft
