"""Files, folders and standard input: every report comes in, and everything that does not is told."""

from __future__ import annotations

import io
import json
import tracemalloc
from datetime import date
from pathlib import Path

import pytest

from nadhir.intake import IntakeDefaults, read_paths
from nadhir.intake.files import issues_of
from nadhir.records import Issue, Report

TEXT = "قال شهود إن مسلحين هاجموا قرية قرب ديما."


def read(*paths: Path, defaults: IntakeDefaults | None = None) -> tuple[list[Report], list[Issue]]:
    return issues_of(read_paths(paths, defaults))


def write(folder: Path, name: str, data: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def codes(issues: list[Issue]) -> list[str]:
    return [issue.code for issue in issues]


# --- plain text ---------------------------------------------------------------------------------------------


def test_text_takes_the_defaults(tmp_path: Path) -> None:
    defaults = IntakeDefaults(published=date(2025, 11, 5), publisher="Arnor Times", language="ar")
    (report,), issues = read(write(tmp_path, "a.txt", TEXT), defaults=defaults)
    assert issues == []
    assert (report.text, report.title) == (TEXT, "")
    assert (report.published, report.publisher, report.language) == (date(2025, 11, 5), "Arnor Times", "ar")


def test_same_content_has_the_same_id(tmp_path: Path) -> None:
    reports, _ = read(write(tmp_path, "a.txt", TEXT), write(tmp_path, "b/c.txt", TEXT))
    assert reports[0].id == reports[1].id


def test_line_ends_and_marks_stay(tmp_path: Path) -> None:
    text = "Title\r\n\r\n\u202bقال\u202c\x07\x00 a\u200f\r\n"
    (report,), _ = read(write(tmp_path, "a.txt", text * 30))
    assert report.text == text * 30


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.txt", b"", "file_empty"),
        ("a.txt", b" \n\t", "file_empty"),
        ("a.txt", b"\xef\xbb\xbf", "file_empty"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "file_binary"),
        ("a.jsonl", b"", "file_empty"),
        ("a.jsonl", b"\n\n", "file_empty"),
        ("a.json", b"[]", "file_empty"),
        ("a.json", b"{", "json_broken"),
        ("a.json", b"3", "json_no_record"),
        ("a.json", b"[" * 100_000, "json_broken"),
        ("a.json", b'{"title": "x"}', "record_no_text"),
        ("a.csv", b"\n", "file_empty"),
        ("a.csv", b"id,text\n", "file_empty"),
        ("a.html", b"<html><body></body></html>", "html_no_text"),
        ("a.html", b"   ", "file_empty"),
        ("a.csv", b"\xff\xd8\xff\0\0", "file_binary"),
    ],
)
def test_unreadable(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    path = write(tmp_path, name, data)
    reports, issues = read(path)
    assert reports == []
    assert codes(issues) == [code]
    assert issues[0].where.startswith(str(path))


def test_missing_file_does_not_stop_the_others(tmp_path: Path) -> None:
    reports, issues = read(tmp_path / "none.txt", write(tmp_path, "a.txt", TEXT))
    assert len(reports) == 1
    assert codes(issues) == ["file_missing"]


# --- folders and standard input -----------------------------------------------------------------------------


def test_folder_is_read_in_order_and_leaves_nothing_unsaid(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/y.txt", ".hidden.txt", ".git/x.txt", "README.md", "a/readme.txt"):
        write(tmp_path, name, name)
    write(tmp_path, "picture.docx", "PK")
    reports, issues = read(tmp_path)
    assert [report.text for report in reports] == ["b.txt", "a/y.txt", "a/z.txt"]
    assert codes(issues) == ["file_kind_unknown"]


def test_empty_folder(tmp_path: Path) -> None:
    assert codes(read(tmp_path)[1]) == ["folder_empty"]


def test_named_file_of_unknown_suffix_is_told_by_its_beginning(tmp_path: Path) -> None:
    (report,), _ = read(write(tmp_path, "a.dat", '{"id": "1", "text": "x y"}\n'))
    assert (report.id, report.text) == ("1", "x y")


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        (TEXT.encode(), [TEXT]),
        (b'{"text": "one"}\n{"text": "two"}\n', ["one", "two"]),
        (b'{\n  "text": "one"\n}\n', ["one"]),
        (b'[{"text": "one"}, {"text": "two"}]', ["one", "two"]),
        (b"[Bamako] Three men were killed.", ["[Bamako] Three men were killed."]),
    ],
)
def test_standard_input(data: bytes, texts: list[str]) -> None:
    reports, issues = issues_of(read_paths(["-"], stdin=io.BytesIO(data)))
    assert [report.text for report in reports] == texts
    assert issues == []


