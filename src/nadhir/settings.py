"""One frozen object of settings, built once and passed in."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import platformdirs

from nadhir.errors import UsageError


class Settings(msgspec.Struct, frozen=True):
    """Where things lie. `knowledge`: overlay folders of the user; `cache`: what may be deleted; `data`: what may not.

    `threshold`: the confidence below which a claim is doubtful, 0 to 1; None for that of the models.
    """

    cache: Path
    data: Path
    knowledge: tuple[Path, ...] = ()
    threshold: float | None = None

    @classmethod
    def from_environment(cls) -> Settings:
        """Settings from NADHIR_CACHE, NADHIR_DATA, NADHIR_KNOWLEDGE (several folders parted as in PATH) and NADHIR_THRESHOLD.

        Raises UsageError where the threshold is no number from 0 to 1.
        """
        overlay = os.environ.get("NADHIR_KNOWLEDGE", "")
        return cls(
            cache=Path(os.environ.get("NADHIR_CACHE") or platformdirs.user_cache_dir("nadhir")),
            data=Path(os.environ.get("NADHIR_DATA") or platformdirs.user_data_dir("nadhir")),
            knowledge=tuple(Path(p) for p in overlay.split(os.pathsep) if p),
            threshold=_share(os.environ.get("NADHIR_THRESHOLD", "")),
        )


def _share(written: str) -> float | None:
    try:
        value = float(written) if written else None
    except ValueError:
        value = -1.0
    if value is not None and not 0 <= value <= 1:
        raise UsageError("option_wrong", name="NADHIR_THRESHOLD", value=written, known="0…1")
    return value
