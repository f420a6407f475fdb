"""The rooms chained: what holds for every text, whatever it says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import nadhir
from nadhir.engine.batch import code_all, ready
from nadhir.engine.pipeline import Pipeline
from nadhir.exchange.jsonl import as_record
from nadhir.records import Claim, Coded, Issue, Report, Span
from nadhir.settings import Settings

TEXTS = {
    "en": "Gunmen killed at least five soldiers near Gao on Monday, the army said. It denied losing the town. “We fear a "
    "siege,” a resident said; an analyst called a coup unlikely. Troops could withdraw if talks resume in Doha.",
    "fr": "Des hommes armés ont tué cinq soldats près de Gao lundi, selon l'armée. Le JNIM aurait revendiqué l'attaque. "
    "« La route est coupée depuis un mois », a déclaré un habitant. Paris condamne ; Bamako accuse Kiev de soutenir la "
    "rébellion en vue de prendre Kidal.",
    "ar": "قتل خمسة جنود في هجوم شنه مسلحون قرب غاو يوم الاثنين، وفق ما أعلن الجيش. ونفت الحكومة سقوط المدينة، "
    "وقال دبلوماسي إن «الحصار يهدف إلى إسقاط النظام». وأضاف أن الطريق إلى كيدال مقطوعة منذ أسابيع، وأن انقلابا غير مرجح.",
}
PUBLISHED = date(2025, 11, 5)
PIECES = [
    *sorted({w for t in TEXTS.values() for w in t.split()}),
    *(
        "\n",
        "«",
        "»",
        "“",
        "”",
        '"',
        "'",
        "(",
        ")",
        ".",
        ",",
        "،",
        "؛",
        ";",
        ":",
        "-",
        "–",
        "\u202b",
        "\u200f",
        "\u0000",
    ),
    *(
        "\t",
        "12.000",
        "٥",
        "2025-02-30",
        "99999999999999999999",
        "%",
        "$",
        "http://x.y/z",
        "😀",
        "\ud7ff",
        "\U0010ffff",
    ),
]


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return ready(Settings.from_environment())


def spans(claim: Claim) -> Iterator[tuple[Span, str | None]]:
    """Every span of a claim, with the words that it must be, where the record repeats them."""
    evidence = claim.evidence
    yield evidence.trigger, None
    for group in (evidence.actors, evidence.recipients, evidence.places, evidence.numbers, evidence.sources):
        yield from ((span, None) for span in group)
    if evidence.time:
        yield evidence.time, None
    for party in (*claim.actors, *claim.recipients):
        if party.span is not None:
            yield party.span, party.text
    for place in claim.places:
        if place.span is not None:
            yield place.span, place.text
    if claim.likelihood is not None and claim.likelihood.span is not None:
        yield claim.likelihood.span, claim.likelihood.phrase
    yield from ((source.span, None) for source in claim.sources if source.span is not None)


def check(coded: Coded) -> None:
    text = coded.report.text
    idents = {c.id for c in coded.claims}
    for claim in coded.claims:
        for span, words in spans(claim):
            assert 0 <= span.start < span.end <= len(text), (claim.code, span)
            assert words is None or text[span.start : span.end] == words
        assert 0 <= claim.confidence <= 1
        assert claim.time is None or claim.time.start <= claim.time.end
        assert {claim.cause, claim.effect} - {""} <= idents
        for place in claim.places:
            assert place.lat is None or (-90 <= place.lat <= 90 and -180 <= (place.lon or 0) <= 180)
        for pair in (
            claim.quantities.killed,
            claim.quantities.injured,
            claim.quantities.displaced,
            claim.quantities.size,
        ):
            assert pair is None or (pair[0] >= 0 and (pair[1] is None or pair[1] >= pair[0]))
        if claim.likelihood is not None:
            assert 0 <= claim.likelihood.low <= claim.likelihood.high <= 1
    starts = [c.evidence.trigger.start for c in coded.claims]
    assert starts == sorted(starts), "claims stand in order of their triggers"
    msgspec.json.encode(as_record(coded))


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_a_plain_report_makes_claims(pipeline: Pipeline, language: str) -> None:
    coded = pipeline(Report.make(TEXTS[language], published=PUBLISHED))
    assert coded.language == language
    assert coded.issues == ()
    assert len(coded.claims) >= 3
    assert "ASSAULT" in {c.code for c in coded.claims}
    check(coded)


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_coding_twice_gives_equal_records(pipeline: Pipeline, language: str) -> None:
    report = Report.make(TEXTS[language], published=PUBLISHED, publisher="The Prancing Pony")
    first = pipeline(report)
    pipeline(Report.make(TEXTS["en"] * 3))
    assert pipeline(report) == first
    assert len({c.id for c in first.claims}) == len(first.claims)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(st.sampled_from(PIECES), max_size=70),
    joiner=st.sampled_from([" ", "", " "]),
    language=st.sampled_from(["", "ar", "fr", "en"]),
    published=st.one_of(st.none(), st.dates(date(1900, 1, 1), date(2100, 12, 31))),
)
def test_no_heap_of_words_raises(
    pipeline: Pipeline, words: list[str], joiner: str, language: str, published: date | None
) -> None:
    report = Report.make(joiner.join(words), published=published, language=language)
    coded = pipeline(report)
    check(coded)
    assert pipeline(report) == coded


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=200), title=st.text(max_size=40), language=st.sampled_from(["", "ar", "fr", "en"]))
def test_no_text_raises(pipeline: Pipeline, text: str, title: str, language: str) -> None:
    check(pipeline(Report.make(text, title=title, language=language, published=PUBLISHED)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    language=st.sampled_from(sorted(TEXTS)), cut=st.integers(0, 400), at=st.integers(0, 400), put=st.text(max_size=8)
)
def test_no_damaged_report_raises(pipeline: Pipeline, language: str, cut: int, at: int, put: str) -> None:
    text = TEXTS[language]
    check(pipeline(Report.make((text[:at] + put + text[at:])[:cut], language=language, published=PUBLISHED)))


@pytest.mark.parametrize(
    ("text", "issue"),
    [
        (
            "El ejército dijo el lunes que hombres armados atacaron una base militar en el norte.",
            "language_unsupported",
        ),
        ("ارتش گفت که افراد مسلح روز دوشنبه به یک پایگاه نظامی در شمال کشور حمله کردند.", "language_unsupported"),
        ("12 34 56", "language_unknown"),
        ("", "language_unknown"),
    ],
)
def test_what_is_in_no_known_language_makes_an_issue(pipeline: Pipeline, text: str, issue: str) -> None:
    coded = pipeline(Report.make(text, published=PUBLISHED))
    assert coded.claims == ()
    assert [i.code for i in coded.issues] == [issue]


def test_a_report_without_a_date_says_so(pipeline: Pipeline) -> None:
    coded = pipeline(Report.make(TEXTS["en"]))
    assert [i.code for i in coded.issues] == ["no_published"]
    assert all(c.time is None or c.time.span is not None for c in coded.claims)


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2100, 12, 31), date.min + timedelta(days=400)])
def test_far_days_do_no_harm(pipeline: Pipeline, day: date) -> None:
    for text in TEXTS.values():
        check(pipeline(Report.make(text, published=day)))


def test_a_million_words_on_one_line(pipeline: Pipeline) -> None:
    coded = pipeline(Report.make(TEXTS["en"].replace(". ", " ") + " and the army said" * 4000, language="en"))
    check(coded)


# --- Python's way in --------------------------------------------------------------------------------------------


def test_the_python_interface() -> None:
    coded = nadhir.code(TEXTS["en"], published="2025-11-05", publisher="The Prancing Pony", id="bree-1")
    assert isinstance(coded, nadhir.Coded)
    assert coded.report.id == "bree-1"
    first = coded.claims[0]
    assert isinstance(first, nadhir.Claim)
    assert isinstance(first.actors[0], nadhir.Entity)
    assert nadhir.code(TEXTS["en"], published=date(2025, 11, 5)).report.published == date(2025, 11, 5)
    assert "Returns:" in (nadhir.code.__doc__ or "")
    with pytest.raises(nadhir.UsageError) as caught:
        nadhir.code("x", published="2025-13-45")
    assert caught.value.code == "date_impossible"
    with pytest.raises(AttributeError):
        nadhir.nonsense  # noqa: B018
    assert set(nadhir.__all__) <= set(dir(nadhir))
    assert all(getattr(nadhir, name) is not None for name in nadhir.__all__)


def test_many_reports_keep_their_order_in_one_process_and_two() -> None:
    reports: list[Report | Issue] = [
        Report.make(TEXTS[language], id=f"{language}-{n}", published=PUBLISHED) for n in range(40) for language in TEXTS
    ]
    reports.insert(7, Issue(code="json_broken", where="x:8"))
    alone = list(code_all(reports))
    assert list(code_all(reports, jobs=2)) == alone
    assert isinstance(alone[7], Issue)
    assert [c.report.id for c in alone if isinstance(c, Coded)] == [r.id for r in reports if isinstance(r, Report)]


def test_a_pool_ends_when_nobody_reads_on() -> None:
    endless = (Report.make(TEXTS["en"], id=str(n), published=PUBLISHED) for n in iter(int, 1))
    results = code_all(endless, jobs=2)
    assert isinstance(next(results), Coded)
    results.close()  # type: ignore[attr-defined]
