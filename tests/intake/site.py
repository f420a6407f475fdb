"""A real HTTP server on loopback for tests, behind names that seem to be public."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Any, NamedTuple

import httpcore

from nadhir.intake.fetch import Fetcher, FetchSettings
from nadhir.intake.wire import Wire

PUBLIC = "93.184.215.14"


class Page(NamedTuple):
    """What a path answers."""

    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = MappingProxyType({})


Answer = Page | Callable[[BaseHTTPRequestHandler], Page | None]


class Site:
    """A site whose pages tests set. What has none is 404. `asked` are the requests: path and headers."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.ends = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True

    @property
    def port(self) -> int:
        return int(self.server.server_port)

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.asked.append((self.path, dict(self.headers)))
                answer = site.pages.get(self.path, Page(status=404))
                page = answer if isinstance(answer, Page) else answer(self)
                if page is None:
                    self.close_connection = True
                    return
                self.send_response(page.status)
                if page.kind:
                    self.send_header("Content-Type", page.kind)
                for name, value in page.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(page.body)))
                self.end_headers()
                self.wfile.write(page.body)

            def log_message(self, *_: Any) -> None:
                pass

            def handle(self) -> None:
                try:
                    super().handle()
                except OSError:  # the client has gone, as it should
                    self.close_connection = True

        return Handler


@contextmanager
def running() -> Iterator[Site]:
    site = Site()
    thread = threading.Thread(target=site.server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.ends.set()
        site.server.shutdown()
        site.server.server_close()
        thread.join(5)


class Time:
    """A clock that only sleeping moves on."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


def fetcher_of(
    site: Site,
    time: Time | None = None,
    *,
    resolve: Callable[[str, int], list[str]] = lambda host, port: [PUBLIC],
    **settings: Any,
) -> Fetcher:
    """A fetcher for which every name is a public address, at which the site stands. Private ones are refused as ever."""

    def connect(address: str, port: int, timeout: float | None) -> httpcore.NetworkStream:
        assert address == PUBLIC, f"connected to {address}"
        return httpcore.SyncBackend().connect_tcp("127.0.0.1", site.port, timeout)

    time = time or Time()
    wire = Wire(resolve=resolve, connect=connect)
    options = {"connect": 5.0, "read": 5.0, "total": 10.0, **settings}
    return Fetcher(FetchSettings(**options), clock=time, sleep=time.sleep, chance=lambda: 1.0, wire=wire)
