"""The rooms chained: report in, coded report out. The same function serves the command line, Python and every worker."""

from __future__ import annotations

from functools import lru_cache

from nadhir import __version__
from nadhir.coding.coder import Coder
from nadhir.knowledge.gazetteer import Gazetteer
from nadhir.knowledge.load import Knowledge, load, shipped
from nadhir.reading.document import Reader
from nadhir.reading.language import detect
from nadhir.records import Coded, Issue, Report
from nadhir.resolving.claims import Freezer
from nadhir.settings import Settings


class Pipeline:
    """Codes reports of all languages that the knowledge has. Holds no state between reports."""

    def __init__(self, knowledge: Knowledge, gazetteer: Gazetteer) -> None:
        self._knowledge = knowledge
        self._gazetteer = gazetteer
        self._coders: dict[str, Coder] = {}
        self._readers: dict[str, Reader] = {}
        self.version = f"nadhir-{__version__}+{knowledge.version}"
        self._freezer = Freezer(knowledge, gazetteer, self.version)

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639-1 codes of the languages that can be coded."""
        return tuple(self._knowledge.packs)

    def __call__(self, report: Report) -> Coded:
        """The claims of a report, or an issue that says why there are none. Never raises on any text."""
        language = report.language or detect(report.text or report.title, self.languages)
        if language not in self._knowledge.packs:
            code = "language_unsupported" if language else "language_unknown"
            return self._refused(report, language, Issue(code=code, where=report.id, values={"language": language}))
        reader, coder = self._reader(language), self._coder(language)
        document = reader(report.text)
        title = reader(report.title) if report.title else None
        drafts, focus = coder.drafts(document, title, report.published)
        claims = self._freezer(report, drafts, focus)
        issues = () if report.published else (Issue(code="no_published", where=report.id),)
        return Coded(report=report, language=language, claims=claims, issues=issues, coder=self.version)

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
    )
