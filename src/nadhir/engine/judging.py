"""What people decide: accept, correct, reject, merge, split, grade, undo. Rows beside the machine's, and nothing is overwritten.

A corrected claim is a claim of its own, by a person; the machine's steps back and is there again when the judgement is undone. What
people merged or split the machine neither parts nor joins again. Recoding keeps all of it: see `recoding.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from nadhir.engine.linker import Linker, Member
from nadhir.errors import UsageError
from nadhir.knowledge.schema import Code
from nadhir.linking.sketch import Sketch
from nadhir.linking.told import sentences, told_in
from nadhir.memory import Judgement, JudgementKind, Link, Told, Version
from nadhir.records import Claim, content_id
from nadhir.store import linked
from nadhir.store import reading as read
from nadhir.store import tables as t
from nadhir.store.writing import Writer

_LETTERS = tuple("ABCDEF")
_DIGITS = tuple("123456")
_FIXED = frozenset({"id", "evidence", "confidence", "doubtful"})  # what a correction does not change
Outline = Callable[[Told, int], Sketch | None]


class Judging:
    """Applies judgements within a transaction. `codes`: those of the ontology; `outline` gives the sketch of an event claim."""

    def __init__(self, linker: Linker, codes: Mapping[str, Code], outline: Outline) -> None:
        self._linker = linker
        self._codes = codes
        self._outline = outline

    def __call__(
        self, writer: Writer, kind: JudgementKind, target: str, values: Mapping[str, Any], author: str, reason: str
    ) -> Judgement:
        """Write a judgement down and do what it says. Raises UsageError where its target is not there or its values do not fit."""
        judgement = Judgement(
            id=content_id("judgement", kind, target, repr(sorted(values.items())), author, writer.recorded.isoformat()),
            kind=kind,
            target=target,
            values={k: v if isinstance(v, list) else str(v) for k, v in values.items()},
            author=author,
            reason=reason,
            recorded=writer.recorded,
        )
        doing = {
            "accept": self._accept, "correct": self._correct, "reject": self._reject, "merge": self._merge,
            "split": self._split, "grade": self._grade, "undo": self._undo,
        }  # fmt: skip
        doing[kind](writer, judgement)
        writer.judgement(judgement)
        writer.flush()
        return judgement

    # --- claims -----------------------------------------------------------------------------------------------------

    def _accept(self, writer: Writer, judgement: Judgement) -> None:
        if not any(linked.incidents(writer.connection, idents=[judgement.target])):
            _claim(writer, judgement.target)

    def _reject(self, writer: Writer, judgement: Judgement) -> None:
        seq, _ = _claim(writer, judgement.target)
        writer.retire([seq], judgement.id)
        self._linker.forget(writer, [seq], judgement.id)

    def _correct(self, writer: Writer, judgement: Judgement) -> None:
        seq, told = _claim(writer, judgement.target)
        claim = corrected(told.claim, judgement, self._codes)
        version = next(read.versions(writer.connection, None, t.VERSIONS.c.id == told.version))
        writer.retire([seq], judgement.id)
        held = linked.memberships(writer.connection, [seq]).get(seq)
        self._linker.forget(writer, [seq], judgement.id)
        self.insert(writer, claim, version, told, judgement, held.incident if held else "")

    def insert(
        self,
        writer: Writer,
        claim: Claim,
        version: tuple[int, Version],
        like: Told,
        judgement: Judgement,
        incident: str,
    ) -> None:
        """Add a person's claim to a version, with the origin of the one that it stands for, and link it as any other."""
        number, state = version
        found = sentences(state.text)
        told, sentence, span = told_in(state, claim, f"person:{judgement.author}", like.country, found, writer.recorded)
        told = msgspec.structs.replace(told, origin=like.origin)
        outline = self._outline(told, sentence)
        seq = writer.claim(told, number, span, outline)
        writer.origin(seq, told.origin)
        if outline is None:
            return
        if incident and claim.code == like.claim.code:
            self._linker.put(writer, [seq], incident, judgement.id)
            self._linker.remake(writer, [incident])
        else:
            self._linker.take(writer, [Member(seq, outline, told)], merging=False)

    # --- incidents --------------------------------------------------------------------------------------------------

    def _merge(self, writer: Writer, judgement: Judgement) -> None:
        into = str(judgement.values.get("into", ""))
        found = linked.members(writer.connection, [judgement.target, into])
        for ident, claims in found.items():
            if not claims:
                raise UsageError("incident_unknown", name=ident)
        if judgement.target == into:
            raise UsageError("incident_same", name=into)
        self._move(writer, found[judgement.target], into, judgement)
        # Those that were there are bound to it as well, so that the machine sees that people have spoken.
        self._linker.put(writer, found[into], into, judgement.id)
        self._linker.remake(writer, [judgement.target, into])

    def _split(self, writer: Writer, judgement: Judgement) -> None:
        wanted = judgement.values.get("claims", [])
        names = wanted if isinstance(wanted, list) else [wanted]
        numbers = read.numbers_of(writer.connection, names)
        held = linked.members(writer.connection, [judgement.target])[judgement.target]
        for name in names:
            if numbers.get(name) not in held:
                raise UsageError("claim_not_in_incident", name=name, incident=judgement.target)
        if not names or len(numbers) == len(held):
            raise UsageError("split_nothing", incident=judgement.target)
        new = content_id("incident", judgement.id)
        self._move(writer, list(numbers.values()), new, judgement)
        self._linker.put(writer, [c for c in held if c not in numbers.values()], judgement.target, judgement.id)
        self._linker.remake(writer, [judgement.target, new])

    def _move(self, writer: Writer, claims: Sequence[int], incident: str, judgement: Judgement) -> None:
        self._linker.put(writer, claims, incident, judgement.id)

    # --- grades and undoing -----------------------------------------------------------------------------------------

    def _grade(self, writer: Writer, judgement: Judgement) -> None:
        letter, digit = judgement.values.get("letter"), judgement.values.get("digit")
        if letter is not None and letter not in _LETTERS:
            raise UsageError("option_wrong", name="letter", value=letter, known=", ".join(_LETTERS))
        if digit is not None and digit not in _DIGITS:
            raise UsageError("option_wrong", name="digit", value=digit, known=", ".join(_DIGITS))
        if (letter is None) == (digit is None):
            raise UsageError("grade_one")
        if digit is not None and not any(linked.incidents(writer.connection, idents=[judgement.target])):
            raise UsageError("incident_unknown", name=judgement.target)

    def _undo(self, writer: Writer, judgement: Judgement) -> None:
        found = linked.judgements(writer.connection, None, t.JUDGEMENTS.c.id == judgement.target)
        if not found or found[0].kind == "undo":
            raise UsageError("judgement_unknown", name=judgement.target)
        if judgement.target in undone(linked.judgements(writer.connection)):
            raise UsageError("judgement_undone", name=judgement.target)
        for seq, retired in linked.retired_by(writer.connection, judgement.target):
            writer.retire([seq], judgement.id, retired=not retired)
        touched: set[str] = set()
        for made in linked.made_by(writer.connection, judgement.target):
            writer.retire([made], judgement.id)
            touched.update(self._linker.forget(writer, [made], judgement.id))
        for seq, (before, now) in linked.moved_by(writer.connection, judgement.target).items():
            writer.link(seq, Link(claim=str(seq), incident=before, score=1.0, by=judgement.id))
            touched |= {before, now} - {""}
        self._linker.remake(writer, sorted(touched))


