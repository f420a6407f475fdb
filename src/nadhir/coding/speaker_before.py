"""Speakers where the subject stands before its verb, or behind a verb of saying that closes what is said."""

from __future__ import annotations

from nadhir.coding.arguments import group_of
from nadhir.coding.mentions import Mention
from nadhir.coding.sentence import Sentence
from nadhir.coding.speakers import (
    CLOSED,
    DETERMINERS,
    REACH,
    SpeakerFinder,
    Speakers,
    agents,
    capital,
    joins,
    made,
    speaks,
)
from nadhir.coding.verbs import VerbGroup
from nadhir.text import BRACKETS, BREAKS, CLOSING, COMMAS, DASHES, OPENING


class SpeakerBefore(SpeakerFinder):
    """The speaker stands before the verb, or behind it where the words said come first."""

    def of(self, sentence: Sentence, verb: VerbGroup, *, relays: bool) -> Speakers:
        scan = sentence.scan
        if verb.passive:
            return Speakers(agents(sentence, verb))
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
                before_it = self.of(sentence, earlier[-1], relays=False)
                return Speakers(before_it.mentions, back=before_it.back, shared=True)
        right = self._right(sentence, verb) if opened or verb.link in ("comp", "rel", "sub") else []
        return Speakers(right, inverted=True) if right and not relays else Speakers(back=verb.conj or opened)

    def unknown(self, sentence: Sentence, at: int) -> Mention | None:
        """A determined phrase or a capitalised name that opens at a token."""
        scan = sentence.scan
        if at >= sentence.last:
            return None
        first = last = at
        if scan.has(at, *DETERMINERS):
            last += 1
        elif not capital(sentence, at):
            return None
        while last < min(first + 7, sentence.last) and (scan.tokens[last].kind == "word" or joins(sentence, last)):
            if scan.has(last, *CLOSED) and not joins(sentence, last) and not scan.tokens[last].capital:
                same = scan.has(last, "adv", "dem", "same") and not scan.has(
                    last, "prep", "and", "prosub", "comp", "rel"
                )
                if not same or last + 1 >= sentence.last or scan.tokens[last + 1].kind != "word":
                    break
            if any(v.first <= last < v.last and v.finite and not v.attributive for v in sentence.verbs):
                break
            last += 1
        while last > first and scan.has(last - 1, *CLOSED, *DETERMINERS):
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
        closing = scan.tokens[verb.first - 1].norm in COMMAS and _told_before(sentence, verb.first)
        if stranger is None and closing and at + 1 < sentence.last and scan.has(at, *DETERMINERS):
            noun = scan.tokens[at + 1].kind == "word" and not scan.has(at + 1, *CLOSED, *DETERMINERS)
            stranger = made(sentence, at, at + 2) if noun else None  # ", estiment les partenaires": whatever the noun
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
            if scan.has(at, *DETERMINERS) or scan.inside[at]:
                break
            at += 1
        if at >= end or end - at > 12 or (scan.has(at, "prep") and not scan.has(at, *DETERMINERS)):
            return None
        found = self._long(sentence, at, end) or self.unknown(sentence, at)
        if found is None and scan.inside[at]:
            found = self._place_name(sentence, at, end)
        return found

    def _long(self, sentence: Sentence, at: int, end: int) -> Mention | None:
        """A determined phrase with complements that reaches up to its verb: "the head of a civil society coalition"."""
        scan = sentence.scan
        if not scan.has(at, *DETERMINERS) or not 3 <= end - at <= 12 or at in sentence.occupied:
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
        while last < end and capital(sentence, last):
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
        while start > sentence.first and capital(sentence, start - 1):
            start -= 1
        return Speakers([made(sentence, start, end)]) if start < end else Speakers(back=False)


def _nameable(sentence: Sentence, first: int, last: int) -> bool:
    """Whether unknown words may name somebody: no nouns of action or goods, nobody counted."""
    scan = sentence.scan
    head = range(first, last)
    goods = any(h.cat == "toll" for i in head for h in scan.hits[i] if not scan.tokens[i].capital)
    if goods or any(i in sentence.occupied for i in head) or (last - first == 1 and scan.inside[first]):
        return False
    if scan.has(first, *DETERMINERS):
        if last - first < 2:
            return False
        return not any(h.cat == "pred" and h.feat.startswith("n:") for i in head for h in scan.hits[i])
    if first == sentence.first and last - first == 1:
        return not scan.hits[first]
    return True


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
    for at in range(end - 1, max(sentence.first, end - REACH) - 1, -1):
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
    return max(sentence.first, end - REACH)


def _told_before(sentence: Sentence, end: int) -> bool:
    """Whether a clause stands before, so that a verb of saying behind a comma has its speaker behind it."""
    first = max(
        (i + 1 for i in range(sentence.first, end) if sentence.scan.tokens[i].norm in BREAKS), default=sentence.first
    )
    return any(
        first <= v.main < end and v.finite and not v.attributive and v.link not in ("rel", "sub")
        for v in sentence.verbs
    )
