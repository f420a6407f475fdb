"""The wire under the client: connections that go to checked addresses only, and that end when a request's time is over.

`Wire` is an httpx transport over httpcore's connection pool. Its backend resolves a name once for each connection, checks the addresses
(`nadhir.intake.guard`) and connects to them by number; TLS and the Host header keep the name. A kept connection goes on to the
address that was checked. Every read and write ends at the deadline of the request, however slowly the other side drips.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import httpcore
import httpx

from nadhir.intake.guard import Resolve, checked_addresses, resolve

Connect = Callable[[str, int, float | None], httpcore.NetworkStream]

_KEPT = 4  # connections kept open for further requests
_KEPT_FOR = 15.0  # seconds


class Deadline:
    """When the request in hand must be over, in seconds of the monotonic clock."""

    def __init__(self) -> None:
        self._end = float("inf")

    def start(self, seconds: float) -> None:
        """The request in hand may last so long from now on."""
        self._end = time.monotonic() + seconds

    def left(self, at_most: float | None) -> float:
        """Seconds that are left, `at_most` so many. Raises httpcore.ReadTimeout where none is."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("deadline")
        return left if at_most is None else min(left, at_most)


class Wire(httpx.BaseTransport):
    """A transport for httpx that asks only what the guard lets pass. For one thread.

    `resolve` and `connect` are there for tests: how names become addresses, and how a checked address is reached.
    """

    def __init__(
        self, *, allow_private: bool = False, resolve: Resolve = resolve, connect: Connect | None = None
    ) -> None:
        self.deadline = Deadline()
        backend = _Backend(self.deadline, resolve, connect or _connect, allow_private=allow_private)
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=_KEPT + 1,
            max_keepalive_connections=_KEPT,
            keepalive_expiry=_KEPT_FOR,
            network_backend=backend,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the body is read by whoever iterates over the response."""
        url = request.url
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        sent = httpcore.Request(request.method, target, headers=request.headers.raw, extensions=request.extensions)
        with _as_httpx():
            answer = self._pool.handle_request(sent)
        assert isinstance(answer.stream, Iterable)
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer.stream))

    def close(self) -> None:
        """Close the kept connections."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, parts: Iterable[bytes]) -> None:
        self._parts = parts

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx():
            yield from self._parts

    def close(self) -> None:
        if hasattr(self._parts, "close"):
            self._parts.close()


@contextmanager
def _as_httpx() -> Iterator[None]:
    """httpcore's errors as those of the same name in httpx."""
    try:
        yield
    except (
        httpcore.TimeoutException,
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpcore.UnsupportedProtocol,
    ) as e:
        raise getattr(httpx, type(e).__name__, httpx.TransportError)(str(e)) from e


class _Backend(httpcore.NetworkBackend):
    def __init__(self, deadline: Deadline, resolve: Resolve, connect: Connect, *, allow_private: bool) -> None:
        self._deadline = deadline
        self._resolve = resolve
        self._connect = connect
        self._allow_private = allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A connection to a checked address of the host: the first that answers. Raises RefusedError for one that may not."""

        def check() -> list[str]:
            return checked_addresses(host, port, self._resolve, allow_private=self._allow_private)

        addresses = _within(check, self._deadline.left(timeout))
        failed: Exception = httpcore.ConnectError(host)
        for address in addresses:
            try:
                stream = self._connect(address, port, self._deadline.left(timeout))
                return _Stream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed


def _connect(address: str, port: int, timeout: float | None) -> httpcore.NetworkStream:
    return httpcore.SyncBackend().connect_tcp(address, port, timeout)


def _within(work: Callable[[], list[str]], seconds: float) -> list[str]:
    """What `work` gives, or httpcore.ConnectTimeout: the system's resolver knows no time limit, so a thread waits for it."""
    found: list[list[str]] = []
    failed: list[Exception] = []

    def run() -> None:
        try:
            found.append(work())
        except Exception as error:  # given to the caller below
            failed.append(error)

    thread = Thread(target=run, name="nadhir-resolve", daemon=True)
    thread.start()
    thread.join(seconds)
    if failed:
        raise failed[0]
    if not found:
        raise httpcore.ConnectTimeout("resolving")
    return found[0]


class _Stream(httpcore.NetworkStream):
    """A connection whose reads and writes end at the deadline of the request that it carries."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left(timeout))
        return _Stream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
