"""Feeds as the world writes them, their rhythm, and polling them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir.intake import IntakeDefaults
from nadhir.intake.feeds import Feed, is_feed, plain, read_feed
from nadhir.intake.polling import MOST_PAGES, Polled, poll, read_addresses
from nadhir.intake.rhythm import FeedState, heard, interval, is_due, is_silent, next_due, silence, standing
from nadhir.records import Issue, Report
from tests.intake.site import Page, Site, fetcher_of, running
from tests.intake.test_pages import ARABIC, ENGLISH, FRENCH, page

NOW = datetime(2025, 11, 5, 12, tzinfo=UTC)
HERE = "http://news.example/feeds/all.xml"


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as found:
        yield found


def rss(*items: str, head: str = "", encoding: str = "utf-8") -> str:
    return (
        f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
        f'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>أخبار أرنور</title>'
        f"<link>http://news.example/</link>{head}{''.join(items)}</channel></rss>"
    )


def item(name: str, *, when: str = "Wed, 05 Nov 2025 08:00:00 +0300", text: str = "", link: str | None = None) -> str:
    link = f"/{name}" if link is None else link
    return (
        f"<item><title>{name}</title>{f'<link>{link}</link>' if link else ''}<guid isPermaLink='false'>{name}</guid>"
        f"{f'<pubDate>{when}</pubDate>' if when else ''}<description>{text}</description></item>"
    )


def feed_of(text: str, encoding: str = "utf-8", charset: str = "") -> Feed:
    found = read_feed(text.encode(encoding), HERE, charset)
    assert isinstance(found, Feed), found
    return found


# --- reading --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "declared", "charset"),
    [
        ("utf-8", "utf-8", ""),
        ("utf-8", "windows-1256", ""),  # declared by a template that nobody changed
        ("utf-8", "utf-8", "iso-8859-1"),  # said by a server that says so of everything
        ("cp1256", "windows-1256", ""),
        ("cp1256", "windows-1256", "utf-8"),
        ("cp1256", "utf-8", ""),  # undeclared: told by its looks
        ("iso8859_6", "iso-8859-6", ""),
        ("utf-16", "utf-16", ""),
    ],
)
def test_arabic_feeds_in_every_encoding(encoding: str, declared: str, charset: str) -> None:
    text = ARABIC.replace("،", ",")
    feed = feed_of(rss(item("a", text=text), encoding=declared, head="<language>ar-SA</language>"), encoding, charset)
    assert (feed.title, feed.language, feed.issues) == ("أخبار أرنور", "ar", ())
    assert feed.entries[0].text == text


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "cp1252"])
def test_french_feeds(encoding: str) -> None:
    text = rss(item("a", text=FRENCH), encoding=encoding).replace(
        "أخبار أرنور", "Nouvelles d’Arnor" if encoding != "iso-8859-1" else "N"
    )
    assert feed_of(text, encoding).entries[0].text == FRENCH


def test_entries_have_clean_addresses_and_moments_in_utc() -> None:
    feed = feed_of(rss(item("a", when="Wed, 05 Nov 2025 01:30:00 +0300", link="../a?utm_source=rss&amp;id=1#c")))
    (entry,) = feed.entries
    assert entry.address == "http://news.example/a?id=1"
    assert entry.published == datetime(2025, 11, 4, 22, 30, tzinfo=UTC)
    assert entry.day == date(2025, 11, 5), "the day is the one that the outlet's readers had"


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("mer., 05 nov. 2025 10:00:00 +0100", date(2025, 11, 5)),
        ("الأربعاء, 05 نوفمبر 2025 10:00:00 +0300", date(2025, 11, 5)),
        ("2025-11-05T23:30:00-05:00", date(2025, 11, 5)),
        ("yesterday", None),
        ("Wed, 05 Nov 2025 23:59:60 GMT", date(2025, 11, 5)),
    ],
)
def test_dates_as_outlets_write_them(written: str, wanted: date | None) -> None:
    (entry,) = feed_of(rss(item("a", when=written))).entries
    assert entry.day == wanted


def test_atom_is_read_with_its_updates() -> None:
    atom = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr" xml:base="http://news.example/x/"><title>Arnor</title>
    <entry><id>tag:1</id><title type="html">Siège &amp;amp; &lt;b&gt;famine&lt;/b&gt;</title><link href="a"/><published>2025-11-04T10:00:00Z</published>
    <updated>2025-11-05T10:00:00+01:00</updated><content type="html">&lt;p&gt;un&lt;/p&gt;&lt;p&gt;deux&lt;/p&gt;</content></entry></feed>"""
    feed = feed_of(atom)
    (entry,) = feed.entries
    assert (entry.id, entry.address, entry.title, entry.text) == (
        "tag:1",
        "http://news.example/x/a",
        "Siège & famine",
        "un\ndeux",
    )
    assert (entry.published, entry.updated) == (
        datetime(2025, 11, 4, 10, tzinfo=UTC),
        datetime(2025, 11, 5, 9, tzinfo=UTC),
    )
    assert is_feed(atom.encode())


