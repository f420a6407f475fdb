"""A small store of the exercise, made once, and the command line over it."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from nadhir.cli.desk import desk_of
from nadhir.cli.main import main
from nadhir.intake import read_paths
from nadhir.records import Issue
from nadhir.settings import Settings

REPORTS = Path(__file__).parents[2] / "examples/exercise/reports"
# One ambush told by six outlets in three languages, and a report on a later one with its correction.
CHOSEN = ("004-fr", "005-en", "006-en", "007-ar", "008-fr", "009-fr", "036-ar", "045-en", "061-en")


class Done(NamedTuple):
    code: int
    out: str
    err: str


Ask = Callable[..., Done]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store, which nobody may change."""
    path = tmp_path_factory.mktemp("view") / "desk.db"
    settings = msgspec.structs.replace(Settings.from_environment(), store=str(path))
    with desk_of(settings) as desk:
        paths = [REPORTS / f"{name}.json" for name in CHOSEN]
        done = list(desk.add(read_paths(paths), replay=True))
    assert not [one for one in done if isinstance(one, Issue)]
    return path


@pytest.fixture
def own(made: Path, tmp_path: Path) -> Path:
    """A copy of the store that a test may change."""
    return Path(shutil.copy(made, tmp_path / "own.db"))


@pytest.fixture
def ask(made: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Run the command line over the store; `store` another one."""

    def call(*arguments: str, language: str = "en", store: Path = made, width: int = 100) -> Done:
        monkeypatch.setenv("NADHIR_STORE", str(store))
        monkeypatch.setenv("NADHIR_LANG", language)
        monkeypatch.setenv("COLUMNS", str(width))
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        out, err = capfd.readouterr()
        return Done(int(ended.value.code or 0), out, err)

    return call
