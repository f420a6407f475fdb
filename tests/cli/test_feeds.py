"""`nadhir feeds` and `nadhir watch`, on a desk in memory and a site on loopback."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import msgspec
import pytest
import typer
from rich.cells import cell_len

from nadhir.cli import feeds
from nadhir.cli.feed_table import show
from nadhir.cli.help import classes
from nadhir.cli.texts import load_texts
from nadhir.errors import NadhirError
from nadhir.intake.rhythm import FeedState
from nadhir.records import Issue
from tests.engine.shelf import Shelf
from tests.intake.site import Page, Site, running
from tests.intake.test_feeds import item, rss, xml
from tests.intake.test_pages import ENGLISH, page

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LANGUAGES = ("ar", "fr", "en")


class Done(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as found:
        found.pages["/"] = Page(
            page(ENGLISH, '<link rel="alternate" type="application/rss+xml" href="/feed">').encode()
        )
        found.pages["/feed"] = xml(rss(item("a")))
        found.pages["/a"] = Page(page(ENGLISH).encode())
        yield found


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def run(shelf: Shelf, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("NADHIR_ALLOW_PRIVATE", "1")

    def call(*arguments: str, language: str = "en") -> Done:
        texts = load_texts(language)
        app = typer.Typer(cls=classes(texts)[0], invoke_without_command=True, rich_markup_mode=None)
        app.callback()(lambda: None)
        feeds.add(app, texts, shelf.opened)
        code = 0
        try:
            code = app(list(arguments), standalone_mode=False, prog_name="nadhir") or 0
        except NadhirError as error:
            code = error.exit_code
            sys.stderr.write(texts.explain(error))
        out, err = capfd.readouterr()
        return Done(code, out, err)

    return call


def test_a_feed_is_added_by_its_address_or_its_sites(run: Run, shelf: Shelf, site: Site) -> None:
    done = run("feeds", "add", site.url("/"), "--publisher", "Arnor Press", "--every", "30")
    assert done.code == 0
    assert "أخبار أرنور" in done.out
    (feed,) = shelf.feeds()
    assert (feed.address, feed.name, feed.publisher, feed.interval) == (
        site.url("/feed"),
        "أخبار أرنور",
        "Arnor Press",
        1800,
    )
    assert feed.added is not None
    assert "There already" in run("feeds", "add", site.url("/feed?utm_source=x")).out
    assert len(shelf.feeds()) == 1


def test_what_is_no_feed_is_not_added(run: Run, shelf: Shelf, site: Site) -> None:
    done = run("feeds", "add", site.url("/a"), site.url("/none"), "ftp://x.example/")
    assert done.code == 3
    assert [part in done.err for part in ("no feed here", "404", "ftp")] == [True] * 3
    assert shelf.feeds() == []
    assert run("feeds", "add", "--unchecked", "http://later.example/feed").code == 0
    assert [f.address for f in shelf.feeds()] == ["http://later.example/feed"]
    assert run("feeds", "add", "--unchecked", "file:///etc/passwd").code == 3


def test_private_feeds_need_the_setting(run: Run, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NADHIR_ALLOW_PRIVATE")
    done = run("feeds", "add", site.url("/feed"))
    assert done.code == 3
    assert "NADHIR_ALLOW_PRIVATE=1" in done.err
    assert site.asked == []


def test_feeds_are_polled_and_the_reports_taken(run: Run, shelf: Shelf, site: Site) -> None:
    run("feeds", "add", site.url("/feed"))
    done = run("feeds", "poll")
    assert (done.code, [r.address for r in shelf.reports]) == (0, [site.url("/a")])
    assert "new reports: 1" in done.out
    assert "No feed is due" in run("feeds", "poll").out
    assert "new reports: 0" in run("feeds", "poll", "--all").out
    site.pages["/feed"] = Page(status=404)
    done = run("feeds", "poll", site.url("/feed"))
    assert done.code == 3
    assert "404" in done.err
    assert "could not be read" in done.out


def test_feeds_are_named_by_address_title_or_id(run: Run, shelf: Shelf) -> None:
    for name in "abc":
        run("feeds", "add", "--unchecked", f"http://{name}.example/feed", "--title", name.upper() * 3)
    ids = [feed.id for feed in shelf.feeds()]
    assert run("feeds", "remove", "AAA", ids[1][:6]).code == 0
    assert [feed.title for feed in shelf.feeds()] == ["CCC"]
    assert run("feeds", "remove", "DDD").code == 2
    assert run("feeds", "remove", "http://c.example/feed").code == 0
    assert run("feeds", "poll").code == run("watch").code == 2


def test_two_feeds_of_one_name_are_not_confused(run: Run, shelf: Shelf) -> None:
    for name in "ab":
        run("feeds", "add", "--unchecked", f"http://{name}.example/feed", "--title", "Same")
    done = run("feeds", "remove", "Same")
    assert (done.code, len(shelf.feeds())) == (2, 2)
    assert run("feeds", "add", "--unchecked", "http://c.example/", "http://d.example/", "--title", "T").code == 2


def states() -> list[FeedState]:
    hour = timedelta(hours=1)
    base = {"last_polled": NOW - hour / 4, "last_read": NOW - hour / 4, "gap": 3600.0}
    made = [
        ("Studio", {**base, "last_new": NOW - 2 * hour}),
        (
            "الجزيرة: أخبار إفريقيا",
            {**base, "last_polled": NOW - 7 * hour, "last_read": NOW - 7 * hour, "last_new": NOW - 8 * hour},
        ),
        ("Actualités du Mali et de toute la sous-région", {**base, "last_new": NOW - 80 * hour}),
        ("Broken", {**base, "failures": 3, "problem": Issue(code="web_status", values={"status": "503"})}),
        ("", {}),
    ]
    return [
        msgspec.structs.replace(
            FeedState.make(f"https://{n}.news.example/a/long/address/feed.xml", title=title), **values
        )
        for n, (title, values) in enumerate(made)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_tells_how_each_feed_stands(
    language: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    texts = load_texts(language)
    show(states(), sys.stdout, texts, NOW, feeds.short_ids(states()))
    out = capsys.readouterr().out
    lines = out.splitlines()
    assert max(map(cell_len, lines)) <= 80
    firsts = [next(line for line in lines if feed.id[:6] in line) for feed in states()]
    for line, name in zip(firsts, ("fresh", "due", "silent", "broken", "due"), strict=True):
        assert texts(f"feeds.{name}") in line
    assert "503" in out
    assert texts("feeds.never") in firsts[4]
    assert all(feed.address in out for feed in states())
    assert not any(key in out for key in ("feeds.", "error.", "{"))


def test_the_list_for_programs(run: Run, shelf: Shelf) -> None:
    for state in states():
        shelf.keep_feed(state)
    records = [json.loads(line) for line in run("feeds", "list").out.splitlines()]
    assert [r["address"] for r in records] == [s.address for s in states()]
    assert records[3]["problem"] == "web_status"
    assert records[0]["last_new"] == "2026-11-22T10:00:00+00:00"
    assert run("feeds", "list", "--format", "yaml").code == 2


def test_an_empty_list_says_what_to_do(run: Run) -> None:
    assert "nadhir feeds add" in run("feeds", "list", "--format", "table").out


def test_watching_ends_with_a_signal(run: Run, shelf: Shelf, site: Site) -> None:
    run("feeds", "add", site.url("/feed"))

    def end(_: object) -> None:
        threading.Thread(target=lambda: (time.sleep(0.2), os.kill(os.getpid(), signal.SIGTERM))).start()

    shelf.taken = end
    done = run("watch")
    assert (done.code, len(shelf.reports)) == (0, 1)
    assert "The watch has ended" in done.err
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


@pytest.mark.parametrize("command", ["feeds", "feeds add", "feeds list", "feeds remove", "feeds poll", "watch"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_has_help(run: Run, command: str, language: str) -> None:
    done = run(*command.split(), "--help", language=language)
    assert f"nadhir {command}" in done.out
    assert not any(key in done.out for key in ("help.", "feeds."))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_guard_refuses_has_words(language: str) -> None:
    """Codes that are carried by RefusedError become issues elsewhere, so no test of literals sees them."""
    import ast
    from pathlib import Path

    import nadhir.intake

    texts, codes = load_texts(language), set()
    for path in Path(nadhir.intake.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "RefusedError":
                codes |= {argument.value for argument in node.args if isinstance(argument, ast.Constant)}
    assert len(codes) > 12
    missing = [code for code in codes if texts(f"error.{code}") == f"error.{code}"]
    assert missing == []
    if language != "en":
        english = load_texts("en")
        assert [code for code in codes if texts(f"error.{code}") == english(f"error.{code}")] == []
