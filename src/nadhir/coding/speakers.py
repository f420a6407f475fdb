"""Who stands as speaker beside a verb of saying: a phrase that is known, or one that no list knows, read off its place.

What is done in a sentence is found by frames; who says it stands closer and may be anybody ("Hills Today says", "أفاد منتخب محلي"), so that
it is read on its own.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from copy import copy

from nadhir.coding.arguments import group_of
from nadhir.coding.mentions import Mention
from nadhir.coding.sentence import Sentence
from nadhir.coding.verbs import VerbGroup
from nadhir.records import Span
from nadhir.text import BREAKS, CLOSING, COMMAS, DASHES, OPENING

# What ends a noun phrase of unknown words.
CLOSED = (
    "prep",
    "comp",
    "rel",
    "sub",
    "and",
    "contrast",
    "neg",
    "be",
    "have",
    "adv",
    "prosub",
    "dem",
    "acc",
    "cite",
    "fut",
)
DETERMINERS = ("def", "indef", "dem", "poss", "negdet")
_VOICES = ("named", "state", "seat", "party", "source")
REACH = 30  # how far before its verb a speaker may stand


class Speakers:
    """Who speaks; `back`: a pronoun or nothing stands there, and a voice told before goes on; `inverted`: behind the verb;
    `shared`: the subject of the verb before is this one's too."""

    __slots__ = ("back", "inverted", "mentions", "shared")

    def __init__(
        self, mentions: Sequence[Mention] = (), *, back: bool = False, inverted: bool = False, shared: bool = False
    ) -> None:
        self.mentions = list(mentions)
        self.back = back
        self.inverted = inverted
        self.shared = shared


def speaks(mention: Mention) -> bool:
    """Whether a phrase may be a voice: a party, a name, somebody who speaks to reporters."""
    if mention.cat == "capital":
        return True
    return mention.cat in _VOICES or bool(mention.role) or mention.person


class SpeakerFinder(ABC):
    """Finds the speaker of a verb of saying in a language of one word order."""

    @abstractmethod
    def of(self, sentence: Sentence, verb: VerbGroup, *, relays: bool) -> Speakers:
        """The speaker of a verb; `relays`: its object is a voice too ("quotes")."""

    @abstractmethod
    def unknown(self, sentence: Sentence, at: int) -> Mention | None:
        """The phrase of unknown words that opens at a token."""

    def behind(self, sentence: Sentence, at: int, reach: int = 5) -> list[Mention]:
        """The voices that stand right behind a token, known or not."""
        tokens = sentence.scan.tokens
        stop = min(at + reach, sentence.last)
        for mention in sentence.mentions:
            if mention.last <= at or mention.inner:
                continue
            if mention.first > stop:
                break
            between = range(at, mention.first)
            if any(tokens[i].norm in COMMAS | BREAKS | DASHES for i in between) or any(
                sentence.scan.has(i, "comp", "rel", "sub") and not sentence.scan.has(i, "dem", "def", "prep")
                for i in between
            ):
                break
            if sentence.verbs_between(at, mention.first):
                break
            if speaks(mention):
                return [m for m in group_of(sentence, mention) if speaks(m)]
        mention_unknown = self.unknown(sentence, at)
        return [] if mention_unknown is None else [mention_unknown]


def made(sentence: Sentence, first: int, last: int) -> Mention:
    """A voice that no list knows. One that is only a name is an outlet: people have titles, bodies an article."""
    tokens = sentence.scan.tokens
    mention = Mention(first, last, first)
    mention.cat, mention.kind, mention.person = "party", "person", True
    titled = first > 0 and tokens[first - 1].norm in OPENING
    named = any(tokens[i].kind == "word" and tokens[i].capital for i in range(max(first, sentence.first + 1), last))
    mention.generic = not (named or titled)
    bare = not sentence.scan.has(first, *DETERMINERS) or tokens[first].capital
    mention.role = "outlet" if titled or (named and bare) else "anonymous"
    mention.definite = named or titled or sentence.scan.has(first, "def", "dem") is not None
    mention.span = Span(tokens[first].start, tokens[last - 1].end)
    return mention


def whole(sentence: Sentence, mention: Mention) -> Mention:
    """The phrase with the name behind it: "the paper Al-Marsa", "la radio Vision 2000", «موقع «مداد»»."""
    tokens = sentence.scan.tokens
    at = mention.last
    if at < sentence.last and tokens[at].norm in OPENING and mention.role in ("outlet", "anonymous"):
        close = next((i for i in range(at + 2, min(at + 7, sentence.last)) if tokens[i].norm in CLOSING), -1)
        if close < 0 or sentence.verbs_between(at, close):
            return mention
        at = close + 1
    else:
        adjective = (
            at + 1 < sentence.last
            and tokens[at].kind == "word"
            and not sentence.scan.hits[at]
            and tokens[at + 1].capital
        )
        if adjective and mention.role == "outlet" and mention.generic:
            at += 1
        while at < sentence.last and (
            (tokens[at].capital and tokens[at].kind == "word" and not sentence.scan.has(at, "prosub"))
            or joins(sentence, at)
            or (at > mention.last and tokens[at].kind == "number" and tokens[at - 1].capital)
        ):
            at += 1
    outlet = mention.role == "outlet"
    titled = mention.generic and outlet and any(tokens[i].capital for i in range(mention.head + 1, at))
    grown = at > mention.last and (outlet or (at < sentence.last and tokens[at - 1].norm in CLOSING))
    if not (titled or grown):
        return mention
    full = copy(mention)
    full.last, full.generic, full.definite, full.role = at, False, True, "outlet"
    full.span = Span(mention.span.start, tokens[at - 1].end)
    return full


def agents(sentence: Sentence, verb: VerbGroup) -> list[Mention]:
    end = sentence.reach_right(verb.last)
    return [m for m in sentence.mentions if m.prep == "by" and verb.last <= m.first < end]


def capital(sentence: Sentence, at: int) -> bool:
    token = sentence.scan.tokens[at]
    return token.kind == "word" and token.capital


def joins(sentence: Sentence, at: int) -> bool:
    """Whether a preposition joins two words of a name: "Courrier du Fleuve"."""
    tokens = sentence.scan.tokens
    after = at + 1
    while after < sentence.last and sentence.scan.has(after, "def"):
        after += 1
    return (
        at > 0
        and after < sentence.last
        and tokens[at - 1].capital
        and tokens[after].capital
        and tokens[after].kind == "word"
    )
