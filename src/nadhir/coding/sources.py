"""Who says it: attributions in a sentence, and the chains that they make over a report.

An attribution is a voice with a stance and a stretch of text that it covers. A claim's chain is made of the attributions
that cover its trigger, outlets before the people whom they quote. The chain under which a voice was first heard is
remembered, so that "the diplomat added" or "toujours selon El Khabar" stands under the same outlets again.
"""

from __future__ import annotations

from collections.abc import Sequence

from nadhir.coding.arguments import group_of
from nadhir.coding.heard import Heard, again
from nadhir.coding.mentions import Mention
from nadhir.coding.nesting import close, nest, outlets_first
from nadhir.coding.scan import Hit
from nadhir.coding.scopes import content, of_phrase, of_verb
from nadhir.coding.sentence import Sentence
from nadhir.coding.speaker_before import SpeakerBefore
from nadhir.coding.speaker_behind import SpeakerBehind
from nadhir.coding.speakers import SpeakerFinder, Speakers, speaks, whole
from nadhir.coding.verbs import VerbGroup
from nadhir.coding.voices import Attribution, Voice, role_of
from nadhir.knowledge.load import Pack
from nadhir.knowledge.schema import Reporting
from nadhir.reading.document import Quote
from nadhir.text import BREAKS, COMMAS, fold


