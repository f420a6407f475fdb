"""Many reports: in this process or in a pool of them, in order, with bounded memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context

from nadhir.engine.pipeline import open_pipeline
from nadhir.records import Coded, Issue, Report
from nadhir.settings import Settings

# Reports a task: enough to make the hand-over cheap, few enough that the first results come soon.
_CHUNK = 16
_AHEAD = 4


def code_all(reports: Iterable[Report | Issue], *, jobs: int = 1, settings: Settings | None = None) -> Iterator[Coded | Issue]:
    """Code reports in order; issues of the intake pass through at their place. `jobs` processes share the work."""
    settings = settings or Settings.from_environment()
    if jobs <= 1:
        pipeline = open_pipeline(settings)
        for report in reports:
            yield report if isinstance(report, Issue) else pipeline(report)
        return
    open_pipeline(settings)  # compile once here, so that the workers find the compiled copy
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_prepare, initargs=(settings,)) as pool:
        waiting: deque[Future[list[Coded | Issue]]] = deque()
        source = iter(reports)
        while True:
            while len(waiting) < jobs * _AHEAD and (chunk := list(islice(source, _CHUNK))):
                waiting.append(pool.submit(_code_chunk, chunk, settings))
            if not waiting:
                return
            yield from waiting.popleft().result()


def _prepare(settings: Settings) -> None:
    open_pipeline(settings)


def _code_chunk(chunk: list[Report | Issue], settings: Settings) -> list[Coded | Issue]:
    pipeline = open_pipeline(settings)
    return [item if isinstance(item, Issue) else pipeline(item) for item in chunk]
