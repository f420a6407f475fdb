"""The client against a real server: what it refuses, how patient it is, how polite."""

from __future__ import annotations

import gzip
import shutil
import ssl
import subprocess
import threading
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from ipaddress import IPv4Address, ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadhir import __version__
from nadhir.intake.fetch import Fetched, Fetcher, FetchSettings
from nadhir.intake.guard import RefusedError, is_refused, read_url
from nadhir.intake.pace import retry_after
from nadhir.records import Issue
from tests.intake.site import PUBLIC, Page, Site, Time, fetcher_of, running

HELLO = Page("<p>سلام</p>".encode())


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as found:
        yield found


def code(found: Fetched | Issue) -> str:
    return found.code if isinstance(found, Issue) else "fetched"


# --- addresses ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "fe80::1", "fe80::1%eth0", "fec0::1",
        "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "2001::1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1", "100::1", "3fff::1", "nonsense", "",
    ],
)  # fmt: skip
def test_what_is_not_public_is_refused(address: str) -> None:
    assert is_refused(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "172.32.0.1", "2606:2800:21f::1", "64:ff9b::808:808"])
def test_what_is_public_is_not(address: str) -> None:
    assert not is_refused(address)


@pytest.mark.parametrize("address", ["169.254.169.254", "0.0.0.0", "224.0.0.1", "fe80::1", "::ffff:169.254.169.254"])
def test_the_setting_for_private_networks_lets_nothing_else_pass(address: str) -> None:
    assert not any(is_refused(own, allow_private=True) for own in ("127.0.0.1", "::1", "10.0.0.1", "fd00::1"))
    assert is_refused(address, allow_private=True)


@given(st.ip_addresses(v=4))
def test_no_address_that_python_calls_private_passes_in_any_dress(address: IPv4Address) -> None:
    if not address.is_global or address.is_multicast or address.is_reserved:
        number = int(address)
        assert is_refused(str(address))
        assert is_refused(str(ip_address((0xFFFF << 32) | number)))
        assert is_refused(str(ip_address((0x64FF9B << 96) | number)))


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("ftp://example.org/", "web_scheme"),
        ("file:///etc/passwd", "web_scheme"),
        ("javascript:alert(1)", "web_scheme"),
        ("//example.org/", "web_scheme"),
        ("http://", "web_address_wrong"),
        ("http:///path", "web_address_wrong"),
        ("http://[::1", "web_address_wrong"),
        ("http://example.org:99999/", "web_address_wrong"),
        ("http://user@example.org/", "web_userinfo"),
        ("http://user:pass@example.org/", "web_userinfo"),
        ("http://example.org/" + "a" * 5000, "web_address_wrong"),
    ],
)
def test_only_plain_http_addresses_are_read(url: str, wanted: str) -> None:
    with pytest.raises(RefusedError) as caught:
        read_url(url)
    assert caught.value.code == wanted


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "[::1]", "localhost", "[::ffff:127.0.0.1]"]
)
def test_this_machine_is_not_asked_by_any_name(site: Site, host: str) -> None:
    with Fetcher(FetchSettings(gap=0)) as fetcher:
        found = fetcher.fetch(f"http://{host}:{site.port}/")
    assert code(found) in ("web_address_refused", "web_name_unknown")
    assert site.asked == []


def test_this_machine_is_asked_where_the_setting_says_so(site: Site) -> None:
    site.pages["/"] = HELLO
    with Fetcher(FetchSettings(allow_private=True, gap=0)) as fetcher:
        found = fetcher.fetch(site.url())
    assert isinstance(found, Fetched)
    assert (found.body, found.kind, found.charset, found.address) == (HELLO.body, "text/html", "utf-8", site.url())


def test_a_redirect_into_the_private_network_is_refused(site: Site) -> None:
    def resolve(host: str, port: int) -> list[str]:
        return [PUBLIC] if host == "news.example" else ["169.254.169.254"]

    site.pages["/"] = Page(status=302, headers={"Location": "http://inside.example/secret"})
    site.pages["/number"] = Page(status=302, headers={"Location": "http://127.0.0.1/secret"})
    with fetcher_of(site, resolve=lambda h, p: [h] if h[0].isdigit() else resolve(h, p)) as fetcher:
        assert code(fetcher.fetch("http://news.example/")) == "web_address_refused"
        assert code(fetcher.fetch("http://news.example/number")) == "web_address_refused"
    assert site.paths() == ["/", "/number"]


