"""The command line: every command, form and language, and every bad input that the world sends."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from rich.cells import cell_len

from nadhir.cli.main import main

COMMANDS = ("code", "evaluate", "check", "languages", "actors", "places", "ontology")
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


# --- help -------------------------------------------------------------------------------------------------------


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


# --- code -------------------------------------------------------------------------------------------------------


def test_jsonl_keeps_ids_and_gives_the_codebooks_records(run: Run, tmp_path: Path) -> None:
    lines = [
        {"id": "bree-1", "text": ENGLISH, "published": "2025-11-05"},
        {"id": "bree-2", "text": ARABIC, "published": "2025-11-05"},
    ]
    path = file(tmp_path, "in.jsonl", "\n".join(json.dumps(x, ensure_ascii=False) for x in lines))
    done = run("code", path, "--publisher", "The Prancing Pony")
    assert (done.code, done.err) == (0, "")
    first, second = records(done)
    assert (first["id"], first["language"], second["id"], second["language"]) == ("bree-1", "en", "bree-2", "ar")
    assert first["publisher"] == "The Prancing Pony"
    claim = first["claims"][0]  # type: ignore[index]
    start, end = claim["evidence"]["trigger"]
    assert ENGLISH[start:end] == "killed"
    assert (claim["kind"], claim["code"]) == ("event", "ASSAULT")
    assert claim["quantities"]["killed"] == [5, 5]
    assert "خمسة" in done.out, "Arabic is written as Arabic"


def test_csv_and_plover(run: Run, tmp_path: Path) -> None:
    path = file(tmp_path, "in.txt", ENGLISH)
    rows = list(csv.DictReader(io.StringIO(run("code", path, "--published", "2025-11-05", "--format", "csv").out)))
    assert rows[0]["code"] == "ASSAULT"
    assert rows[0]["killed_low"] == "5"
    assert rows[0]["trigger"] == "killed"
    event = records(run("code", path, "--published", "2025-11-05", "--format", "plover"))[0]
    assert event["event"] == "ASSAULT"
    assert event["quad_code"] == 4
    assert event["event_text"] == "killed"


def test_cells_are_no_formulas(run: Run) -> None:
    done = run("code", "-", "--format", "csv", "--publisher", "=HYPERLINK(1)", stdin=ENGLISH.encode())
    assert "'=HYPERLINK(1)" in done.out


@pytest.mark.parametrize(("language", "label"), [("ar", "اعتداء"), ("fr", "Attaque"), ("en", "Assault")])
@pytest.mark.parametrize("form", ["table", "marked"])
@pytest.mark.parametrize("columns", ["60", "100", "120"])
def test_tables_fit_the_screen_and_speak_the_readers_language(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, label: str, form: str, columns: str
) -> None:
    path = file(tmp_path, "in.txt", ENGLISH)
    arabic = file(tmp_path, "ar.txt", ARABIC)
    monkeypatch.setenv("COLUMNS", columns)
    with monkeypatch.context() as patch:
        patch.setattr(os, "get_terminal_size", lambda *_: os.terminal_size((int(columns), 24)))
        done = run("code", path, arabic, "--published", "2025-11-05", "--format", form, language=language)
    plain = done.out.translate(ISOLATES)
    assert label in plain
    assert "ASSAULT" not in plain
    assert "killed" in plain
    assert all(
        line.count("\u2069") == sum(line.count(c) for c in "\u2066\u2067\u2068") for line in done.out.splitlines()
    )
    if form == "table":
        assert max(map(cell_len, done.out.splitlines())) <= 110
    else:
        assert "⟦killed⟧[1]" in plain


def test_standard_input_and_output_file(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    done = run("code", "-", "--published", "2025-11-05", "-o", str(target), stdin=FRENCH.encode())
    assert (done.code, done.out, done.err) == (0, "", "")
    assert json.loads(target.read_text("utf-8"))["language"] == "fr"
    assert run("code", stdin=ENGLISH.encode()).code == 0


def test_an_output_that_cannot_be_written(run: Run, tmp_path: Path) -> None:
    done = run("code", "-", "-o", str(tmp_path / "no" / "such" / "out.csv"), stdin=ENGLISH.encode())
    assert done.code == 3
    assert "cannot be written" in done.err


def test_folders_are_read_whole(run: Run, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    file(tmp_path, "a.txt", ENGLISH)
    file(tmp_path, "deep/b.html", f"<html lang='fr'><body><article><p>{FRENCH * 3}</p></article></body></html>")
    file(tmp_path, "c.csv", f'id,text\nc1,"{ENGLISH}"\n')
    file(tmp_path, "d.png", b"\x89PNG")
    done = run("code", str(tmp_path), "--published", "2025-11-05")
    assert done.code == 0
    assert sorted(str(r["language"]) for r in records(done)) == ["en", "en", "fr"]
    assert "d.png" in done.err


# --- bad input --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.txt", b"", "nothing in it"),
        ("blank.txt", b" \n\t\n", "nothing in it"),
        ("photo.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "no text but an archive"),
        ("noise.txt", bytes(range(1, 256)) * 40, ""),
        ("page.html", b"<html><body><script>var x = 1;</script></body></html>", "no article text"),
        ("half.jsonl", b'{"id": "a", "text": "Gunm', "no complete JSON"),
        ("list.jsonl", b"[1, 2]", "no record"),
        ("bare.jsonl", b'{"id": "a"}', "no text"),
        ("table.csv", b"when,what\n1,2\n", "no column for the text"),
        (
            "spanish.txt",
            "El ejército dijo el lunes que hombres armados atacaron una base.".encode(),
            "not read here (es)",
        ),
        ("digits.txt", b"12 34 56", "language of the report cannot be told"),
    ],
)
@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_what_cannot_be_read_is_said(
    run: Run, tmp_path: Path, name: str, data: bytes, words: str, language: str
) -> None:
    done = run("code", file(tmp_path, name, data), "--published", "2025-11-05", language=language)
    assert done.code == 3
    assert done.err
    assert "error." not in done.err
    assert "Traceback" not in done.err
    if language == "en":
        assert words in done.err
        assert name in done.err or name in ("spanish.txt", "digits.txt")
    assert all(r["claims"] == [] for r in records(done))


def test_one_bad_line_loses_nothing_of_the_rest(run: Run, tmp_path: Path) -> None:
    good = json.dumps({"id": "good", "text": ENGLISH, "published": "2025-11-05"})
    path = file(tmp_path, "mixed.jsonl", f'{good}\n{{"id": "cut", "text": "Gunm\n{good}\n')
    done = run("code", path)
    assert done.code == 0
    assert [r["id"] for r in records(done)] == ["good", "good"]
    assert f"{path}:2" in done.err


def test_a_missing_file_does_not_stop_the_others(run: Run, tmp_path: Path) -> None:
    done = run("code", str(tmp_path / "gone.txt"), file(tmp_path, "here.txt", ENGLISH))
    assert done.code == 0
    assert "gone.txt: There is no such file." in done.err
    assert len(records(done)) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [ENGLISH, FRENCH, ARABIC])
def test_unicode_encodings(run: Run, tmp_path: Path, encoding: str, text: str) -> None:
    done = run("code", file(tmp_path, "in.txt", (text * 2).encode(encoding)), "--published", "2025-11-05")
    assert (done.code, done.err) == (0, "")
    assert "ASSAULT" in {c["code"] for c in records(done)[0]["claims"]}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "encoding", "place"), [(ARABIC, "windows-1256", "غاو"), (FRENCH, "windows-1252", "Gao")]
)
def test_windows_encodings(run: Run, tmp_path: Path, text: str, encoding: str, place: str) -> None:
    done = run("code", file(tmp_path, "in.txt", text.encode(encoding)), "--published", "2025-11-05")
    assert (done.code, done.err) == (0, "")
    claim = next(c for c in records(done)[0]["claims"] if c["code"] == "ASSAULT")  # type: ignore[attr-defined]
    start, end = claim["evidence"]["places"][0]
    assert text[start:end].endswith(place)


def test_a_line_of_ten_megabytes(run: Run, tmp_path: Path) -> None:
    long = json.dumps({"id": "long", "text": "no words of conflict here, " * 400_000})
    good = json.dumps({"id": "good", "text": ENGLISH, "published": "2025-11-05"})
    assert len(long) > 10_000_000
    broken = '{"id": "broken", "text": "' + "x" * 10_000_000
    done = run("code", file(tmp_path, "in.jsonl", f"{good}\n{broken}\n{good}\n"))
    assert [r["id"] for r in records(done)] == ["good", "good"]
    assert ":2" in done.err
    assert len(done.err) < 1000


@pytest.mark.parametrize("language", ["ar", "en"])
def test_control_and_direction_marks_do_no_harm(run: Run, tmp_path: Path, language: str) -> None:
    dirty = ENGLISH.replace("five", "\u202bfive\u202c\x07\x1b[31m").replace("Gao", "\u200fGao\u200e\x00")
    path = file(tmp_path, "in.jsonl", json.dumps({"id": "x\u202ey", "text": dirty, "published": "2025-11-05"}))
    claim = records(run("code", path))[0]["claims"][0]  # type: ignore[index]
    start, end = claim["evidence"]["trigger"]
    assert dirty[start:end] == "killed"
    for form in ("table", "marked"):
        shown = run("code", path, "--format", form, language=language).out
        assert not set(shown) & set("\x07\x00\u202b\u202c\u202e")
        assert "\x1b[31m" not in shown


# --- processes --------------------------------------------------------------------------------------------------


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


# --- looking things up ------------------------------------------------------------------------------------------


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


# --- evaluate ---------------------------------------------------------------------------------------------------


def gold(folder: Path) -> str:
    claims = [{"kind": "event", "code": "ASSAULT", "status": "actual", "trigger": "killed"}]
    missed = [{"kind": "event", "code": "CONSULT", "status": "future", "trigger": "said"}]
    record = {"language": "en", "published": "2025-11-05", "text": ENGLISH}
    lines = [{"id": "a", **record, "claims": claims}, {"id": "b", **record, "claims": missed}]
    return file(folder, "gold.jsonl", "\n".join(map(json.dumps, lines)))


@pytest.mark.parametrize(("language", "words"), [("ar", "الفائتة (1)"), ("fr", "Manqués (1)"), ("en", "Missed (1)")])
def test_evaluate(run: Run, tmp_path: Path, language: str, words: str) -> None:
    done = run("evaluate", gold(tmp_path), language=language)
    assert (done.code, done.err) == (0, "")
    assert words in done.out
    assert "⟦said⟧" in done.out
    assert "evaluate." not in done.out


def test_evaluate_predictions_made_before(run: Run, tmp_path: Path) -> None:
    path = gold(tmp_path)
    predicted = tmp_path / "predicted.jsonl"
    assert run("code", path, "-o", str(predicted)).code == 0
    figures = json.loads(run("evaluate", path, str(predicted), "--json").out)
    assert figures == json.loads(run("evaluate", path, "--json").out)
    assert figures["en"]["code:ASSAULT"]["gold"] == 1


def test_evaluate_what_is_not_there(run: Run, tmp_path: Path) -> None:
    assert run("evaluate", str(tmp_path)).code == 3
    assert run("evaluate", str(tmp_path / "gone.jsonl")).code == 3
    done = run("evaluate", file(tmp_path, "bad.jsonl", '{"id": 1, "text": "x"}\n'))
    assert done.code == 3
    assert "Line 1" in done.err
