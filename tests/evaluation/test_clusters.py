"""B-cubed and pairs on incidents: the paper's example, what must hold of every clustering, and how claims find their mentions."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.errors import InputError
from nadhir.evaluation.clusters import (
    Bcubed,
    GoldClusters,
    GoldIncident,
    Mention,
    ReadClaim,
    match_mentions,
    read_clusters,
    score_clusters,
)
from nadhir.records import Claim, Evidence, Report, Span

TEXT = "Orcs raided Bree. Rohan condemned the raid and urged peace. Later orcs raided Archet."
LANGUAGES = ("ar", "fr", "en")


def made(incidents: list[int], languages: list[int] | None = None) -> tuple[GoldClusters, list[ReadClaim]]:
    """A report a mention, mention k in incident `incidents[k]`; and a claim for each, in the same order."""
    spoken = languages or [0] * len(incidents)
    reports = tuple(Report(id=f"r{k}", text="Orcs raided.", language=LANGUAGES[n]) for k, n in enumerate(spoken))
    gold = tuple(
        GoldIncident(
            id=f"g{name}",
            code="ASSAULT",
            mentions=tuple(Mention(report=f"r{k}", trigger="raided") for k, g in enumerate(incidents) if g == name),
        )
        for name in sorted(set(incidents))
    )
    claims = [claim(f"c{k}", 5, 11, report=f"r{k}") for k in range(len(incidents))]
    return GoldClusters(reports=reports, incidents=gold), claims


def claim(ident: str, start: int, end: int, code: str = "ASSAULT", **more: Any) -> ReadClaim:
    fields = {"report": "r", "kind": "event", **more}
    return ReadClaim(id=ident, code=code, trigger=Span(start, end), **fields)


def put(systems: list[int]) -> dict[str, str]:
    return {f"c{k}": f"s{name}" for k, name in enumerate(systems)}


def one_report(**mentions: tuple[str, int]) -> GoldClusters:
    """Gold in `TEXT`: a code and a trigger's offset a mention, each in an incident of its own."""
    incidents = tuple(
        GoldIncident(
            id=name,
            code=code,
            mentions=(Mention(report="r", trigger=TEXT[at:].split(maxsplit=1)[0], trigger_after=at),),
        )
        for name, (code, at) in mentions.items()
    )
    return GoldClusters(reports=(Report(id="r", text=TEXT, language="en"),), incidents=incidents)


CLUSTERINGS = st.lists(st.tuples(*[st.integers(0, 5)] * 2, st.integers(0, 2)), min_size=1, max_size=14)


@pytest.mark.parametrize(
    ("systems", "precision"),
    [([0] * 5 + [1] * 7, 16 / 21), ([0] * 5 + [1] * 2 + [0] * 5, 7 / 12)],
)
def test_the_example_of_bagga_and_baldwin(systems: list[int], precision: float) -> None:
    gold, claims = made([0] * 5 + [1] * 2 + [2] * 5)
    scores = score_clusters(gold, claims, put(systems))
    assert scores.linking.precision == pytest.approx(precision)
    assert scores.linking.recall == 1.0
    assert scores.linking.f1 == pytest.approx(2 * precision / (1 + precision))


@given(CLUSTERINGS)
def test_the_same_clustering_is_perfect(rows: list[tuple[int, int, int]]) -> None:
    incidents = [g for g, _, _ in rows]
    gold, claims = made(incidents, [n for _, _, n in rows])
    scores = score_clusters(gold, claims, put(incidents))
    whole = [scores.linking, scores.end_to_end, scores.strict]
    whole += [b for s in scores.languages.values() for b in (s.linking, s.end_to_end, s.strict)]
    assert {b.f1 for b in whole} == {1.0}
    assert {p.f1 for p in (scores.pairs, scores.across, scores.pairs_all, scores.across_all)} <= {1.0, None}
    assert (scores.over_merges, scores.splits, scores.unread, scores.spurious) == ((), (), (), ())


@given(CLUSTERINGS)
def test_all_alone_is_pure_and_recalls_one_mention_of_each_incident(rows: list[tuple[int, int, int]]) -> None:
    incidents = [g for g, _, _ in rows]
    gold, claims = made(incidents)
    scores = score_clusters(gold, claims, {})
    assert scores.linking.precision == 1.0
    assert scores.linking.recall == pytest.approx(len(set(incidents)) / len(incidents))
    assert scores.pairs.system == 0
    assert not scores.over_merges
    assert {s.gold for s in scores.splits} == {f"g{g}" for g, n in Counter(incidents).items() if n > 1}


