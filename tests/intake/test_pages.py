"""Pages: the article's fields, and the address that it bears itself."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.intake import IntakeDefaults
from nadhir.intake.addresses import Tracking, canonical, clean_address
from nadhir.intake.feeds import is_feed
from nadhir.intake.fetch import Fetched
from nadhir.intake.pages import feeds_of, read_page
from nadhir.knowledge.load import read_yaml, shipped
from nadhir.records import Issue, Report

ARABIC = "قال الجيش في أرنور إن مسلحين قتلوا خمسة جنود قرب ديما يوم الاثنين، وأضاف أن حصار المدينة مستمر منذ أسابيع."
FRENCH = "L'armée d'Arnor a déclaré lundi que des hommes armés avaient tué cinq soldats près de Dima, assiégée depuis des semaines."
ENGLISH = "The army of Arnor said on Monday that gunmen had killed five soldiers near Dima, which has been under siege for weeks."


def page(text: str, head: str = "", language: str = "en") -> str:
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>Title | Arnor Times</title>{head}</head>'
        f"<body><nav><a href='/'>Home</a></nav><article><h1>Title</h1><p>{text}</p></article><footer>© 2019</footer></body></html>"
    )


def fetched(
    text: str,
    address: str = "http://news.example/a/b?utm_source=x&id=7#top",
    charset: str = "",
    encoding: str = "utf-8",
) -> Fetched:
    return Fetched(address=address, body=text.encode(encoding), kind="text/html", charset=charset)


def read(found: Fetched, defaults: IntakeDefaults | None = None, **values: str) -> Report:
    items = list(read_page(found, defaults or IntakeDefaults(), **values))  # type: ignore[arg-type]
    (report,) = items
    assert isinstance(report, Report), items
    return report


HEAD = """<link rel="canonical" href="/a/b?id=7&utm_medium=y"><meta property="og:site_name" content="صحيفة أرنور">
<meta name="author" content="Jane Doe"><meta property="article:published_time" content="2025-11-05T01:00:00+03:00">"""


@pytest.mark.parametrize(("text", "language"), [(ARABIC, "ar"), (FRENCH, "fr"), (ENGLISH, "en")])
def test_an_article_gives_its_fields(text: str, language: str) -> None:
    report = read(fetched(page(text, HEAD, language)))
    assert text in report.text
    assert "Home" not in report.text
    assert (report.publisher, report.author) == ("صحيفة أرنور", "Jane Doe")
    assert report.published == date(2025, 11, 5)
    assert report.title.startswith("Title")
    assert report.address == "http://news.example/a/b?id=7"


def test_the_language_that_a_template_declares_is_not_believed() -> None:
    assert read(fetched(page(ARABIC, language="en-US"))).language == ""
    assert read(fetched(page(ARABIC, language="en-US")), IntakeDefaults(language="ar")).language == "ar"


@pytest.mark.parametrize("declared", ["", '<meta charset="windows-1256">', '<meta charset="iso-8859-1">'])
def test_encodings_are_told_apart(declared: str) -> None:
    html = page(ARABIC, declared).replace('<meta charset="utf-8">', "").replace("©", "")
    wrong_meta = "8859" in declared
    report = read(
        fetched(html, encoding="utf-8" if wrong_meta else "cp1256", charset="" if wrong_meta else "windows-1256")
    )
    assert ARABIC in report.text


def test_a_feeds_word_on_day_and_publisher_goes_first() -> None:
    found = fetched(page(ENGLISH, HEAD))
    items = list(read_page(found, IntakeDefaults(), published=date(2025, 11, 4), publisher="Dima Post"))
    assert isinstance(items[0], Report)
    assert (items[0].published, items[0].publisher) == (date(2025, 11, 4), "Dima Post")


def test_a_page_without_a_name_is_published_by_its_host() -> None:
    bare = page(ENGLISH).replace(" | Arnor Times", "")
    assert read(fetched(bare)).publisher == "news.example"
    assert read(fetched(bare), IntakeDefaults(publisher="Arnor Times")).publisher == "Arnor Times"


def test_plain_text_is_a_report_too() -> None:
    report = read(Fetched(address="http://news.example/a.txt", body=ENGLISH.encode(), kind="text/plain"))
    assert (report.text, report.address) == (ENGLISH, "http://news.example/a.txt")


@pytest.mark.parametrize("body", [b"", b"   ", b"<html><body></body></html>", b"\x00\x01\x02\xff" * 100, b"<p>"])
def test_what_has_no_text_is_an_issue(body: bytes) -> None:
    (item,) = read_page(Fetched(address="http://news.example/", body=body), IntakeDefaults())
    assert isinstance(item, Issue)
    assert item.where == "http://news.example/"


@given(st.binary(max_size=600))
def test_no_page_raises(body: bytes) -> None:
    assert list(read_page(Fetched(address="http://news.example/", body=b"<html>" + body), IntakeDefaults()))
    is_feed(body)


# --- addresses ------------------------------------------------------------------------------------------------------

HERE = "https://www.news.example/2025/11/a?utm_source=rss"


@pytest.mark.parametrize(
    ("own", "wanted"),
    [
        ("https://www.news.example/2025/11/a", "https://www.news.example/2025/11/a"),
        ("https://news.example/x?at_medium=RSS", "https://news.example/x"),
        ("//amp.news.example/x", "https://amp.news.example/x"),
        ("b?id=1", "https://www.news.example/2025/11/b?id=1"),
        ("https://sport.news.example/x", "https://sport.news.example/x"),
        ("https://other.example/x", "https://www.news.example/2025/11/a"),
        ("https://news.example.evil.example/x", "https://www.news.example/2025/11/a"),
        ("https://evilnews.example/x", "https://www.news.example/2025/11/a"),
        ("/", "https://www.news.example/2025/11/a"),
        ("https://www.news.example", "https://www.news.example/2025/11/a"),
        ("javascript:void(0)", "https://www.news.example/2025/11/a"),
        ("http://user:pw@www.news.example/x", "https://www.news.example/2025/11/a"),
        ("http://[::1", "https://www.news.example/2025/11/a"),
    ],
)
def test_a_page_is_believed_about_its_own_site_only(own: str, wanted: str) -> None:
    assert canonical([own], HERE) == wanted


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("HTTP://News.Example:80/a#b", "http://news.example/a"),
        ("https://e.example/a?UTM_Source=x&b=2&fbclid=3&c=%20d", "https://e.example/a?b=2&c=%20d"),
        ("https://e.example/a?", "https://e.example/a"),
        ("https://e.example/a?id=1&p=2&ref=3", "https://e.example/a?id=1&p=2&ref=3"),
        ("https://e.example/a?at_bbc_team=x&ns_mchannel=y&traffic_source=rss&maca=ara-rss", "https://e.example/a"),
        ("https://e.example/مالي?q=غاو", "https://e.example/%D9%85%D8%A7%D9%84%D9%8A?q=%D8%BA%D8%A7%D9%88"),
        ("https://موقع.example/a", "https://xn--4gbrim.example/a"),
        ("not an address", "not an address"),
    ],
)
def test_addresses_are_cleaned(written: str, wanted: str) -> None:
    assert clean_address(written) == wanted
    assert clean_address(clean_address(written)) == wanted


def test_the_list_of_what_tracks_is_sound() -> None:
    entries = read_yaml(shipped() / "web" / "tracking.yml", list[Tracking])
    names = [entry.name.lower() for entry in entries]
    assert len(set(names)) == len(names) > 30
    assert all(entry.reason for entry in entries)
    assert not {"id", "p", "ref", "page", "q", "s", "article", "lang"} & set(names)
    prefixes = [name[:-1] for name in names if name.endswith("*")]
    assert all(len(prefix) > 2 and "*" not in prefix for prefix in prefixes)
    assert not [name for name in names for prefix in prefixes if name.startswith(prefix) and name != prefix + "*"]


def test_a_page_names_its_feeds() -> None:
    head = (
        '<link rel="alternate" type="application/rss+xml" href="/feed/"><link rel="alternate" type="text/html" href="/x">'
        '<link rel="Alternate alternate" type="application/atom+xml" href="atom.xml"><link rel="alternate" '
        'type="application/rss+xml" href="ftp://x/">'
    )
    assert feeds_of(fetched(page(ENGLISH, head))) == ["http://news.example/feed/", "http://news.example/a/atom.xml"]