def test_standard_input_without_anything() -> None:
    assert codes(issues_of(read_paths(["-"], stdin=io.BytesIO(b"")))[1]) == ["file_empty"]


# --- JSON lines ---------------------------------------------------------------------------------------------


def test_json_lines_fields(tmp_path: Path) -> None:
    line = {
        "id": 7,
        "body": TEXT,
        "title": "عنوان",
        "date": "2025-11-05T08:00:00Z",
        "source": {"name": "Arnor Times"},
        "lang": "ar-SY",
        "url": "https://example.org/1",
        "claims": [],
    }
    (report,), issues = read(write(tmp_path, "a.jsonl", json.dumps(line)))
    assert issues == []
    assert report == Report(
        id="7",
        text=TEXT,
        published=date(2025, 11, 5),
        publisher="Arnor Times",
        title="عنوان",
        language="ar",
        address="https://example.org/1",
    )


def test_a_line_cut_in_half_costs_only_itself(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", '{"text": "one"}\n{"text": "tw\n\n{"text": "three"}\n["x"]\n{"id": 1}\n')
    reports, issues = read(path)
    assert [report.text for report in reports] == ["one", "three"]
    assert [(issue.code, issue.where) for issue in issues] == [
        ("json_broken", f"{path}:2"),
        ("json_no_record", f"{path}:5"),
        ("record_no_text", f"{path}:6"),
    ]


def test_unreadable_date_is_none_not_today_and_not_the_default(tmp_path: Path) -> None:
    path = write(
        tmp_path, "a.jsonl", '{"text": "one", "published": "2025-13-45"}\n{"text": "two", "date": "05/11/2025"}'
    )
    reports, issues = read(path, defaults=IntakeDefaults(published=date(2020, 1, 1)))
    assert [report.published for report in reports] == [None, None]
    assert codes(issues) == ["date_impossible", "date_ambiguous"]
    assert issues[0].values == {"written": "2025-13-45"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1256"])
def test_json_lines_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    lines = "".join(json.dumps({"text": f"{TEXT} {n}"}, ensure_ascii=False) + "\n" for n in range(3))
    reports, issues = read(write(tmp_path, "a.jsonl", lines.encode(encoding)))
    assert issues == []
    assert [report.text for report in reports] == [f"{TEXT} {n}" for n in range(3)]


def test_half_surrogates_do_not_go_further(tmp_path: Path) -> None:
    (report,), _ = read(write(tmp_path, "a.jsonl", '{"text": "a\\ud83d b", "title": "\\udc00"}'))
    assert report.text == "a\ufffd b"
    report.title.encode()


def test_a_long_line_is_read_and_an_endless_one_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = json.dumps({"text": "word " * 2_000_000})
    path = write(tmp_path, "a.jsonl", f'{long}\n{{"text": "after"}}\n')
    reports, issues = read(path)
    assert ([len(report.text) for report in reports], issues) == ([10_000_000, 5], [])
    monkeypatch.setattr("nadhir.intake.jsonl.MAX_LINE", 1_000_000)
    tracemalloc.start()
    reports, issues = read(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [report.text for report in reports] == ["after"]
    assert [(issue.code, issue.where) for issue in issues] == [("line_too_long", f"{path}:1")]
    assert peak < 6_000_000


def test_streaming_stops_where_the_reader_stops(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", '{"text": "one"}\n' * 100_000)
    first = next(iter(read_paths([path])))
    assert isinstance(first, Report)


# --- tables -------------------------------------------------------------------------------------------------


def test_csv_by_header(tmp_path: Path) -> None:
    data = '\ufeffID;Title;Content;Date;Lang\n1;T;"a; ""b""\nc";5 novembre 2025;fr\n\n2;;d;;\n'
    reports, issues = read(write(tmp_path, "a.csv", data))
    assert issues == []
    assert [(r.id, r.title, r.text, r.published) for r in reports] == [
        ("1", "T", 'a; "b"\nc', date(2025, 11, 5)),
        ("2", "", "d", None),
    ]


def test_tsv_and_large_fields(tmp_path: Path) -> None:
    (report,), issues = read(write(tmp_path, "a.tsv", "id\ttext\n1\t" + "x " * 400_000 + "\n"))
    assert (len(report.text), issues) == (800_000, [])


def test_csv_without_text_column_names_its_columns(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "event_id,notes,actor1\n1,x,y\n")
    reports, issues = read(path)
    assert reports == []
    assert issues == [
        Issue(code="csv_no_text_column", where=f"{path}:1", values={"columns": "event_id, notes, actor1"})
    ]


def test_csv_row_whose_text_was_not_quoted(tmp_path: Path) -> None:
    path = write(tmp_path, "a.csv", "id,text\n1,Three men, armed, came\n2,ok\n3,ok,,\n4,\n")
    reports, issues = read(path)
    assert [report.id for report in reports] == ["2", "3"]
    assert [(i.code, i.where) for i in issues] == [
        ("csv_too_many_cells", f"{path}:2"),
        ("record_no_text", f"{path}:5"),
    ]


@pytest.mark.parametrize("encoding", ["cp1256", "utf-16"])
def test_csv_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    (report,), issues = read(write(tmp_path, "a.csv", f"id,text\n1,{TEXT}\n".encode(encoding)))
    assert (report.text, issues) == (TEXT, [])


# --- pages --------------------------------------------------------------------------------------------------

PAGE = """<!DOCTYPE html><html lang="fr"><head><meta charset="{charset}"><title>Attaque à Diéma - Arnor Presse</title>
<meta property="og:title" content="Attaque à Diéma"><meta property="og:site_name" content="Arnor Presse">
<meta property="article:published_time" content="2025-11-05T08:00:00Z">
<link rel="canonical" href="https://example.org/attaque"></head>
<body><nav><a href="/">Accueil</a> <a href="/s">Sport</a></nav><article><h1>Attaque à Diéma</h1>
<p>Des hommes armés ont attaqué dimanche un convoi de camions-citernes près de Diéma, dans l'ouest du Mali,
selon plusieurs témoins joints par téléphone. Deux chauffeurs ont été tués et trois véhicules brûlés.</p>
<p>L'armée a annoncé l'envoi de renforts. Aucun groupe n'a revendiqué l'attaque, mais les habitants accusent des
jihadistes actifs dans la région depuis le début du blocus sur le carburant.</p></article>
<footer>© 2019 Arnor Presse</footer></body></html>"""


@pytest.mark.parametrize(("charset", "encoding"), [("utf-8", "utf-8"), ("windows-1252", "cp1252"), ("utf-8", "cp1252")])
def test_page(tmp_path: Path, charset: str, encoding: str) -> None:
    (report,), issues = read(write(tmp_path, "a.html", PAGE.format(charset=charset).encode(encoding)))
    assert issues == []
    assert "Deux chauffeurs ont été tués" in report.text
    assert "Sport" not in report.text
    assert (report.title, report.publisher, report.language) == ("Attaque à Diéma", "Arnor Presse", "fr")
    assert (report.published, report.address) == (date(2025, 11, 5), "https://example.org/attaque")


def test_page_without_a_date_has_none(tmp_path: Path) -> None:
    page = PAGE.format(charset="utf-8").replace("2025-11-05T08:00:00Z", "")
    (report,), _ = read(write(tmp_path, "a.html", page))
    assert report.published is None


def test_short_arabic_page(tmp_path: Path) -> None:
    page = f"<html dir=rtl lang=ar><head><title>خبر</title></head><body><p>{TEXT}</p></body></html>"
    (report,), issues = read(write(tmp_path, "a.html", page.encode("cp1256")))
    assert (TEXT in report.text, report.language, issues) == (True, "ar", [])


@pytest.mark.parametrize(
    "page", ["<", "<html", "<!-- x", "<?xml version='1.0' encoding='utf-16'?><html><p>a\0b</p>", "\x00<p>"]
)
def test_odd_pages_do_not_crash(tmp_path: Path, page: str) -> None:
    reports, issues = read(write(tmp_path, "a.html", page))
    assert len(reports) + len(issues) == 1
