"""Who says it: attributions in a sentence, and the chains that they make over a report.

An attribution is a voice with a stance and a stretch of text that it covers. A claim's chain is made of the attributions
that cover its trigger, outlets before the people whom they quote. The chain under which a voice was first heard is
remembered, so that "the diplomat added" or "toujours selon El Khabar" stands under the same outlets again.
"""

from __future__ import annotations

from collections.abc import Sequence

from nadhir.coding.arguments import group_of
from nadhir.coding.frames import ArgumentFinder
from nadhir.coding.mentions import Mention
from nadhir.coding.scan import Hit
from nadhir.coding.sentence import Sentence
from nadhir.coding.verbs import VerbGroup
from nadhir.knowledge.load import Pack
from nadhir.knowledge.schema import Reporting
from nadhir.reading.document import Quote
from nadhir.records import Span
from nadhir.text import COMMAS

# What ends a noun phrase of unknown words.
_CLOSED = ("prep", "comp", "rel", "sub", "and", "contrast", "neg", "be", "have", "adv", "prosub", "dem")
_STRONG_STANCE = ("denies", "alleges", "claims", "warns", "doubts", "confirms")


class Voice:
    """Somebody who speaks: name as written, role, who it is where known, and the chain under which it was heard."""

    __slots__ = ("actor", "country", "mention", "name", "party_id", "role", "sector", "span", "under")

    def __init__(self, mention: Mention, name: str, role: str) -> None:
        self.mention = mention
        self.name = name
        self.role = role
        self.span: Span | None = mention.span
        self.actor = mention.actor
        self.party_id = mention.party_id
        self.sector = mention.sector
        self.country = mention.country
        self.under: tuple[Voice, ...] = ()

    @property
    def outlet(self) -> bool:
        """Whether the voice relays others: an outlet, or a report."""
        return self.role == "outlet"


class Attribution:
    """A voice, its stance, and the tokens that it covers. `entry` is the word of saying, `verb` its verb group."""

    __slots__ = ("entry", "first", "last", "stance", "verb", "voices")

    def __init__(
        self, voices: list[Voice], stance: str, first: int, last: int, entry: Reporting | None, verb: VerbGroup | None
    ) -> None:
        self.voices = voices
        self.stance = stance
        self.first = first
        self.last = last
        self.entry = entry
        self.verb = verb


