"""Fixed words and phrases with a kind and a value, found at a place of a sentence.

Every token is first asked whether it, or a stem of it, occurs in any phrase at all; most do not, which keeps the
finders of numbers and times cheap.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from nadhir.text import fold
from nadhir.tokens import Token, Tokenizer

Value = int | float | str
Stems = Callable[[Token], Sequence[tuple[tuple[str, ...], str]]]

_LIMIT = 100_000
_TOKENIZER = Tokenizer()


class Key(NamedTuple):
    """A reading of a token that occurs in the list: the folded stem and the labels of its particles."""

    word: str
    labels: tuple[str, ...]


class Hit(msgspec.Struct, frozen=True, gc=False):
    """A phrase found: its kind and value, the index behind it, the labels of the first word's particles."""

    kind: str
    value: Value
    end: int
    labels: tuple[str, ...]


class Entry(NamedTuple):
    """One phrase under its first word."""

    rest: tuple[str, ...]
    kind: str
    value: Value


def whole(token: Token) -> Sequence[tuple[tuple[str, ...], str]]:
    """The stems of a language without clitics: the word itself."""
    return (((), token.norm),)


def spellings(phrase: str) -> Iterator[tuple[str, ...]]:
    """The folded words of a phrase, with each apostrophe both inside a word and as its end ("d'ici", "d'" + "ici")."""
    options: list[tuple[str, ...]] = [()]
    for word in _words(phrase):
        at = word.find("'")
        ways: list[tuple[str, ...]] = [(word,)]
        if 0 < at < len(word) - 1:
            ways += [(word[: at + 1], word[at + 1 :]), (word[:at], word[at:])]
        options = [head + way for head in options for way in ways]
    yield from options


def _words(phrase: str) -> Iterator[str]:
    for piece in phrase.split():
        if piece[-1] in "'’" and len(piece) > 1:
            yield fold(piece)
        else:
            yield from (token.norm for token in _TOKENIZER(piece))


