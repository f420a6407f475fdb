"""The fits find what separates right from wrong, and find it again to the byte."""

from __future__ import annotations

import pytest

from nadhir.knowledge.models import Linear
from nadhir.training.examples import Choice
from nadhir.training.fit import conditional, logistic_regression, platt, scaled
from nadhir.training.train import f1


def choices(count: int) -> list[Choice]:
    """One candidate is named, the other near: the near one is right, but for every tenth time."""
    out = []
    for n in range(count):
        right = [n % 10 == 0, n % 10 != 0]
        out.append(Choice(f"r{n}", [["named"], ["near"]], right, ["a", "b"], 0))
    return out


def test_conditional_logit_gives_the_share_of_right_ones() -> None:
    model = conditional(choices(400), 0.01)
    assert model.shares([["named"], ["near"]]) == pytest.approx([0.1, 0.9], abs=0.01)


def test_logistic_regression_gives_the_share_of_right_ones() -> None:
    model = logistic_regression(choices(400), 0.01)
    assert model.probability(["near"]) == pytest.approx(0.9, abs=0.01)
    assert model.probability(["named"]) == pytest.approx(0.1, abs=0.01)


def test_a_penalty_draws_towards_even_shares() -> None:
    loose, tight = (conditional(choices(100), p).shares([["named"], ["near"]])[1] for p in (0.01, 100.0))
    assert 0.5 < tight < loose


@pytest.mark.parametrize("fit", [conditional, logistic_regression])
def test_the_same_examples_give_the_same_weights(fit) -> None:  # type: ignore[no-untyped-def]
    assert fit(choices(50), 1.0) == fit(list(reversed(choices(50))), 1.0)


def test_rare_features_are_left_out() -> None:
    rare = [*choices(50), Choice("x", [["seen once"], ["near"]], [True, False], ["a", "b"], 0)]
    assert "seen once" not in conditional(rare, 1.0).weights


def test_f1_counts_a_party_once_and_what_no_candidate_is() -> None:
    choice = Choice("r", [["nobody"], ["x"], ["x again"]], [False, True, True], ["", "X", "X"], 1)
    assert f1([(choice, [0.1, 0.5, 0.4])], 0.3) == pytest.approx(2 / 3)


def test_calibration_takes_back_what_is_boasted() -> None:
    slope, shift = platt([2.0] * 10 + [-2.0] * 10, [n < 6 for n in range(10)] + [n < 4 for n in range(10)])
    model = scaled(Linear(threshold=0, bias=2.0, weights={"bad": -4.0}), slope, shift, 0.3)
    assert model.threshold == 0.3
    assert model.probability([]) == pytest.approx(0.6, abs=0.01)
    assert model.probability(["bad"]) == pytest.approx(0.4, abs=0.01)


def test_without_examples_nothing_is_calibrated() -> None:
    assert platt([], []) == (1.0, 0.0)