class SourceReader:
    """Reads the attributions of a report, sentence by sentence. Built once a report: it remembers voices."""

    def __init__(self, pack: Pack, text: str) -> None:
        self._pack = pack
        self._aside = pack.script.verb_first
        self._speakers: SpeakerFinder = SpeakerBehind() if pack.script.verb_first else SpeakerBefore()
        self._heard = Heard(text, fold(pack.script.clitics.article))

    # --- one sentence -------------------------------------------------------------------------------------------------

    def read(self, sentence: Sentence, quotes: Sequence[Quote]) -> list[Attribution]:
        """Attributions of a sentence, in order of the text, with chains settled."""
        found = self._by_phrase(sentence, quotes)
        taken = [(a.at, a.end) for a in found]
        for verb, entry in self._verbs_of_saying(sentence):
            if any(first <= verb.main < last for first, last in taken):
                continue
            earlier = max((a for a in found if a.at < verb.first), key=lambda a: a.at, default=None)
            before = [] if earlier is None else earlier.voices
            attribution = self._by_verb(sentence, verb, entry, quotes, before, found)
            if attribution is not None:
                found.append(attribution)
        found += self._by_quote(sentence, quotes, found)
        found = [a for a in found if a.voices]
        found.sort(key=lambda a: (a.at, a.first, -a.last))
        close(sentence, found)
        nest(found)
        self._heard.remember(found)
        return found

    def _verbs_of_saying(self, sentence: Sentence) -> list[tuple[VerbGroup, Reporting]]:
        """Verb groups with the entry of saying that they are read by; nouns spelled alike where "that" follows a name."""
        out: list[tuple[VerbGroup, Reporting]] = []
        for verb in [*sentence.verbs, *self._overlooked(sentence)]:
            entries = [self._pack.reporting[int(h.ref)] for h in verb.hits if h.cat == "say"]
            if not entries or verb.attributive:
                continue
            entry = next((e for e in entries if e.relays), entries[0])
            known = [self._pack.reporting[int(h.ref)] for h in sentence.scan.hits[verb.main] if h.cat == "say"]
            if any(not e.carries for e in known) and self._pack.script.verb_first:
                continue  # "we think": the publisher's own voice
            if any(h.cat == "src" and h.last - h.first > 1 for h in sentence.scan.hits[verb.main]):
                continue  # "think tank"
            if entry.carries and (verb.finite or verb.tense != "inf"):
                out.append((verb, entry))
        out.sort(key=lambda pair: pair[0].first)
        return out

    def _overlooked(self, sentence: Sentence) -> list[VerbGroup]:
        """ "Radio Ayorou FM reports that …": a word that may be a noun is a verb of saying before "that"."""
        out: list[VerbGroup] = []
        if not self._pack.script.capitals:
            return out
        for at in sentence.scan.where(sentence.first + 1, sentence.last - 1, "say"):
            hits = [h for h in sentence.scan.hits[at] if h.cat == "say" and h.feat.split(":")[:2] == ["v", "pres"]]
            if not hits or sentence.scan.inside[at] or any(v.first <= at < v.last for v in sentence.verbs):
                continue
            named = sentence.scan.tokens[at - 1].capital or sentence.scan.inside[at - 1]
            comma = sentence.scan.tokens[at - 1].norm in COMMAS
            closing = sentence.scan.tokens[at + 1].norm in COMMAS | {"."}
            comp = sentence.scan.has(at + 1, "comp") is not None
            object_ = named and sentence.scan.has(at + 1, "indef", "def", "poss") is not None
            if (comp and (named or comma)) or (closing and named) or object_:
                group = VerbGroup(at, at + 1, hits)
                group.tense = "pres"
                out.append(group)
        return out

    # --- verbs --------------------------------------------------------------------------------------------------------

    def _by_verb(
        self,
        sentence: Sentence,
        verb: VerbGroup,
        entry: Reporting,
        quotes: Sequence[Quote],
        before: list[Voice],
        found: Sequence[Attribution],
    ) -> Attribution | None:
        speakers = self._speakers.of(sentence, verb, relays=entry.relays)
        parent = self._described(sentence, verb, found) if verb.link == "rel" and not speakers.inverted else None
        if parent is not None:
            voices = [again(v) for v in parent.voices]
            speakers = Speakers()
        else:
            voices = self._heard.voices(sentence, speakers.mentions)
        if self._document(speakers.mentions) and (before or self._heard.last):
            speakers, voices = Speakers(back=True), []
        if speakers.back and not voices:
            if self._in_passing(sentence, verb, quotes):
                return None
            voices = [again(v) for v in (before or self._heard.last)]
        own = [] if speakers.shared else speakers.mentions
        start = min([verb.first, *(m.first for m in own)])
        end = max([verb.last, *(whole(sentence, m).last for m in own)])
        relayed, stance = self._relayed(sentence, verb, end) if entry.relays else ([], "")
        told = [] if entry.relays else self._told_to(sentence, end)
        if relayed:
            end = max([end, *(v.mention.last for v in relayed)])
        if not voices and not relayed:
            return None
        if entry.relays and not relayed and content(sentence, end, sentence.last) < 0:
            return None  # the verb has another sense: "carried tanks to the town"
        inverted, inner = speakers.inverted and not self._aside, entry.negates and self._aside and verb.object_pronoun
        scope = of_verb(sentence, verb, start, end, quotes, inverted=inverted, aside=self._aside, inner=inner)
        attribution = Attribution(
            [*told, *voices, *relayed], stance or entry.stance, scope.first, scope.last, entry, verb
        )
        attribution.at, attribution.end, attribution.after = start, end, scope.after
        if parent is not None and relayed:
            attribution.first, attribution.last, attribution.after = parent.first, parent.last, parent.after
        return attribution

    @staticmethod
    def _described(sentence: Sentence, verb: VerbGroup, found: Sequence[Attribution]) -> Attribution | None:
        """The attribution whose speaker a relative clause tells of: ", writes X, which quotes Y"."""
        opened = next((i for i in range(verb.first, sentence.first, -1) if sentence.scan.has(i - 1, "rel")), 0) - 1
        for attribution in found:
            if 0 <= opened - attribution.end <= 1 and attribution.verb is not None:
                return attribution
        return None

    def _document(self, mentions: Sequence[Mention]) -> bool:
        """ "The statement said": a document of which nobody is said to be the author, told of first here; its author spoke last."""
        bare = [m for m in mentions if m.cat == "source" and m.kind == "thing" and m.generic and m.last - m.head == 1]
        if not mentions or len(bare) < len(mentions):
            return False
        return not self._heard.knows(bare[0].party_id)

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

    def _relayed(self, sentence: Sentence, verb: VerbGroup, end: int) -> tuple[list[Voice], str]:
        """Whom a relaying verb cites: its object, or the party after "from" or "about" ("نقل عن"), behind asides between commas.

        A noun of saying behind it tells the stance: «نقلت عن مسؤول نفيه».
        """
        scan = sentence.scan
        cited: list[Mention] = []
        for mention in sentence.mentions:
            if mention.first < end or mention.inner:
                continue
            if mention.first - end > 14 or any(
                (scan.has(i, "comp") and not scan.has(i, "dem")) or scan.tokens[i].norm in BREAKS
                for i in range(end, mention.first)
            ):
                break
            near = mention.first - end <= 3 and mention.prep in ("to",) + (() if self._aside else ("",))
            if speaks(mention) and (near or mention.prep in ("from", "about", "of")):
                cited.append(mention)
        if cited:
            chosen = next((m for m in cited if m.prep == "about"), cited[0])
            said = scan.has(chosen.last, "say")
            stance = self._pack.reporting[int(said.ref)].stance if said is not None else ""
            return self._heard.voices(sentence, [m for m in group_of(sentence, chosen) if speaks(m)]), stance
        for at in range(end, min(end + 14, sentence.last)):
            hit = scan.has(at, "prep")
            if hit is not None and hit.ref in ("from", "about"):
                stranger = self._speakers.unknown(sentence, hit.last)
                return ([self._heard.voice(sentence, stranger)], "") if stranger is not None else ([], "")
        stranger = None if self._aside else self._speakers.unknown(sentence, end)
        return ([self._heard.voice(sentence, stranger)], "") if stranger is not None else ([], "")

    def _told_to(self, sentence: Sentence, end: int) -> list[Voice]:
        """The outlet that was told it: "told the site X that", «قال لوكالة رويترز»."""
        for mention in sentence.mentions:
            if mention.first < end or mention.inner:
                continue
            at = mention.prep_at if mention.prep_at >= 0 else mention.first
            if mention.prep not in ("", "to", "with", "at") or role_of(mention) != "outlet":
                break
            if at - end > 1 and (at - end > 3 or any(sentence.scan.hits[i] for i in range(end, at))):
                break
            known = (
                bool(mention.actor) or at > end or whole(sentence, mention).first < mention.head or bool(mention.prep)
            )
            if mention.possessed and mention.kind == "person":
                return []  # "told our correspondent"
            title = sentence.scan.tokens[mention.head].capital and not mention.actor
            if not known or (title and not self._heard.outlets()):
                return []  # most likely the publisher itself
            return self._heard.voices(sentence, [mention])
        to = sentence.scan.has(end, "prep")
        at = end + 1 if to is not None and to.ref == "to" else end
        stranger = self._speakers.unknown(sentence, at) if at > end or sentence.scan.has(end, "def") else None
        told = stranger is not None and (at > end or sentence.scan.has(stranger.last, "comp"))
        if stranger is not None and told and not stranger.generic:
            stranger.role = "outlet"
            return self._heard.voices(sentence, [stranger])
        return []

    # --- phrases and quotations ---------------------------------------------------------------------------------------

    def _by_phrase(self, sentence: Sentence, quotes: Sequence[Quote]) -> list[Attribution]:
        """ "According to", "selon", "وفق": the voice behind it covers the clause before or the sentence after."""
        opinion = self._opinion(sentence)
        out: list[Attribution] = [opinion] if opinion is not None else []
        free = sentence.first
        for at in sentence.scan.where(sentence.first, sentence.last, "acc", "cite"):
            if at < free or sentence.scan.inside[at]:
                continue
            hits = [h for h in sentence.scan.hits[at] if h.cat in ("acc", "cite")]
            hit = max(hits, key=lambda h: (h.last, h.cat == "acc"))
            end, voices = self._behind(sentence, hit) if self._names(sentence, hit) else (hit.last, [])
            if voices:
                last = max([end, *(v.mention.last for v in voices if v.mention.first >= hit.first)])
                scope = of_phrase(sentence, hit.first, last, quotes, aside=self._aside)
                attribution = Attribution(voices, "says", scope.first, scope.last, None, None)
                attribution.at, attribution.end, attribution.after = hit.first, last, scope.after
                out.append(attribution)
                end = last
            free = max(hit.last, end if voices else hit.last)
        return out

    def _names(self, sentence: Sentence, hit: Hit) -> bool:
        """Whether a voice follows a phrase of attribution: "in a statement to", but not "in a statement"."""
        if any(h.cat == "est" for h in sentence.scan.hits[hit.first]):
            return False  # "selon toute probabilité"
        if hit.cat == "acc" or not self._pack.script.capitals or hit.last - hit.first == 1:
            return True
        closing = sentence.scan.hits[hit.last - 1]
        return any(h.cat == "prep" or h.feat.startswith("v:") for h in closing)

    def _behind(self, sentence: Sentence, hit: Hit) -> tuple[int, list[Voice]]:
        """The voices that a phrase of attribution names; "as told by" may have its verb in between («وفق ما ذكر X»)."""
        end = hit.last
        scan = sentence.scan
        for mention in sentence.mentions:
            if mention.first < end < mention.last and mention.first >= hit.first:
                return mention.last, self._heard.voices(sentence, [m for m in group_of(sentence, mention) if speaks(m)])
        verb = next(
            (v for v in sentence.verbs if hit.first <= v.main <= end + 1 and any(h.cat == "say" for h in v.hits)), None
        )
        if verb is not None:
            end = max(end, verb.last)
            speakers = self._speakers.of(sentence, verb, relays=False)
            chosen = [m for m in speakers.mentions if m.first >= end]
            if chosen:
                told = self._told_to(sentence, end)
                return chosen[-1].last, [*told, *self._heard.voices(sentence, chosen)]
        same = scan.has(end, "same")
        if same is not None and not self._speakers.behind(sentence, end) and self._heard.last:
            return same.last, [again(v) for v in self._heard.last]
        return end, self._heard.voices(sentence, self._speakers.behind(sentence, end))

    def _by_quote(self, sentence: Sentence, quotes: Sequence[Quote], found: Sequence[Attribution]) -> list[Attribution]:
        """A quotation with a speaker right behind it, whatever the verb: "« … », soupire une commerçante"."""
        out: list[Attribution] = []
        for quote in quotes:
            if quote.last - quote.first < 6 or any(a.first <= quote.first + 1 < a.last for a in [*found, *out]):
                continue
            at = quote.last
            if at < sentence.last and sentence.scan.tokens[at].norm in COMMAS:
                at += 1
            pronoun = next((i for i in range(at, min(at + 4, sentence.last)) if sentence.scan.has(i, "same")), -1)
            if (
                pronoun > at
                and self._heard.last
                and not any(sentence.scan.tokens[i].kind == "mark" for i in range(at, pronoun))
            ):
                voices = [again(v) for v in self._heard.last]
                attribution = Attribution(voices, "says", max(quote.first, sentence.first), quote.last, None, None)
                attribution.at, attribution.end, attribution.after = at, pronoun + 1, True
                out.append(attribution)
                continue
            for mention in sentence.mentions:
                if at < mention.first <= at + 3 and not mention.prep and speaks(mention):
                    if all(sentence.scan.tokens[i].kind == "word" for i in range(at, mention.first)):
                        attribution = Attribution(
                            [self._heard.voice(sentence, mention)],
                            "says",
                            max(quote.first, sentence.first),
                            quote.last,
                            None,
                            None,
                        )
                        attribution.at, attribution.end, attribution.after = at, mention.last, True
                        out.append(attribution)
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
            closing = next(
                (
                    i
                    for i in range(mention.last, min(mention.last + 6, sentence.last))
                    if sentence.scan.tokens[i].norm in COMMAS
                ),
                -1,
            )
            if closing >= 0 and speaks(mention) and (mention.kind == "person" or mention.role == "outlet"):
                attribution = Attribution(
                    [self._heard.voice(sentence, mention)], "says", mention.last, sentence.last, None, None
                )
                attribution.at, attribution.end = sentence.first, closing
                return attribution
        return None

    # --- chains -------------------------------------------------------------------------------------------------------

    def chain(self, attributions: Sequence[Attribution], first: int) -> list[tuple[Voice, str]]:
        """The voices that cover the token `first`, outermost first, each with its stance."""
        return outlets_first([a for a in attributions if a.first <= first < a.last])
