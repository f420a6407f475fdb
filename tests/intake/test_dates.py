"""Days of publication are read in all the ways that files write them, or not at all; never guessed."""

from __future__ import annotations

from datetime import date

import pytest

from nadhir.intake.dates import UnreadableDateError, read_date

DAY = date(2025, 11, 5)


@pytest.mark.parametrize(
    "written",
    [
        "2025-11-05",
        "2025-11-05T23:59:59+03:00",
        "2025-11-05 10:00",
        "2025/11/05",
        "20251105",
        20251105,
        1762300800,
        1762300800000,
        "Wed, 05 Nov 2025 10:00:00 +0100",
        "5 November 2025",
        "Nov 5, 2025 14:30",
        "1er novembre 2025".replace("1er", "5"),
        "mercredi 5 novembre 2025 à 14h30",
        "5 نوفمبر 2025",
        "٥ تشرين الثاني ٢٠٢٥",
        "الأربعاء، 5 نوفمبر/تشرين الثاني 2025",
        "5 نونبر 2025",
        DAY,
    ],
)
def test_read(written: str | float | date) -> None:
    assert read_date(written) == DAY


@pytest.mark.parametrize(
    ("written", "language", "day"),
    [
        ("25/11/2025", "", date(2025, 11, 25)),
        ("11/25/2025", "", date(2025, 11, 25)),
        ("05/11/2025", "fr", DAY),
        ("٠٥/١١/٢٠٢٥", "ar", DAY),
        ("05.05.2025", "", date(2025, 5, 5)),
    ],
)
def test_day_and_month(written: str, language: str, day: date) -> None:
    assert read_date(written, language) == day


@pytest.mark.parametrize("language", ["", "en", "xx"])
def test_two_readings_are_not_chosen_from(language: str) -> None:
    with pytest.raises(UnreadableDateError) as caught:
        read_date("05/11/2025", language)
    assert caught.value.code == "date_ambiguous"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "yesterday",
        "2025",
        "2025-02-30",
        "30/02/2025",
        "9999-01-01",
        "12",
        12,
        1e18,
        True,
        "5 or 6 May 2025",
        "أمس",
        "\0",
    ],
)
def test_impossible(written: str | float) -> None:
    with pytest.raises(UnreadableDateError) as caught:
        read_date(written, "fr")
    assert caught.value.code == "date_impossible"
