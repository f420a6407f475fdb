"""Every test that asks for `address`, `empty` or `store` runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from copy import copy
from pathlib import Path

import pytest

from nadhir.engine.batch import code_all, ready
from nadhir.engine.desk import Desk
from nadhir.intake import read_paths
from nadhir.records import Coded
from nadhir.settings import Settings
from nadhir.store import Store
from tests.store.made import Desks, report
from tests.store.servers import Server, binaries

ROOT = Path(__file__).resolve().parents[2]
BOTH = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    programs = binaries()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    server = Server(programs)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def template(server: Server) -> str:
    """The name of a database with the tables in it, of which others are made."""
    address = server.database()
    Store.open(address).close()
    return address.rpartition("/")[2]


@pytest.fixture(scope="session")
def template_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "desk.db"
    Store.open(path).close()
    return path


@pytest.fixture(params=BOTH)
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def address(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a store without reports."""
    if backend == "sqlite":
        path = tmp_path / "desk.db"
        shutil.copy(request.getfixturevalue("template_file"), path)
        yield str(path)
        return
    server = request.getfixturevalue("server")
    made = server.database(request.getfixturevalue("template"))
    yield made
    server.drop(made)


@pytest.fixture
def empty(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a store that is still to be made."""
    if backend == "sqlite":
        yield str(tmp_path / "new" / "desk.db")
        return
    server = request.getfixturevalue("server")
    made = server.database()
    yield made
    server.drop(made)


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings.from_environment()


@pytest.fixture(scope="session")
def stemmers(settings: Settings) -> dict[str, str]:
    return {code: pack.script.stemmer for code, pack in ready(settings).knowledge.packs.items()}


@pytest.fixture(scope="session")
def coded(settings: Settings) -> list[Coded]:
    """The samples and the test corpus, coded once."""
    done = list(code_all(read_paths([ROOT / "samples", ROOT / "corpus" / "test"]), settings=settings))
    reports = [one for one in done if isinstance(one, Coded)]
    assert len(reports) > 60
    return reports


@pytest.fixture
def store(address: str, stemmers: dict[str, str]) -> Iterator[Store]:
    with Store.open(address, stemmers=stemmers) as store:
        yield store


@pytest.fixture(scope="session")
def desks(settings: Settings, stemmers: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Desks:
    """Makes desks that share what takes seconds to load, also with the processes that are forked from this one."""
    with Store.open(tmp_path_factory.mktemp("warm") / "desk.db", stemmers=stemmers) as store:
        warm = Desk(store, settings)
        list(warm.add([report(0), report(1)]))

    def on(store: Store) -> Desk:
        desk = copy(warm)
        desk.store, desk._linker = store, None
        return desk

    return on


@pytest.fixture
def desk(store: Store, desks: Desks) -> Desk:
    return desks(store)
