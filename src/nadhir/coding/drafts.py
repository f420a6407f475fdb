"""A draft: a predication on its way to a claim, with its parties settled to mentions and its voices to a chain."""

from __future__ import annotations

from nadhir.coding.mentions import Mention
from nadhir.coding.predication import Predication
from nadhir.coding.voices import Voice
from nadhir.reading.times import TimeExpression
from nadhir.records import Entity, Span

# Deeds of speech: the speaker is the actor.
SPEECH = frozenset({"AGREE", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "CONCEDE", "SUPPORT"})


class Draft:
    """Mutable until all rules of the report have spoken; `resolving` and the coder then freeze it to a `Claim`."""

    __slots__ = (
        "actors", "cause", "code", "confidence", "contexts", "effect", "extra", "kind", "likelihood", "modes", "numbers", "places",
        "predication", "quantities", "recipients", "sentence", "sources", "status", "time", "trigger",
        "where",
    )  # fmt: skip

    def __init__(self, predication: Predication | None, kind: str, code: str, sentence: int, trigger: Span) -> None:
        self.predication = predication
        self.kind = kind
        self.code = code
        self.sentence = sentence
        self.trigger = trigger
        self.status = "actual"
        self.modes: list[str] = []
        self.contexts: list[str] = []
        self.actors: list[Entity] = []
        self.recipients: list[Entity] = []
        self.places: list[Mention] = []
        self.where = ""  # how its places were found: clause, pointed, home, sentence, carried
        self.time: TimeExpression | None = None
        self.quantities: dict[str, tuple[int, int | None]] = {}
        self.numbers: list[Span] = []
        self.sources: list[tuple[Voice, str]] = []
        self.likelihood: tuple[str, Span] | None = None
        self.confidence = 0.0
        self.cause: Draft | None = None
        self.effect: Draft | None = None
        self.extra: list[Span] = []

    @property
    def toll(self) -> str:
        """The quantity that the trigger's own words count, "" for none."""
        return self.predication.pred.toll if self.predication is not None else ""

    @property
    def first(self) -> int:
        """The token index of the trigger."""
        return self.predication.first if self.predication is not None else -1


def keys(entities: list[Entity]) -> set[tuple[str, str]]:
    """What scoring and merging compare entities by: country and sector."""
    return {(e.country, e.sector) for e in entities}


def add_entity(into: list[Entity], entity: Entity) -> None:
    """Append unless the same party stands there already."""
    for known in into:
        if known.span == entity.span and known.text == entity.text:
            return
        if known.id and known.id == entity.id:
            return
    into.append(entity)
