"""Measuring linking as the desk does it: the gold's reports are added to a store of their own, in order of publication."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import msgspec

from nadhir.engine.desk import Added, Desk
from nadhir.evaluation.clusters import ClusterScores, GoldClusters, ReadClaim, score_clusters
from nadhir.memory import Incident, Told
from nadhir.records import Report
from nadhir.settings import Settings
from nadhir.store import Store, linked
from nadhir.store import reading as read


class Linked(NamedTuple):
    """What the desk made of a gold's reports. `reports`: version -> id of the report in the gold."""

    tolds: list[Told]
    incidents: list[Incident]
    reports: dict[str, str]


def link_reports(reports: Sequence[Report], settings: Settings) -> Linked:
    """Add reports to a store that is thrown away, and look at what came of it. Two states of one report count as two reports."""
    ordered = sorted(reports, key=lambda r: (str(r.published or ""), r.id))
    with TemporaryDirectory() as folder, Store.open(Path(folder, "gold.db")) as store:
        desk = Desk(store, settings)
        added = desk.add(msgspec.structs.replace(report, address="") for report in ordered)
        ids = {a.version: a.report for a in added if isinstance(a, Added)}
        with store.reading() as connection:
            return Linked([t for _, t in read.every_told(connection)], list(linked.incidents(connection)), ids)


def measure_linking(gold: GoldClusters, settings: Settings) -> ClusterScores:
    """B-cubed and the rest of the gold's reports, read, coded and linked by the desk."""
    done = link_reports(gold.reports, settings)
    claims = [ReadClaim.of(done.reports[t.version], t.claim) for t in done.tolds]
    return score_clusters(gold, claims, {c: i.id for i in done.incidents for c in i.claims})