@pytest.mark.parametrize("location", ["file:///etc/passwd", "http://u:p@news.example/", "gopher://news.example/"])
def test_a_redirect_out_of_the_web_is_refused(site: Site, location: str) -> None:
    site.pages["/"] = Page(status=302, headers={"Location": location})
    with fetcher_of(site) as fetcher:
        assert code(fetcher.fetch("http://news.example/")) in ("web_scheme", "web_userinfo")


def test_a_name_that_changes_its_address_is_caught(site: Site) -> None:
    """Rebinding: the first answer is public, the next is this machine. Each connection goes to the answer that was checked."""
    answers: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        answers.append(PUBLIC if not answers else "127.0.0.1")
        return answers[-1:]

    site.pages["/robots.txt"] = Page(status=404, headers={"Connection": "close"})
    site.pages["/"] = HELLO
    with fetcher_of(site, resolve=resolve) as fetcher:
        assert code(fetcher.fetch("http://news.example/")) == "web_address_refused"
    assert answers == [PUBLIC, "127.0.0.1"]
    assert site.paths() == []


def test_a_name_is_resolved_once_for_a_connection(site: Site) -> None:
    asked: list[str] = []
    site.pages |= {"/robots.txt": Page(b"", "text/plain"), "/": HELLO}
    with fetcher_of(site, resolve=lambda host, port: asked.append(host) or [PUBLIC]) as fetcher:  # type: ignore[func-returns-value]
        assert code(fetcher.fetch("http://news.example/")) == "fetched"
    assert asked == ["news.example"]
    assert site.asked[0][1]["Host"] == "news.example"


def test_one_bad_address_among_good_ones_condemns_the_name(site: Site) -> None:
    with fetcher_of(site, resolve=lambda host, port: [PUBLIC, "10.0.0.1"]) as fetcher:
        assert code(fetcher.fetch("http://news.example/")) == "web_address_refused"
    assert site.asked == []


def test_a_name_that_is_slow_to_resolve_ends_with_the_time(site: Site) -> None:
    with fetcher_of(site, resolve=lambda host, port: site.ends.wait(20) and [], total=0.3, attempts=1) as fetcher:  # type: ignore[arg-type,return-value]
        start = time.monotonic()
        assert code(fetcher.fetch("http://news.example/")) == "web_timeout"
    assert time.monotonic() - start < 3


def test_proxies_of_the_environment_are_not_asked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    site.pages["/"] = HELLO
    with fetcher_of(site) as fetcher:
        assert code(fetcher.fetch("http://news.example/")) == "fetched"


def test_secure_connections_keep_the_name_and_want_a_good_certificate(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl here")
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=news.example"]
    command += ["-addext", "subjectAltName=DNS:news.example"]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    named: list[str | None] = []
    context.sni_callback = lambda _sock, name, _context: named.append(name)
    site.server.socket = context.wrap_socket(site.server.socket, server_side=True)
    site.server.handle_error = lambda *_: None  # type: ignore[assignment,misc]
    site.pages["/"] = HELLO
    with fetcher_of(site) as fetcher:
        assert code(fetcher.fetch("https://news.example/")) == "web_certificate"
    assert named == ["news.example"]
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))  # an authority that the machine's owner trusts
    with fetcher_of(site) as fetcher:
        assert code(fetcher.fetch("https://news.example/")) == "fetched"
        assert code(fetcher.fetch("https://other.example/")) == "web_certificate"


# --- what comes -----------------------------------------------------------------------------------------------------


def test_redirects_are_followed_to_the_end_and_no_further(site: Site) -> None:
    site.pages |= {f"/{n}": Page(status=301, headers={"Location": f"/{n + 1}"}) for n in range(20)}
    site.pages["/5"] = HELLO
    with fetcher_of(site) as fetcher:
        found = fetcher.fetch("http://news.example/0#top")
        assert isinstance(found, Fetched)
        assert found.address == "http://news.example/5"
        assert code(fetcher.fetch("http://news.example/6")) == "web_redirects"


