"""The coder: from a document to drafts of claims, sentence by sentence, with a memory over the report.

`Coder` is built once for a language pack and keeps nothing between reports.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from nadhir.coding.causes import link_causes
from nadhir.coding.circumstances import circumstances
from nadhir.coding.completion import Completer
from nadhir.coding.denials import short_denials
from nadhir.coding.domain import off_topic
from nadhir.coding.drafts import Draft
from nadhir.coding.mentions import Mention
from nadhir.coding.merge import merge_sentence
from nadhir.coding.parties import ActorResolver, focus_of
from nadhir.coding.phrases import Phraser
from nadhir.coding.predication import Predication
from nadhir.coding.predications import PredicateFinder
from nadhir.coding.scan import Scan, Scanner
from nadhir.coding.sentence import Sentence
from nadhir.coding.sequels import answered, go_on
from nadhir.coding.sources import SourceReader
from nadhir.coding.status import SWALLOWS, StatusReader
from nadhir.coding.transcript import Transcript
from nadhir.coding.verbs import VerbFinder
from nadhir.coding.voices import Attribution
from nadhir.knowledge.gazetteer import Gazetteer
from nadhir.knowledge.load import Knowledge, Pack
from nadhir.reading.document import Document, Quote
from nadhir.reading.morphology import Morphology
from nadhir.reading.numbers import NumbersPack, numbers_of
from nadhir.reading.times import TimesPack, times_beside
from nadhir.reading.wordlist import Scan as NumberScan
from nadhir.tokens import Token


class Memory:
    """What the coder remembers over one report."""

    __slots__ = ("drafts", "last_event", "last_places", "resolver", "sources", "text", "told")

    def __init__(self, text: str, resolver: ActorResolver, sources: SourceReader) -> None:
        self.text = text
        self.resolver = resolver
        self.sources = sources
        self.drafts: list[Draft] = []
        self.last_event: Draft | None = None
        self.last_places: tuple[int, list[Mention]] = (-99, [])
        self.told: list[Sentence] = []


class Coder:
    """Codes documents of one language."""

    def __init__(self, pack: Pack, knowledge: Knowledge, gazetteer: Gazetteer) -> None:
        self._pack = pack
        self._knowledge = knowledge
        self._morphology = Morphology(pack.script.clitics, pack.script.keep_whole)
        self._scanner = Scanner(pack, self._morphology, gazetteer)
        self._phraser = Phraser(pack, knowledge)
        self._verbs = VerbFinder(pack)
        self._predicates = PredicateFinder(pack, knowledge)
        self._numbers = NumbersPack.build(pack.numbers, pack.calendar)
        self._times = TimesPack.build(pack.calendar, self._numbers)
        bands = {b.id: (b.low, b.high) for b in knowledge.ontology.bands}
        self._status = StatusReader(pack, bands)
        self._completer = Completer(pack, knowledge)

    def scan(self, tokens: Sequence[Token]) -> Scan:
        """Lexicon hits and names of a run of tokens."""
        return self._scanner(tokens)

    def __call__(self, document: Document, title: Document | None, published: date | None) -> Transcript:
        """Drafts of all claims of a document in order of their triggers, with what they were read from."""
        scan = self._scanner(document.tokens)
        title_scan = self._scanner(title.tokens) if title is not None and title.tokens else None
        focus = focus_of(scan, self._knowledge, title_scan)
        scan.keep_plausible(focus, self._pack.script.capitals)
        resolver = ActorResolver(self._knowledge, focus, published)
        resolver.begin(document.text)
        memory = Memory(document.text, resolver, SourceReader(self._pack, document.text))
        transcript = Transcript(
            document.text,
            focus,
            resolver,
            memory.drafts,
            language=self._pack.code,
            verb_first=self._pack.script.verb_first,
        )
        if off_topic(scan, title_scan):
            return transcript
        for index, span in enumerate(document.sentences):
            if span.last <= span.first:
                continue
            sentence = self.sentence(scan, span.first, span.last, index, span.paragraph, published)
            quotes = [q for q in document.quotes if q.first < span.last and q.last > span.first]
            transcript.sentences.append(sentence)
            transcript.attributions.append(self._code_sentence(sentence, quotes, memory))
        return transcript

    def sentence(
        self, scan: Scan, first: int, last: int, index: int, paragraph: int, published: date | None
    ) -> Sentence:
        """Mentions, verbs, numbers and times of one sentence."""
        known = NumberScan(scan.tokens, first, last, self._numbers.words, self._stems)
        numbers = numbers_of(known, self._numbers)
        times = times_beside(known, self._times, published)
        numbers = [n for n in numbers if not any(t.first <= n.first < t.last for t in times)]
        occupied = frozenset(i for n in numbers for i in range(n.first, n.last)) | frozenset(
            i for t in times for i in range(t.first, t.last)
        )
        mentions = self._phraser(scan, first, last, numbers, occupied)
        verbs = self._verbs(scan, first, last, occupied)
        return Sentence(
            scan,
            first,
            last,
            index=index,
            paragraph=paragraph,
            mentions=mentions,
            verbs=verbs,
            numbers=numbers,
            times=times,
            occupied=occupied,
        )

    def _stems(self, token: Token) -> list[tuple[tuple[str, ...], str]]:
        return [(a.labels, a.stem) for a in self._morphology.analyses(token.norm) if not a.suffix]

    # --- one sentence -------------------------------------------------------------------------------------------

    def _code_sentence(self, sentence: Sentence, quotes: Sequence[Quote], memory: Memory) -> list[Attribution]:
        memory.resolver.see(sentence.scan, sentence.mentions)
        attributions = memory.sources.read(sentence, quotes)
        found = self._predicates(sentence)
        self._status(sentence, found, attributions)
        kept = [p for p in found if not _swallowed(p)]
        for swallowed in found:
            if _swallowed(swallowed):
                _hand_over(swallowed)
        drafts = [
            d
            for p in kept
            if (d := self._completer(p, attributions, memory.resolver, memory.sources, memory)) is not None
        ]
        drafts = merge_sentence(drafts)
        for draft in drafts:
            circumstances(draft, sentence, memory)
            self._completer.blamed(draft, drafts, memory)
        go_on(drafts, memory.drafts, sentence)
        answered(drafts, memory.drafts)
        drafts += short_denials(sentence, attributions, drafts, memory.drafts)
        drafts = link_causes(self._pack, sentence, drafts, memory.drafts)
        memory.drafts.extend(drafts)
        memory.told.append(sentence)
        for draft in drafts:
            if (
                draft.kind == "event"
                and draft.code in ("ASSAULT", "COERCE", "MOBILIZE")
                and draft.status in ("actual", "historical")
            ):
                memory.last_event = draft
        return attributions


def _hand_over(inner: Predication) -> None:
    """Whom a threatened or demanded deed would meet is whom the threat or demand is addressed to, if nobody else is."""
    outer = inner.governor
    if outer is None or outer.args.get("recipients") or outer.code not in ("THREATEN", "REJECT"):
        return
    own = {id(m) for m in outer.args.get("actors")}
    met = (
        [*inner.args.get("recipients"), *inner.args.get("actors")]
        if outer.code == "REJECT"
        else inner.args.get("recipients")
    )
    outer.args.slots["recipients"] = [m for m in met if id(m) not in own]


def _swallowed(found: Predication) -> bool:
    """What is asked, threatened, promised or refused is told by that speech act, not by a claim of its own."""
    governor = found.governor
    if governor is None or governor.code not in SWALLOWS or found.kind == "outlook":
        return False
    if (
        found.code in SWALLOWS
        and found.form == "verb"
        and found.verb is not None
        and found.verb.finite
        and found.verb.conj
    ):
        return False
    if found.form == "verb" and found.verb is not None:
        return not found.verb.finite or found.verb.link == "comp" or found.status in ("hypothetical", "future")
    return found.kind == "event" and not found.args.get("actors")
