"""The rooms chained: report in, coded report out. The same function serves the command line, Python and every worker."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import msgspec

from nadhir import __version__
from nadhir.coding.coder import Coder
from nadhir.coding.mentions import Mention
from nadhir.coding.transcript import Transcript
from nadhir.knowledge.gazetteer import Gazetteer
from nadhir.knowledge.load import Knowledge, load, shipped
from nadhir.knowledge.models import Models
from nadhir.reading.document import Reader
from nadhir.reading.language import detect
from nadhir.records import Coded, Issue, Place, Report
from nadhir.resolving.claims import Freezer
from nadhir.settings import Settings
from nadhir.weighing.weigher import weigh


class Pipeline:
    """Codes reports of all languages that the knowledge has. Holds no state between reports."""

    def __init__(self, knowledge: Knowledge, gazetteer: Gazetteer, threshold: float | None = None) -> None:
        self._knowledge = knowledge
        self._gazetteer = gazetteer
        self._coders: dict[str, Coder] = {}
        self._readers: dict[str, Reader] = {}
        self.version = f"nadhir-{__version__}+{knowledge.version}"
        self._models = knowledge.models
        trained = self._models.claims.threshold if self._models is not None else 0.0
        self._threshold = trained if threshold is None else threshold
        self._freezer = Freezer(knowledge, gazetteer, self.version)

    @property
    def knowledge(self) -> Knowledge:
        """What the pipeline goes by."""
        return self._knowledge

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639-1 codes of the languages that can be coded."""
        return tuple(self._knowledge.packs)

    def __call__(self, report: Report) -> Coded:
        """The claims of a report, or an issue that says why there are none. Never raises on any text."""
        language = self._language(report)
        if language not in self._knowledge.packs:
            code = "language_unsupported" if language else "language_unknown"
            return self._refused(report, language, Issue(code=code, where=report.id, values={"language": language}))
        transcript = self._read(report, language)
        if self._models is not None:
            weigh(transcript, self._models)
        return self.freeze(report, transcript)

    def without_models(self) -> Pipeline:
        """A pipeline over the same knowledge in which the rules alone decide; training starts from it."""
        return self.with_models(None)

    def with_models(self, models: Models | None) -> Pipeline:
        """A pipeline over the same knowledge with other models."""
        return Pipeline(msgspec.structs.replace(self._knowledge, models=models), self._gazetteer)

    def transcribe(self, report: Report) -> Transcript | None:
        """What the rules read in a report, before any model has spoken; None where its language is not known."""
        language = self._language(report)
        return self._read(report, language) if language in self._knowledge.packs else None

    def freeze(self, report: Report, transcript: Transcript) -> Coded:
        """The claims of a transcript as records."""
        every = self._freezer(report, transcript.drafts, transcript.focus, self._threshold, transcript.named)
        claims, doubtful = (tuple(c for c in every if c.doubtful is wanted) for wanted in (False, True))
        issues = () if report.published else (Issue(code="no_published", where=report.id),)
        return Coded(
            report=report,
            language=transcript.language,
            claims=claims,
            doubtful=doubtful,
            issues=issues,
            coder=self.version,
        )

    def places(self, transcript: Transcript, mentions: Iterable[Mention]) -> dict[int, Place]:
        """id(mention) -> place, for place mentions of a transcript, resolved together."""
        return self._freezer.places(transcript.text, mentions, transcript.focus, transcript.named)

    def _language(self, report: Report) -> str:
        return report.language or detect(report.text or report.title, self.languages)

    def _read(self, report: Report, language: str) -> Transcript:
        reader, coder = self._reader(language), self._coder(language)
        title = reader(report.title) if report.title else None
        return coder(reader(report.text), title, report.published)

    def _refused(self, report: Report, language: str, issue: Issue) -> Coded:
        return Coded(report=report, language=language, claims=(), issues=(issue,), coder=self.version)

    def _reader(self, language: str) -> Reader:
        if language not in self._readers:
            self._readers[language] = Reader(self._knowledge.packs[language].script)
        return self._readers[language]

    def _coder(self, language: str) -> Coder:
        if language not in self._coders:
            self._coders[language] = Coder(self._knowledge.packs[language], self._knowledge, self._gazetteer)
        return self._coders[language]


@lru_cache(maxsize=2)
def open_pipeline(settings: Settings | None = None) -> Pipeline:
    """The pipeline over the shipped knowledge, the user's overlay and the compiled gazetteer."""
    settings = settings or Settings.from_environment()
    return Pipeline(
        load(settings),
        Gazetteer.open(knowledge=(shipped(), *settings.knowledge), data=settings.data, cache=settings.cache),
        settings.threshold,
    )