class SourceReader:
    """Reads the attributions of a report, sentence by sentence. Built once a report: it remembers voices."""

    def __init__(self, pack: Pack, arguments: ArgumentFinder, text: str) -> None:
        self._pack = pack
        self._arguments = arguments
        self._text = text
        self._heard: list[Voice] = []
        self.last_voices: list[Voice] = []
        self._last_paragraph = -1

    # --- one sentence -------------------------------------------------------------------------------------------------

    def read(self, sentence: Sentence, quotes: Sequence[Quote]) -> list[Attribution]:
        """Attributions of a sentence, in order of the text, with chains settled."""
        found: list[Attribution] = []
        for verb in sentence.verbs:
            entries = [self._pack.reporting[int(h.ref)] for h in verb.hits if h.cat == "say"]
            if entries:
                entry = next((e for e in entries if e.relays), entries[0])
                attribution = self._by_verb(sentence, verb, entry, quotes)
                if attribution is not None:
                    found.append(attribution)
        found += self._by_phrase(sentence)
        found += self._by_quote(sentence, quotes, found)
        found.sort(key=lambda a: (a.first, -(a.last)))
        found = [a for a in found if a.voices]
        self._chain(found)
        if found:
            self._last_paragraph = sentence.paragraph
        return found

    def _by_verb(
        self, sentence: Sentence, verb: VerbGroup, entry: Reporting, quotes: Sequence[Quote]
    ) -> Attribution | None:
        if verb.attributive or not entry.carries or (verb.tense == "inf" and not verb.finite):
            return None
        speakers = self._arguments.subject(sentence, verb)
        if self._follows_according(sentence, verb):
            speakers = [m for m in speakers if m.first >= verb.last]
        speakers = [m for m in speakers if m.is_entity or m.person]
        back = self._points_back(sentence, verb, speakers)
        if back:
            first, last = self._scope(sentence, verb, quotes)
            return Attribution(back, entry.stance, first, last, entry, verb)
        if verb.passive:
            speakers = self._agents(sentence, verb)
        voices = [self.voice(m) for m in speakers]
        relayed = self._relayed(sentence, verb) if entry.relays else []
        first, last = self._scope(sentence, verb, quotes)
        if not relayed and self._in_passing(sentence, verb, quotes):
            return None
        if not voices and not relayed:
            unknown = self._unknown(sentence, verb)
            speech = any(
                h.cat == "pred" for h in verb.hits
            )  # who accuses or threatens unnamed is found by that predicate
            voices = [unknown] if unknown is not None else [] if speech else self._pronoun(sentence, verb)
        if not voices and not relayed:
            return None
        return Attribution(voices + relayed, entry.stance, first, last, entry, verb)

    def _points_back(self, sentence: Sentence, verb: VerbGroup, speakers: Sequence[Mention]) -> list[Voice]:
        """Voices told before: "the same source", "one of them", "the latter", a statement whose author spoke last."""
        if not self.last_voices:
            return []
        near = range(verb.last, min(verb.last + 3, sentence.last))
        if any(sentence.scan.has(m.first, "same") for m in speakers) or any(sentence.scan.has(i, "same") for i in near):
            return list(self.last_voices)
        documents = speakers and all(m.cat == "source" and m.kind == "thing" and m.definite for m in speakers)
        if documents and all(h.party_id != speakers[0].party_id for h in self._heard):
            return list(self.last_voices)
        return []

    @staticmethod
    def _in_passing(sentence: Sentence, verb: VerbGroup, quotes: Sequence[Quote]) -> bool:
        """A word that may mean saying, inside what another voice says, with nothing said behind it ("responded by moving")."""
        if not any(v.main < verb.main and any(h.cat == "say" for h in v.hits) for v in sentence.verbs):
            return False
        if verb.tense == "ing" or verb.cont:
            return False
        near = range(verb.last, min(verb.last + 10, sentence.last))
        said = any(sentence.scan.has(i, "comp") or sentence.scan.tokens[i].norm == ":" for i in near)
        quoted = any(verb.last <= q.first <= verb.last + 8 for q in quotes)
        closing = sentence.last - verb.last <= 10
        return not (said or quoted or closing)

    @staticmethod
    def _follows_according(sentence: Sentence, verb: VerbGroup) -> bool:
        """ "As X told": the speaker can only stand behind the verb."""
        return any(
            h.cat == "acc" and h.last == verb.first
            for back in (1, 2, 3)
            if verb.first - back >= sentence.first
            for h in sentence.scan.hits[verb.first - back]
        )

    def _unknown(self, sentence: Sentence, verb: VerbGroup) -> Voice | None:
        """A speaker whom no list knows ("a shopkeeper said", "أفاد منتخب محلي بأن"): the noun phrase in the subject's place."""
        if not verb.finite or verb.pronoun >= 0 or verb.link == "rel":
            return None
        scan = sentence.scan
        if self._pack.script.verb_first:
            first, last = verb.last, verb.last
            while (
                last < min(first + 3, sentence.last)
                and scan.tokens[last].kind == "word"
                and not scan.has(last, *_CLOSED)
            ):
                last += 1
            if last == first or scan.inside[first] or any(h.feat.startswith("v:") for h in scan.hits[first]):
                return None
        else:
            behind = scan.has(verb.last, "indef", "def") is not None and scan.tokens[verb.first - 1].kind == "mark"
            first = last = verb.last if behind else verb.first
            if behind:
                last += 1
                while (
                    last < min(first + 5, sentence.last)
                    and scan.tokens[last].kind == "word"
                    and not scan.has(last, *_CLOSED)
                ):
                    last += 1
            else:
                while (
                    first > max(sentence.first, verb.first - 6)
                    and scan.tokens[first - 1].kind == "word"
                    and not scan.has(first - 1, "comp", "sub", "and")
                ):
                    first -= 1
                    if scan.has(first, "indef", "def"):
                        break
            if last - first < 2 or scan.has(first, "indef", "def") is None:
                return None
        mention = Mention(first, last, first)
        mention.cat, mention.kind, mention.person, mention.role, mention.generic = (
            "party",
            "person",
            True,
            "anonymous",
            True,
        )
        mention.span = Span(scan.tokens[first].start, scan.tokens[last - 1].end)
        return self.voice(mention)

    def _agents(self, sentence: Sentence, verb: VerbGroup) -> list[Mention]:
        end = sentence.reach_right(verb.last)
        return [m for m in sentence.mentions if m.prep == "by" and verb.last <= m.first < end]

    def _relayed(self, sentence: Sentence, verb: VerbGroup) -> list[Voice]:
        """Whom a relaying verb cites: the object or the party after "from" or "about" ("نقل عن", "citing", "qui cite")."""
        end = self._content(sentence, verb.last)
        end = end if end >= 0 else sentence.reach_right(verb.last)
        for mention in sentence.mentions:
            if (
                verb.last <= mention.first < end
                and mention.prep in ("", "from", "about", "of", "to")
                and self._speaks(mention)
            ):
                if mention in self._arguments.subject(sentence, verb):
                    continue
                return [self.voice(m) for m in group_of(sentence, mention) if self._speaks(m)]
        return []

    def _speaks(self, mention: Mention) -> bool:
        return (
            mention.source_noun
            or mention.cat == "source"
            or bool(mention.role)
            or mention.person
            or mention.cat in ("named", "state", "seat")
        )

    def _pronoun(self, sentence: Sentence, verb: VerbGroup) -> list[Voice]:
        """ "He added", "وأضاف", "a-t-il ajouté": the last voice goes on."""
        if not self.last_voices or not (verb.finite or verb.cont or verb.tense == "ing"):
            return []
        if sentence.paragraph - self._last_paragraph > 1:
            return []
        return list(self.last_voices)

    def _scope(self, sentence: Sentence, verb: VerbGroup, quotes: Sequence[Quote]) -> tuple[int, int]:
        """What a verb of saying covers: what follows it, or, where it closes the sentence, what came before."""
        tail = [m for m in sentence.mentions if m.first >= verb.last and not m.prep]
        end = verb.last
        if tail and tail[0].first - verb.last <= 2:
            subject = self._arguments.subject(sentence, verb)
            if tail[0] in subject:
                end = max(m.last for m in subject)
        rest = range(end, sentence.last)
        opening = self._content(sentence, end)
        words_after = sum(1 for i in rest if sentence.scan.tokens[i].kind != "mark")
        quoted_after = any(end <= q.first < end + 6 for q in quotes)
        colon = any(sentence.scan.tokens[i].norm == ":" for i in range(end, min(end + 10, sentence.last)))
        if opening >= 0:
            return opening, sentence.last
        end = self._past_apposition(sentence, end)
        if quoted_after or colon or (verb.first - sentence.first <= 4 and words_after > 3):
            return end, sentence.last
        clause_verbs = sentence.verbs_between(end, sentence.last)
        before = sentence.verbs_between(sentence.first, verb.first)
        if before and (words_after <= 8 or not clause_verbs):
            return sentence.first, verb.first
        if words_after > 3:
            return verb.last, sentence.last
        return sentence.first, verb.first

    @staticmethod
    def _content(sentence: Sentence, end: int) -> int:
        """The token at which "that …" opens, -1 where the verb of saying has an object instead."""
        for at in range(end, min(end + 30, sentence.last)):
            if sentence.scan.has(at, "comp") and not sentence.scan.has(at, "rel", "dem"):
                return at
            if sentence.scan.has(at, "comp") and at - end <= 8:
                return at
            if any(
                v.main == at and not v.attributive and v.link != "rel" and any(h.cat in ("say", "pred") for h in v.hits)
                for v in sentence.verbs
            ):
                return -1
            if (
                at - end < 14
                and any(h.cat == "pred" and h.feat.startswith("n:") for h in sentence.scan.hits[at])
                and not sentence.scan.has(at, "src")
            ):
                return -1
        return -1

    @staticmethod
    def _past_apposition(sentence: Sentence, end: int) -> int:
        """Behind ", the branch of X," that only describes the speaker."""
        if end < sentence.last and sentence.scan.tokens[end].norm in COMMAS:
            for at in range(end + 1, min(end + 14, sentence.last)):
                if sentence.scan.tokens[at].norm in COMMAS:
                    return at
        return end

    def _by_phrase(self, sentence: Sentence) -> list[Attribution]:
        """ "According to", "selon", "وفق": the voice behind it covers the clause before or the sentence after."""
        opinion = self._opinion(sentence)
        out: list[Attribution] = [opinion] if opinion is not None else []
        at = sentence.first
        while at < sentence.last:
            hit = sentence.scan.has(at, "acc", "cite")
            if hit is None or sentence.scan.inside[at]:
                at += 1
                continue
            voices = self._behind(sentence, hit)
            if voices:
                out.append(Attribution(voices, "says", *self._phrase_scope(sentence, hit, voices), None, None))
            at = hit.last
        return out

    def _by_quote(self, sentence: Sentence, quotes: Sequence[Quote], found: Sequence[Attribution]) -> list[Attribution]:
        """A quotation with a speaker right behind it, whatever the verb: "« … », soupire une commerçante"."""
        out: list[Attribution] = []
        for quote in quotes:
            if quote.last - quote.first < 6 or any(a.first <= quote.first + 1 < a.last for a in [*found, *out]):
                continue
            at = quote.last
            if at < sentence.last and sentence.scan.tokens[at].norm in COMMAS:
                at += 1
            for mention in sentence.mentions:
                if at < mention.first <= at + 3 and not mention.prep and (mention.is_entity or mention.person):
                    if all(sentence.scan.tokens[i].kind == "word" for i in range(at, mention.first)):
                        voices = [self.voice(mention)]
                        out.append(
                            Attribution(voices, "says", max(quote.first, sentence.first), quote.last, None, None)
                        )
                    break
        return out

    def _opinion(self, sentence: Sentence) -> Attribution | None:
        """ "For an Oran scholar, …": the party whose opinion opens the sentence, set off by a comma."""
        prep = sentence.scan.has(sentence.first, "prep")
        if prep is None or prep.ref != "for":
            return None
        for mention in sentence.mentions:
            if mention.first > prep.last + 1:
                break
            closed = mention.last < sentence.last and sentence.scan.tokens[mention.last].norm in COMMAS
            if closed and mention.is_entity and mention.kind == "person":
                return Attribution([self.voice(mention)], "says", mention.last, sentence.last, None, None)
        return None

    def _behind(self, sentence: Sentence, hit: Hit) -> list[Voice]:
        same = sentence.scan.has(hit.last, "same")
        if same is not None and self.last_voices:
            return list(self.last_voices)
        for mention in sentence.mentions:
            if mention.first < hit.last:
                if mention.last > hit.last and mention.first >= hit.first:
                    return [self.voice(m) for m in group_of(sentence, mention)]
                continue
            if mention.first - hit.last <= 5 and (mention.is_entity or mention.person):
                return [self.voice(m) for m in group_of(sentence, mention) if m.is_entity or m.person]
            break
        return []

    def _phrase_scope(self, sentence: Sentence, hit: Hit, voices: list[Voice]) -> tuple[int, int]:
        if hit.first - sentence.first <= 3:
            return hit.first, sentence.last
        end = max((v.mention.last for v in voices), default=hit.last)
        if sentence.last - end > 6 and hit.cat == "cite":
            return sentence.first, sentence.last
        return sentence.first, hit.first

    # --- voices and chains --------------------------------------------------------------------------------------------

    def voice(self, mention: Mention) -> Voice:
        """The voice of a mention; one that was heard before keeps its chain and, if told again in short, its name."""
        name = self._text[mention.span.start : mention.span.end]
        role = role_of(mention)
        voice = Voice(mention, name, role)
        earlier = self._earlier(voice)
        if earlier is not None:
            voice.under = earlier.under
            voice.sector, voice.country = voice.sector or earlier.sector, voice.country or earlier.country
            if (
                mention.definite
                and (mention.generic or voice.outlet)
                and not (earlier.mention.definite and earlier.mention.generic)
            ):
                voice.name = earlier.name
                voice.role = earlier.role or voice.role
                voice.actor = voice.actor or earlier.actor
        self._heard.append(voice)
        return voice

    def _earlier(self, voice: Voice) -> Voice | None:
        for heard in reversed(self._heard):
            if voice.actor and heard.actor == voice.actor:
                return heard
            if not voice.actor and voice.party_id and heard.party_id == voice.party_id and voice.mention.definite:
                return heard
            if voice.mention.person and heard.name == voice.name:
                return heard
        return None

    def _chain(self, found: list[Attribution]) -> None:
        """Nest the attributions of a sentence and remember under whom each voice was heard."""
        for at, inner in enumerate(found):
            outer: list[Voice] = []
            for other in found[:at] + found[at + 1 :]:
                phrase = inner.entry is None and other.entry is not None
                if (phrase or _covers(other, inner)) and any(v.outlet for v in other.voices):
                    outer += [v for v in other.voices if v.outlet]
            for position, voice in enumerate(inner.voices):
                above = [v for v in outer if v.name != voice.name]
                above += [v for v in inner.voices[:position] if v.outlet and v.name != voice.name]
                if above and not voice.under:
                    voice.under = tuple(_unique([*above[0].under, *above]))
        if found:
            self.last_voices = (
                found[-1].voices[-1:] if len(found[-1].voices) > 1 and found[-1].voices[0].outlet else found[-1].voices
            )
            speakers = [a for a in found if a.entry is not None]
            if speakers:
                self.last_voices = [v for v in speakers[-1].voices if not v.outlet] or speakers[-1].voices

    def chain(self, attributions: Sequence[Attribution], first: int) -> list[tuple[Voice, str]]:
        """The voices that cover the token `first`, outermost first, each with its stance."""
        covering = [a for a in attributions if a.first <= first < a.last]
        covering.sort(key=lambda a: (not any(v.outlet for v in a.voices), -(a.last - a.first), a.first))
        voices: list[tuple[Voice, str]] = []
        for attribution in covering:
            for voice in attribution.voices:
                voices += [(v, "says") for v in voice.under]
                voices.append(
                    (
                        voice,
                        "says" if voice.outlet and attribution.stance not in _STRONG_STANCE[:1] else attribution.stance,
                    )
                )
        return _unique_voices(voices)


