"""A bar on standard error while work goes on: on a terminal only, and only if it takes more than a moment."""

from __future__ import annotations

import sys
from threading import Lock, Timer

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from nadhir.cli.texts import Texts

_MOMENT = 1.0  # seconds


class Waiting:
    """Shows that the knowledge is being prepared, and then how many reports are read. A context manager.

    `shares_terminal`: results go to the same terminal, so the bar ends with the first of them.
    """

    def __init__(self, texts: Texts, *, shares_terminal: bool) -> None:
        self._texts = texts
        self._alone = not shares_terminal
        self._lock = Lock()
        self._ended = not sys.stderr.isatty()
        self._bar: Progress | None = None
        self._done = 0
        self._timer = Timer(_MOMENT, self._show)
        self._timer.daemon = True

    def __enter__(self) -> Waiting:
        if not self._ended:
            self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def _show(self) -> None:
        with self._lock:
            if self._ended:
                return
            columns = (
                SpinnerColumn(),
                TextColumn("{task.description}"),
                BarColumn(20),
                TextColumn("{task.fields[done]}"),
            )
            self._bar = Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True)
            self._bar.add_task(
                self._texts("progress.coding" if self._done else "progress.preparing"), total=None, done=""
            )
            self._bar.start()

    def advance(self) -> None:
        """One more report is read."""
        if self._ended:
            return
        self._done += 1
        if not self._alone:
            self.end()
        elif self._bar is not None:
            shown = self._texts("progress.done", count=self._done)
            self._bar.update(self._bar.task_ids[0], description=self._texts("progress.coding"), done=shown)

    def say(self, line: str) -> None:
        """A line on standard error, above the bar."""
        if self._bar is not None and not self._ended:
            self._bar.console.print(line, markup=False, highlight=False, soft_wrap=True)
        else:
            print(line, file=sys.stderr, flush=True)

    def end(self) -> None:
        """Take the bar away."""
        self._timer.cancel()
        with self._lock:
            self._ended = True
            if self._bar is not None:
                self._bar.stop()
                self._bar = None