def test_a_broken_feed_is_read_as_far_as_it_goes() -> None:
    feed = feed_of(
        "<rss version='2.0'><channel><title>x</title><item><title>a & b</title><link>/1</link></item><item><title>c"
    )
    assert [entry.title for entry in feed.entries][:1] == ["a & b"]
    assert [issue.code for issue in feed.issues] == ["feed_damaged"]


@pytest.mark.parametrize("body", ["", "<html><body>no feed</body></html>", "just words", "{}"])
def test_what_is_no_feed_is_an_issue(body: str) -> None:
    found = read_feed(body.encode(), HERE)
    assert isinstance(found, Issue)
    assert found.code == "feed_none"
    assert not is_feed(body.encode())


def test_entities_neither_swell_nor_read_files() -> None:
    levels = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    swelling = f"<!DOCTYPE x [<!ENTITY a0 'lol'>{levels}<!ENTITY f SYSTEM 'file:///etc/passwd'>]>"
    feed = feed_of(
        swelling + "<rss version='2.0'><channel><title>&a11;</title><item><title>&f;</title></item></channel></rss>"
    )
    assert len(feed.title) < 1000
    assert "root:" not in feed.entries[0].title


def test_entries_that_share_an_id_are_told_apart() -> None:
    feed = feed_of(rss(item("a", link="/1"), item("a", link="/2"), item("a", link="/2")))
    assert len({entry.id for entry in feed.entries}) == len(feed.entries) == 2


def test_what_a_feed_asks_for() -> None:
    assert feed_of(rss(head="<ttl>30</ttl>")).asked == 1800
    hourly = "<sy:updatePeriod> hourly </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"
    assert feed_of(rss(head=hourly)).asked == 900
    assert (
        feed_of(rss(head="<ttl>soon</ttl>")).asked
        == feed_of(rss(head="<sy:updatePeriod>never</sy:updatePeriod>")).asked
        == 0
    )


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a < b", "a < b"),
        ("<p>one</p>\n<p>two<br>three</p>", "one\ntwo\nthree"),
        ("x<script>bad()</script>y<style>p{}</style>", "xy"),
        ("AT&amp;T &#1575;", "AT&T ا"),
        ("<p>unclosed <b>words", "unclosed words"),
    ],
)
def test_markup_becomes_words(markup: str, text: str) -> None:
    assert plain(markup) == text


@given(st.binary(max_size=300))
def test_no_feed_raises(body: bytes) -> None:
    assert isinstance(read_feed(b"<rss version='2.0'><channel><item>" + body, HERE), Feed | Issue)
    assert isinstance(read_feed(body, HERE), Feed | Issue)


# --- rhythm ---------------------------------------------------------------------------------------------------------

STATE = FeedState.make(HERE, added=NOW)
HOUR = timedelta(hours=1)


def with_entries(moments: list[datetime], state: FeedState = STATE, now: datetime = NOW) -> FeedState:
    written = [f"{m:%a, %d %b %Y %H:%M:%S} GMT" for m in moments]
    feed = feed_of(rss(*(item(str(n), when=w) for n, w in enumerate(written))))
    return heard(state, feed, {}, len(moments), now)


def replaced(state: FeedState = STATE, **values: object) -> FeedState:
    return msgspec.structs.replace(state, **values)


def test_a_state_survives_json() -> None:
    state = replaced(
        with_entries([NOW - n * HOUR for n in range(9)]), problem=Issue(code="web_timeout"), seen={"a": "b"}
    )
    assert msgspec.json.decode(msgspec.json.encode(state), type=FeedState) == state


