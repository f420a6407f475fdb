"""How fast reports are coded, and in how much memory. By hand: `make bench`; in CI as a smoke test: `--smoke`.

Measured: (a) sentences a second on one core over mixed reports of some 200 words; (b) how much faster two processes
are; (c) seconds from the start of the command to the first claim of one report; (d) peak memory; (e) whether time grows
with the length of a report and no faster. The knowledge and the gazetteer are compiled before anything is measured.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from nadhir.engine.batch import code_all, ready
from nadhir.knowledge.load import load
from nadhir.reading.document import Reader
from nadhir.records import Report
from nadhir.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("samples/reports.jsonl", "corpus/train/*.jsonl", "../shared/gold/dev.*.jsonl")
WORDS = 200  # of a report
PUBLISHED = date(2025, 11, 5)


def paragraphs() -> dict[str, list[str]]:
    """Paragraphs by language, of the project's own reports and what else is at hand."""
    found: dict[str, list[str]] = {}
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            for line in path.read_text("utf-8").splitlines():
                record = json.loads(line)
                parts = (p.strip() for p in record["text"].split("\n"))
                found.setdefault(record["language"], []).extend(p for p in parts if p)
    return found


def reports(count: int, words: int = WORDS) -> list[Report]:
    """Reports of about `words` words, the languages in turn. Their language is not given: it must be told."""
    rng = random.Random(7)
    pools = {language: _endless(texts, rng) for language, texts in paragraphs().items()}
    out = []
    for number in range(count):
        language = sorted(pools)[number % len(pools)]
        parts: list[str] = []
        while sum(len(p.split()) for p in parts) < words:
            parts.append(next(pools[language]))
        out.append(Report.make("\n".join(parts), id=f"{language}-{number}", published=PUBLISHED))
    return out


def _endless(texts: list[str], rng: random.Random) -> Iterator[str]:
    while True:
        yield from rng.sample(texts, len(texts))


def sentences(items: list[Report]) -> int:
    """Sentences, as the reader parts them."""
    packs = load(Settings.from_environment()).packs
    readers = {code: Reader(pack.script) for code, pack in packs.items()}
    return sum(len(readers[r.id[:2]](r.text).sentences) for r in items)


def one_core(items: list[Report], rounds: int, *, models: bool = True) -> tuple[float, float, int]:
    """Best seconds of wall clock and of processor time over all reports, and claims found; without `models` by the rules alone."""
    pipeline = ready(Settings.from_environment())
    pipeline = pipeline if models else pipeline.without_models()
    for report in items[:6]:
        pipeline(report)
    best, claims = (float("inf"), float("inf")), 0
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        claims = sum(len(pipeline(report).claims) for report in items)
        best = min(best, (time.perf_counter() - wall, time.process_time() - cpu), key=lambda b: b[1])
    return *best, claims


def in_pool(items: list[Report], jobs: int) -> float:
    """Reports a second of `jobs` processes: their start, which is the same for few and many, is taken out."""

    def taken(count: int) -> float:
        start = time.perf_counter()
        for _ in code_all(items[:count], jobs=jobs):
            pass
        return time.perf_counter() - start

    few = len(items) // 4
    return (len(items) - few) / (taken(len(items)) - taken(few))


def first_claim(report: Report, rounds: int) -> list[float]:
    """Seconds from the start of `nadhir code` to the first byte of its output."""
    command = [sys.executable, "-m", "nadhir.cli.main", "code", "--published", str(PUBLISHED), "--format", "jsonl"]
    taken = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.txt"
        path.write_text(report.text, "utf-8")
        for _ in range(rounds):
            start = time.perf_counter()
            with subprocess.Popen([*command, str(path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
                assert process.stdout is not None
                first = process.stdout.read(1)
                taken.append(time.perf_counter() - start)
                assert first == b"{", "the command printed no report"
                process.stdout.read()
    return taken


def peak(items: list[Report], jobs: int) -> float:
    """Megabytes at the peak of a command over all reports, its workers included; what they share counts once."""
    most = 0.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reports.jsonl"
        lines = (json.dumps({"id": r.id, "text": r.text, "published": str(r.published)}) for r in items)
        path.write_text("\n".join(lines), "utf-8")
        command = [sys.executable, "-m", "nadhir.cli.main", "code", str(path), "--jobs", str(jobs), "--format", "csv"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            while process.poll() is None:
                most = max(most, _held(process.pid))
                time.sleep(0.05)
    return most


def _held(pid: int) -> float:
    """Megabytes that a process and its children hold (proportional set size); 0 where the system does not tell."""
    folder = Path("/proc") / str(pid)
    try:
        rollup = (folder / "smaps_rollup").read_text()
        children = (folder / "task" / str(pid) / "children").read_text().split()
    except OSError:  # ended meanwhile, or no Linux
        return 0.0
    own = next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0) / 1024
    return own + sum(_held(int(child)) for child in children)


def growth(longest: int, rounds: int) -> dict[int, float]:
    """Microseconds of processor time a word for reports of growing length; a flat line is linear growth."""
    pipeline = ready(Settings.from_environment())
    found: dict[int, float] = {}
    words = WORDS
    while words <= longest:
        items = reports(3, words)
        total = sum(len(r.text.split()) for r in items)
        best = float("inf")
        for _ in range(rounds):
            start = time.process_time()
            for report in items:
                pipeline(report)
            best = min(best, time.process_time() - start)
        found[words] = best / total * 1e6
        words *= 4
    return found


def machine() -> str:
    """Name, processor and cores of this machine."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        model = next(
            (x.split(":")[1].strip() for x in info.read_text().splitlines() if x.startswith("model name")), model
        )
    return f"{platform.node()}, {model}, {os.cpu_count()} cores, Python {platform.python_version()}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="few reports; fail if time does not grow linearly")
    smoke = parser.parse_args().smoke
    ready(Settings.from_environment())
    items = reports(30 if smoke else 300)
    count = sentences(items)
    print(machine())
    wall, cpu, claims = one_core(items, 1 if smoke else 3)
    print(f"(a) one core: {count / wall:,.0f} sentences a second ({count / cpu:,.0f} by processor time);", end=" ")
    print(f"{len(items)} reports, {count} sentences, {claims} claims")
    ruled = one_core(items, 1 if smoke else 3, models=False)[1]
    print(
        f"    by the rules alone: {count / ruled:,.0f} by processor time; weighing takes {1 - ruled / cpu:.0%} of the time"
    )
    many = reports(240 if smoke else 1600)
    alone, together = in_pool(many, 1), in_pool(many, 2)
    print(f"(b) --jobs 2: {together / alone:.2f} times as fast ({alone:,.0f} and {together:,.0f} reports a second)")
    taken = first_claim(items[0], 2 if smoke else 7)
    middle = statistics.median(taken)
    print(f"(c) first claim: {middle:.2f} s after the start (best {min(taken):.2f}, worst {max(taken):.2f})")
    print(f"(d) peak memory: {peak(items, 1):.0f} MB, --jobs 2: {peak(items, 2):.0f} MB together")
    by_length = growth(WORDS * (16 if smoke else 64), 1 if smoke else 3)
    print(
        "(e) microseconds a word by length:", ", ".join(f"{words}: {spent:.0f}" for words, spent in by_length.items())
    )
    ratio = max(by_length.values()) / min(by_length.values())
    assert claims > len(items), "hardly any claims: something is broken"
    assert ratio < 3, (
        f"time does not grow linearly with length: a word costs {ratio:.1f} times as much in a long report"
    )


if __name__ == "__main__":
    main()
