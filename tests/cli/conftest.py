"""What the tests of the command line share: the command called in this process, and reports to give it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from nadhir.cli.main import main

ENGLISH = "Gunmen killed five soldiers near Gao on Monday, the army said."
FRENCH = "Des hommes armés ont tué cinq soldats près de Gao lundi, a déclaré l'armée. Le siège de la ville continue."
ARABIC = "قال الجيش إن مسلحين قتلوا خمسة جنود قرب غاو يوم الاثنين، وإن حصار المدينة مستمر."
ISOLATES = dict.fromkeys((*range(0x2066, 0x206A), 0x200F))


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