@given(CLUSTERINGS)
def test_all_in_one_is_whole_and_as_pure_as_the_sizes_say(rows: list[tuple[int, int, int]]) -> None:
    incidents = [g for g, _, _ in rows]
    gold, claims = made(incidents)
    scores = score_clusters(gold, claims, put([0] * len(rows)))
    assert scores.linking.recall == 1.0
    squares = sum(n * n for n in Counter(incidents).values())
    assert scores.linking.precision == pytest.approx(squares / len(rows) ** 2)
    assert not scores.splits
    assert len(scores.over_merges) == (len(set(incidents)) > 1)


@given(CLUSTERINGS, st.randoms(use_true_random=False))
def test_names_and_order_change_nothing(rows: list[tuple[int, int, int]], chance: random.Random) -> None:
    gold, claims = made([g for g, _, _ in rows], [n for _, _, n in rows])
    systems = [s for _, s, _ in rows]
    before = score_clusters(gold, claims, put(systems))
    incidents, reports, mixed = list(gold.incidents), list(gold.reports), list(claims)
    for order in (incidents, reports, mixed):
        chance.shuffle(order)
    shuffled = GoldClusters(reports=tuple(reports), incidents=tuple(incidents))
    after = score_clusters(shuffled, mixed, put([99 - s for s in systems]))
    for name in ("linking", "end_to_end", "strict", "languages", "pairs", "across", "pairs_all", "across_all"):
        assert getattr(before, name) == getattr(after, name)
    assert [m.gold for m in before.over_merges] == [m.gold for m in reversed(after.over_merges)]
    assert [(s.gold, s.claims) for s in before.splits] == [(s.gold, s.claims) for s in after.splits]


@given(CLUSTERINGS, st.sets(st.integers(0, 13)))
def test_what_is_not_read_costs_recall_alone(rows: list[tuple[int, int, int]], lost: set[int]) -> None:
    gold, claims = made([g for g, _, _ in rows])
    read = [c for k, c in enumerate(claims) if k not in lost]
    scores = score_clusters(gold, read, put([s for _, s, _ in rows]))
    assert len(scores.unread) == len(rows) - len(read)
    assert scores.linking.mentions == len(read)
    assert scores.end_to_end.mentions == len(rows)
    assert scores.end_to_end.precision == scores.linking.precision == scores.strict.precision
    assert (scores.strict.recall or 0) <= (scores.end_to_end.recall or 0)
    assert scores.pairs_all.right == scores.pairs.right
    assert scores.pairs_all.gold >= scores.pairs.gold


def test_an_unread_mention_is_an_incident_of_its_own() -> None:
    gold, claims = made([0, 0, 0, 1])
    scores = score_clusters(gold, claims[:2], put([0, 0]))
    assert scores.linking == Bcubed(precision=1.0, recall=1.0, mentions=2)
    assert scores.end_to_end.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert scores.strict.recall == pytest.approx((2 / 3 + 2 / 3) / 4)
    assert (scores.pairs_all.right, scores.pairs_all.system, scores.pairs_all.gold) == (1, 1, 3)
    assert scores.pairs_all.f1 == pytest.approx(0.5)


def test_nothing_read_is_nothing_to_judge() -> None:
    gold, _ = made([0, 0])
    scores = score_clusters(gold, [], {})
    assert scores.linking == Bcubed(precision=None, recall=None, mentions=0)
    assert scores.linking.f1 is scores.end_to_end.f1 is scores.pairs.f1 is scores.pairs.precision is None
    assert scores.end_to_end.recall == 0.5
    assert scores.strict.recall == 0.0


def test_languages_apart_and_across() -> None:
    gold, claims = made([0, 0, 0, 1], [0, 0, 1, 1])  # the French report of incident 0 is put to incident 1
    scores = score_clusters(gold, claims, put([0, 0, 1, 1]))
    assert scores.languages["ar"].linking.precision == 1.0
    assert scores.languages["ar"].linking.recall == pytest.approx(2 / 3)
    assert scores.languages["fr"].linking.precision == 0.5
    assert scores.languages["fr"].linking.recall == pytest.approx((1 / 3 + 1) / 2)
    assert set(scores.languages) == {"ar", "fr"}
    assert (scores.across.right, scores.across.system, scores.across.gold) == (0, 0, 2)
    assert (scores.pairs.right, scores.pairs.system, scores.pairs.gold) == (1, 2, 3)
    assert (scores.across.precision, scores.across.recall, scores.across.f1) == (None, 0.0, 0.0)


def test_over_merges_and_splits_bear_their_ids() -> None:
    gold, claims = made([0, 0, 1])
    scores = score_clusters(gold, claims, {"c0": "s0", "c2": "s0"})
    (merge,) = scores.over_merges
    assert (merge.incident, merge.gold, merge.claims) == ("s0", ("g0", "g1"), ("c0", "c2"))
    (split,) = scores.splits
    assert (split.gold, split.incidents, split.claims) == ("g0", ("c1", "s0"), ("c0", "c1"))