def test_what_has_not_changed_is_not_sent_again(site: Site) -> None:
    stamp = "Mon, 03 Nov 2025 10:00:00 GMT"

    def answer(request: BaseHTTPRequestHandler) -> Page:
        same = request.headers["If-None-Match"] == '"a"' and request.headers["If-Modified-Since"] == stamp
        return Page(status=304) if same else HELLO._replace(headers={"ETag": '"a"', "Last-Modified": stamp})

    site.pages["/"] = answer
    with fetcher_of(site) as fetcher:
        first = fetcher.fetch("http://news.example/")
        assert isinstance(first, Fetched)
        assert (first.etag, first.last_modified, first.unchanged) == ('"a"', stamp, False)
        second = fetcher.fetch("http://news.example/", etag=first.etag, last_modified=first.last_modified)
    assert isinstance(second, Fetched)
    assert (second.unchanged, second.body, second.etag, second.last_modified) == (True, b"", '"a"', stamp)


def test_it_says_who_asks_and_keeps_no_cookies(site: Site) -> None:
    site.pages["/"] = HELLO._replace(headers={"Set-Cookie": "id=7; Path=/"})
    with fetcher_of(site) as fetcher:
        fetcher.fetch("http://news.example/")
        fetcher.fetch("http://news.example/")
    headers = [headers for path, headers in site.asked if path == "/"]
    assert [h["User-Agent"] for h in headers] == [f"Nadhir/{__version__}"] * 2
    assert not any("Cookie" in h for h in headers)


@pytest.mark.parametrize(
    "kind", ["application/pdf", "image/png", "audio/mpeg", "application/octet-stream", "video/mp4"]
)
def test_other_things_than_pages_and_feeds_are_refused(site: Site, kind: str) -> None:
    site.pages["/"] = Page(b"...", kind)
    with fetcher_of(site) as fetcher:
        found = fetcher.fetch("http://news.example/")
    assert isinstance(found, Issue)
    assert (found.code, found.values) == ("web_kind", {"kind": kind})


def test_a_body_over_the_limit_is_not_read(site: Site) -> None:
    site.pages["/"] = Page(b"x" * 50_001)
    site.pages["/fits"] = Page(b"x" * 50_000)
    with fetcher_of(site, most_bytes=50_000) as fetcher:
        assert code(fetcher.fetch("http://news.example/")) == "web_too_large"
        assert code(fetcher.fetch("http://news.example/fits")) == "fetched"


def test_a_bomb_does_not_go_off(site: Site) -> None:
    """A gigabyte of nothing in a megabyte: unpacked in pieces, and given up at the limit."""
    zipper = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    piece = bytes(1 << 20)
    bomb = b"".join(zipper.compress(piece) for _ in range(300)) + zipper.flush()
    site.pages["/"] = Page(bomb, headers={"Content-Encoding": "gzip"})
    site.pages["/twice"] = Page(gzip.compress(bomb), headers={"Content-Encoding": "gzip, gzip"})
    tracemalloc.start()
    with fetcher_of(site) as fetcher:
        assert code(fetcher.fetch("http://news.example/")) == "web_too_large"
        assert code(fetcher.fetch("http://news.example/twice")) == "web_packing"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40 * 1024 * 1024


