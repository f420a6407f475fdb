"""A PostgreSQL server of the tests' own: on loopback, in a folder that goes away with it."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, text

PASSWORD = "barad-dûr@1"  # signs that an address must write otherwise
_QUOTED = "barad-d%C3%BBr%401"


def binaries() -> Path | None:
    """The folder of PostgreSQL's programs; Debian keeps them out of the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parent.parent.name))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


class Server:
    """Started when made, ended by `stop`. As root it runs as another user, since PostgreSQL refuses root."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._names = count(1)
        self._folder = Path(tempfile.mkdtemp(prefix="nadhir-pg-"))
        self._as: dict[str, object] = {}
        if os.geteuid() == 0:
            user = next(u for u in pwd.getpwall() if u.pw_name in ("postgres", "nobody"))
            os.chown(self._folder, user.pw_uid, user.pw_gid)
            self._as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        secret = self._folder / "secret"
        secret.write_text(PASSWORD, "utf-8")
        secret.chmod(0o644)
        self.data = self._folder / "data"
        self._run("initdb", "-D", str(self.data), "-U", "desk", "-E", "UTF8", "--locale=C.UTF-8", "-N",
                  "--auth=scram-sha-256", f"--pwfile={secret}")  # fmt: skip
        self.port = _free_port()
        self._process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server, and wait until it answers."""
        settings = ("listen_addresses=127.0.0.1", f"unix_socket_directories={self._folder}", "fsync=off",
                    "full_page_writes=off", "max_connections=60", "shared_buffers=32MB")  # fmt: skip
        options = [word for setting in settings for word in ("-c", setting)]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self.data, "-p", str(self.port), *options],
                stdout=log, stderr=log, cwd="/", **self._as,  # type: ignore[call-overload]
            )  # fmt: skip
        deadline = time.monotonic() + 30
        while True:
            try:
                self.execute("SELECT 1")
                return self._process
            except Exception:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    print((self._folder / "log").read_text("utf-8", "replace"))
                    raise
                time.sleep(0.05)

    def halt(self) -> None:
        """End the server at once, by its process id; `start` may follow."""
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)

    def stop(self) -> None:
        """End the server and take its folder away."""
        self.halt()
        shutil.rmtree(self._folder)

    def address(self, database: str, password: str = _QUOTED) -> str:
        """The address of a database as people write it."""
        return f"postgresql://desk:{password}@127.0.0.1:{self.port}/{database}"

    def database(self, template: str = "template0", options: str = "") -> str:
        """The address of a new database."""
        name = f"d{next(self._names)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} {options}")
        return self.address(name)

    def drop(self, address: str) -> None:
        """Take a database away, whoever still uses it."""
        self.execute(f"DROP DATABASE IF EXISTS {address.rpartition('/')[2]} WITH (FORCE)")

    def execute(self, statement: str) -> None:
        """Say something to the server as its owner."""
        address = self.address("postgres").replace("postgresql:", "postgresql+pg8000:")
        engine = create_engine(address, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                connection.execute(text(statement))
        finally:
            engine.dispose()

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._programs / program, *arguments], capture_output=True, cwd="/", check=False, **self._as  # type: ignore[call-overload]
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
