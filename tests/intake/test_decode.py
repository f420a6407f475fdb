"""Encodings: what newsrooms of the three languages send is read as it was written, however short."""

from __future__ import annotations

import pytest

from nadhir.intake.decode import decode, is_binary, sniff

FRENCH = [
    "Été",
    "garçon",
    "créée",
    "À Ségou",
    "Attaque à",
    "Le blé coûte 500 € le sac",
    "ÉTATS-UNIS : L'ARMÉE A TUÉ À GAO",
    "État d'urgence décrété à Kayes après l’assaut",
    "Une attaque a fait trois morts à Djibo, selon des témoins.",
    "Les élus ont été tués. Noël à Abéché. Çà et là, « l'Élysée » — c'était œuvre de Zoé",
    "Des hommes armés ont attaqué dimanche un convoi près de Diéma, dans l'ouest du Mali. " * 200,
]
ARABIC = [
    "في",
    "غارة",
    "الجيش",
    "Mali: هجوم",
    "مقتل 12 جنديا",
    "قتل ثلاثة أشخاص في هجوم على بلدة",
    "قال شهود إن مسلحين من JNIM هاجموا قاعدة للجيش المالي قرب مدينة نيورو، وفق وكالة AFP.",
    "أعلنت السلطات في المنطقة حظر التجوال بعد انفجار استهدف قافلة وقود؛ ولم تتبن أي جهة الهجوم. " * 200,
]


@pytest.mark.parametrize("text", FRENCH, ids=lambda t: t[:20])
def test_windows_1252_french(text: str) -> None:
    found = decode(text.encode("cp1252"))
    assert found is not None
    assert found.text == text


@pytest.mark.parametrize("text", ARABIC, ids=lambda t: t[:20])
def test_windows_1256_arabic(text: str) -> None:
    found = decode(text.encode("cp1256"))
    assert found is not None
    assert (found.text, found.encoding) == (text, "cp1256")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("text", [*FRENCH, *ARABIC, "plain English"], ids=lambda t: t[:20])
def test_unicode(text: str, encoding: str) -> None:
    found = decode(text.encode(encoding))
    assert found is not None
    assert (found.text, found.damaged) == (text, 0)


def test_other_code_pages_are_left_to_statistics() -> None:
    text = "В городе объявлена воздушная тревога, сообщает местная администрация."
    found = decode(text.encode("cp1251"))
    assert found is not None
    assert found.text == text


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7 abc", b"PK\x03\x04" + b"a" * 50, bytes(range(256)) * 8, b"\0\1\2\xff" * 60]
)
def test_binary(data: bytes) -> None:
    assert decode(data) is None
    assert is_binary(data)


def test_damaged_utf8_is_counted_not_taken_for_a_code_page() -> None:
    data = "Soueïda été déplacés à l'hôpital".encode() * 3
    found = decode(data + b"\xff" + data)
    assert found is not None
    assert (found.encoding, found.damaged) == ("utf-8", 1)


def test_replacement_characters_of_the_source_are_no_damage() -> None:
    found = decode("perdu \ufffd été".encode())
    assert found is not None
    assert found.damaged == 0


def test_a_sample_may_end_inside_a_character() -> None:
    assert sniff("هجوم".encode()[:-1], cut=True) == "utf-8"


def test_controls_and_direction_marks_stay() -> None:
    text = "قال \u202bالناطق\u202c \u200e(AFP)\u200f\x07 إن\tالهجوم"
    found = decode(text.encode())
    assert found is not None
    assert found.text == text