@pytest.mark.parametrize("size", [0, 1, 70_000, 400_000])
def test_packed_bodies_come_out_whole(site: Site, size: int) -> None:
    text = bytes(n * 7 % 251 for n in range(size))
    bare = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = {
        "gzip": gzip.compress(text),
        "x-gzip": gzip.compress(text[: size // 2]) + gzip.compress(text[size // 2 :]),
        "deflate": zlib.compress(text),
        "Deflate": bare.compress(text) + bare.flush(),
    }
    for kind, body in packed.items():
        site.pages["/"] = Page(body, headers={"Content-Encoding": kind})
        with fetcher_of(site) as fetcher:
            found = fetcher.fetch("http://news.example/")
        assert isinstance(found, Fetched), kind
        assert found.body == text


def test_a_damaged_or_cut_body_is_told(site: Site) -> None:
    whole = gzip.compress(b"x" * 100_000 + b"y")
    site.pages["/cut"] = Page(whole[:-20], headers={"Content-Encoding": "gzip"})
    site.pages["/bad"] = Page(b"no gzip at all", headers={"Content-Encoding": "gzip"})
    with fetcher_of(site) as fetcher:
        assert code(fetcher.fetch("http://news.example/cut")) == "web_broken"
        assert code(fetcher.fetch("http://news.example/bad")) == "web_broken"


def drip(site: Site, head: bytes) -> Page:
    """Sends a head and then a byte now and then: no single read ever waits long."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(head)
        while not site.ends.wait(0.05):
            request.wfile.write(b"a")
            request.wfile.flush()

    return answer  # type: ignore[return-value]


@pytest.mark.parametrize(
    "head",
    [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Slow: "],
)
def test_who_drips_is_left_when_the_time_is_over(site: Site, head: bytes) -> None:
    site.pages["/"] = drip(site, head)
    with fetcher_of(site, total=0.5) as fetcher:
        start = time.monotonic()
        assert code(fetcher.fetch("http://news.example/")) == "web_timeout"
    assert time.monotonic() - start < 3
    assert site.paths() == ["/"]


# --- again and again ------------------------------------------------------------------------------------------------


def failing(times: int, page: Page) -> object:
    left = [page] * times

    def answer(_: BaseHTTPRequestHandler) -> Page:
        return left.pop() if left else HELLO

    return answer


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_passing_failure_is_asked_again(site: Site, status: int) -> None:
    site.pages["/"] = failing(2, Page(status=status))  # type: ignore[assignment]
    clock = Time()
    with fetcher_of(site, clock, gap=0) as fetcher:
        assert code(fetcher.fetch("http://news.example/")) == "fetched"
    assert clock.slept == [1.0, 2.0]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451, 501])
def test_a_lasting_failure_is_not(site: Site, status: int) -> None:
    site.pages["/"] = Page(status=status)
    with fetcher_of(site) as fetcher:
        found = fetcher.fetch("http://news.example/")
    assert isinstance(found, Issue)
    assert (found.code, found.values["status"]) == ("web_status", str(status))
    assert site.paths() == ["/"]


def test_it_comes_back_when_the_server_says(site: Site) -> None:
    site.pages["/"] = failing(1, Page(status=503, headers={"Retry-After": "17"}))  # type: ignore[assignment]
    clock = Time()
    with fetcher_of(site, clock) as fetcher:
        assert code(fetcher.fetch("http://news.example/")) == "fetched"
    assert 17.0 in clock.slept


def test_who_says_come_back_tomorrow_is_left_for_later(site: Site) -> None:
    site.pages["/"] = Page(status=503, headers={"Retry-After": "86400"})
    with fetcher_of(site) as fetcher:
        found = fetcher.fetch("http://news.example/")
    assert isinstance(found, Issue)
    assert (found.code, found.values) == ("web_status", {"status": "503", "after": "86400"})
    assert site.paths() == ["/"]


def test_retry_after_has_two_forms() -> None:
    now = datetime(2025, 11, 5, 12, tzinfo=UTC)
    assert retry_after("120", now) == 120
    assert retry_after(format_datetime(now + timedelta(minutes=5), usegmt=True), now) == 300
    assert retry_after(format_datetime(now - timedelta(minutes=5), usegmt=True), now) == 0
    assert [retry_after(text, now) for text in ("", "soon", "-5", "1.5", "٣")] == [None] * 5


def test_a_host_that_is_down_is_tried_thrice_and_told(site: Site) -> None:
    clock = Time()
    with Fetcher(FetchSettings(allow_private=True), clock=clock, sleep=clock.sleep, chance=lambda: 1.0) as fetcher:
        found = fetcher.fetch("http://127.0.0.1:1/")
    assert isinstance(found, Issue)
    assert (found.code, found.values["why"]) == ("web_unreachable", "Connection refused")
    assert clock.slept == [1.0, 2.0]


def test_a_wait_that_is_broken_off_ends_the_request(site: Site) -> None:
    stop = threading.Event()
    stop.set()
    site.pages["/"] = Page(status=503)
    with Fetcher(FetchSettings(allow_private=True), sleep=stop.wait) as fetcher:
        assert code(fetcher.fetch(site.url())) == "web_stopped"


# --- politeness -----------------------------------------------------------------------------------------------------


def test_a_host_is_asked_once_a_second_and_others_meanwhile(site: Site) -> None:
    site.pages["/"] = HELLO
    clock = Time()
    with fetcher_of(site, clock) as fetcher:
        fetcher.fetch("http://one.example/")
        assert clock.slept == [1.0]  # between its robots.txt and the page
        fetcher.fetch("http://two.example/")
        assert clock.slept == [1.0, 1.0]
        fetcher.fetch("http://one.example/")
        assert clock.slept == [1.0, 1.0]  # its second has passed
        fetcher.fetch("http://one.example/")
        assert clock.slept == [1.0, 1.0, 1.0]


ROBOTS = b"User-agent: *\nDisallow: /\n\nUser-agent: Nadhir\nDisallow: /private\nAllow: /private/open\nCrawl-delay: 7\n"


def test_what_robots_are_asked_to_leave_is_left(site: Site) -> None:
    site.pages |= {"/robots.txt": Page(ROBOTS, "text/plain"), "/a": HELLO, "/private/b": HELLO, "/private/open": HELLO}
    clock = Time()
    with fetcher_of(site, clock) as fetcher:
        assert code(fetcher.fetch("http://news.example/a")) == "fetched"
        assert code(fetcher.fetch("http://news.example/private/b")) == "web_robots"
        assert code(fetcher.fetch("http://news.example/private/open")) == "fetched"
    assert clock.slept == [7.0, 7.0]
    assert [path for path, _ in site.asked] == ["/robots.txt", "/a", "/private/open"]


@pytest.mark.parametrize(
    ("status", "wanted"), [(404, "fetched"), (403, "fetched"), (500, "web_robots_broken"), (429, "web_robots_broken")]
)
def test_a_robots_file_that_is_missing_or_broken(site: Site, status: int, wanted: str) -> None:
    site.pages |= {"/robots.txt": Page(status=status), "/": HELLO}
    with fetcher_of(site) as fetcher:
        assert code(fetcher.fetch("http://news.example/")) == wanted


def test_robots_files_are_kept_a_day_and_broken_ones_ten_minutes(site: Site) -> None:
    site.pages |= {"/robots.txt": Page(status=500), "/": HELLO}
    clock = Time()
    with fetcher_of(site, clock, attempts=1) as fetcher:
        for _ in range(3):
            assert code(fetcher.fetch("http://news.example/")) == "web_robots_broken"
        assert len(site.asked) == 1
        clock.now += 601
        site.pages["/robots.txt"] = Page(ROBOTS, "text/plain")
        for _ in range(3):
            assert code(fetcher.fetch("http://news.example/")) == "fetched"
        assert [path for path, _ in site.asked].count("/robots.txt") == 2
        clock.now += 86_401
        fetcher.fetch("http://news.example/")
    assert [path for path, _ in site.asked].count("/robots.txt") == 3


def test_a_redirect_to_a_page_that_robots_must_leave_is_not_followed(site: Site) -> None:
    site.pages |= {
        "/robots.txt": Page(ROBOTS, "text/plain"),
        "/a": Page(status=302, headers={"Location": "/private/b"}),
    }
    with fetcher_of(site) as fetcher:
        assert code(fetcher.fetch("http://news.example/a")) == "web_robots"


def test_a_site_that_asks_for_hours_between_requests_is_not_read(site: Site) -> None:
    site.pages |= {"/robots.txt": Page(b"User-agent: *\nCrawl-delay: 3600\n", "text/plain"), "/": HELLO}
    with fetcher_of(site) as fetcher:
        assert code(fetcher.fetch("http://news.example/")) == "web_robots_slow"


def test_a_long_robots_file_is_read_to_its_limit(site: Site) -> None:
    site.pages |= {"/robots.txt": Page(ROBOTS + b"#" * 2_000_000, "text/plain"), "/private/b": HELLO}
    with fetcher_of(site) as fetcher:
        assert code(fetcher.fetch("http://news.example/private/b")) == "web_robots"
