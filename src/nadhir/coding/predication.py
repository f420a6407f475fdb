"""A predicate found in a sentence, with its arguments and what spoke for its sense."""

from __future__ import annotations

from nadhir.coding.arguments import Arguments
from nadhir.coding.sentence import Sentence
from nadhir.coding.verbs import VerbGroup
from nadhir.knowledge.schema import LightVerbs, Predicate
from nadhir.records import Span


class Predication:
    """A predicate found with its arguments; `features` name what spoke for this sense."""

    __slots__ = (
        "args", "carrier", "code", "features", "first", "form", "governor", "kind", "last", "light", "likelihood", "modes", "negdet", "passive",
        "pred", "score", "sentence", "status", "theme", "verb",
    )  # fmt: skip

    def __init__(self, pred: Predicate, kind: str, sentence: Sentence, first: int, last: int, form: str) -> None:
        self.pred = pred
        self.code = pred.code
        self.kind = kind
        self.sentence = sentence
        self.first = first
        self.last = last
        self.form = form
        self.verb: VerbGroup | None = None
        self.carrier: VerbGroup | None = None
        self.light: LightVerbs | None = None
        self.args = Arguments()
        self.theme = ""
        self.negdet = False
        self.passive = False
        self.score = 0.0
        self.features: dict[str, float] = {}
        self.modes: list[str] = list(pred.modes)
        self.status = "actual"
        self.governor: Predication | None = None
        self.likelihood: tuple[str, Span] | None = None

    @property
    def span(self) -> Span:
        """Character offsets of the trigger."""
        tokens = self.sentence.scan.tokens
        return Span(tokens[self.first].start, tokens[self.last - 1].end)

    def __repr__(self) -> str:
        return f"<{self.pred.id} {self.code} {self.form} {self.status} {self.score:.1f} {self.args.slots}>"
