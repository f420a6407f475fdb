"""Gold and predicted claims as the scorer sees them: a lenient reading of the codebook's section 6."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from nadhir.errors import InputError
from nadhir.records import Report

Json = Mapping[str, Any]
Pair = tuple[int, int]


class GoldReport(NamedTuple):
    """A report of a gold file; `claims` stay as they were written."""

    id: str
    language: str
    text: str
    record: Json
    claims: list[Json]


def read_lines(path: Path) -> list[Json]:
    """JSON Lines. Raises InputError that names the file and line."""
    out: list[Json] = []
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise InputError("file_missing", file=path) from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                out.append(msgspec.json.decode(line))
            except msgspec.DecodeError as error:
                raise InputError("json_broken", file=path, line=number, why=error) from error
    return out


def read_gold(path: Path) -> list[GoldReport]:
    """The reports of a gold file in order. Raises InputError where a record lacks its text or claims."""
    out = []
    for number, record in enumerate(read_lines(path), 1):
        if "text" not in record or "claims" not in record:
            raise InputError("gold_incomplete", file=path, line=number)
        out.append(
            GoldReport(
                str(record.get("id", number)),
                str(record.get("language", "")),
                record["text"],
                record,
                list(record["claims"]),
            )
        )
    return out


def report_of(gold: GoldReport, *, language: str = "") -> Report:
    """A gold record as the report that the coder is given: nothing of the gold but text, title, publisher and date.

    `language`: where it is given the coder need not tell it.
    """
    record = gold.record
    return Report.make(
        gold.text,
        id=gold.id,
        published=date.fromisoformat(record["published"]) if record.get("published") else None,
        publisher=record.get("publisher", ""),
        title=record.get("title", ""),
        language=language,
    )


def fingerprint(reports: Iterable[GoldReport]) -> str:
    """The first 16 hex digits of SHA-256 over gold records."""
    digest = hashlib.sha256()
    for report in reports:
        digest.update(msgspec.json.encode(report.record, order="sorted"))
    return digest.hexdigest()[:16]


def read_predicted(path: Path) -> dict[str, list[Json]]:
    """Predicted claims by report id."""
    return {
        str(record.get("id") or record.get("report", {}).get("id")): list(record.get("claims", []))
        for record in read_lines(path)
    }


def trigger(claim: Json, text: str) -> Pair | None:
    """Offsets of a claim's trigger: from its evidence, else by the first occurrence of its words."""
    found = (claim.get("evidence") or {}).get("trigger")
    if isinstance(found, list) and found and isinstance(found[0], list | dict):
        found = found[0]
    if isinstance(found, dict):
        return int(found["start"]), int(found["end"])
    if isinstance(found, list | tuple) and len(found) == 2:
        return int(found[0]), int(found[1])
    words = claim.get("trigger")
    if words:
        at = text.find(words, int(claim.get("trigger_after", 0)))
        if at >= 0:
            return at, at + len(words)
    return None


def parties(claim: Json, side: str) -> set[tuple[str, str]]:
    """(country, sector) of one side's entities."""
    return {(e.get("country") or "", e.get("sector") or "") for e in claim.get(side) or ()}


def place_names(claim: Json) -> set[tuple[str, str]]:
    """(lower-case name, country) of the places."""
    return {((p.get("name") or "").lower(), p.get("country") or "") for p in claim.get("places") or ()}


def texts(claim: Json, side: str, key: str = "text") -> Iterable[str]:
    """The written forms on one side."""
    return [e.get(key) or "" for e in claim.get(side) or ()]