def test_a_new_feed_is_due_at_once() -> None:
    assert next_due(STATE, NOW) == NOW
    assert standing(STATE, NOW) == "due"


def test_the_rhythm_sets_when_a_feed_is_due() -> None:
    often = with_entries([NOW - n * HOUR / 10 for n in range(20)])
    hourly = with_entries([NOW - n * HOUR for n in range(20)])
    weekly = with_entries([NOW - n * 168 * HOUR for n in range(20)])
    few = with_entries([NOW - HOUR])
    assert [interval(state) for state in (often, hourly, weekly, few)] == [900, 1800, 21_600, 3600]
    assert next_due(hourly, NOW) == NOW + HOUR / 2
    assert not is_due(hourly, NOW + 0.49 * HOUR)
    assert is_due(hourly, NOW + HOUR / 2)


def test_what_the_feed_asks_and_the_person_wants() -> None:
    hourly = with_entries([NOW - n * HOUR for n in range(20)])
    assert interval(replaced(hourly, asked=7200)) == 7200
    assert interval(replaced(hourly, asked=999_999)) == 86_400
    assert interval(replaced(hourly, asked=60)) == 1800
    assert interval(replaced(hourly, asked=7200, interval=600)) == 600


def test_failures_lengthen_the_wait_to_a_day() -> None:
    state = replaced(last_polled=NOW)
    waits = [(next_due(replaced(state, failures=n), NOW) - NOW) / HOUR for n in (0, 1, 2, 4, 5, 500)]
    assert waits == [1, 2, 4, 16, 24, 24]
    assert next_due(replaced(state, failures=1, hold=6 * 3600), NOW) == NOW + 6 * HOUR
    assert standing(replaced(state, failures=1), NOW) == "broken"


def test_silence_is_measured_by_the_feeds_own_rhythm() -> None:
    hourly = with_entries([NOW - n * HOUR for n in range(40)])
    daily = with_entries([NOW - n * 24 * HOUR for n in range(20)])
    assert silence(hourly) == 6 * 3600
    assert silence(daily) == 72 * 3600
    for state, limit in ((hourly, 6 * HOUR), (daily, 72 * HOUR)):
        for over, wanted in ((-HOUR, False), (HOUR, True)):
            now = NOW + limit + over
            assert is_silent(replaced(state, last_read=now, last_polled=now), now) is wanted


def test_nights_are_no_silence() -> None:
    days = [NOW - timedelta(days=d) for d in range(6)]
    office = with_entries([day - n * HOUR / 2 for day in days for n in range(16)])  # eight hours a day
    morning = NOW + 17 * HOUR
    assert not is_silent(replaced(office, last_read=morning), morning)
    assert is_silent(replaced(office, last_read=NOW + 30 * HOUR), NOW + 30 * HOUR)


def test_one_outage_does_not_hide_the_next() -> None:
    moments = [NOW - n * HOUR for n in range(20)] + [NOW - timedelta(days=20) - n * HOUR for n in range(20)]
    assert silence(with_entries(moments)) == 6 * 3600


def test_a_feed_that_was_not_heard_is_not_called_silent() -> None:
    """That the desk was off for a month says nothing of the feed."""
    hourly = with_entries([NOW - n * HOUR for n in range(40)])
    later = NOW + timedelta(days=30)
    assert standing(hourly, later) == "due"
    assert standing(replaced(hourly, last_polled=later, last_read=later), later) == "silent"
    assert standing(replaced(hourly, last_polled=later, failures=2), later) == "broken"


def test_a_feed_without_dates_has_the_rhythm_of_its_polls() -> None:
    state = STATE
    feed = feed_of(rss(item("a", when="")))
    for n in range(6):
        state = heard(state, feed, {}, 1, NOW + 2 * n * HOUR)
    assert (state.gap, state.last_new) == (7200, NOW + 10 * HOUR)
    assert heard(state, feed, {}, 0, NOW + 50 * HOUR).last_new == NOW + 10 * HOUR


def test_entries_of_tomorrow_count_as_of_now() -> None:
    assert with_entries([NOW + timedelta(days=900)]).last_new == NOW


# --- polling --------------------------------------------------------------------------------------------------------

BASE = "http://news.example"


