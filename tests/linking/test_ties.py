"""The network: whose edge, in which direction, said and denied by whom."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nadhir.linking.sayings import party_key, same_party
from nadhir.linking.ties import causes, ties
from nadhir.memory import Tie, Told
from nadhir.records import Entity
from tests.linking.tellings import ARMY, FLA, GOV, GUNMEN, JNIM, LIVES, day, party, tell


def relate(
    code: str,
    published: int,
    actors: tuple[Entity, ...],
    recipients: tuple[Entity, ...] = (),
    origin: str = "a",
    **more: object,
) -> Told:
    return tell(code, published, origin, kind="relation", places=(), actors=actors, recipients=recipients, **more)  # type: ignore[arg-type]


def edges(*tolds: Told) -> list[tuple[str, str, str]]:
    found = ties(tolds, LIVES)
    return [(t.code, party_key(t.actor), party_key(t.recipient) if t.recipient else "") for t in found]


def test_an_edge_gathers_its_claims() -> None:
    supports = [relate("supports", n, (GOV,), (JNIM,), o) for n, o in ((3, "a"), (9, "b"), (5, ""))]
    denial = relate("supports", 10, (GOV,), (JNIM,), "c", status="negated")
    (tie,) = ties([*supports, denial], LIVES)
    assert (tie.first, tie.last, len(tie.claims)) == (day(3), day(9), 3)
    assert [o.key for o in tie.asserted_by] == ["outlet:a", "outlet:b"]
    assert (tie.denied, [o.key for o in tie.denied_by]) == ((denial.claim.id,), ["outlet:c"])


def test_a_denial_alone_is_shown_without_anybody_who_says_it() -> None:
    (tie,) = ties([relate("funds", 4, (GOV,), (JNIM,), status="negated")], LIVES)
    assert (tie.claims, tie.asserted_by, len(tie.denied), tie.first) == ((), (), 1, day(4))
    source = tell(
        "funds", 4, party(GOV), kind="relation", actors=(GOV,), recipients=(JNIM,), role="official", stance="denies"
    )
    (tie,) = ties([source], LIVES)
    assert tie.denied == (source.claim.id,)


def test_only_mutual_relations_have_no_direction_and_pair_their_actors() -> None:
    assert edges(relate("allied_with", 1, (JNIM,), (FLA,)), relate("allied_with", 2, (FLA, JNIM))) == [
        ("allied_with", "fla", "jnim")
    ]
    assert len(edges(relate("rivals", 1, (JNIM, FLA, ARMY)))) == 3
    assert len(edges(relate("rivals", 1, (JNIM, FLA), (ARMY,)))) == 2
    assert len(edges(relate("opposes", 1, (JNIM,), (FLA,)), relate("opposes", 1, (FLA,), (JNIM,)))) == 2
    assert edges(relate("opposes", 1, (JNIM, FLA))) == [("opposes", "fla", ""), ("opposes", "jnim", "")]


def test_what_is_no_edge() -> None:
    assert edges(relate("supports", 1, (), (JNIM,))) == []
    assert edges(relate("supports", 1, (JNIM,), (JNIM,))) == []
    assert edges(relate("supports", 1, (GOV,), (JNIM,), status="hypothetical")) == []
    assert edges(relate("supports", 1, (GOV,), (JNIM,), doubtful=True)) == []
    assert edges(relate("causes", 1, (GOV,), (JNIM,), cause="x", effect="y")) == []


def test_modes_part_and_generic_parties_are_not_named_ones() -> None:
    assert len(ties([relate("profits_from", 1, (JNIM,), modes=("mining", "smuggling"))], LIVES)) == 2
    others = Entity(text="Des hommes armés", country="MLI", sector="UAF")
    assert edges(relate("part_of", 1, (GUNMEN,), (JNIM,)), relate("part_of", 2, (others,), (JNIM,))) == [
        ("part_of", "MLI-UAF:des hommes armes", "jnim")
    ]
    assert same_party(GUNMEN, JNIM)
    assert not same_party(FLA, JNIM)
    assert not same_party(Entity(text="soldats", country="NER", sector="MIL"), ARMY)


def test_causes_join_claims() -> None:
    said = relate("causes", 1, (), cause="x", effect="y")
    half = relate("causes", 2, (), cause="x")
    (cause,) = causes([half, said])
    assert (cause.claim, cause.cause, cause.effect, cause.denied) == (said.claim.id, "x", "y", False)


def test_as_of() -> None:
    tolds = [relate("supports", n, (GOV,), (JNIM,), mark=str(n)) for n in (3, 9)]
    assert len(ties(tolds, LIVES, as_of=day(5))[0].claims) == 1
    assert ties(tolds, LIVES, as_of=day(2)) == []


entities = st.sampled_from([ARMY, FLA, GOV, GUNMEN, JNIM])
relations = st.builds(
    lambda code, published, actors, recipients, status: relate(
        code, published, tuple(actors), tuple(recipients), status=status
    ),
    st.sampled_from(["supports", "allied_with", "profits_from"]),
    st.integers(1, 30),
    st.lists(entities, max_size=3),
    st.lists(entities, max_size=2),
    st.sampled_from(["actual", "negated", "future"]),
)


@given(st.lists(relations, max_size=8), st.randoms(use_true_random=False))
def test_order_and_repetition_change_nothing(tolds: list[Told], random: object) -> None:
    mixed = [*tolds, *tolds]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    found: list[Tie] = ties(tolds, LIVES)
    assert ties(mixed, LIVES) == found
    assert len({t.key for t in found}) == len(found)
    assert all(t.claims or t.denied for t in found)
