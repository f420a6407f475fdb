"""Where a text says whose words it carries: datelines, credits, "with AFP", "وكالات".

A byline is believed where newsrooms put it: in brackets, in the dateline, on a short line of its own. A name inside a sentence
("quoting Reuters") is found too, as a `relay`: it tells whom a text knows of, not who wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from nadhir.knowledge.load import Pack, tokenizer_of
from nadhir.knowledge.schema import Actor
from nadhir.records import Record, Span
from nadhir.text import DASHES, fold, fold_name
from nadhir.tokens import Token

BylineKind = Literal["agency", "agencies", "with", "relay"]

_LINE = 9  # words of a line that may be a credit: "Additional reporting by Reuters and the Associated Press"
_DATELINE = (
    14  # words before the dash or colon that ends a dateline: "UNITED NATIONS, New York, 5 Nov 2025 (Reuters) -"
)
_TAIL = 4  # last lines of a text, where credits stand
_BEGINNING = 200  # letters that hold a dateline's words, and some
_WORDS = 100_000  # that are remembered
_HEAD = 3  # first ones, the line of the title's credit and of the dateline among them
_PAREN = re.compile(r"[(\[（]([^()\[\]（）\n]{2,60})[)\]）]")
_MARKS = frozenset("+/|&-–—ـ:.,،؛*©®•") | DASHES
_ENDING = re.compile("[" + re.escape("".join(sorted(DASHES))) + ":ـ]")


class Byline(Record, frozen=True, kw_only=True):
    """An outlet that a text credits. `outlet`: its actor id, "" where not known; `span`: where in the text, None in the title.

    `kind`: `agency` wrote it, `with`: had a part in it, `agencies`: several that are not named, `relay`: is named as one who told.
    """

    outlet: str = ""
    name: str
    span: Span | None = None
    kind: BylineKind


class _Phrase(NamedTuple):
    kind: str
    outlet: str


_Table = dict[str, list[tuple[tuple[str, ...], _Phrase]]]


class BylineReader:
    """Finds the bylines of texts in one language. Built once per pack; of texts it keeps which words may begin a phrase."""

    def __init__(self, pack: Pack, actors: Mapping[str, Actor]) -> None:
        self._tokenizer = tokenizer_of(pack.script)
        self._clitics = tuple(sorted((fold(c) for c in pack.script.clitics.proclitics), key=len, reverse=True))
        self._names: _Table = {}
        self._words: _Table = {}
        outlets = [a for a in actors.values() if a.kind == "outlet"]
        for actor in outlets:
            for names in actor.names.values():
                self._add(self._names, names, _Phrase("name", actor.id))
        self._short: _Table = {}
        for outlet, signs in pack.bylines.short.items():
            self._add(self._short, signs, _Phrase("name", outlet))
        for kind in ("agencies", "together", "credit", "filler"):
            self._add(self._words, getattr(pack.bylines, kind), _Phrase(kind, ""))
        self._telling: _Table = {}
        self._add(self._telling, pack.bylines.relay, _Phrase("relay", ""))
        self._datelines = _Phrases(self._clitics, self._short, self._names)
        self._credits = _Phrases(self._clitics, self._short, self._names, self._words)
        self._relayed = _Phrases(self._clitics, self._names, self._short, self._telling)

    def __call__(self, text: str, title: str = "") -> tuple[Byline, ...]:
        """The bylines of a text and its title, in order, those of the title first; each outlet once a kind."""
        found = [b for b in self._title(title) if b.kind != "relay"]
        lines = [(m.start(), m.group()) for m in re.finditer(r"[^\n]+", text) if m.group().strip()]
        for number, (start, line) in enumerate(lines):
            if number < _HEAD:
                found += self._dateline(line, start)
            if number < _HEAD or number >= len(lines) - _TAIL:
                found += self._line(line, start)
        for match in _PAREN.finditer(text):
            found += self._credit(match.group(1), match.start(1), bracketed=True)
        found += self._relays(text)
        return tuple(_once(found))

    # --- where credits stand ------------------------------------------------------------------------------------------

    def _title(self, title: str) -> Iterator[Byline]:
        """ "Eleven killed in ambush (AFP)", "Eleven killed in ambush | Reuters"."""
        parts = [m.group(1) for m in _PAREN.finditer(title)]
        parts += [p for mark in (" | ", " - ", " – ", " — ") for p in title.rsplit(mark, 1)[1:]]
        for part in parts:
            for byline in self._credit(part, 0, bracketed=True):
                yield Byline(outlet=byline.outlet, name=byline.name, kind=byline.kind)

    def _line(self, line: str, start: int) -> list[Byline]:
        """A short line that holds nothing but a credit, or a bracket at the end of a line."""
        return self._credit(line, start, bracketed=False) if len(line.split()) <= _LINE else []

    def _dateline(self, line: str, start: int) -> list[Byline]:
        """ "BAMAKO, 5 nov. (AFP) –", «باماكو - رويترز - قال»: an outlet before or right behind the dash that ends a dateline."""
        if not _ENDING.search(line if len(line[:_BEGINNING].split()) <= _DATELINE else line[:_BEGINNING]):
            return []
        tokens = self._first(line)
        for hit in self._hits(tokens, self._datelines):
            first, last, phrase = hit
            before = tokens[first - 1].text if first else ""
            after = tokens[last].text if last < len(tokens) else ""
            opened = before in DASHES or before in "([/ـ" or (before in ",،" and first <= 8) or first == 0
            closed = after in DASHES or after in ")]/:ـ"
            ends = any(t.text in DASHES or t.text in ":ـ" for t in tokens[last : last + 8])
            if before and opened and closed and ends:
                name = line[tokens[first].start : tokens[last - 1].end]
                span = Span(start + tokens[first].start, start + tokens[last - 1].end)
                return [Byline(outlet=phrase.outlet, name=name, span=span, kind="agency")]
        return []

    def _credit(self, text: str, start: int, *, bracketed: bool) -> list[Byline]:
        """What a stretch says that is nothing but a credit: outlets with words that may stand beside them; else nothing."""
        tokens = [t for t in self._tokenizer(text) if t.kind != "break"]
        hits = self._hits(tokens, self._credits)
        covered = {i for first, last, _ in hits for i in range(first, last)}
        kinds = {p.kind for _, _, p in hits}
        rest = [t for i, t in enumerate(tokens) if i not in covered and t.text not in _MARKS and t.kind != "number"]
        named = [(first, last, p) for first, last, p in hits if p.kind == "name"]
        shared = "together" in kinds or ("agencies" in kinds and bool(named))
        out = [
            Byline(
                outlet=p.outlet,
                name=text[tokens[first].start : tokens[last - 1].end],
                span=Span(start + tokens[first].start, start + tokens[last - 1].end),
                kind="with" if shared else "agency",
            )
            for first, last, p in named
        ]
        for first, last, phrase in hits:
            if phrase.kind == "agencies":
                span = Span(start + tokens[first].start, start + tokens[last - 1].end)
                out.append(Byline(name=text[span.start - start : span.end - start], span=span, kind="agencies"))
        dated = bracketed and len(rest) <= 1  # "(Reuters, 5 Nov)"
        joined = next((tokens[first].start for first, _, p in hits if p.kind == "together"), -1)
        if (
            out and joined > 0 and all(t.start < joined for t in rest)
        ):  # "Le Fleuve avec AFP": whatever the outlet is called
            return [b for b in out if b.span is not None and b.span.start > start + joined]
        if out and (not rest or dated):
            return out
        return self._stranger(text, start, tokens, hits) if not bracketed else []

    def _stranger(
        self, text: str, start: int, tokens: Sequence[Token], hits: Sequence[tuple[int, int, _Phrase]]
    ) -> list[Byline]:
        """ "Source: Ayorou FM": a short line whose first word is one of credit and whose colon stands before an unknown name."""
        if not hits or hits[0][0] != 0 or hits[0][2].kind != "credit" or len(tokens) > _LINE:
            return []
        behind = hits[0][1]
        if behind >= len(tokens) - 1 or tokens[behind].text != ":" or tokens[-1].text in ".!?؟":
            return []
        span = Span(start + tokens[behind + 1].start, start + tokens[-1].end)
        return [Byline(name=text[span.start - start : span.end - start], span=span, kind="agency")]

    def _relays(self, text: str) -> Iterator[Byline]:
        """Outlets beside a word of relaying: "quoting Reuters", "Reuters reported", «نقلا عن وكالة الأنباء الجزائرية»."""
        tokens = self._tokenizer(text)
        hits = self._hits(tokens, self._relayed)
        for index, (first, last, phrase) in enumerate(hits):
            if phrase.kind != "name":
                continue
            before = index > 0 and hits[index - 1][2].kind == "relay" and first - hits[index - 1][1] <= 2
            behind = index + 1 < len(hits) and hits[index + 1][2].kind == "relay" and hits[index + 1][0] == last
            if before or behind:
                span = Span(tokens[first].start, tokens[last - 1].end)
                yield Byline(outlet=phrase.outlet, name=text[span.start : span.end], span=span, kind="relay")

    # --- words --------------------------------------------------------------------------------------------------------

    def _add(self, table: _Table, phrases: Iterable[str], phrase: _Phrase) -> None:
        for written in phrases:
            parts = tuple(t.name for t in self._tokenizer(written) if t.kind != "mark")
            if parts:
                table.setdefault(parts[0], []).append((parts[1:], phrase))

    def _first(self, line: str) -> list[Token]:
        """The first tokens of a line, which may be a whole report's text."""
        tokens = self._tokenizer(line[:_BEGINNING])
        if len(tokens) <= _DATELINE and len(line) > _BEGINNING:
            tokens = self._tokenizer(line)
        return tokens[:_DATELINE]

    def _hits(self, tokens: Sequence[Token], phrases: _Phrases) -> list[tuple[int, int, _Phrase]]:
        """The phrases among tokens, longest first, none over another: (first, behind the last, phrase)."""
        names = [t.name for t in tokens]
        out: list[tuple[int, int, _Phrase]] = []
        behind = 0
        for at, name in enumerate(names):
            found = phrases[name]
            if not found or at < behind:
                continue
            best = None
            for rank, rest, phrase in found:
                end = at + 1 + len(rest)
                if tuple(names[at + 1 : end]) == rest and (best is None or (end, -rank) > best[0]):
                    best = ((end, -rank), phrase)
            if best is not None:
                behind = best[0][0]
                out.append((at, behind, best[1]))
        return out


