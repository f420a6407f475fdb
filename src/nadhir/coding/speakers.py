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
from nadhir.text import BRACKETS, BREAKS, CLOSING, COMMAS, DASHES, OPENING

# What ends a noun phrase of unknown words.
_CLOSED = (
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
_DETERMINERS = ("def", "indef", "dem", "poss", "negdet")
_VOICES = ("named", "state", "seat", "party", "source")
_PARTICLE = 3  # letters of a word that is a particle with a pronoun («لنا», «لها») rather than somebody
_REACH = 30  # how far before its verb a speaker may stand


class Speakers:
    """Who speaks; `back`: a pronoun or nothing stands there, and a voice told before goes on; `inverted`: behind the verb."""

    __slots__ = ("back", "inverted", "mentions")

    def __init__(self, mentions: Sequence[Mention] = (), *, back: bool = False, inverted: bool = False) -> None:
        self.mentions = list(mentions)
        self.back = back
        self.inverted = inverted


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


class SpeakerBefore(SpeakerFinder):
    """The speaker stands before the verb, or behind it where the words said come first."""

    def of(self, sentence: Sentence, verb: VerbGroup, *, relays: bool) -> Speakers:
        scan = sentence.scan
        if verb.passive:
            return Speakers(_agents(sentence, verb))
        if verb.pronoun >= 0:
            return Speakers(back=scan.has(verb.pronoun, "same") is not None)
        if not verb.finite:
            return self._participle(sentence, verb)
        if verb.link == "rel":
            return self._relative(sentence, verb)
        left = self._left(sentence, verb)
        before = scan.tokens[verb.first - 1]
        opened = verb.first == sentence.first or (before.kind == "mark" and before.norm not in BRACKETS)
        if opened and not relays:
            whole = scan.tokens[verb.first - 1].norm in CLOSING or _told_before(sentence, verb.first)
            right = self._right(sentence, verb)
            if right and (whole or not left):
                return Speakers(right, inverted=True)
        if left:
            return Speakers(left)
        if verb.conj or scan.has(verb.first - 1, "contrast"):
            earlier = [v for v in sentence.verbs if v.last <= verb.first and v.finite and not v.attributive]
            if earlier and earlier[-1].link != "rel":
                return self.of(sentence, earlier[-1], relays=False)
        right = self._right(sentence, verb) if opened or verb.link in ("comp", "rel", "sub") else []
        return Speakers(right, inverted=True) if right and not relays else Speakers(back=verb.conj or opened)

    def unknown(self, sentence: Sentence, at: int) -> Mention | None:
        """A determined phrase or a capitalised name that opens at a token."""
        scan = sentence.scan
        if at >= sentence.last:
            return None
        first = last = at
        if scan.has(at, *_DETERMINERS):
            last += 1
        elif not _capital(sentence, at):
            return None
        while last < min(first + 7, sentence.last) and (scan.tokens[last].kind == "word" or _joins(sentence, last)):
            if scan.has(last, *_CLOSED) and not _joins(sentence, last) and not scan.tokens[last].capital:
                same = scan.has(last, "adv", "dem", "same") and not scan.has(
                    last, "prep", "and", "prosub", "comp", "rel"
                )
                if not same or last + 1 >= sentence.last or scan.tokens[last + 1].kind != "word":
                    break
            if any(v.first <= last < v.last and v.finite and not v.attributive for v in sentence.verbs):
                break
            last += 1
        while last > first and scan.has(last - 1, *_CLOSED, *_DETERMINERS):
            last -= 1
        if last <= first or not _nameable(sentence, first, last):
            return None
        return made(sentence, first, last)

    def _right(self, sentence: Sentence, verb: VerbGroup) -> list[Mention]:
        at = verb.last
        scan = sentence.scan
        while at < min(verb.last + 4, sentence.last) and (
            scan.tokens[at].norm in DASHES
            or (scan.has(at, "adv", "prosub", "proobj") and not scan.has(at, "def", "poss"))
        ):
            if scan.has(at, "prosub") and not scan.has(at, "def"):
                return []
            at += 1
        for mention in sentence.mentions:
            if mention.first < at or mention.inner:
                continue
            addressed = mention.prep in ("to", "at", "with") and mention.prep_at == at
            if addressed and mention.last < sentence.last:
                at = mention.last
                continue
            if (
                not mention.prep
                and mention.first - at <= 1
                and speaks(mention)
                and _article_gap(sentence, at, mention.first)
            ):
                return [m for m in group_of(sentence, mention) if speaks(m)]
            break
        stranger = self.unknown(sentence, at)
        return [] if stranger is None else [stranger]

    def _left(self, sentence: Sentence, verb: VerbGroup) -> list[Mention]:
        end = verb.first
        scan = sentence.scan
        tokens = scan.tokens
        for _ in range(3):
            if end - 1 > sentence.first and tokens[end - 1].norm in COMMAS:
                opened = next(
                    (i for i in range(end - 2, max(end - 26, sentence.first), -1) if tokens[i].norm in COMMAS), -1
                )
                if opened < 0:
                    break
                end = opened
            elif end - 1 > sentence.first and (
                tokens[end - 1].norm in OPENING or (scan.has(end - 1, "adv") and not scan.inside[end - 1])
            ):
                end -= 1
        start = _clause_start(sentence, end)
        if start >= end:
            return []
        for mention in sentence.mentions:
            if mention.first < start or mention.inner:
                continue
            if mention.first >= end:
                break
            if mention.prep and not _counted(sentence, mention, start):
                continue
            if mention.cat in ("place", "capital") and mention.last < end - 1 and mention.cat != "capital":
                continue
            if not speaks(mention):
                break
            joined = [
                m for m in sentence.mentions if mention.last <= m.first < end and _joined(sentence, m) and speaks(m)
            ]
            return [m for m in group_of(sentence, mention) if speaks(m) and m.first < end and m not in joined] + joined
        stranger = self._stranger(sentence, start, end)
        return [] if stranger is None else [stranger]

    def _stranger(self, sentence: Sentence, start: int, end: int) -> Mention | None:
        """A phrase of unknown words in the subject's place."""
        scan = sentence.scan
        at = start
        while at < end and (
            scan.has(at, "adv", "and", "contrast", "sub") or scan.tokens[at].kind == "mark" or at in sentence.occupied
        ):
            if scan.has(at, *_DETERMINERS) or scan.inside[at]:
                break
            at += 1
        if at >= end or end - at > 12 or (scan.has(at, "prep") and not scan.has(at, *_DETERMINERS)):
            return None
        found = self._long(sentence, at, end) or self.unknown(sentence, at)
        if found is None and scan.inside[at]:
            found = self._place_name(sentence, at, end)
        return found

    def _long(self, sentence: Sentence, at: int, end: int) -> Mention | None:
        """A determined phrase with complements that reaches up to its verb: "the head of a civil society coalition"."""
        scan = sentence.scan
        if not scan.has(at, *_DETERMINERS) or not 3 <= end - at <= 12 or at in sentence.occupied:
            return None
        if any(scan.tokens[i].kind != "word" and scan.tokens[i].norm not in BRACKETS for i in range(at, end)):
            return None
        if any(
            scan.has(i, "comp", "rel", "sub", "contrast", "prosub") and not scan.has(i, "prep", "dem")
            for i in range(at, end)
        ):
            return None
        if sentence.verbs_between(at, end) or not any(scan.has(i, "prep") for i in range(at + 2, end)):
            return None
        found = made(sentence, at, end)
        inner = next((m for m in sentence.mentions if at < m.first and m.last <= end and speaks(m)), None)
        found.role, found.generic = "anonymous", True
        if inner is not None:
            found.sector, found.country, found.role = inner.sector, inner.country, inner.role or "anonymous"
        return found

    def _place_name(self, sentence: Sentence, at: int, end: int) -> Mention | None:
        """A name that begins as a place's: "Hills Today"."""
        last = at
        while last < end and _capital(sentence, last):
            last += 1
        return made(sentence, at, last) if last == end and last - at >= 2 else None

    def _participle(self, sentence: Sentence, verb: VerbGroup) -> Speakers:
        """ "Adding that …": whoever spoke before in the sentence; a party that it follows closely, else."""
        if verb.tense != "ing":
            return Speakers()
        earlier = [
            v for v in sentence.verbs if v.last <= verb.first and v.finite and not v.attributive and v.link != "rel"
        ]
        if any(any(h.cat == "say" for h in v.hits) for v in earlier):
            return Speakers(back=True)
        if not earlier:
            return Speakers(self._left(sentence, verb))
        return Speakers(self.of(sentence, earlier[0], relays=False).mentions)

    def _relative(self, sentence: Sentence, verb: VerbGroup) -> Speakers:
        scan = sentence.scan
        at = verb.first - 1
        while at > sentence.first and not scan.has(at, "rel"):
            at -= 1
        inner = [m for m in sentence.mentions if at < m.first and m.last <= verb.first and not m.prep and speaks(m)]
        if inner:
            return Speakers(group_of(sentence, inner[-1]))
        if at + 1 < verb.first:
            stranger = self._stranger(sentence, at + 1, verb.first)
            if stranger is not None:
                return Speakers([stranger])
        right = self._right(sentence, verb)
        if right and scan.has(at, "comp"):
            return Speakers(right, inverted=True)  # "ce que dément une source"
        before = [m for m in sentence.mentions if m.last <= at and at - m.last <= 2 and not m.inner]
        if before and speaks(before[-1]):
            return Speakers(group_of(sentence, before[-1]))
        end = at - 1 if scan.tokens[at - 1].norm in COMMAS else at
        start = end
        while start > sentence.first and _capital(sentence, start - 1):
            start -= 1
        return Speakers([made(sentence, start, end)]) if start < end else Speakers(back=False)


class SpeakerBehind(SpeakerFinder):
    """The speaker follows the verb, or is a topic before it."""

    def of(self, sentence: Sentence, verb: VerbGroup, *, relays: bool) -> Speakers:
        scan = sentence.scan
        if verb.tense == "ing":
            return Speakers(back=True)
        right = self._right(sentence, verb, relays=relays)
        if verb.link == "rel":
            if right:
                return Speakers(right, inverted=True)
            return Speakers(self._antecedent(sentence, verb), back=False)
        left = [] if verb.conj and "and" in scan.hits[verb.main][0].labels else self._left(sentence, verb)
        if left and (not right or left[-1].last >= verb.first):
            return Speakers(left)
        if right:
            return Speakers(right, inverted=True)
        earlier = (
            [v for v in sentence.verbs if v.last <= verb.first and v.finite and not v.attributive] if verb.conj else []
        )
        if earlier and not any(h.cat == "say" for h in earlier[-1].hits):
            return Speakers(self._right(sentence, earlier[-1], relays=False), back=True)
        return Speakers(left, back=not left)

    def unknown(self, sentence: Sentence, at: int) -> Mention | None:
        """Up to three unknown words right behind a verb or preposition."""
        scan = sentence.scan
        first = last = at
        while last < min(first + 4, sentence.last) and scan.tokens[last].kind == "word":
            if scan.has(last, *_CLOSED) or (last > first and scan.inside[last]):
                break
            if any(h.cat == "pred" or h.feat.startswith("v:") for h in scan.hits[last]):
                break
            if last > first and any(
                lab in ("and", "to", "with", "as", "then") for h in scan.hits[last] for lab in h.labels
            ):
                break
            last += 1
        if last == first and first + 2 < sentence.last and scan.tokens[first].norm in OPENING:
            close = next(
                (i for i in range(first + 2, min(first + 7, sentence.last)) if scan.tokens[i].norm in CLOSING), -1
            )
            if close > 0:
                return made(sentence, first + 1, close)
        if last == first or first in sentence.occupied or scan.inside[first]:
            return None
        if last - first == 1 and len(scan.tokens[first].norm) <= _PARTICLE:
            return None
        if any(h.feat.startswith(("v:", "n:")) and h.cat in ("pred", "say", "toll") for h in scan.hits[first]):
            return None
        return made(sentence, first, last)

    def _right(self, sentence: Sentence, verb: VerbGroup, *, relays: bool) -> list[Mention]:
        """The phrase behind the verb; asides of time and place between commas may stand before it."""
        scan = sentence.scan
        tokens = scan.tokens
        at = verb.last
        for mention in sentence.mentions:
            if mention.last <= verb.last or mention.inner:
                continue
            if mention.first - verb.last > 14:
                break
            between = range(at, mention.first)
            if any(scan.has(i, "comp") or tokens[i].norm in BREAKS | OPENING for i in between) and not (
                mention.first - verb.last == 1 and tokens[verb.last].norm in OPENING
            ):
                break
            if any(
                (h.cat == "pred" and h.feat.startswith("n:")) or h.cat == "pword" for i in between for h in scan.hits[i]
            ) or sentence.verbs_between(verb.last, mention.first):
                break
            if mention.prep:
                if relays and mention.prep in ("about", "from"):
                    break
                at = mention.last
                continue
            stranger = self._stranger(sentence, verb, mention)
            if stranger is not None:
                return [stranger]
            if (
                mention.first - at > 2
                or not speaks(mention)
                or (mention.number is not None and mention.cat == "party" and not mention.role)
            ):
                break
            return [m for m in group_of(sentence, mention) if speaks(m) and not m.prep]
        stranger = self.unknown(sentence, verb.last)
        return [] if stranger is None else [stranger]

    def _stranger(self, sentence: Sentence, verb: VerbGroup, mention: Mention) -> Mention | None:
        """Unknown words between the verb and a phrase that is only their complement: «أفاد منتخب محلي في غاو»."""
        if mention.first - verb.last < 1:
            return None
        found = self.unknown(sentence, verb.last)
        if found is None or found.last > mention.first:
            return None
        return found

    def _left(self, sentence: Sentence, verb: VerbGroup) -> list[Mention]:
        """A topic: the phrase before the verb, at the head of its clause or right before it."""
        scan = sentence.scan
        start = max(sentence.first, verb.first - _REACH)
        for at in range(verb.first - 1, start - 1, -1):
            if scan.tokens[at].norm in BREAKS | DASHES or scan.has(at, "comp", "contrast", "sub"):
                start = at + 1
                break
            if any(v.main == at and v.finite and not v.attributive and v.link != "rel" for v in sentence.verbs):
                relative = any(scan.has(i, "rel") for i in range(start, at))
                if not relative and not _described(sentence, at):
                    start = at + 1
                    break
        for mention in sentence.mentions:
            if mention.first < start or mention.inner or mention.last > verb.main:
                continue
            if mention.prep or (mention.first - start > 3 and mention.last < verb.first):
                continue
            if not speaks(mention):
                return []
            return [m for m in group_of(sentence, mention) if speaks(m) and m.last <= verb.main]
        return []

    def _antecedent(self, sentence: Sentence, verb: VerbGroup) -> list[Mention]:
        before = [m for m in sentence.mentions if m.last <= verb.first and verb.first - m.last <= 3 and not m.inner]
        return group_of(sentence, before[-1]) if before and speaks(before[-1]) else []


def made(sentence: Sentence, first: int, last: int) -> Mention:
    """A voice that no list knows. One that is only a name is an outlet: people have titles, bodies an article."""
    tokens = sentence.scan.tokens
    mention = Mention(first, last, first)
    mention.cat, mention.kind, mention.person = "party", "person", True
    titled = first > 0 and tokens[first - 1].norm in OPENING
    named = any(tokens[i].kind == "word" and tokens[i].capital for i in range(max(first, sentence.first + 1), last))
    mention.generic = not (named or titled)
    bare = not sentence.scan.has(first, *_DETERMINERS) or tokens[first].capital
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
            or _joins(sentence, at)
            or (at > mention.last and tokens[at].kind == "number" and tokens[at - 1].capital)
        ):
            at += 1
    if mention.generic and mention.role == "outlet" and any(tokens[i].capital for i in range(mention.head + 1, at)):
        pass
    elif at == mention.last or not (
        mention.role == "outlet" or (at < sentence.last and tokens[at - 1].norm in CLOSING)
    ):
        return mention
    full = copy(mention)
    full.last, full.generic, full.definite, full.role = at, False, True, "outlet"
    full.span = Span(mention.span.start, tokens[at - 1].end)
    return full