def role_of(mention: Mention) -> str:
    """The source role of a party, from its own role or its sector."""
    if mention.role:
        return mention.role
    by_sector = {
        "GOV": "official", "MIL": "military", "COP": "official", "REB": "armed-group", "PRM": "armed-group", "JRN": "outlet",
        "MED": "medic", "CVL": "resident", "REF": "witness", "LEG": "official", "JUD": "official", "SPY": "official",
        "BUS": "official", "LAB": "ngo", "SOC": "ngo", "EDU": "analyst", "REL": "resident", "AGR": "resident", "ELI": "analyst",
        "PTY": "official", "OPP": "official", "CRM": "armed-group",
    }  # fmt: skip
    if mention.country in ("UNO", "IGO", "EUR"):
        return "igo"
    if mention.country == "NGO":
        return "ngo"
    return by_sector.get(mention.sector, "anonymous")


def _covers(outer: Attribution, inner: Attribution) -> bool:
    anchor = inner.verb.main if inner.verb is not None else inner.voices[0].mention.first
    if outer is inner:
        return False
    own = outer.verb.main if outer.verb is not None else -1
    return outer.first <= anchor < outer.last and own != anchor


def _unique(voices: list[Voice]) -> list[Voice]:
    out: list[Voice] = []
    for voice in voices:
        if all(v.name != voice.name for v in out):
            out.append(voice)
    return out


def _unique_voices(voices: list[tuple[Voice, str]]) -> list[tuple[Voice, str]]:
    out: list[tuple[Voice, str]] = []
    for voice, stance in voices:
        if not any(v.name == voice.name or (v.actor and v.actor == voice.actor) for v, _ in out):
            out.append((voice, stance))
    return out
