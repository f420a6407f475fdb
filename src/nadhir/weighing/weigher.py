"""Weighs a report's drafts: trained models settle who did it to whom, where, and how sure that is.

The rules propose, the models choose: for each slot the candidates are the rules' choice and everybody else whom the sentences around
name. All features are read before anything is changed, so that the order of the drafts does not matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from nadhir.coding.drafts import Draft
from nadhir.coding.transcript import Transcript
from nadhir.knowledge.models import Linear, Models
from nadhir.weighing.around import Around
from nadhir.weighing.claims import claim_features, report_features
from nadhir.weighing.parties import party_candidates
from nadhir.weighing.places import place_candidates
from nadhir.weighing.view import Candidate, View

T = TypeVar("T")


class Candidates:
    """Everything that may fill the slots of one draft, and the features of the draft itself."""

    __slots__ = ("actors", "claim", "places", "recipients")

    def __init__(self, view: View, draft: Draft, report: Sequence[str]) -> None:
        around = Around(view, draft, draft.predication) if draft.predication is not None else None
        self.actors = party_candidates(around, "actors") if around is not None else []
        self.recipients = party_candidates(around, "recipients") if around is not None else []
        self.places = place_candidates(around) if around is not None else []
        self.claim = [*report, *claim_features(view, draft)]


def candidates_of(view: View) -> list[Candidates]:
    """The candidates of every draft of a report, in order."""
    report = report_features(view)
    return [Candidates(view, draft, report) for draft in view.transcript.drafts]


def weigh(transcript: Transcript, models: Models) -> None:
    """Settle the slots of all drafts of a transcript and their `confidence`. Changes the drafts."""
    found = list(zip(transcript.drafts, candidates_of(View(transcript)), strict=True))
    for draft, candidates in found:
        draft.confidence = models.claims.probability(candidates.claim)
    for draft in transcript.drafts:
        if draft.cause is not None and draft.effect is not None:  # it stands and falls with what it joins
            draft.confidence = min(draft.confidence, draft.cause.confidence, draft.effect.confidence)
    for draft, candidates in found:
        if draft.predication is None or draft.cause is not None:  # what joins two claims has no parties of its own
            continue
        draft.actors = taken(models.actors, candidates.actors)
        acting = {e.span for e in draft.actors}
        draft.recipients = [e for e in taken(models.recipients, candidates.recipients) if e.span not in acting]
        draft.places = taken(models.places, candidates.places)


def taken(model: Linear, candidates: Sequence[Candidate[T]]) -> list[T]:
    """What has at least the model's threshold of the probability, "nobody" left out."""
    shares = model.shares([c.features for c in candidates])
    return [
        c.value for c, share in zip(candidates, shares, strict=True) if c.value is not None and share >= model.threshold
    ]
