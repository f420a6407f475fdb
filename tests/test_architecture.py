"""The rules of `docs/architecture.md` that a program can check: who imports whom, who touches what."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import nadhir

PACKAGE = Path(nadhir.__file__).parent
# What a room may import beside its own files: root files, the knowledge, and the rooms to its left.
ROOT = {"records", "memory", "text", "errors", "settings", "tokens", "__init__"}
ROOMS = (
    "intake",
    "reading",
    "coding",
    "weighing",
    "resolving",
    "linking",
    "store",
    "warning",
    "forecast",
    "evaluation",
)
CHAINING = {"engine", "cli", "desk", "training"}
NETWORK = {
    "aiohttp",
    "feedparser",
    "ftplib",
    "http",
    "httpcore",
    "httpx",
    "requests",
    "smtplib",
    "socket",
    "trafilatura",
    "urllib3",
}
DATABASE = {"alembic", "pg8000", "sqlalchemy", "sqlite3"}
HEAVY = (
    "babel",
    "lingua",
    "nadhir.coding",
    "nadhir.intake",
    "nadhir.knowledge",
    "pycountry",
    "rich.console",
    "trafilatura",
)


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield str(path.relative_to(PACKAGE)), ast.parse(path.read_text("utf-8"))


def room_of(name: str) -> str:
    """ "coding/verbs.py" -> "coding"; "text.py" -> "text"."""
    return name.split("/", maxsplit=1)[0].removesuffix(".py")


def imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Absolute names of everything imported anywhere in a module, with the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, "imports are absolute"
            if node.module in ("nadhir", "nadhir.knowledge"):
                yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)
            else:
                yield node.module, node.lineno


def inner_imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Rooms and root files of ours that a module imports."""
    for name, line in imports(tree):
        if name.split(".", maxsplit=1)[0] == "nadhir" and "." in name:
            yield name.split(".")[1], line


def allowed(room: str) -> set[str]:
    if room in ROOT:
        return ROOT
    if room == "knowledge":
        return ROOT | {"knowledge"}
    if room in ROOMS:
        return ROOT | {"knowledge", *ROOMS[: ROOMS.index(room) + 1]}
    if room == "exchange":
        return ROOT | {"knowledge", "exchange", "store"}
    return ROOT | {"knowledge", "exchange", *ROOMS, *CHAINING}


def test_a_room_imports_nothing_to_its_right() -> None:
    wrong = [
        f"{name}:{line} imports {target}"
        for name, tree in modules()
        for target, line in inner_imports(tree)
        # The package's own lazy names point into the engine: that is the Python interface.
        if not target.startswith("__") and name != "__init__.py" and target not in allowed(room_of(name))
    ]
    assert wrong == []


def test_every_folder_is_a_known_room() -> None:
    folders = {p.name for p in PACKAGE.iterdir() if p.is_dir() and (p / "__init__.py").exists()}
    assert folders <= {*ROOMS, *CHAINING, "knowledge", "exchange"}


@pytest.mark.parametrize(("libraries", "room"), [(NETWORK, "intake"), (DATABASE, "store")])
def test_only_one_room_touches_the_network_and_one_the_database(libraries: set[str], room: str) -> None:
    wrong = [
        f"{name}:{line} imports {target}"
        for name, tree in modules()
        for target, line in imports(tree)
        if (target.split(".")[0] in libraries or target.startswith("urllib.request")) and room_of(name) != room
    ]
    assert wrong == []


def test_code_never_compares_language_codes() -> None:
    codes = {"ar", "fr", "en"}
    exempt = {"knowledge", "evaluation", "cli"}
    wrong = []
    for name, tree in modules():
        if room_of(name) in exempt:
            continue
        for node in ast.walk(tree):
            compared: list[ast.expr] = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
            flat = [e for c in compared for e in (c.elts if isinstance(c, ast.Tuple | ast.List | ast.Set) else [c])]
            if isinstance(node, ast.MatchValue):
                flat = [node.value]
            if any(isinstance(e, ast.Constant) and e.value in codes for e in flat):
                wrong.append(f"{name}:{node.lineno}")  # type: ignore[attr-defined]
    assert wrong == []


@pytest.mark.parametrize("module", ["nadhir", "nadhir.cli.main"])
def test_nothing_heavy_is_imported_before_it_is_needed(module: str) -> None:
    script = f"import sys, {module}; print(*(m for m in {HEAVY!r} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
