"""The models choose among candidates; without models the rules decide."""

from __future__ import annotations

from datetime import date

import pytest

from nadhir.engine.pipeline import Pipeline, open_pipeline
from nadhir.knowledge.models import Linear, Models
from nadhir.records import Report

NOTHING = Linear(threshold=0.5, bias=0.0, weights={})
TEXTS = {
    "en": "Gunmen killed five soldiers near Gao on Monday, the army said. The governor of Gao condemned the attack.",
    "fr": "Des hommes armés ont tué cinq soldats près de Gao lundi, selon l'armée. Le gouverneur de Gao a condamné l'attaque.",
    "ar": "قتل مسلحون خمسة جنود قرب غاو يوم الاثنين، بحسب الجيش. ودان حاكم غاو الهجوم.",
}


def report(language: str) -> Report:
    return Report.make(TEXTS[language], published=date(2025, 11, 5), language=language)


def models(**given: Linear) -> Models:
    every = dict.fromkeys(("actors", "recipients", "places", "claims"), NOTHING)
    return Models(trained_on="", **{**every, **given})


@pytest.fixture(scope="module")
def rules() -> Pipeline:
    return open_pipeline().without_models()


@pytest.mark.parametrize("language", TEXTS)
def test_a_model_that_trusts_the_rules_changes_nothing(rules: Pipeline, language: str) -> None:
    ruled = {"rule": 9.0, "inherited": 9.0, "nobody empty": 9.0, "nowhere empty": 9.0}
    exclusive = Linear(threshold=0.01, bias=0.0, weights=ruled)
    trusting = models(
        actors=exclusive,
        recipients=exclusive,
        places=exclusive,
        claims=Linear(threshold=0.0, bias=0.0, weights={}),
    )
    before, after = rules(report(language)).claims, rules.with_models(trusting)(report(language)).claims
    assert before
    for one, other in zip(before, after, strict=True):
        assert (one.actors, one.recipients, one.places) == (other.actors, other.recipients, other.places)
        assert [s.name for s in one.sources] == [s.name for s in other.sources]


def test_a_model_can_take_a_party_that_the_rules_left(rules: Pipeline) -> None:
    contrary = models(
        actors=Linear(threshold=0.2, bias=0.0, weights={"rest sector=MIL": 5.0, "opposite sector=MIL": 5.0})
    )
    attack = rules.with_models(contrary)(report("en")).every[0]
    assert [e.sector for e in attack.actors] == ["MIL"]


def test_nobody_is_an_answer(rules: Pipeline) -> None:
    silent = models(actors=Linear(threshold=0.2, bias=0.0, weights={"nobody filled": 9.0, "nobody empty": 9.0}))
    assert all(not claim.actors for claim in rules.with_models(silent)(report("en")).every)


def test_confidence_is_the_probability_of_the_claim_model(rules: Pipeline) -> None:
    sure = models(claims=Linear(threshold=0.5, bias=2.0, weights={"code=ACCUSE": -4.0}))
    coded = rules.with_models(sure)(report("en"))
    assert {c.code: c.confidence for c in coded.every} == {"ASSAULT": 0.881, "ACCUSE": 0.119}
    assert [c.code for c in coded.claims] == ["ASSAULT"]
    assert [(c.code, c.doubtful) for c in coded.doubtful] == [("ACCUSE", True)]


def test_a_link_is_no_surer_than_what_it_joins(rules: Pipeline) -> None:
    text = "JNIM fighters blocked the road to Bamako, causing fuel shortages in the capital."
    sure = models(claims=Linear(threshold=0.0, bias=2.0, weights={"code=shortage": -4.0}))
    coded = rules.with_models(sure)(Report.make(text, published=date(2025, 11, 5), language="en"))
    (link,) = [c for c in coded.every if c.code == "causes"]
    assert link.confidence == min(c.confidence for c in coded.every)


@pytest.mark.parametrize("language", TEXTS)
def test_evidence_stays_verbatim_under_the_shipped_models(language: str) -> None:
    for claim in open_pipeline()(report(language)).every:
        for entity in (*claim.actors, *claim.recipients):
            assert entity.text in TEXTS[language]
            if entity.span is not None:
                assert TEXTS[language][entity.span.start : entity.span.end] == entity.text
        assert 0 <= claim.confidence <= 1
