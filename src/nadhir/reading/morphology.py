"""Written-together particles, analysed and never blindly stripped.

"وبالهجوم" may be one word or و + ب + ال + هجوم; which of the readings is real is decided by the lexicon that is asked
with each stem. In languages without clitics every word has one reading: itself.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from nadhir.knowledge.schema import Clitics
from nadhir.text import fold


class Analysis(msgspec.Struct, frozen=True, gc=False):
    """One reading of a written word: labels of its leading particles, the stem, the folded pronoun suffix or ""."""

    labels: tuple[str, ...]
    stem: str
    suffix: str


class Morphology:
    """Gives the readings of folded words; results are remembered, words repeat."""

    _LIMIT = 100_000

    def __init__(self, clitics: Clitics, keep_whole: Sequence[str] = ()) -> None:
        self._keep = frozenset(fold(word) for word in keep_whole)
        self._pro = sorted(((fold(k), tuple(v)) for k, v in clitics.proclitics.items()), key=lambda p: len(p[0]))
        self._en = sorted((fold(k) for k in clitics.enclitics), key=len)
        self.article = fold(clitics.article)
        self._agreement = tuple(fold(a) for a in clitics.agreement)
        self._known: dict[str, tuple[Analysis, ...]] = {}
        self._stems: dict[str, tuple[str, ...]] = {}
        self.active = bool(self._pro or self._en)

    def analyses(self, norm: str) -> tuple[Analysis, ...]:
        """Readings of a folded word, the unanalysed one first, then those with fewer particles."""
        found = self._known.get(norm)
        if found is None:
            if len(self._known) > self._LIMIT:
                self._known.clear()
            found = self._known[norm] = self._read(norm)
        return found

    def stems(self, norm: str) -> tuple[str, ...]:
        """The stems of all readings of a folded word without pronoun suffix, and with; in the order of the readings."""
        found = self._stems.get(norm)
        if found is None:
            if len(self._stems) > self._LIMIT:
                self._stems.clear()
            stems = [a.stem for a in self.analyses(norm)]
            stems += [s[: -len(e)] for s in stems for e in self._agreement if s.endswith(e) and len(s) - len(e) >= 3]
            found = self._stems[norm] = tuple(dict.fromkeys(stems))
        return found

    def _read(self, norm: str) -> tuple[Analysis, ...]:
        out = [Analysis((), norm, "")]
        if not self.active or len(norm) < 3 or norm in self._keep:
            return tuple(out)
        heads = [((), norm)] + [
            (labels, norm[len(p) :]) for p, labels in self._pro if norm.startswith(p) and len(norm) - len(p) >= 2
        ]
        out += [Analysis(labels, stem, "") for labels, stem in heads[1:]]
        # "لل" swallows the article of a name that is known with it.
        out += [
            Analysis(tuple(lab for lab in labels if lab != "the"), self.article + stem, "")
            for labels, stem in heads[1:]
            if "to" in labels and "the" in labels
        ]
        for labels, stem in heads:
            if "the" in labels:
                continue
            for suffix in self._en:
                if stem.endswith(suffix) and len(stem) - len(suffix) >= 2:
                    out.append(Analysis(labels, stem[: -len(suffix)], suffix))
        return tuple(out)
