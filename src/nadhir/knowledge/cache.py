"""The folder of compiled copies: written beside and renamed into place, and cleared of what is old."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

_KEPT = 3  # older copies left beside the current one: an overlay or another version may still want them


def outdated(copies: Iterable[Path], current: Path) -> list[Path]:
    """The copies that may go, but for the current and the newest others. Raises OSError where one has just been deleted."""
    others = [p for p in copies if p != current]
    return sorted(others, key=lambda p: p.stat().st_mtime, reverse=True)[_KEPT:]


def write_atomically(path: Path, data: bytes) -> None:
    """Write beside and rename, so that a reader never sees half a file; a read-only cache is no error."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        Path(name).replace(path)
    except OSError:
        return