def test_an_incident_may_have_the_name_of_a_claim() -> None:
    gold, claims = made([0, 1])
    assert score_clusters(gold, claims, {"c0": "c1"}).over_merges == ()


def test_claims_that_tell_of_nothing_in_gold() -> None:
    gold, claims = made([0])
    more = [
        claim("imagined", 5, 11, report="r0", status="hypothetical"),
        claim("state", 5, 11, "siege", report="r0", kind="condition"),
        claim("elsewhere", 5, 11, report="nowhere"),
        claim("extra", 0, 4, report="r0"),
    ]
    scores = score_clusters(gold, [*more, *claims], {})
    assert scores.spurious == ("extra",)
    assert scores.unread == ()


def test_one_code_comes_before_another_and_overlap_before_the_sentence() -> None:
    gold = one_report(raid=("ASSAULT", 5), condemned=("ACCUSE", 24), urged=("REQUEST", 47), again=("ASSAULT", 71))
    at = {i.id: i.mentions[0] for i in gold.incidents}
    assert [m.trigger for m in at.values()] == ["raided", "condemned", "urged", "raided"]

    def found(*claims: ReadClaim) -> dict[str, str]:
        matched = match_mentions(gold, claims)
        return {name: matched[mention] for name, mention in at.items() if mention in matched}

    assert found(claim("a", 0, 11, "COERCE"), claim("b", 7, 11)) == {"raid": "b"}
    assert found(claim("a", 0, 11, "COERCE")) == {"raid": "a"}
    assert found(claim("a", 12, 16)) == {"raid": "a"}
    assert found(claim("a", 12, 16, "COERCE")) == {}
    assert found(claim("a", 34, 42, "REQUEST"), claim("b", 24, 33, "REJECT")) == {"condemned": "b", "urged": "a"}
    assert found(claim("a", 24, 52, "REQUEST")) == {"urged": "a"}
    assert found(claim("a", 71, 77), claim("b", 71, 84)) == {"again": "a"}


def test_a_claim_of_the_coder_becomes_what_scoring_needs() -> None:
    whole = Claim(
        id="x", kind="event", code="ASSAULT", evidence=Evidence(trigger=Span(5, 11)), confidence=1, status="negated"
    )
    assert ReadClaim.of("r", whole) == claim("x", 5, 11, status="negated")


def written(folder: Path, reports: list[dict[str, Any]], gold: list[dict[str, Any]]) -> Path:
    for name, rows in (("reports", reports), ("gold", gold)):
        (folder / f"{name}.jsonl").write_bytes(b"\n".join(msgspec.json.encode(r) for r in rows))
    return folder


ROW = {
    "id": "r",
    "language": "en",
    "published": "2026-01-02",
    "text": TEXT,
    "url": "https://bree.example",
    "part": "dev",
}
INCIDENT = {"id": "g", "code": "ASSAULT", "mentions": [{"report": "r", "trigger": "raided", "trigger_after": 20}]}


def test_gold_is_read_from_a_folder_by_parts(tmp_path: Path) -> None:
    folder = written(tmp_path, [ROW, {**ROW, "id": "q", "part": "test"}], [INCIDENT])
    gold = read_clusters(folder)
    assert [r.id for r in gold.reports] == ["r", "q"]
    assert gold.reports[0].address == "https://bree.example"
    assert gold.incidents[0].mentions == (Mention(report="r", trigger="raided", trigger_after=20),)
    assert [r.id for r in read_clusters(folder, "dev").reports] == ["r"]
    assert read_clusters(folder, "test").incidents == ()


@pytest.mark.parametrize(
    ("report", "incident"),
    [
        ({"text": 3}, {}),
        ({"published": "yesterday"}, {}),
        ({}, {"mentions": None}),
        ({}, {"mentions": [{"report": "nowhere", "trigger": "raided"}]}),
        ({}, {"mentions": [{"report": "r", "trigger": "condoned"}]}),
        ({}, {"mentions": [{"report": "r", "trigger": "condemned", "trigger_after": 30}]}),
        ({}, {"mentions": [{"report": "r", "trigger": "raided"}, {"report": "r", "trigger": "raided"}]}),
    ],
)
def test_gold_that_is_incomplete_is_refused(tmp_path: Path, report: dict[str, Any], incident: dict[str, Any]) -> None:
    with pytest.raises(InputError) as caught:
        read_clusters(written(tmp_path, [{**ROW, **report}], [{**INCIDENT, **incident}]))
    assert caught.value.code == "gold_incomplete"
