"""Finding the texts from which a new text was copied, among those that the store has."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from nadhir.knowledge.load import Knowledge, load
from nadhir.linking.copies import CopyFinder
from nadhir.linking.parties import Parties
from nadhir.linking.shingles import band_keys, signature
from nadhir.memory import Version
from nadhir.settings import Settings
from nadhir.store import linked
from nadhir.store import reading as read
from nadhir.store import tables as t
from nadhir.store.writing import Writer

_MOST = 8  # texts that are compared word by word


class Copyist:
    """Notes the copies of a new version, within a transaction."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.parties = Parties(knowledge)
        self.finder = CopyFinder(knowledge, self.parties)

    def __call__(self, writer: Writer, number: int, version: Version) -> list[str]:
        """Note what a version was copied from and what was copied from it; the publishers that it has it from, the likest first."""
        writer.flush_texts()
        keys = [_number(key) for key in band_keys(signature(version.text))]
        near = linked.sharing(writer.connection, keys, _MOST) if keys else []
        writer.text_keys(number, keys)
        givers: list[tuple[float, str]] = []
        for other, old in read.versions(writer.connection, None, t.VERSIONS.c.no.in_(near)) if near else ():
            copy = self.finder.compare(version, old)
            if copy is None:
                continue
            if copy.version == version.id:
                writer.copy(number, other, copy)
                givers.append((copy.share, old.publisher))
            else:
                writer.copy(other, number, copy)
        return [publisher for _, publisher in sorted(givers, reverse=True) if publisher]


def open_copyist(settings: Settings) -> Copyist:
    """The copyist over the knowledge of some settings: made once, since it takes half a second."""
    return _open_copyist(settings.knowing)


@lru_cache(maxsize=2)
def _open_copyist(settings: Settings) -> Copyist:
    return Copyist(load(settings))


def _number(key: str) -> int:
    """A key as the database keeps it: 64 bits, with a sign."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), signed=True)
