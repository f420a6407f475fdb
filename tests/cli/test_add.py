"""`nadhir add`, `export`, `import`, and feeds into a real store: files, pages of a site on loopback, a process that watches."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import stix2

from tests.cli.conftest import ARABIC, ENGLISH, FRENCH, Run, file, records
from tests.intake.site import Page, Site, running
from tests.intake.test_feeds import item, rss, xml
from tests.intake.test_ged import ROW
from tests.intake.test_ged import table as table_of
from tests.intake.test_pages import ENGLISH as ARTICLE
from tests.intake.test_pages import page


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "desk.db"
    monkeypatch.setenv("NADHIR_STORE", str(path))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    reports = tmp_path / "reports"
    reports.mkdir()
    for name, text, publisher, day in (
        ("a", ENGLISH, "Sahel Monitor", "2025-11-04"),
        ("b", FRENCH, "Le Courrier du Djoliba", "2025-11-05"),
        ("c", ARABIC, "صحيفة الساحل اليوم", "2025-11-05"),
    ):
        record = {
            "id": name,
            "text": text,
            "publisher": publisher,
            "published": day,
            "url": f"https://{name}.example/1",
        }
        file(reports, f"{name}.json", json.dumps(record, ensure_ascii=False))
    return reports


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("NADHIR_ALLOW_PRIVATE", "1")
    with running() as found:
        found.pages["/feed"] = xml(rss(item("a")))
        found.pages["/a"] = Page(page(ARTICLE).encode())
        yield found


def test_adding_twice_changes_nothing(run: Run, store: Path, folder: Path) -> None:
    first = run("add", str(folder))
    assert first.code == 0
    assert first.out.startswith("3 new reports, 0 new versions, 0 known already")
    whole = run("export", "store").out
    assert run("add", str(folder)).out.startswith("0 new reports, 0 new versions, 3 known already; 0 claims")
    assert run("export", "store").out == whole


@pytest.mark.parametrize(("language", "words"), [("fr", "3 dépêches nouvelles"), ("ar", "تقارير جديدة: 3")])
def test_the_summary_speaks_the_readers_language(
    run: Run, store: Path, folder: Path, language: str, words: str
) -> None:
    assert words in run("add", str(folder), language=language).out


def test_one_incident_told_in_three_languages_is_one(run: Run, store: Path, folder: Path) -> None:
    run("add", str(folder))
    incidents = records(run("export", "incidents"))[1:]
    together = max(incidents, key=lambda i: len(i["languages"]))  # type: ignore[arg-type]
    assert together["languages"] == ["ar", "en", "fr"]
    assert together["independent"] == 1, "all three have it from the army"
    assert [f["best"] for f in together["figures"]] == [None], "a party's figure is shown, and is not the best one"  # type: ignore[attr-defined]


def test_a_changed_text_at_one_address_is_a_version(run: Run, store: Path, folder: Path) -> None:
    run("add", str(folder))
    record = json.loads((folder / "a.json").read_text("utf-8"))
    record |= {"id": "another", "text": record["text"].replace("five", "seven")}
    assert run("add", file(folder, "a2.json", json.dumps(record))).out.startswith("0 new reports, 1 new versions")
    killed = [
        row["claim"]["quantities"].get("killed")  # type: ignore[index]
        for row in records(run("export", "claims"))[1:]
        if row["report"] == "a"
    ]
    assert [7, 7] in killed
    assert [5, 5] not in killed


def test_replay_shows_the_past(run: Run, store: Path, folder: Path) -> None:
    assert run("add", str(folder), "--replay").code == 0
    early = records(run("export", "claims", "--as-of", "2025-11-04"))
    assert early[0]["as_of"] == "2025-11-04T23:59:59Z"
    assert {row["report"] for row in early[1:]} == {"a"}
    older = json.dumps({"text": ENGLISH, "published": "2024-01-01", "publisher": "x"})
    refused = run("add", file(folder, "z.json", older), "--replay")
    assert refused.code == 2, "what is recorded later must not bear an earlier moment"


def test_a_page_is_added_and_private_addresses_are_not(
    run: Run, store: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("add", site.url("/a")).out.startswith("1 new reports")
    monkeypatch.setenv("NADHIR_ALLOW_PRIVATE", "0")
    refused = run("add", site.url("/a"))
    assert refused.code == 3
    assert "127.0.0.1" in refused.err


def test_a_feed_is_polled_into_the_store(run: Run, store: Path, site: Site) -> None:
    assert run("feeds", "add", site.url("/feed")).code == 0
    assert run("feeds", "poll", "--all").code == 0
    assert len(records(run("export", "reports"))) == 2, "the header and one report"
    assert run("feeds", "poll", "--all").code == 0
    assert len(records(run("export", "reports"))) == 2
    assert site.url("/feed") in run("feeds", "list").out.replace("\n", "").translate(
        dict.fromkeys((*range(0x2066, 0x206A), 0x200F))
    )
    listed = run("feeds", "list").out
    assert run("feeds", "remove", site.url("/feed")).code == 0
    assert run("feeds", "list").out != listed


def test_watching_takes_new_reports_and_stops_cleanly(store: Path, site: Site, run: Run) -> None:
    assert run("feeds", "add", site.url("/feed")).code == 0
    watching = subprocess.Popen(
        [sys.executable, "-m", "nadhir.cli.main", "watch"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "NADHIR_LANG": "en"},
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 120
        while not (store.exists() and len(records(run("export", "reports"))) == 2):
            assert watching.poll() is None, watching.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.5)
        watching.send_signal(signal.SIGTERM)
        _, told = watching.communicate(timeout=60)
    finally:
        watching.kill()
    assert watching.returncode == 0
    assert "Traceback" not in told
    assert run("db", "check").code == 0


def test_every_format_of_every_kind_is_written(run: Run, store: Path, folder: Path, tmp_path: Path) -> None:
    from nadhir.exchange.formats import FORMATS

    run("add", str(folder))
    for what, forms in FORMATS.items():
        for form, writer in forms.items():
            target = tmp_path / f"{what}{writer.suffix}"
            assert run("export", what, "--format", form, "-o", str(target)).code == 0, (what, form)
            assert target.stat().st_size > 0
    table = list(csv.reader(io.StringIO((tmp_path / "incidents.csv").read_text("utf-8"), newline="")))
    assert len(table) > 1
    assert stix2.parse((tmp_path / "claims.stix.json").read_text("utf-8"), allow_custom=False).objects
    assert not list(tmp_path.glob("*.part"))


def test_a_store_is_made_anew_of_its_export(
    run: Run, store: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("add", str(folder))
    whole, incidents = run("export", "store").out, run("export", "incidents").out
    exported = file(tmp_path, "store.jsonl", whole)
    monkeypatch.setenv("NADHIR_STORE", str(tmp_path / "other.db"))
    assert "3 codings and 0 judgements" in run("import", exported).out
    assert run("export", "store").out == whole
    assert run("export", "incidents").out == incidents


def test_what_cannot_be_imported_says_what_can(run: Run, store: Path, folder: Path, tmp_path: Path) -> None:
    run("add", str(folder))
    claims = file(tmp_path, "claims.jsonl", run("export", "claims").out)
    refused = run("import", claims)
    assert refused.code == 3
    assert "nadhir export store" in refused.err
    assert run("import", file(tmp_path, "a.csv", "a,b\n1,2\n")).code == 3
    assert run("import", str(tmp_path / "none.jsonl")).code == 3


def test_a_ged_table_is_imported_as_claims_of_ucdp(run: Run, store: Path, tmp_path: Path) -> None:
    table = file(tmp_path, "ged.csv", table_of(ROW))
    assert run("import", table).out.startswith("1 new reports")
    assert run("import", table).out.startswith("0 new reports, 0 new versions, 1 known already")
    assert {r["publisher"] for r in records(run("export", "claims"))[1:]} == {"UCDP"}


def test_there_must_be_a_store_to_export(run: Run, store: Path) -> None:
    done = run("export", "claims")
    assert done.code == 6
    assert "nadhir add" in done.err
    assert not store.exists()