def xml(text: str, **headers: str) -> Page:
    return Page(text.encode(), "application/rss+xml", headers={k.replace("_", "-"): v for k, v in headers.items()})


def polled(site: Site, state: FeedState = STATE, known: set[str] | None = None, **options: object) -> Polled:
    with fetcher_of(site, gap=0, attempts=1) as fetcher:
        return poll(state, fetcher, lambda address: address in (known or set()), now=lambda: NOW, **options)  # type: ignore[arg-type]


def codes(found: Polled) -> list[str]:
    return [issue.code for issue in found.issues]


@pytest.fixture
def news(site: Site) -> Site:
    site.pages |= {
        "/feeds/all.xml": xml(rss(item("ar", text="ملخص"), item("fr"), item("en")), ETag='"1"'),
        "/ar": Page(page(ARABIC).encode()),
        "/fr": Page(page(FRENCH).encode("cp1252"), "text/html; charset=windows-1252"),
        "/en": Page(page(ENGLISH, '<link rel="canonical" href="/english">').encode()),
    }
    return site


def test_a_poll_brings_the_pages_of_new_entries(news: Site) -> None:
    found = polled(news)
    assert codes(found) == []
    assert [text for text in (ARABIC, FRENCH, ENGLISH) if any(text in r.text for r in found.reports)] == [
        ARABIC,
        FRENCH,
        ENGLISH,
    ]
    assert {r.address for r in found.reports} == {f"{BASE}/ar", f"{BASE}/fr", f"{BASE}/english"}
    assert {r.published for r in found.reports} == {date(2025, 11, 5)}
    state = found.state
    assert (state.name, state.etag, state.failures, state.last_read) == ("أخبار أرنور", '"1"', 0, NOW)
    assert state.last_new == datetime(2025, 11, 5, 5, tzinfo=UTC)


def test_a_second_poll_brings_nothing_twice(news: Site) -> None:
    first = polled(news)
    news.asked.clear()
    again = polled(news, first.state)
    assert (again.reports, again.issues) == ((), ())
    assert news.paths() == ["/feeds/all.xml"]
    assert again.state.seen == first.state.seen


def test_an_unchanged_feed_is_not_even_sent(news: Site) -> None:
    first = polled(news)
    sent = news.pages["/feeds/all.xml"]
    news.pages["/feeds/all.xml"] = lambda r: Page(status=304) if r.headers["If-None-Match"] == '"1"' else sent  # type: ignore[return-value]
    again = polled(news, first.state)
    assert (again.reports, again.issues, again.state.etag) == ((), (), '"1"')
    assert (again.state.last_new, again.state.last_read) == (first.state.last_new, NOW)


def test_what_the_store_knows_is_not_fetched(news: Site) -> None:
    found = polled(news, known={f"{BASE}/ar", f"{BASE}/fr"})
    assert [r.address for r in found.reports] == [f"{BASE}/english"]
    assert "/ar" not in news.paths()


def test_an_updated_entry_is_fetched_again(news: Site) -> None:
    first = polled(news)
    news.pages["/feeds/all.xml"] = xml(rss(item("ar", text="ملخص محدث"), item("fr"), item("en")))
    news.pages["/ar"] = Page(page(ARABIC + " ثم ارتفعت الحصيلة إلى سبعة قتلى بحسب المصدر نفسه.").encode())
    again = polled(news, first.state, known={f"{BASE}/ar"})
    (report,) = again.reports
    assert "سبعة" in report.text
    assert report.address == f"{BASE}/ar"


@pytest.mark.parametrize("status", [404, 503])
def test_where_the_page_is_missing_the_feeds_own_words_do(news: Site, status: int) -> None:
    news.pages["/ar"] = Page(status=status)
    found = polled(news)
    assert codes(found) == ["web_status", "entry_from_feed"]
    report = next(r for r in found.reports if r.address == f"{BASE}/ar")
    assert (report.text, report.title, report.publisher) == ("ملخص", "ar", "أخبار أرنور")


def test_what_fails_for_the_moment_is_tried_again(news: Site) -> None:
    whole = news.pages["/fr"]
    news.pages["/fr"] = Page(status=503)
    first = polled(news)
    assert (codes(first), len(first.reports), first.state.etag) == (["web_status"], 2, "")
    news.pages["/fr"] = whole
    again = polled(news, first.state)
    assert [r.address for r in again.reports] == [f"{BASE}/fr"]
    assert again.state.etag == '"1"'