def _agents(sentence: Sentence, verb: VerbGroup) -> list[Mention]:
    end = sentence.reach_right(verb.last)
    return [m for m in sentence.mentions if m.prep == "by" and verb.last <= m.first < end]


def _capital(sentence: Sentence, at: int) -> bool:
    token = sentence.scan.tokens[at]
    return token.kind == "word" and token.capital


def _nameable(sentence: Sentence, first: int, last: int) -> bool:
    """Whether unknown words may name somebody: no nouns of action or goods, nobody counted."""
    scan = sentence.scan
    head = range(first, last)
    goods = any(h.cat == "toll" for i in head for h in scan.hits[i] if not scan.tokens[i].capital)
    if goods or any(i in sentence.occupied for i in head) or (last - first == 1 and scan.inside[first]):
        return False
    if scan.has(first, *_DETERMINERS):
        if last - first < 2:
            return False
        return not any(h.cat == "pred" and h.feat.startswith("n:") for i in head for h in scan.hits[i])
    if first == sentence.first and last - first == 1:
        return not scan.hits[first]
    return True


def _joins(sentence: Sentence, at: int) -> bool:
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


def _article_gap(sentence: Sentence, at: int, first: int) -> bool:
    return all(sentence.scan.has(i, "def", "indef", "dem", "adv", "poss") for i in range(at, first))


