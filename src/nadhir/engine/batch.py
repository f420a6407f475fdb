"""Reports through the pipeline: one, or many, in this process or in a pool of them, in order, with bounded memory."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import date
from itertools import islice
from multiprocessing import get_context

from nadhir.engine.pipeline import Pipeline, open_pipeline
from nadhir.errors import UsageError
from nadhir.records import Coded, Issue, Report
from nadhir.settings import Settings

# Characters and reports a task: enough to make the hand-over cheap, few enough that the first results come soon.
_CHUNK_LETTERS = 40_000
_CHUNK_REPORTS = 32
_AHEAD = 4
_YOUNG = 10_000  # new objects at which the collector wakes


def code(
    text: str,
    *,
    published: date | str | None = None,
    publisher: str = "",
    title: str = "",
    language: str = "",
    id: str = "",
    address: str = "",
    settings: Settings | None = None,
) -> Coded:
    """Code one report: who says that who did what to whom, where and when, and in which words.

    Args:
        text: the report as plain text, of any length. Paragraphs are parted by line ends.
        published: day of publication, a `date` or a string such as "2025-11-05". Relative expressions ("yesterday",
            "منذ أسابيع") are counted from it; without it they stay open and `issues` has a `no_published`.
        publisher: who published it; implied as the outermost source of every claim, and so not repeated in `sources`.
        title: headline; it helps to tell what the report is about, claims are made of `text` alone.
        language: ISO 639-1 code (`ar`, `fr`, `en`); detected where it is "".
        id: your id of the report; without it the report gets the hash of publisher, address and text.
        address: where it was found, e.g. its URL.
        settings: folders of knowledge, data and cache; from the environment where None (see `Settings`).

    Returns:
        A `Coded`: `report`, `language`, `claims` in order of their triggers, `issues`. Each `Claim` has kind, code,
        modes, contexts, `actors` and `recipients` (`Entity`: words, id, country as ISO 3166-1 alpha-3 or `IGO`, `NGO`,
        PLOVER sector), `places` (`Place`: degrees WGS 84), `time` (`Interval` of days, both ends included),
        `quantities` (pairs of whole numbers low and high, high None after "at least"), `status`, `sources` outermost
        first, `likelihood` (probabilities 0 to 1), `confidence` 0 to 1, and `evidence`: spans (start, end) in code
        points, end exclusive, so that `text[start:end]` is verbatim what was written. No text raises: what cannot be
        read is an `Issue`, e.g. `language_unsupported`, and the claims are then empty.

    Raises:
        UsageError: `date_impossible` or `date_ambiguous`, where `published` is no day between 1900 and 2100.
        KnowledgeError: a knowledge file, or the user's overlay, is wrong.

    The first call loads the knowledge (seconds after a change of its files, else about a second); later ones take
    milliseconds. The codes are PLOVER's (manual 0.8) and those of `docs/codebook.md`, whose sections 1 to 5 define all
    fields; likelihood bands are those of the PHIA yardstick; places are GeoNames' (CC BY 4.0).
    """
    report = Report.make(
        text, id=id, published=_day(published), publisher=publisher, title=title, language=language, address=address
    )
    return ready(settings or Settings.from_environment())(report)


def code_all(
    reports: Iterable[Report | Issue], *, jobs: int = 1, settings: Settings | None = None
) -> Iterator[Coded | Issue]:
    """Code reports in order; issues of the intake pass through at their place. `jobs` processes share the work.

    Reports are taken as they are needed, so an endless stream is fine. Raises KnowledgeError before the first result.
    """
    settings = settings or Settings.from_environment()
    pipeline = ready(settings)  # also compiles the knowledge once, so that workers find the compiled copy
    if jobs <= 1:
        for report in reports:
            yield report if isinstance(report, Issue) else pipeline(report)
        return
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_prepare, initargs=(settings,))
    waiting: deque[Future[list[Coded | Issue]]] = deque()
    try:
        chunks = _chunks(reports)
        while True:
            waiting.extend(
                pool.submit(_code_chunk, chunk, settings) for chunk in islice(chunks, jobs * _AHEAD - len(waiting))
            )
            if not waiting:
                return
            yield from waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _chunks(reports: Iterable[Report | Issue]) -> Iterator[list[Report | Issue]]:
    chunk: list[Report | Issue] = []
    letters = 0
    for report in reports:
        chunk.append(report)
        letters += len(report.text) if isinstance(report, Report) else 0
        if letters >= _CHUNK_LETTERS or len(chunk) >= _CHUNK_REPORTS:
            yield chunk
            chunk, letters = [], 0
    if chunk:
        yield chunk


def ready(settings: Settings) -> Pipeline:
    """The pipeline over everything known, loaded with the garbage collector at rest.

    The knowledge is a million small objects that live as long as the process: walking through them again and again
    while they are read takes three times as long as reading them, and later every full collection would do so too. A
    report is some ten thousand more, of which hardly any are in cycles: they are looked through once a report or less.
    """
    loaded = open_pipeline.cache_info().misses
    collecting = gc.isenabled()
    gc.disable()
    try:
        pipeline = open_pipeline(settings)
        if open_pipeline.cache_info().misses > loaded:
            gc.freeze()  # before the collector wakes, which would else begin with all of it
            young, *older = gc.get_threshold()
            if 0 < young < _YOUNG:
                gc.set_threshold(_YOUNG, *older)
    finally:
        if collecting:
            gc.enable()
    return pipeline


def _prepare(settings: Settings) -> None:
    ready(settings)


def _code_chunk(chunk: list[Report | Issue], settings: Settings) -> list[Coded | Issue]:
    pipeline = ready(settings)
    return [item if isinstance(item, Issue) else pipeline(item) for item in chunk]


def _day(written: date | str | None) -> date | None:
    if written is None or isinstance(written, date):
        return written
    from nadhir.intake.dates import UnreadableDateError, read_date  # noqa: PLC0415  (CLDR is loaded for it)

    try:
        return read_date(written)
    except UnreadableDateError as error:
        raise UsageError(error.code, written=written) from error