class Wordlist:
    """An index of phrases. Plain data but for a memo, which is not pickled; `stems` must stay the same for one list."""

    __slots__ = ("_calls", "_memo", "_phrases", "_triggers", "_words")

    def __init__(self, entries: Iterable[tuple[str, Value, str]] = ()) -> None:
        """`entries`: kind, value, phrase."""
        self._phrases: dict[str, list[Entry]] = {}
        self._words: set[str] = set()
        self._triggers: set[str] = set()
        self._memo: dict[str, tuple[Key, ...]] = {}
        self._calls: dict[str, bool] = {}
        for kind, value, phrase in entries:
            self.add(kind, value, phrase)

    def add(self, kind: str, value: Value, phrase: str) -> None:
        """Add one phrase; the same again does nothing."""
        for words in spellings(phrase):
            if not words:
                continue
            entries = self._phrases.setdefault(words[0], [])
            entry = Entry(words[1:], kind, value)
            if entry not in entries:
                entries.append(entry)
                entries.sort(key=lambda e: -len(e.rest))
            self._words.update(words)
        self._memo.clear()

    def __getstate__(self) -> tuple[dict[str, list[Entry]], set[str], set[str]]:
        return self._phrases, self._words, self._triggers

    def __setstate__(self, state: tuple[dict[str, list[Entry]], set[str], set[str]]) -> None:
        self._phrases, self._words, self._triggers = state
        self._memo = {}
        self._calls = {}

    def trigger(self, strong: Iterable[str], kinds: Iterable[str] = ()) -> None:
        """Let words call for a closer look: phrases of the `strong` kinds, and those of `kinds` that hold no such word.

        Of a phrase of several words the longest calls, because it is the rarest.
        """
        phrases = self.kinds()
        for names in (strong, kinds):
            free = [p for n in names for p in phrases.get(n, ()) if self._triggers.isdisjoint(p)]
            self._triggers.update(max(reversed(p), key=len) for p in free)
        self._calls.clear()

    def starts(
        self, tokens: Sequence[Token], first: int, last: int, stems: Stems, *, reach: int, also: Wordlist | None = None
    ) -> list[int]:
        """Places where an expression may begin.

        They are digits and trigger words, and the words of this list (or of `also`) right before them, at most `reach`.
        """
        out: list[int] = []
        done, calls = first, self._calls
        for index in range(first, last):
            token = tokens[index]
            called = token.kind == "number" or calls.get(token.norm)
            if called is None:
                called = self._call(token, stems)
            if called:
                begin = index
                while begin > max(done, index - reach) and self._near(tokens[begin - 1], stems, also):
                    begin -= 1
                out.extend(range(begin, index + 1))
                done = index + 1
        return out

    def _near(self, token: Token, stems: Stems, also: Wordlist | None) -> bool:
        return bool(self.keys(token, stems)) or (also is not None and bool(also.keys(token, stems)))

    def _call(self, token: Token, stems: Stems) -> bool:
        if len(self._calls) > _LIMIT:
            self._calls.clear()
        called = token.norm[-1:].isdigit() or any(k.word in self._triggers for k in self.keys(token, stems))
        self._calls[token.norm] = called
        return called

    def kinds(self) -> dict[str, set[tuple[str, ...]]]:
        """Kind -> its phrases as folded words; for linting."""
        out: dict[str, set[tuple[str, ...]]] = {}
        for word, entries in self._phrases.items():
            for entry in entries:
                out.setdefault(entry.kind, set()).add((word, *entry.rest))
        return out

    def keys(self, token: Token, stems: Stems) -> tuple[Key, ...]:
        """Readings of `token` that occur in the list, the whole word first."""
        found = self._memo.get(token.norm)
        if found is None:
            if len(self._memo) > _LIMIT:
                self._memo.clear()
            found = self._memo[token.norm] = self._read(token, stems)
        return found

    def _read(self, token: Token, stems: Stems) -> tuple[Key, ...]:
        if token.kind == "break":
            return ()
        out = [Key(token.norm, ())] if token.norm in self._words else []
        if token.kind == "word":
            out += [Key(stem, labels) for labels, stem in stems(token) if stem != token.norm and stem in self._words]
        return tuple(out)

    def hits(self, tokens: Sequence[Token], at: int, last: int, stems: Stems) -> list[Hit]:
        """All phrases that begin at `at` and end by `last`, the longest of each reading first."""
        out: list[Hit] = []
        for word, labels in self.keys(tokens[at], stems):
            for rest, kind, value in self._phrases.get(word, ()):
                end = at + 1
                for part in rest:
                    if end >= last or not self._is(tokens[end], part, stems):
                        break
                    end += 1
                else:
                    out.append(Hit(kind, value, end, labels))
        return out

    def _is(self, token: Token, part: str, stems: Stems) -> bool:
        return token.norm == part or any(k.word == part and "and" not in k.labels for k in self.keys(token, stems))


_NONE: tuple[list[Hit], dict[str, Hit]] = ([], {})


class Scan:
    """One sentence as a wordlist sees it: hits by place, found once. `memo` is for readings that build on them."""

    __slots__ = ("_found", "first", "last", "memo", "stems", "tokens", "words")

    def __init__(self, tokens: Sequence[Token], first: int, last: int, words: Wordlist, stems: Stems) -> None:
        self.tokens = tokens
        self.first = first
        self.last = last
        self.words = words
        self.stems = stems
        self.memo: dict[tuple[str, int], Any] = {}
        self._found: dict[int, tuple[list[Hit], dict[str, Hit]]] = {}

    def _at(self, at: int) -> tuple[list[Hit], dict[str, Hit]]:
        found = self._found.get(at)
        if found is None:
            hits = self.words.hits(self.tokens, at, self.last, self.stems) if self.first <= at < self.last else []
            if not hits:
                found = _NONE
            else:
                best: dict[str, Hit] = {}
                for hit in hits:
                    if hit.kind not in best or best[hit.kind].end < hit.end:
                        best[hit.kind] = hit
                found = hits, best
            self._found[at] = found
        return found

    def all(self, at: int) -> list[Hit]:
        """Hits at `at`; none outside of the sentence."""
        return self._at(at)[0]

    def hit(self, kind: str, at: int) -> Hit | None:
        """The longest hit of a kind at `at`."""
        found = self._found.get(at)
        return (found if found is not None else self._at(at))[1].get(kind)

    def ends(self, kind: str, at: int, reach: int = 4) -> int | None:
        """The index where a phrase of `kind` begins that ends right before `at`."""
        for start in range(max(self.first, at - reach), at):
            if any(h.kind == kind and h.end == at for h in self.all(start)):
                return start
        return None
