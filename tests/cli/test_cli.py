"""The command line: help, wrong calls, look-ups, and the command as a process among others."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.cli.conftest import ARABIC, ENGLISH, ISOLATES, Run, file, records

COMMANDS = ("code", "evaluate", "check", "languages", "actors", "places", "ontology")


# --- help -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "word"), [("ar", "الأوامر"), ("fr", "Commandes"), ("en", "Commands")])
def test_help_speaks_the_readers_language(run: Run, language: str, word: str) -> None:
    done = run("--help", language=language)
    assert done.code == 0
    assert word in done.out
    assert all(command in done.out for command in COMMANDS)
    assert max(map(cell_len, done.out.splitlines())) <= 110


@pytest.mark.parametrize("command", [*COMMANDS, "places find", "places add"])
@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_every_command_has_help(run: Run, command: str, language: str) -> None:
    done = run(*command.split(), "--help", language=language)
    assert done.code == 0
    assert f"nadhir {command}" in done.out
    assert not any(key in done.out for key in ("help.", "lookup.", "error."))


def test_no_command_is_help_and_no_error(run: Run) -> None:
    assert run().code == 0
    assert "Commands:" in run().out
    assert run("places").code == 0
    assert run("--version").out.startswith("nadhir 0.")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("frob",), "There is no command “frob”"),
        (("code", "--frob"), "There is no option “--frob”"),
        (("code", "--published"), "needs a value"),
        (("code", "--published", "2025-13-45"), "“2025-13-45” is no date"),
        (("code", "--published", "0001-01-01"), "is no date"),
        (("code", "--published", "05/11/2025"), "day first or month first"),
        (("code", "--published", "yesterday"), "is no date"),
        (("code", "--format", "xml"), "cannot be “xml”"),
        (("code", "--language", "tlh"), "cannot be “tlh”"),
        (("actors",), "NAME is missing"),
        (("actors", "a", "b"), "one argument too many"),
        (("actors", "xyzzyx"), "No actor bears the name"),
        (("places", "find", "xyzzyx"), "No place bears the name"),
        (("places", "frob"), "There is no command “frob”"),
        (("ontology", "FROB"), "There is no code “FROB”"),
    ],
)
def test_wrong_calls(run: Run, arguments: tuple[str, ...], words: str) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert words in done.err
    assert done.out == ""
    assert len(done.err.splitlines()) == 1
    for language in ("ar", "fr"):
        other = run(*arguments, language=language)
        assert other.code == 2
        assert other.err not in ("", done.err)
        assert "error." not in other.err


def test_wrong_jobs_are_told_with_what_was_written(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for written in ("0", "many"):
        monkeypatch.setattr("sys.argv", ["nadhir", "code", "--jobs", written])
        assert f"--jobs cannot be “{written}”" in run("code", "--jobs", written).err


# --- looking things up ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_lookups(run: Run, language: str) -> None:
    assert {"ar", "fr", "en"} <= set(run("languages", language=language).out.translate(ISOLATES).split())
    assert "jnim" in run("actors", "GSIM", language=language).out
    assert "2457163" in run("places", "find", "Gao", language=language).out
    assert "2457163" in run("places", "find", "غاو", language=language).out
    shown = run("ontology", "assault", language=language).out
    assert "suicide-attack" in shown
    assert "COERCE" not in shown
    assert "COERCE" in run("ontology", language=language).out


def test_the_best_actor_comes_first(run: Run) -> None:
    lines = run("actors", "M23").out.splitlines()
    assert lines[2].split()[0] == "m23"


def test_places_add(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NADHIR_DATA", str(tmp_path / "data"))
    cells = "99000001 Hobbiton Hobbiton Hobbitebourg 14.5 -4.1 P PPL ML - - - - - 1200 - 280 Africa/Bamako 2024-01-01"
    line = "\t".join("" if cell == "-" else cell for cell in cells.split())
    dump = file(tmp_path, "ML.txt", line + "\n")
    done = run("places", "add", dump)
    assert done.code == 0
    assert "1 places added" in done.out
    assert "nothing changed" in run("places", "add", dump).out
    assert "99000001" in run("places", "find", "Hobbiton").out
    coded = records(
        run("code", "-", stdin=b"The Malian army said gunmen attacked the town of Hobbiton in Mali on Monday.")
    )
    assert 99000001 in {p["geonameid"] for c in coded[0]["claims"] for p in c["places"]}  # type: ignore[attr-defined]
    wrong = run("places", "add", file(tmp_path, "bad.txt", "not a dump\n"))
    assert wrong.code == 3
    assert "Line 1" in wrong.err


def test_check_says_what_is_wrong_with_the_overlay(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = tmp_path / "languages" / "ar"
    pack.mkdir(parents=True)
    (pack / "parties.yml").write_text("- {id: planted, nouns: [ایران], sector: REB, kind: group}\n", "utf-8")
    monkeypatch.setenv("NADHIR_KNOWLEDGE", f"{tmp_path}{os.pathsep}{tmp_path / 'gone'}")
    done = run("check", language="fr")
    assert done.code == 4
    assert "étrangères à la presse arabe" in done.err
    assert "gone" in done.err


# --- processes ------------------------------------------------------------------------------------------------


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "nadhir.cli.main", *arguments]


def many(folder: Path) -> str:
    lines = (json.dumps({"id": str(n), "text": ENGLISH * 4, "published": "2025-11-05"}) for n in range(300))
    return file(folder, "many.jsonl", "\n".join(lines))


@pytest.mark.parametrize("form", ["jsonl", "table"])
def test_head_may_close_the_pipe(tmp_path: Path, form: str) -> None:
    reader = "| head -n 3; exit ${PIPESTATUS[0]}"
    script = f'"{sys.executable}" -m nadhir.cli.main code "{many(tmp_path)}" --format {form} {reader}'
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 3


def test_two_jobs_give_the_same_as_one(tmp_path: Path) -> None:
    path = many(tmp_path)
    alone, together = (
        subprocess.run(command("code", path, "--jobs", n), capture_output=True, check=True) for n in "12"
    )
    assert alone.stdout == together.stdout
    assert together.stderr == b""


def test_a_terminal_gets_a_table_and_a_pipe_gets_lines(tmp_path: Path) -> None:
    path = file(tmp_path, "in.txt", ENGLISH)
    ours, theirs = pty.openpty()
    environment = {**os.environ, "NADHIR_LANG": "fr", "COLUMNS": "110", "TERM": "xterm-256color"}
    with subprocess.Popen(
        command("code", path, "--published", "2025-11-05"),
        stdout=theirs,
        stderr=theirs,
        stdin=subprocess.DEVNULL,
        env=environment,
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:
                break
            if not piece:
                break
            shown += piece
        assert process.wait() == 0
    os.close(ours)
    assert b"Attaque" in shown
    assert b"\x1b[" in shown, "colours on a terminal"


def test_output_survives_a_terminal_without_unicode(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "NADHIR_LANG": "ar"}
    path = file(tmp_path, "in.txt", ARABIC)
    done = subprocess.run(command("code", path, "--format", "table"), capture_output=True, env=environment, check=False)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    lines = subprocess.run(command("code", path), capture_output=True, env=environment, check=True).stdout
    assert json.loads(lines.decode("utf-8"))["language"] == "ar"
