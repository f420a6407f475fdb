"""Pages: the article's text, title, date and publisher, without menus and footers. Trafilatura is loaded late."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nadhir.intake.decode import decode
from nadhir.intake.fields import IntakeDefaults, to_report
from nadhir.records import Issue, Report

_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{3,20})""", re.IGNORECASE)
_PROLOGUE = re.compile(r"^\s*<\?xml[^>]*\?>")
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML has no such characters
_LANGUAGE = re.compile(r"<html\b[^>]{0,500}?\blang\s*=\s*[\"']?([A-Za-z]{2,3})\b", re.IGNORECASE)

_LAST_DAY = "2100-12-31"  # without it, what is after today would be no date


def read_html(data: bytes, name: str, defaults: IntakeDefaults) -> Iterator[Report | Issue]:
    """The report of one page, or the issue that it has no text."""
    page = _page(data)
    if page is None:
        yield Issue(code="encoding_unknown", where=name)
        return
    if not page.strip():
        yield Issue(code="file_empty", where=name)
        return
    values = _extract(page)
    if not values.get("text"):
        yield Issue(code="html_no_text", where=name)
        return
    if (language := _LANGUAGE.search(page[:10_000])) and not defaults.language:
        values["language"] = language.group(1)
    yield from to_report(values, name, defaults)


def _page(data: bytes) -> str | None:
    """The page's characters, by the encoding that it declares if that one fits, else by the looks of it."""
    declared = _DECLARED.search(data[:4096])
    if declared:
        try:
            return data.decode(declared.group(1).decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    decoded = decode(data)
    return decoded.text if decoded else None


def _extract(page: str) -> dict[str, object]:
    import trafilatura  # noqa: PLC0415  (half a second, and only pages need it)

    clean = _UNREADABLE.sub(" ", _PROLOGUE.sub("", page))
    # Dates that merely stand somewhere on the page (a copyright, a sidebar) are not the article's.
    dates = {"extensive_search": False, "original_date": True, "max_date": _LAST_DAY}
    try:
        found = trafilatura.bare_extraction(
            clean, with_metadata=True, include_comments=False, date_extraction_params=dates
        )
    except ValueError:  # lxml makes no tree of it
        return {}
    if found is None:
        return {}
    if not isinstance(found, dict):
        found = found.as_dict()
    values = {
        "text": found.get("text"),
        "title": found.get("title"),
        "published": found.get("date"),
        "publisher": found.get("sitename") or found.get("hostname"),
        "address": found.get("url"),
    }
    return {name: value for name, value in values.items() if value}
