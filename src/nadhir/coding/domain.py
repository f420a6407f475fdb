"""Reports that speak of attack and siege but of no conflict: sport, cinema, markets, weather. They make no claims."""

from __future__ import annotations

from collections import Counter

from nadhir.coding.scan import Scan

# Distinct words of one subject, and their share of all words, from which a report is about that subject: fewer where no army,
# armed group or state body is named.
_LEAST = 3
_SHARE = 0.03
_SHARE_UNARMED = 0.012


def off_topic(scan: Scan, title: Scan | None) -> bool:
    """Whether words of one other subject are so dense, and different enough, that the report is about that subject."""
    counts: Counter[str] = Counter()
    kinds: dict[str, set[str]] = {}
    words = 0
    for part, weight in ((scan, 1), (title, 2)):
        if part is None:
            continue
        for token in part.tokens:
            words += token.kind == "word"
        for hits in part.hits:
            for hit in hits:
                if hit.cat == "dom" and not part.inside[hit.first]:
                    counts[hit.ref] += weight
                    kinds.setdefault(hit.ref, set()).add(part.tokens[hit.first].norm)
    armed = sum(1 for name in scan.names if name.cat == "actor")
    share = _SHARE if armed else _SHARE_UNARMED
    return any(
        len(kinds[domain]) >= _LEAST and count / max(words, 1) >= share and count > 2 * armed
        for domain, count in counts.items()
    )
