"""What the tests of the command line share: the command called in this process, reports to give it, a small store to ask."""

from __future__ import annotations

import io
import json
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

ENGLISH = "Gunmen killed five soldiers near Gao on Monday, the army said."
FRENCH = "Des hommes armés ont tué cinq soldats près de Gao lundi, a déclaré l'armée. Le siège de la ville continue."
ARABIC = "قال الجيش إن مسلحين قتلوا خمسة جنود قرب غاو يوم الاثنين، وإن حصار المدينة مستمر."
ISOLATES = dict.fromkeys((*range(0x2066, 0x206A), 0x200F))

REPORTS = Path(__file__).parents[2] / "examples/exercise/reports"
# One ambush told by six outlets in three languages, and a report on a later one with its correction.
CHOSEN = ("004-fr", "005-en", "006-en", "007-ar", "008-fr", "009-fr", "036-ar", "045-en", "061-en")


class Done(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def call(*arguments: str, stdin: bytes = b"", language: str = "en") -> Done:
        monkeypatch.setenv("NADHIR_LANG", language)
        monkeypatch.setenv("COLUMNS", "110")
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        out, err = capfd.readouterr()
        return Done(int(ended.value.code or 0), out, err)

    return call


def file(folder: Path, name: str, data: str | bytes) -> str:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return str(path)


def records(done: Done) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.out.splitlines()]


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