def test_what_is_gone_for_good_is_not_asked_again(news: Site) -> None:
    news.pages["/fr"] = Page(status=410)
    first = polled(news)
    assert (codes(first), first.state.etag) == (["web_status"], '"1"')
    assert codes(polled(news, first.state)) == []


def test_an_entry_without_an_address_is_read_from_the_feed(site: Site) -> None:
    site.pages["/feeds/all.xml"] = xml(rss(item("a", link="", text=ENGLISH), item("b", link="")))
    found = polled(site)
    assert [(r.text, r.address) for r in found.reports] == [(ENGLISH, f"{HERE}#a")]
    assert codes(found) == ["entry_empty"]


def test_an_entry_that_leads_into_the_private_network_is_refused(site: Site) -> None:
    site.pages["/feeds/all.xml"] = xml(rss(item("a", link="http://169.254.169.254/latest", text=ENGLISH)))
    with fetcher_of(site, gap=0, resolve=lambda h, p: [h] if h[0].isdigit() else ["93.184.215.14"]) as fetcher:
        found = poll(STATE, fetcher, lambda _: False, now=lambda: NOW)
    assert codes(found) == ["web_address_refused", "entry_from_feed"]
    assert site.paths() == ["/feeds/all.xml"]


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        (Page(status=500), "web_status"),
        (Page(b"<html>sold to a domain dealer</html>"), "feed_none"),
        (Page(b"", "application/pdf"), "web_kind"),
    ],
)
def test_a_broken_feed_is_told_and_kept(site: Site, answer: Page, wanted: str) -> None:
    site.pages["/feeds/all.xml"] = answer
    before = replaced(etag='"1"', seen={"a": "b"}, last_read=NOW - HOUR)
    found = polled(site, before)
    assert codes(found) == [wanted]
    state = found.state
    assert (state.failures, state.problem, state.seen, state.last_read) == (1, found.issues[0], {"a": "b"}, NOW - HOUR)
    site.pages["/feeds/all.xml"] = xml(rss())
    assert polled(site, state).state.failures == 0


def test_a_server_that_asks_for_a_pause_gets_it(site: Site) -> None:
    site.pages["/feeds/all.xml"] = Page(status=429, headers={"Retry-After": "40000"})
    state = polled(site).state
    assert next_due(state, NOW) == NOW + timedelta(seconds=40_000)


def test_a_poll_that_is_told_to_stop_leaves_the_rest_for_the_next(news: Site) -> None:
    asked = iter([False, True, True])
    first = polled(news, stopped=lambda: next(asked))
    assert (len(first.reports), first.state.etag) == (1, "")
    again = polled(news, first.state)
    assert len(again.reports) == 2
    assert again.state.etag == '"1"'


def test_a_huge_feed_is_read_in_portions(site: Site) -> None:
    count = MOST_PAGES + 10

    def answer(request: BaseHTTPRequestHandler) -> Page:
        return Page(page(f"{ENGLISH} It was number {request.path}.").encode())

    site.pages |= {f"/{n}": answer for n in range(count)}
    site.pages["/feeds/all.xml"] = xml(rss(*(item(str(n)) for n in range(count))), ETag='"1"')
    first = polled(site)
    assert (len(first.reports), first.state.etag) == (MOST_PAGES, "")
    again = polled(site, first.state)
    assert (len(again.reports), again.state.etag) == (10, '"1"')


def test_a_feeds_publisher_and_language_are_what_the_person_said(news: Site) -> None:
    found = polled(news, replaced(publisher="Arnor Press", language="fr"))
    assert {(r.publisher, r.language) for r in found.reports} == {("Arnor Press", "fr")}


def test_addresses_on_the_command_line_may_be_pages_or_feeds(news: Site) -> None:
    with fetcher_of(news, gap=0) as fetcher:
        items = list(read_addresses([f"{BASE}/en", HERE, f"{BASE}/none", "ftp://x/"], IntakeDefaults(), fetcher))
    assert [i.code if isinstance(i, Issue) else i.address for i in items] == [
        f"{BASE}/english", f"{BASE}/ar", f"{BASE}/fr", f"{BASE}/english", "web_status", "web_scheme",
    ]  # fmt: skip
    assert isinstance(items[0], Report)
