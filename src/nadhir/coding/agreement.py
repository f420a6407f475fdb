"""Whether a verb can have a phrase as its subject, by the endings of both.

Where a verb's form tells number and gender, they tell whose verb it is: in "a gang raided a suburb that the police held, and burned
houses" the verb's ending chooses between gang and police; and a noun's case ending tells subject from object.
"""

from __future__ import annotations

from collections.abc import Sequence

from nadhir.coding.mentions import Mention
from nadhir.coding.scan import Scan
from nadhir.knowledge.schema import Script
from nadhir.text import fold

_NO, _MAYBE, _YES = 0, 1, 2


class Agreement:
    """Reads number and gender off verbs, gender and case off nouns. Built once for a pack."""

    def __init__(self, script: Script) -> None:
        marks = {key: tuple(fold(m) for m in given) for key, given in script.agreement.items()}
        self._plural = marks.get("plural", ())
        self._feminine = marks.get("feminine", ())
        self._prefix = marks.get("feminine_present", ())
        self._open = marks.get("dual", ()) + marks.get("speaker", ())
        self._noun = tuple(script.agreement.get("feminine_noun", ()))
        cases = {key: tuple(fold(m) for m in given) for key, given in script.cases.items()}
        self._subject = cases.get("subject", ())
        self._object = cases.get("object", ())
        self._neutral = cases.get("neutral", ())

    def form(self, word: str, present: bool, suffix: str, clitics: int) -> str:
        """p, f or m for the folded form of a verb; "" where it tells nothing. `clitics`: letters written before it."""
        stem = word[clitics : len(word) - len(suffix)] if suffix else word[clitics:]
        if not self._plural or stem.endswith(self._open):
            return ""
        if stem.endswith(self._plural):
            return "p"
        feminine = stem.startswith(self._prefix) if present else stem.endswith(self._feminine)
        return "f" if feminine else "m"

    def mark(self, scan: Scan, mention: Mention) -> None:
        """Set the gender and case of a phrase."""
        if not self._noun or not mention.is_entity:
            return
        token = scan.tokens[mention.head]
        if token.text.endswith(self._noun):
            mention.gender = "f"
        elif mention.cat in ("party", "source", "partitive") and mention.head == mention.first:
            mention.gender = "m"
        if mention.cat in ("party", "source"):
            mention.case = self._case(scan, mention)

    def _case(self, scan: Scan, mention: Mention) -> str:
        if mention.prep:
            return ""
        if mention.number is not None:
            return self._ends(scan, mention.first, self._subject[:1])  # "نحو عشرين": behind such a word it is no object
        if mention.head != mention.first or mention.possessed:
            return ""
        norm = scan.tokens[mention.head].norm
        if mention.plural:
            return self._ends(scan, mention.head, self._subject) if mention.pair else self._sound(norm)
        if mention.kind != "person" or norm.endswith(self._neutral) or not norm.endswith(self._object[1:]):
            return ""
        behind = mention.head + 1  # a dual in annexation ends alike: "وزيرا خارجية"
        alone = mention.last == behind or scan.tokens[behind].norm.endswith(self._object[1:])
        return "object" if alone else ""

    def _sound(self, norm: str) -> str:
        """The case of a plural whose ending is no dual's, which many broken plurals end in ("سكان")."""
        return "" if norm.endswith(self._open) else "subject" if norm.endswith(self._subject) else self._long(norm)

    def _long(self, norm: str) -> str:
        return "object" if norm.endswith(self._object[:1]) else ""

    def _ends(self, scan: Scan, at: int, subject: tuple[str, ...]) -> str:
        norm = scan.tokens[at].norm
        if norm.endswith(subject):
            return "subject"
        return "object" if norm.endswith(self._object[:1]) else ""


def agrees(form: str, subject: Sequence[Mention]) -> int:
    """How well a verb's form suits a subject told before it: 0 not at all, 1 it may, 2 it does."""
    if not subject or not form:
        return _MAYBE
    head = subject[0]
    known = head.cat in ("party", "source")
    many = len(subject) > 1 or (head.number is not None and head.number.low > 1) or head.plural
    if form == "p":
        if known and not many and (head.kind != "person" or head.gender == "f"):
            return _MAYBE if head.kind == "person" else _NO
        return _YES if many else _MAYBE
    if form == "f":
        if head.gender == "f":
            return _YES
        if known and head.kind == "person" and (head.plural or head.number is not None):
            return _NO
        return _MAYBE
    if head.gender == "f" or (known and many and head.kind == "person"):
        return _NO
    return _YES if head.gender == "m" else _MAYBE


def follows(form: str, phrase: Sequence[Mention]) -> bool:
    """Whether a phrase behind a verb can be its subject: the verb is singular then, and agrees in gender alone."""
    if not phrase or not form:
        return True
    head = phrase[0]
    if head.case == "object" or form == "p":
        return False
    return form != "f" or head.case != "subject"
