"""Copies: pairs of texts that are and are not, what a store finds them by, and who had it from whom."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nadhir.linking.copies import CopyFinder
from nadhir.linking.shingles import BANDS, Signature, band_keys, shingles, signature
from tests.linking.conftest import version

CASES = yaml.safe_load((Path(__file__).parent.parent / "cases/linking/copies.yml").read_text("utf-8"))
WIRES = {c["language"]: c["one"] for c in CASES if c["id"] in ("en-edited-throughout", "fr-retouchee", "ar-edited")}
BY_ID = {c["id"]: c for c in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["id"])
def test_pairs(case: dict[str, Any], finder: CopyFinder) -> None:
    one = version("one", case["one"], case["language"], publisher="Arnor Wire", day=4)
    other = version("other", case["other"], case["language"], publisher="Gondor Post", day=5)
    found = finder.compare(other, one)
    assert (found is not None) == case["copy"]
    assert found == finder.compare(one, other)
    if found is not None:
        assert (found.version, found.of) == ("other", "one")
        assert 0.4 <= found.share <= 1
        assert set(band_keys(signature(one.text))) & set(band_keys(signature(other.text)))


@pytest.mark.parametrize("language", sorted(WIRES))
def test_a_copy_in_which_every_tenth_word_is_changed_shares_a_key(language: str, finder: CopyFinder) -> None:
    words = WIRES[language].split(" ")
    keys = set(band_keys(signature(WIRES[language])))
    for seed in range(20):
        chance = random.Random(seed)
        edited = " ".join(chance.choice(words) if chance.random() < 0.1 else w for w in words)
        assert keys & set(band_keys(signature(edited))), seed
    kept = version("b", " ".join(words[: len(words) // 2]), language)
    found = finder.compare(version("a", WIRES[language], language), kept)
    assert found is not None
    assert found.share > 0.97


def test_unrelated_texts_share_no_key() -> None:
    for one in CASES:
        for other in CASES:
            if one["language"] != other["language"] or not {one["one"], one["other"]}.isdisjoint(
                {other["one"], other["other"]}
            ):
                continue
            shared = set(band_keys(signature(one["one"]))) & set(band_keys(signature(other["other"])))
            assert shared == set(), (one["id"], other["id"])


def test_a_flash_is_too_short_to_tell(finder: CopyFinder) -> None:
    text = "Eleven soldiers killed in ambush in western Niger"
    assert finder.compare(version("a", text, "en"), version("b", text, "en", day=6)) is None


def test_two_languages_and_two_versions_of_one_report_are_no_copies(finder: CopyFinder) -> None:
    one = version("a", WIRES["en"], "en")
    assert finder.compare(one, version("b", WIRES["en"], "fr")) is None
    assert finder.compare(one, one) is None


@pytest.mark.parametrize(
    ("taker", "giver", "line", "why"),
    [
        ("Arnor Post", "AFP", "With AFP", "text byline"),
        ("Arnor Post", "Agence France-Presse", "With AFP", "text byline"),
        ("Arnor Post", "Al Jazeera", "The rest was told, quoting Al Jazeera, in the evening.", "text named"),
        ("Arnor Post", "Ayorou FM", "Source: Ayorou FM", "text byline"),
    ],
)
def test_who_names_the_other_has_it_from_him_even_if_earlier(
    taker: str, giver: str, line: str, why: str, finder: CopyFinder
) -> None:
    body = WIRES["en"].split("(AFP) -", 1)[1].replace(" told AFP", " said")
    late = version("giver", body, "en", publisher=giver, day=6)
    early = version("taker", f"{body}\n\n{line}", "en", publisher=taker, day=3)
    found = finder.compare(early, late)
    assert found is not None
    assert (found.version, found.of, found.why) == ("taker", "giver", why)


def test_else_the_later_published_then_the_later_recorded_then_the_greater_id(finder: CopyFinder) -> None:
    text = WIRES["ar"]

    def taker(**changes: Any) -> str:
        one = version("a", text, "ar", **{"day": 5, "hour": 9, **changes})
        found = finder.compare(one, version("b", text, "ar", day=5, hour=9))
        assert found is not None
        assert found.why == "text"
        return found.version

    assert taker(day=6) == "a"
    assert taker(day=4) == "b"
    assert taker(hour=10) == "a"
    assert taker() == "b"
    assert taker(day=0) == "a", "a text without a day is believed to be the later"


def test_spelling_and_vowel_signs_make_no_difference() -> None:
    assert shingles("قال إنّ الجيشَ انسحب") == shingles("قال ان الجيش انسحب")
    assert band_keys(signature("قال إنّ الجيشَ انسحب")) == band_keys(signature("قال ان الجيش انسحب"))


@given(st.text(max_size=300))
def test_any_text_has_a_signature(text: str) -> None:
    sign = signature(text)
    assert isinstance(sign, Signature)
    keys = band_keys(sign)
    assert len(keys) == len(set(keys))
    assert sum(k.startswith("b") for k in keys) in (0, BANDS)


def test_keys_do_not_depend_on_the_hash_seed() -> None:
    script = (
        "import sys; from nadhir.linking.shingles import band_keys, signature; "
        "sys.stdout.buffer.write('\\n'.join(band_keys(signature(sys.stdin.buffer.read().decode()))).encode())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", script],
            input=WIRES["ar"].encode(),
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert seen == {"\n".join(band_keys(signature(WIRES["ar"]))).encode()}


def test_keys_are_those_that_stores_hold() -> None:
    """What is stored must be found by later versions: whoever changes the keys has to write a migration."""
    keys = band_keys(signature("the army said on monday that eleven soldiers were killed near the river"))
    assert (keys[0], keys[-1]) == PINNED


PINNED = ("b0:2c3fb34103faf073", "saab15c49fcdecde2")