class _Phrases(dict[str, tuple[tuple[int, tuple[str, ...], _Phrase], ...]]):
    """Word -> (rank of its table, further words, phrase) for the phrases of some tables that may begin with it.

    A word begins a phrase as written, and without the particles written together with it («ووكالات», «لرويترز»).
    """

    def __init__(self, clitics: Sequence[str], *tables: _Table) -> None:
        super().__init__()
        self._clitics = clitics
        self._tables = tables

    def __missing__(self, name: str) -> tuple[tuple[int, tuple[str, ...], _Phrase], ...]:
        readings = [name, *(name[len(c) :] for c in self._clitics if name.startswith(c) and len(name) - len(c) >= 3)]
        found = tuple(
            (rank, rest, phrase)
            for rank, table in enumerate(self._tables)
            for word in readings
            for rest, phrase in table.get(word, ())
        )
        if len(self) < _WORDS:
            self[name] = found
        return found


def find_bylines(text: str, title: str, pack: Pack, actors: Mapping[str, Actor]) -> tuple[Byline, ...]:
    """The bylines of one text; whoever reads many keeps a `BylineReader`, whose tables take a tenth of a second."""
    return BylineReader(pack, actors)(text, title)


def credited(bylines: Iterable[Byline]) -> tuple[Byline, ...]:
    """Those that say where the text itself is from: not the relays."""
    return tuple(b for b in bylines if b.kind != "relay")


def names_outlet(bylines: Iterable[Byline], outlet: str, name: str) -> bool:
    """Whether bylines of any kind name this outlet, by id or by its folded name."""
    folded = fold_name(name)
    return any(
        (b.outlet and b.outlet == outlet) or (not b.outlet and b.name and fold_name(b.name) == folded) for b in bylines
    )


def _once(bylines: Iterable[Byline]) -> Iterator[Byline]:
    seen: set[tuple[str, str, str]] = set()
    credits: set[tuple[str, str]] = set()
    for byline in bylines:
        who = (byline.outlet, "" if byline.outlet else fold_name(byline.name))
        if byline.kind == "agency" and (*who, "with") in seen:
            continue
        key = (*who, byline.kind)
        if key in seen or (byline.kind == "relay" and who in credits):
            continue
        seen.add(key)
        if byline.kind != "relay":
            credits.add(who)
        yield byline
