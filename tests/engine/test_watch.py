"""The watch: polls what is due, survives broken feeds, and stops when it is told to."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import msgspec
import pytest

from nadhir.engine import watch as module
from nadhir.engine.watch import Tally, poll_feeds, watch
from nadhir.errors import InputError
from nadhir.intake.fetch import Fetcher, FetchSettings
from nadhir.intake.rhythm import FeedState
from nadhir.records import Issue, Report
from tests.engine.shelf import Shelf
from tests.intake.site import Page, Site, running
from tests.intake.test_feeds import item, rss, xml
from tests.intake.test_pages import ENGLISH, page

NOW = datetime(2025, 11, 5, 12, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as found:
        found.pages["/feed"] = xml(rss(item("a"), item("b")))
        found.pages |= {f"/{n}": Page(page(f"{ENGLISH} Number {n}.").encode()) for n in "ab"}
        yield found


def fetcher(stop: threading.Event | None = None) -> Fetcher:
    settings = FetchSettings(allow_private=True, gap=0, attempts=1, total=5)
    return Fetcher(settings, sleep=(stop or threading.Event()).wait)


def run(shelf: Shelf, site: Site, until: int, clock: object = None) -> list[Tally]:
    """Watch until so many feeds were polled."""
    stop, told = threading.Event(), []

    def tell(tally: Tally) -> None:
        told.append(tally)
        if len(told) >= until:
            stop.set()

    with fetcher(stop) as client:
        watch(shelf.desk(), client, stop=stop, clock=clock or (lambda: NOW), told=tell)  # type: ignore[arg-type]
    return told


def test_it_polls_what_is_due_the_longest_overdue_first(site: Site) -> None:
    fresh = msgspec.structs.replace(FeedState.make(site.url("/fresh")), last_polled=NOW)
    late = msgspec.structs.replace(FeedState.make(site.url("/late")), last_polled=NOW - timedelta(days=3))
    shelf = Shelf(fresh, FeedState.make(site.url("/feed")), late)
    told = run(shelf, site, 2)
    assert [t.state.address for t in told] == [late.address, site.url("/feed")]
    assert (told[1].reports, told[1].issues) == (2, 0)
    assert [r.address for r in shelf.reports] == [site.url("/b"), site.url("/a")]
    assert shelf.kept[told[1].state.id].last_read == NOW
    assert shelf.kept[fresh.id] == fresh


def test_it_comes_back_when_a_feed_is_due_again(site: Site) -> None:
    moments = iter(NOW + timedelta(minutes=10 * n) for n in range(1000))
    feed = FeedState.make(site.url("/feed"), interval=600)
    told = run(Shelf(feed), site, 3, clock=lambda: next(moments))
    assert [t.reports for t in told] == [2, 0, 0]


def test_a_broken_feed_ends_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    real = module.polling

    def polling(state: FeedState, *rest: object, **options: object) -> Iterator[object]:
        if state.address.endswith("/strange"):
            raise RecursionError("nobody foresaw this")
        yield from real(state, *rest, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "polling", polling)
    strange, missing = FeedState.make(site.url("/strange")), FeedState.make(site.url("/missing"))
    shelf = Shelf(strange, missing, FeedState.make(site.url("/feed")))
    told = run(shelf, site, 3)
    assert [t.state.failures for t in told] == [1, 1, 0]
    assert [i.code for i in shelf.issues] == ["feed_broken", "web_status"]
    assert len(shelf.reports) == 2


def test_an_error_of_the_desk_is_not_swallowed(site: Site) -> None:
    shelf = Shelf(FeedState.make(site.url("/feed")))

    def full(_: object) -> None:
        raise InputError("system", why="No space left on device")

    shelf.taken = full
    with pytest.raises(InputError):
        run(shelf, site, 1)
    assert shelf.feeds()[0].last_polled is None, "what was not kept is polled again"


def test_a_feed_that_is_removed_meanwhile_stays_removed(site: Site) -> None:
    feed = FeedState.make(site.url("/feed"))
    shelf = Shelf(feed)
    shelf.taken = lambda _: shelf.remove_feed(feed.id)
    run(shelf, site, 1)
    assert shelf.feeds() == []


def test_stopping_finishes_the_report_in_hand_and_no_other(site: Site) -> None:
    stop = threading.Event()
    shelf = Shelf(FeedState.make(site.url("/feed")), FeedState.make(site.url("/other")))
    shelf.taken = lambda _: stop.set()
    with fetcher(stop) as client:
        (tally,) = poll_feeds(shelf.desk(), client, shelf.feeds(), stop=stop, clock=lambda: NOW)
    assert tally.reports == 1
    assert site.paths() == ["/feed", "/b"]
    shelf.taken = lambda _: None
    stop.clear()
    with fetcher(stop) as client:
        (again,) = poll_feeds(shelf.desk(), client, shelf.feeds()[:1], stop=stop, clock=lambda: NOW)
    assert again.reports == 1


def test_it_sleeps_until_the_next_feed_and_no_longer() -> None:
    polled = msgspec.structs.replace(FeedState.make("http://a.example/"), last_polled=NOW, interval=600)
    assert module._until_next([polled], NOW + timedelta(seconds=580)) == 20
    assert module._until_next([polled], NOW) == module._until_next([], NOW) == 60
    assert module._until_next([polled], NOW + timedelta(hours=1)) < 1


SCRIPT = """
import sys, threading
from nadhir.engine.watch import stopping, watch
from nadhir.intake.fetch import Fetcher, FetchSettings
from nadhir.intake.rhythm import FeedState
from tests.engine.shelf import Shelf
shelf = Shelf(*(FeedState.make(url) for url in sys.argv[1:]))
shelf.taken = lambda item: print(getattr(item, "address", item), flush=True)
with stopping(threading.Event()) as stop:
    with Fetcher(FetchSettings(allow_private=True, gap=0.05), sleep=stop.wait) as fetcher:
        watch(shelf.desk(), fetcher, stop=stop)
print("ended", shelf.feeds()[0].etag or "-", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_process_after_the_report_in_hand(site: Site, number: signal.Signals) -> None:
    at_page = threading.Event()

    def slow(_: BaseHTTPRequestHandler) -> Page:
        at_page.set()
        time.sleep(0.5)
        return Page(page(ENGLISH).encode())

    site.pages["/feed"] = xml(rss(item("a"), item("b")), ETag='"1"')
    site.pages["/b"] = slow
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, site.url("/feed")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    try:
        assert at_page.wait(60)
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
    finally:
        process.kill()
    assert (process.returncode, err) == (0, "")
    assert out.splitlines() == [site.url("/b"), "ended -"]


def test_a_signal_ends_an_idle_watch_at_once(site: Site) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, site.url("/feed")],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    try:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(2)]
        assert all(lines)
        time.sleep(0.3)
        start = time.monotonic()
        process.terminate()
        process.wait(10)
    finally:
        process.kill()
        process.communicate()
    assert (process.returncode, time.monotonic() - start < 3) == (0, True)


def test_reports_and_issues_are_counted_apart(site: Site) -> None:
    site.pages["/a"] = Page(status=404)
    shelf = Shelf(FeedState.make(site.url("/feed")))
    (tally,) = run(shelf, site, 1)
    assert (tally.reports, tally.issues) == (1, 1)
    assert isinstance(shelf.reports[0], Report)
    assert isinstance(shelf.issues[0], Issue)
