"""Which language a text is in: the three that are read, their neighbours, and what cannot be told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.reading.language import detect

SUPPORTED = ("ar", "en", "fr")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("قال الجيش إن مسلحين هاجموا قاعدة عسكرية شمال البلاد أمس.", "ar"),
        ("L'armée a annoncé hier avoir repoussé une attaque contre un poste militaire.", "fr"),
        ("The army said on Monday that gunmen attacked a military base in the north.", "en"),
        ("El ejército dijo el lunes que hombres armados atacaron una base militar.", "es"),
        ("ارتش گفت که افراد مسلح روز دوشنبه به یک پایگاه نظامی در شمال کشور حمله کردند.", "fa"),
        ("فوج نے کہا کہ مسلح افراد نے پیر کو شمال میں ایک فوجی اڈے پر حملہ کیا۔", "ur"),
        ("Ordu, silahlı kişilerin pazartesi günü kuzeydeki bir üsse saldırdığını söyledi.", "tr"),
        ("Jeshi lilisema Jumatatu kwamba watu wenye silaha walishambulia kambi ya kijeshi.", "sw"),
        ("Die Armee teilte am Montag mit, Bewaffnete hätten einen Stützpunkt angegriffen.", "de"),
    ],
)
def test_detect(text: str, language: str) -> None:
    assert detect(text, SUPPORTED) == language


@pytest.mark.parametrize("text", ["", "   ", "12 345 — 67%", "!?", "\n\n"])
def test_what_has_no_letters_has_no_language(text: str) -> None:
    assert detect(text, SUPPORTED) == ""


def test_figures_before_the_text_do_not_matter() -> None:
    assert (
        detect("1 2 3 " * 40 + "The army said that gunmen attacked a base in the north on Monday.", SUPPORTED) == "en"
    )


@given(st.text(max_size=80))
def test_no_text_raises(text: str) -> None:
    assert detect(text, SUPPORTED).isalpha() or detect(text, SUPPORTED) == ""