def undone(judgements: Sequence[Judgement]) -> set[str]:
    """Ids of the judgements that another one takes back."""
    return {j.target for j in judgements if j.kind == "undo"}


def corrected(claim: Claim, judgement: Judgement, codes: Mapping[str, Code]) -> Claim:
    """A claim with the fields that a judgement changes: each as JSON, or as plain text where that is what the field holds.

    What hangs on a code (kind, quad class, counterparts in other schemes) follows it where it is not changed as well; modes of
    another code mean nothing. Raises UsageError for a field that is unknown or fixed, or a value that does not fit.
    """
    plain = msgspec.to_builtins(claim)
    changes = {name: _value(value, plain.get(name)) for name, value in judgement.values.items()}
    for name in changes:
        if name not in plain or name in _FIXED:
            known = ", ".join(sorted(set(plain) - _FIXED))
            raise UsageError("option_wrong", name=judgement.target, value=name, known=known)
    if "code" in changes:
        code = codes.get(str(changes["code"]))
        if code is None:
            raise UsageError("option_wrong", name="code", value=changes["code"], known=", ".join(codes))
        plain |= {
            "kind": code.kind, "quad": code.quad, "cameo": code.cameo, "score": code.score, "acled": code.acled, "modes": [],
        }  # fmt: skip
    plain |= changes | {"id": content_id(claim.id, judgement.id), "confidence": 1.0, "doubtful": False}
    try:
        return msgspec.convert(plain, Claim)
    except msgspec.ValidationError as error:
        raise UsageError("correction_wrong", why=error) from error


def _value(written: str | list[str], now: object) -> object:
    """What is written, as JSON where it is some and the field holds more than text: a CAMEO root is text, though all digits."""
    if isinstance(written, list) or isinstance(now, str):
        return written
    try:
        return msgspec.json.decode(written)
    except msgspec.DecodeError:
        return written


def _claim(writer: Writer, ident: str) -> tuple[int, Told]:
    """A claim that counts, with the number of its row. Raises UsageError where there is none."""
    seq = read.numbers_of(writer.connection, [ident]).get(ident)
    if seq is None or not linked.counting(writer.connection, [seq]):
        raise UsageError("claim_unknown", name=ident)
    return seq, read.tolds(writer.connection, [seq])[seq]
