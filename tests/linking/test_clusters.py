"""From claims to incidents: who joins whom, in whatever order, and that nothing is chained."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.engine.desk import Desk
from nadhir.knowledge.load import Knowledge
from nadhir.linking.clusters import Linked, incident_id, link
from nadhir.linking.pairs import Judge
from nadhir.linking.sketch import Sketch
from nadhir.memory import Feature, Told
from nadhir.records import Report
from nadhir.settings import Settings
from nadhir.store import Store, linked
from tests.linking.events import drawn, event, one
from tests.linking.tellings import ARMY, GUNMEN, JNIM, KATI, KIDAL, KITA


@pytest.fixture(scope="module")
def judge(knowledge: Knowledge) -> Judge:
    return Judge(knowledge.incidents)


class Said(Judge):
    """A judge whose chances are told it: by the words of claims, else nought."""

    def __init__(self, judge: Judge, chances: dict[str, float]) -> None:
        super().__init__(judge.rules)
        self._said = {frozenset(pair): chance for pair, chance in chances.items()}

    def chance(self, a: Sketch, b: Sketch) -> float:
        return self._said.get(frozenset((a.report[-1], b.report[-1])), 0.0)

    def explain(self, a: Sketch, b: Sketch) -> tuple[Feature, ...]:
        return ()


def grown(reports: Iterable[Sequence[Sketch]], judge: Judge) -> tuple[dict[str, list[Sketch]], list[Linked]]:
    """Incidents (id -> claims) after adding reports one by one, all that there is being near."""
    incidents: dict[str, list[Sketch]] = {}
    done = []
    for report in reports:
        done.append(link(report, incidents, judge))
        by_claim = {s.claim: s for s in report}
        for made in done[-1].links:
            incidents.setdefault(made.incident, []).append(by_claim[made.claim])
        for merge in done[-1].merges:
            incidents[merge.kept] = [*incidents.get(merge.kept, []), *incidents.pop(merge.lost)]
    return incidents, done


def groups(incidents: dict[str, list[Sketch]]) -> set[frozenset[str]]:
    return {frozenset(s.claim for s in members) for members in incidents.values()}


def together(judge: Judge, *tolds: Told) -> int:
    """Into how many incidents reports of one claim each are put."""
    return len(grown([[one(t)] for t in tolds], judge)[0])


def test_the_first_claim_begins_an_incident_and_the_same_again_joins_it(judge: Judge) -> None:
    a, b = (one(event(name, actors=(JNIM,), recipients=(ARMY,), killed=(7, 7))) for name in ("a", "b"))
    incidents, (first, second) = grown([[a], [b]], judge)
    assert list(incidents) == [incident_id(a.claim)]
    assert first.links[0].features == ()
    score = judge.chance(a, b)
    assert second.links[0].score == pytest.approx(score, abs=1e-4)
    assert {f.name for f in second.links[0].features} >= {"code", "same_day", "same_place", "same_actor", "same_toll"}


def test_one_incident_in_three_languages(judge: Judge) -> None:
    ar = event("كمين", language="ar", actors=(JNIM,), recipients=(ARMY,), killed=(8, 8))
    fr = event("embuscade", language="fr", actors=(GUNMEN,), recipients=(ARMY,))
    en = event("ambushed", language="en", recipients=(ARMY,), killed=(14, None))
    for seed in range(6):
        order = random.Random(seed).sample([ar, fr, en], 3)
        assert together(judge, *order) == 1


@pytest.mark.parametrize("other", [{"places": (KITA,)}, {"on": 9}, {"code": "ACCUSE", "quad": "Q3"}])
def test_another_town_day_or_kind_is_another_incident(judge: Judge, other: dict[str, object]) -> None:
    assert together(judge, event("a", actors=(JNIM,)), event("b", **{"on": 5, "actors": (JNIM,), **other})) == 2  # type: ignore[arg-type]


def test_a_denial_belongs_to_what_it_denies(judge: Judge) -> None:
    assert together(judge, event("a", recipients=(ARMY,)), event("b", recipients=(ARMY,), status="negated")) == 1


@pytest.mark.parametrize("order", ["abc", "acb", "bac", "bca", "cab", "cba"])
def test_nothing_is_chained_by_a_claim_between_two(judge: Judge, order: str) -> None:
    """a and b are alike, b and c are alike, a and c are not: they never end as one."""
    said = Said(judge, {"ab": 0.9, "bc": 0.9})
    incidents, _ = grown([[one(event(name, report=f"r{name}"))] for name in order], said)
    assert sorted(len(members) for members in incidents.values()) == [1, 2]


def test_a_long_chain_of_neighbours_stays_in_pieces(judge: Judge) -> None:
    names = "abcdefgh"
    said = Said(judge, {a + b: 0.95 for a, b in itertools.pairwise(names)})
    incidents, _ = grown([[one(event(name, report=f"r{name}"))] for name in names], said)
    assert max(len(members) for members in incidents.values()) <= 3


def test_one_odd_member_does_not_keep_a_claim_out(judge: Judge) -> None:
    chances = {
        "ab": 0.9,
        "ac": 0.9,
        "bc": 0.9,
        "ad": 0.7,
        "bd": 0.7,
        "cd": 0.7,
        "ae": 0.8,
        "be": 0.8,
        "ce": 0.8,
        "de": 0.0,
    }
    incidents, _ = grown([[one(event(name, report=f"r{name}"))] for name in "abcde"], Said(judge, chances))
    assert len(incidents) == 1


def test_two_incidents_become_one_when_a_claim_fits_both_and_they_one_another(judge: Judge) -> None:
    apart = {"ab": 0.5, "ac": 0.95, "bc": 0.95}
    incidents, done = grown([[one(event(name, report=f"r{name}"))] for name in "abc"], Said(judge, apart))
    assert len(incidents) == 1
    assert [len(d.merges) for d in done] == [0, 0, 1]


def test_claims_of_one_report_are_told_apart_and_brought_together(judge: Judge) -> None:
    report = drawn(
        event("attacked", report="r", actors=(JNIM,), killed=(9, 9)),
        event("burned", None, report="r", places=(), actors=(JNIM,)),
        event("shelled", report="r", places=(KIDAL,), actors=(JNIM,)),
    )
    incidents, _ = grown([report], judge)
    assert groups(incidents) == {frozenset((report[0].claim, report[1].claim)), frozenset((report[2].claim,))}


def test_what_is_linked_already_is_passed_over(judge: Judge) -> None:
    a = one(event("a"))
    assert link([a], {"known": [a]}, judge) == Linked([], [])


TOWNS = st.sampled_from([KATI, KITA, KIDAL])


@given(
    st.lists(st.tuples(TOWNS, st.integers(1, 9), st.sampled_from([(), (JNIM,), (GUNMEN,)])), min_size=1, max_size=7),
    st.randoms(),
)
def test_the_order_of_a_reports_claims_and_of_its_neighbours_makes_no_difference(
    judge: Judge, told: list[tuple[object, int, object]], chance: random.Random
) -> None:
    claims = [
        one(event(f"c{n}", on, report="new", places=(place,), actors=actors))  # type: ignore[arg-type]
        for n, (place, on, actors) in enumerate(told)
    ]
    near = {f"i{n}": [one(event(f"m{n}", on, places=(place,)))] for n, (place, on, _) in enumerate(told[:3])}  # type: ignore[arg-type]
    straight = link(claims, near, judge)
    mixed = list(near.items())
    chance.shuffle(mixed)
    again = link(chance.sample(claims, len(claims)), dict(mixed), judge)
    assert again == straight
    assert {made.claim for made in straight.links} == {c.claim for c in claims}


@given(st.permutations(range(6)))
def test_plain_incidents_come_out_alike_in_whatever_order_reports_come(judge: Judge, order: list[int]) -> None:
    every = [
        event("a1", 3, actors=(JNIM,), recipients=(ARMY,)), event("a2", 3, actors=(GUNMEN,), recipients=(ARMY,)),
        event("b1", 3, places=(KITA,), killed=(9, 9)), event("b2", 3, places=(KITA,), killed=(9, None)),
        event("c1", 8, actors=(JNIM,)), event("c2", 8, actors=(JNIM,), language="fr"),
    ]  # fmt: skip
    incidents, _ = grown([[one(every[n])] for n in order], judge)
    by_name = {event.claim.id: event.words[0] for event in every}
    assert sorted("".join(sorted(by_name[c] for c in group)) for group in groups(incidents)) == ["aa", "bb", "cc"]


REPORTS = (
    ("en", "Gondor Post", "Gunmen attacked the army base at Djibo in northern Burkina Faso on Monday, killing 12 soldiers, the "
     "army said. On Wednesday two people were killed by a mine near Dori."),
    ("fr", "Le Courrier de Bree", "Des hommes armés ont attaqué lundi la base de l'armée à Djibo, dans le nord du Burkina Faso. "
     "Douze soldats ont été tués, selon des habitants."),
    ("ar", "صحيفة إسغاروث", "هاجم مسلحون يوم الاثنين قاعدة للجيش في مدينة جيبو شمال بوركينا فاسو، وقتلوا 12 جنديا، وفق ما قاله سكان."),
)  # fmt: skip


def test_one_attack_told_in_three_languages_is_one_incident_of_the_desk(tmp_path: Path) -> None:
    reports = [
        Report.make(text, publisher=publisher, language=language, published=date(2025, 11, 6))
        for language, publisher, text in REPORTS
    ]
    attacks = []
    for order in (reports, reports[::-1]):
        with Store.open(tmp_path / f"{order[0].language}.db") as store:
            for _ in Desk(store, Settings.from_environment()).add(order):
                pass
            with store.reading() as connection:
                incidents = [i for i in linked.incidents(connection) if i.code == "ASSAULT"]
        attack = max(incidents, key=lambda i: len(i.reports))
        assert attack.languages == ("ar", "en", "fr")
        assert (attack.country, attack.start) == ("BFA", date(2025, 11, 3))
        assert [(f.low, f.high) for f in attack.figures if f.what == "killed"] == [(12, 12)]
        assert len(incidents) > 1, "the mine of Dori is another"
        attacks.append(frozenset(attack.claims))
    assert attacks[0] == attacks[1], "whichever report comes first"
