"""`nadhir code`: every form and language of its output, and every bad input that the world sends."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.cli.conftest import ARABIC, ENGLISH, FRENCH, ISOLATES, Run, file, records

# --- what comes out -------------------------------------------------------------------------------------------


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


# --- bad input ------------------------------------------------------------------------------------------------


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
