"""Linear models: scores, shares, and the file that they are read from."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.errors import KnowledgeError
from nadhir.knowledge.models import FILE, Linear, logistic, read_models

MODEL = Linear(threshold=0.5, bias=0.5, weights={"near": 1.0, "far": -2.0})


def test_score_is_the_sum_of_known_features() -> None:
    assert MODEL.score(["near", "far", "unheard of"]) == -0.5
    assert MODEL.probability(["near"]) == pytest.approx(1 / (1 + math.exp(-1.5)))


@given(st.lists(st.lists(st.sampled_from(["near", "far", "else"])), min_size=1, max_size=6))
def test_shares_sum_to_one_and_follow_the_scores(candidates: list[list[str]]) -> None:
    shares = MODEL.shares(candidates)
    assert sum(shares) == pytest.approx(1)
    best = max(range(len(candidates)), key=lambda n: MODEL.score(candidates[n]))
    assert shares[best] == max(shares)


@given(st.floats(-1e4, 1e4))
def test_logistic_never_overflows(value: float) -> None:
    assert 0 <= logistic(value) <= 1


def test_a_folder_without_models_has_none(tmp_path: Path) -> None:
    assert read_models(tmp_path) is None


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.parent.mkdir()
    path.write_text("{}", "utf-8")
    with pytest.raises(KnowledgeError) as error:
        read_models(tmp_path)
    assert error.value.code == "knowledge_broken"
