"""How fast the desk's memory takes reports in and answers, and how little that depends on how much it holds.

By hand: `benchmarks/store.py --folder /some/disk` (a quarter of an hour and 6 GB for a million claims); in CI: `--smoke`.

Measured: (a) processor time to keep and link a coded report, and reports a second end to end with one and two processes; (b) the desk's
questions over a store of a million claims, at the 50th and 95th percentile by kind of question; (c) the time to keep and link the same
new reports in stores of growing size; (d) memory of the adding process, bytes of the file for each claim.

Stores are invented (`synthetic.py`): five years of reports in three languages with words as frequent as in the corpus, sixty countries from
loud to silent, bursts, copies, replaced versions, incidents. Their claims are the corpus' own, moved to other days, places and parties.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec
from speed import machine
from sqlalchemy import func, select
from synthetic import END, Invented, invent

from nadhir.engine.batch import code_all, ready
from nadhir.engine.desk import Added, Desk
from nadhir.records import Claim, Coded, Report
from nadhir.settings import Settings
from nadhir.store import Store
from nadhir.store import tables as t
from nadhir.store.questions import Question

ROOT = Path(__file__).resolve().parents[1]
SIZES = (1_000, 10_000, 100_000, 1_000_000)
LIMIT = 0.1  # seconds at the 95th percentile


def corpus() -> list[Report]:
    """The project's own annotated reports, as they would come in."""
    found = []
    for path in sorted(ROOT.glob("corpus/t*/*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            record = json.loads(line)
            found.append(
                Report.make(
                    record["text"],
                    published=date.fromisoformat(record["published"]),
                    publisher=record.get("publisher", ""),
                    title=record.get("title", ""),
                )
            )
    return found


def latest(coded: Sequence[Coded]) -> list[Coded]:
    """Coded reports as if all had come out on the last days of an invented store, and no copies of what it was made of."""
    return [_moved(one, END - timedelta(days=n % 3)) for n, one in enumerate(coded)]


def _moved(coded: Coded, day: date) -> Coded:
    by = day - (coded.report.published or day)

    def moved(claim: Claim) -> Claim:
        when = claim.time
        if when is not None:
            when = msgspec.structs.replace(when, start=when.start + by, end=when.end + by)
        return msgspec.structs.replace(claim, time=when)

    report = msgspec.structs.replace(coded.report, published=day)
    return msgspec.structs.replace(coded, report=report, claims=tuple(moved(c) for c in coded.claims))


# --- adding -------------------------------------------------------------------------------------------------------


class Spent(NamedTuple):
    """Milliseconds for each report, of the processor and by the clock."""

    cpu: float
    wall: float


def kept(file: Path, items: Sequence[Coded], settings: Settings, stemmers: dict[str, str]) -> Spent:
    """What it costs to keep and link coded reports in a store, in a process that has only begun."""
    with Store.open(file, stemmers=stemmers) as store:
        desk = Desk(store, settings)
        assert desk.linker is not None
        cpu, wall = time.process_time(), time.perf_counter()
        done = [a for a in desk.add(items) if isinstance(a, Added) and a.outcome == "new"]
        spent = Spent(time.process_time() - cpu, time.perf_counter() - wall)
        assert len(done) == len(items), f"{len(done)} of {len(items)} reports were new"
    return Spent(*(1000 * s / len(items) for s in spent))


class Throughput(NamedTuple):
    """Of a whole run: reports a second by the clock, and milliseconds of processor time for each of this process and of its workers."""

    clock: float
    own: float
    workers: float

    def idle(self, cores: int) -> float:
        """Reports a second where so many cores have nothing else to do: what this process does it does alone, the rest is shared."""
        return 1000 / max(self.own, (self.own + self.workers) / cores) if self.workers else 1000 / self.own


def end_to_end(
    folder: Path, items: Sequence[Report], jobs: int, settings: Settings, stemmers: dict[str, str]
) -> Throughput:
    """Adding, coding included. The start of the processes, which is the same for few and many, is taken out."""

    def taken(name: str, some: Sequence[Report]) -> tuple[float, float, float]:
        with Store.open(folder / name, stemmers=stemmers) as store:
            desk = Desk(store, settings)
            assert desk.linker is not None
            start = (time.perf_counter(), time.process_time(), _children())
            for _ in desk.add(some, jobs=jobs):
                pass
            now = (time.perf_counter(), time.process_time(), _children())
        clock, own, workers = (b - a for a, b in zip(start, now, strict=True))
        return clock, own, workers

    few = len(items) // 4
    short = taken(f"short{jobs}.db", items[:few])
    long = taken(f"long{jobs}.db", items)
    clock, own, workers = ((b - a) / (len(items) - few) for a, b in zip(short, long, strict=True))
    return Throughput(1 / clock, 1000 * own, 1000 * workers)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def varied(items: Sequence[Report], times: int) -> list[Report]:
    """The same reports several times over, each time with its sentences in another order: new texts of the same kind."""
    rng = random.Random(5)
    out = []
    for turn in range(times):
        for r in items:
            lines = r.text.split("\n")
            rng.shuffle(lines)
            words = "\n".join(lines)
            day = (r.published or END) - timedelta(days=400 * turn)
            out.append(Report.make(f"{words}\n{turn}.", published=day, publisher=r.publisher, title=r.title))
    return out


# --- questions ----------------------------------------------------------------------------------------------------


class Asked(NamedTuple):
    """A question with the kind by which it is counted."""

    kind: str
    question: Question
    as_of: date | None = None


def questions(store: Store, made: Invented, count: int, seed: int) -> list[Asked]:
    """Questions as a desk asks them: of frequent and rare things, alone and combined, back in time and further on."""
    rng = random.Random(seed)
    values = _values(store, rng)
    days = (END - made.begin).days

    def span(longest: int) -> dict[str, object]:
        until = END - timedelta(days=int(days * rng.random() ** 2))
        return {"since": until - timedelta(days=rng.choice((1, 7, 30, longest))), "until": until}

    def pick(name: str) -> str:
        """A value, half of the time as often as it occurs, half of the time any."""
        some = values[name]
        return rng.choices([v for v, _ in some], [n for _, n in some] if rng.random() < 0.5 else None)[0]

    def words() -> str:
        one, other = (made.word(rng) for _ in range(2))
        return rng.choice((one, f"{one} {other}", made.phrase(rng), f"{one} -{other}"))

    kinds: dict[str, tuple[int, Callable[[], dict[str, object]]]] = {
        "newest": (2, dict),
        "time": (4, lambda: span(365)),
        "code": (4, lambda: {"code": pick("code")}),
        "kind": (1, lambda: {"kind": rng.choice(("event", "condition", "relation", "outlook"))}),
        "country": (4, lambda: {"country": pick("country")}),
        "place": (4, lambda: {"place": pick("place")}),
        "actor": (4, lambda: {"party": pick("party")}),
        "sector": (3, lambda: {"party": pick("sector")}),
        "words": (6, lambda: {"words": words()}),
        "country, time": (6, lambda: {"country": pick("country"), **span(365)}),
        "code, time": (4, lambda: {"code": pick("code"), **span(365)}),
        "place, time": (4, lambda: {"place": pick("place"), **span(365)}),
        "actor, time": (3, lambda: {"party": pick("party"), **span(365)}),
        "code, country": (6, lambda: {"code": pick("code"), "country": pick("country")}),
        "code, country, time": (6, lambda: {"code": pick("code"), "country": pick("country"), **span(365)}),
        "actor, country": (4, lambda: {"party": pick("party"), "country": pick("country")}),
        "actor, code": (4, lambda: {"party": pick("party"), "code": pick("code")}),
        "actor, place": (3, lambda: {"party": pick("party"), "place": pick("place")}),
        "sector, country, code": (3, lambda: {"party": pick("sector"), "country": pick("country"), "code": pick("code")}),
        "status, country": (3, lambda: {"status": rng.choice(("negated", "future")), "country": pick("country")}),
        "words, time": (5, lambda: {"words": words(), **span(365)}),
        "words, country": (6, lambda: {"words": words(), "country": pick("country")}),
        "words, code": (4, lambda: {"words": words(), "code": pick("code")}),
        "words, actor": (3, lambda: {"words": words(), "party": pick("party")}),
        "words, country, code, time": (
            3, lambda: {"words": words(), "country": pick("country"), "code": pick("code"), **span(365)},
        ),
    }  # fmt: skip
    names = rng.choices(list(kinds), [weight for weight, _ in kinds.values()], k=count)
    names[: len(kinds)] = list(kinds)  # each at least once
    asked = []
    for name in names:
        as_of = END - timedelta(days=rng.randrange(1, days)) if rng.random() < 0.15 else None
        asked.append(Asked(name, Question(**kinds[name][1]()), as_of))  # type: ignore[arg-type]
    return asked


def _values(store: Store, rng: random.Random) -> dict[str, list[tuple[str, int]]]:
    """Values of the filters with how often they occur in a sample of the claims."""
    columns = {
        "code": t.CLAIMS.c.code,
        "country": t.CLAIMS.c.country,
        "place": t.PLACES.c.key,
        "party": t.PARTIES.c.entity,
        "sector": t.PARTIES.c.country + "-" + t.PARTIES.c.sector,
    }
    found = {}
    with store.reading() as connection:
        for name, column in columns.items():
            some = select(column.label("value")).limit(100_000).subquery()
            query = select(some.c.value, func.count()).group_by(some.c.value).order_by(some.c.value)
            rows = [(value, n) for value, n in connection.execute(query) if value.strip("-")]
            found[name] = rows
    return found


def ask(store: Store, asked: Sequence[Asked]) -> Iterator[tuple[str, float, float, Asked]]:
    """Each question and every third one's further pages: kind, seconds by the clock and of the processor."""
    for number, one in enumerate(asked):
        question = one.question
        for page in range(6 if number % 3 == 0 else 1):
            kind = one.kind if not page else "further pages"
            wall, cpu = time.perf_counter(), time.process_time()
            found = store.claims(question, one.as_of)
            yield kind, time.perf_counter() - wall, time.process_time() - cpu, one._replace(question=question)
            if one.as_of is not None:
                yield "as of a day", time.perf_counter() - wall, time.process_time() - cpu, one
            if len(found) < question.limit:
                break
            question = msgspec.structs.replace(question, before=found[-1][0])


def report_questions(store: Store, asked: Sequence[Asked], slowest: int) -> float:
    """Print the times by kind; the 95th percentile of all in seconds, by the clock."""
    for _ in ask(store, asked[:40]):  # what is read from disk for the first time is another matter
        pass
    taken = list(ask(store, asked))
    by_kind: dict[str, list[tuple[float, float]]] = {}
    for kind, wall, cpu, _ in taken:
        by_kind.setdefault(kind, []).append((wall, cpu))
    every = [(w, c) for kind, times in by_kind.items() if kind != "as of a day" for w, c in times]
    print(f"{'milliseconds':28}{'count':>6}{'p50':>8}{'p95':>8}{'max':>8}{'cpu p95':>9}")
    for kind, times in [*sorted(by_kind.items()), ("all", every)]:
        walls, cpus = sorted(w for w, _ in times), sorted(c for _, c in times)
        figures = [statistics.median(walls), _p95(walls), walls[-1], _p95(cpus)]
        print(f"{kind:28}{len(times):6}" + "".join(f"{1000 * f:8.1f}" for f in figures))
    for kind, wall, cpu, one in sorted(taken, key=lambda x: -x[1])[:slowest]:
        wanted = {k: v for k, v in msgspec.structs.asdict(one.question).items() if v and k != "limit"}
        print(f"  slow: {1000 * wall:.0f} ms (cpu {1000 * cpu:.0f}) {kind}: {wanted} as of {one.as_of}")
    return _p95(sorted(w for w, _ in every))


def _p95(ordered: Sequence[float]) -> float:
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


# --- all of it ----------------------------------------------------------------------------------------------------


def megabytes() -> float:
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def beat() -> float:
    """Milliseconds of a fixed piece of work: what this machine is able to do just now."""
    start = time.process_time()
    total = 0
    for n in range(1_000_000):
        total += n % 7
    return 1000 * (time.process_time() - start)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="small stores, in seconds; fail where adding grows dearer")
    parser.add_argument("--folder", type=Path, help="where to make the stores; those that are there are used again")
    parser.add_argument("--claims", type=int, nargs="*", default=None, help="sizes of the stores")
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--slowest", type=int, default=8, help="how many of the slowest questions to print")
    parser.add_argument("--only", choices=("add", "ask", "grow"), help="one part")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        measure(args, args.folder or Path(temporary))


def measure(args: argparse.Namespace, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    settings = Settings.from_environment()
    packs = ready(settings).knowledge.packs
    stemmers = {language: pack.script.stemmer for language, pack in packs.items()}
    sizes = args.claims or ((500, 5_000) if args.smoke else SIZES)
    reports = corpus()[:: 4 if args.smoke else 1]
    print(machine())
    print(f"a fixed piece of work takes {beat():.0f} ms of the processor")
    cpu = time.process_time()
    coded = [c for c in code_all(reports, settings=settings) if isinstance(c, Coded)]
    print(f"coding alone: {1000 * (time.process_time() - cpu) / len(coded):.1f} ms of the processor a report")
    if args.only in (None, "add"):
        with tempfile.TemporaryDirectory(dir=folder) as small:
            runs = [kept(Path(small) / f"{n}.db", coded, settings, stemmers) for n in range(2 if args.smoke else 5)]
            best = min(runs)
            print(f"(a) keeping and linking alone: {best.cpu:.2f} ms of the processor a report (clock {best.wall:.2f})")
            many = varied(reports, 1 if args.smoke else 4)
            for jobs in (1, 2):
                speed = end_to_end(Path(small), many, jobs, settings, stemmers)
                print(f"    coding included, --jobs {jobs}: {speed.clock:.0f} reports a second by the clock;", end=" ")
                print(f"{speed.own:.1f} ms of the processor a report, workers {speed.workers:.1f}:", end=" ")
                print(f"{speed.idle(2):.0f} a second on two idle cores; {megabytes():.0f} MB at the peak")
    curve = []
    for size in sizes:
        file = folder / f"{size}.db"
        start = time.perf_counter()
        made = invent(file, size, coded, settings, stemmers)
        bytes_ = sum(f.stat().st_size for f in folder.glob(f"{file.name}*"))
        print(
            f"store of {made.claims:,} claims: {bytes_ / 1e6:,.0f} MB, {bytes_ / made.claims:,.0f} bytes a claim",
            end="; ",
        )
        print(f"made in {time.perf_counter() - start:.0f} s")
        with Store.open(file, stemmers=stemmers) as store:
            if args.only in (None, "ask") and size == max(sizes):
                gc.collect()
                gc.freeze()  # what was coded is as large as the knowledge, and no desk has it
                p95 = report_questions(store, questions(store, made, args.questions, 11), args.slowest)
                print(f"(b) 95th percentile of all questions: {1000 * p95:.0f} ms")
        if args.only in (None, "grow"):
            speed_ = kept(shutil.copy(file, folder / "grown.db"), latest(coded), settings, stemmers)
            curve.append(speed_.cpu)
            print(
                f"(c) keeping and linking at {made.claims:,} claims: {speed_.cpu:.2f} ms of the processor a report",
                end=" ",
            )
            print(f"(clock {speed_.wall:.2f}); {megabytes():.0f} MB at the peak; fixed work {beat():.0f} ms")
            for path in folder.glob("grown.db*"):
                path.unlink()
    if args.smoke and curve:
        assert curve[-1] < 4 * curve[0], f"adding costs {curve[-1] / curve[0]:.1f} times as much in a larger store"


if __name__ == "__main__":
    main()
