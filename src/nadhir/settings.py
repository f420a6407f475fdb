"""One frozen object of settings, built once and passed in."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import platformdirs

from nadhir.errors import UsageError


class Settings(msgspec.Struct, frozen=True):
    """Where things lie. `knowledge`: overlay folders of the user; `cache`: what may be deleted; `data`: what may not.

    `store`: the desk's memory, a file or the address of a database; "" for `desk.db` in `data` (`store_target`).
    `threshold`: the confidence below which a claim is doubtful, 0 to 1; None for that of the models. `allow_private`: whether pages and
    feeds may be fetched from this machine and from private networks.
    """

    cache: Path
    data: Path
    knowledge: tuple[Path, ...] = ()
    store: str = ""
    threshold: float | None = None
    allow_private: bool = False

    @classmethod
    def from_environment(cls) -> Settings:
        """Settings from NADHIR_CACHE, NADHIR_DATA, NADHIR_STORE, NADHIR_KNOWLEDGE (several folders parted as in PATH),
        NADHIR_THRESHOLD and NADHIR_ALLOW_PRIVATE (1 for yes).

        Raises UsageError where the threshold is no number from 0 to 1, or the last is neither 1 nor 0.
        """
        overlay = os.environ.get("NADHIR_KNOWLEDGE", "")
        return cls(
            cache=Path(os.environ.get("NADHIR_CACHE") or platformdirs.user_cache_dir("nadhir")),
            data=Path(os.environ.get("NADHIR_DATA") or platformdirs.user_data_dir("nadhir")),
            knowledge=tuple(Path(p) for p in overlay.split(os.pathsep) if p),
            store=os.environ.get("NADHIR_STORE", ""),
            threshold=_share(os.environ.get("NADHIR_THRESHOLD", "")),
            allow_private=_yes("NADHIR_ALLOW_PRIVATE"),
        )

    @property
    def knowing(self) -> Settings:
        """These settings without what knowledge and coding do not hang on: what is loaded for one store serves all."""
        return msgspec.structs.replace(self, store="", allow_private=False)

    @property
    def store_target(self) -> str:
        """The path or address of the store."""
        return self.store or str(self.data / "desk.db")


def _share(written: str) -> float | None:
    try:
        value = float(written) if written else None
    except ValueError:
        value = -1.0
    if value is not None and not 0 <= value <= 1:
        raise UsageError("option_wrong", name="NADHIR_THRESHOLD", value=written, known="0…1")
    return value


def _yes(name: str) -> bool:
    written = os.environ.get(name, "")
    if written not in ("", "0", "1"):
        raise UsageError("option_wrong", name=name, value=written, known="0, 1")
    return written == "1"