def _joined(sentence: Sentence, mention: Mention) -> bool:
    """Whether a phrase without preposition is joined by "and" to what stands before."""
    hit = sentence.scan.has(mention.first - 1, "and")
    return hit is not None and not mention.prep


def _counted(sentence: Sentence, mention: Mention, start: int) -> bool:
    """ "One of its officers", "several of the witnesses": the count stands for those of whom it counts."""
    if mention.prep not in ("of", "among") or not 0 < mention.prep_at - start <= 3:
        return False
    return all(
        sentence.scan.has(i, "indef", "adv", "def", "dem") or i in sentence.occupied
        for i in range(start, mention.prep_at)
    )


def _clause_start(sentence: Sentence, end: int) -> int:
    """Where the clause begins whose verb stands at `end`: marks, conjunctions and other clauses bound it."""
    scan = sentence.scan
    tokens = scan.tokens
    for at in range(end - 1, max(sentence.first, end - _REACH) - 1, -1):
        norm = tokens[at].norm
        if norm in BREAKS or norm in COMMAS or norm in CLOSING or norm in OPENING or norm in DASHES - {"-"}:
            return at + 1
        if scan.has(at, "comp", "contrast") and not scan.has(at, "rel", "dem", "prep"):
            return at + 1
        if scan.has(at, "sub") and not scan.has(at, "rel", "prep"):
            return at + 1
        if scan.has(at, "and") and sentence.verbs_between(max(sentence.first, at - 20), at):
            return at + 1
        verb = next((v for v in sentence.verbs if v.main == at and v.finite and not v.attributive), None)
        if verb is not None:
            participle = any(h.feat.split(":")[1] == "pp" for h in verb.hits) and scan.has(verb.last, "prep")
            if participle and verb.first == verb.main and any(m.last == verb.first for m in sentence.mentions):
                continue  # "residents reached by phone"
            if any(scan.has(i, "rel") for i in range(max(sentence.first, at - 6), at)):
                continue
            return at + 1
    return max(sentence.first, end - _REACH)


def _told_before(sentence: Sentence, end: int) -> bool:
    """Whether a clause stands before, so that a verb of saying behind a comma has its speaker behind it."""
    first = max(
        (i + 1 for i in range(sentence.first, end) if sentence.scan.tokens[i].norm in BREAKS), default=sentence.first
    )
    return any(
        first <= v.main < end and v.finite and not v.attributive and v.link not in ("rel", "sub")
        for v in sentence.verbs
    )


def _described(sentence: Sentence, at: int) -> bool:
    """A verb right behind an indefinite phrase describes it: «خبير استضافه موقع …»."""
    return any(m.last == at and not m.definite for m in sentence.mentions)
