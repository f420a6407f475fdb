"""Pages: the article's text, title, date and publisher, without menus and footers. Trafilatura is loaded late."""

from __future__ import annotations

import re
from collections.abc import Iterator
from warnings import catch_warnings

from nadhir.intake.decode import decode, decode_as
from nadhir.intake.fields import IntakeDefaults, to_report
from nadhir.records import Issue, Report

_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{3,20})""", re.IGNORECASE)
_PROLOGUE = re.compile(r"^\s*<\?xml[^>]*\?>")
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML has no such characters
_LANGUAGE = re.compile(r"<html\b[^>]{0,500}?\blang\s*=\s*[\"']?([A-Za-z]{2,3})\b", re.IGNORECASE)

_LAST_DAY = "2100-12-31"  # without it, what is after today would be no date


def read_html(data: bytes, name: str, defaults: IntakeDefaults) -> Iterator[Report | Issue]:
    """The report of one page, or the issue that it has no text."""
    page = page_text(data)
    if page is None:
        yield Issue(code="encoding_unknown", where=name)
        return
    if not page.strip():
        yield Issue(code="file_empty", where=name)
        return
    values = extract(page)
    if not values.get("text"):
        yield Issue(code="html_no_text", where=name)
        return
    if (language := _LANGUAGE.search(page[:10_000])) and not defaults.language:
        values["language"] = language.group(1)
    yield from to_report(values, name, defaults)


def page_text(data: bytes, charset: str = "") -> str | None:
    """The page's characters: by the encoding that it, or the server (`charset`), declares if that fits, else by its looks."""
    declared = _DECLARED.search(data[:4096])
    names = (declared.group(1).decode("ascii") if declared else "", charset)
    if (page := decode_as(data, *filter(None, names))) is not None:
        return page
    decoded = decode(data)
    return decoded.text if decoded else None


def clean(page: str) -> str:
    """A page without what no tree can be made of: the prologue of XML, and characters that XML does not have."""
    return _UNREADABLE.sub(" ", _PROLOGUE.sub("", page))


def extract(page: str) -> dict[str, object]:
    """The fields of a page's article by the names of `nadhir.intake.fields`; without a text where it has none."""
    import trafilatura  # noqa: PLC0415  (half a second, and only pages need it)

    # Dates that merely stand somewhere on the page (a copyright, a sidebar) are not the article's.
    dates = {"extensive_search": False, "original_date": True, "max_date": _LAST_DAY}
    try:
        with catch_warnings(action="ignore", category=FutureWarning):  # what lxml tells trafilatura, not us
            found = trafilatura.bare_extraction(
                clean(page), with_metadata=True, include_comments=False, date_extraction_params=dates
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
        "author": found.get("author"),
    }
    return {name: value for name, value in values.items() if value}
