"""Processes of the tests' own. They are forks of one that has read the knowledge already, and open the store themselves."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, TypeVar

T = TypeVar("T")


class Child:
    """Runs a function in a process of its own; what that writes to its pipe is read from `out`."""

    def __init__(self, do: Callable[[BinaryIO], None]) -> None:
        read, write = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if self.pid == 0:
            status = 1
            try:
                os.close(read)
                with os.fdopen(write, "wb", buffering=0) as pipe:
                    do(pipe)
                status = 0
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(status)
        os.close(write)
        self.out = os.fdopen(read, "rb")
        self._ended = False

    def kill(self) -> None:
        """End it as a loss of power would, as far as a process can tell."""
        os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        """Wait for its end; its exit status, negative for a signal."""
        self._ended = True
        status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        self.out.close()
        return status

    def end(self) -> None:
        """Make sure that it is gone."""
        if not self._ended:
            self.kill()
            self.wait()


@contextmanager
def children(*tasks: Callable[[BinaryIO], None]) -> Iterator[list[Child]]:
    """Several at once, all gone at the end."""
    made: list[Child] = []
    try:
        for task in tasks:
            made.append(Child(task))
        yield made
    finally:
        for child in made:
            child.end()


def asked(do: Callable[..., T], *arguments: object) -> T:
    """What a function gives back in a process of its own."""
    with children(lambda pipe: pickle.dump(do(*arguments), pipe)) as [child]:
        data = child.out.read()
        assert child.wait() == 0
    return pickle.loads(data)  # type: ignore[no-any-return]
