"""From a mapping of fields (a JSON record, a table's row) to a report: what the fields are called, and their values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime

import msgspec

from nadhir.intake.dates import UnreadableDateError, read_date
from nadhir.records import Issue, Report

# The names that a field goes by, in order of preference; compared in lower case.
FIELDS = {
    "id": ("id",),
    "text": ("text", "body", "content"),
    "title": ("title", "headline"),
    "published": ("published", "date", "published_at", "pubdate"),
    "publisher": ("publisher", "source"),
    "language": ("language", "lang"),
    "address": ("url", "address", "link"),
    "author": ("author", "byline"),
}
_SURROGATE = re.compile("[\ud800-\udfff]")
_SHOWN = 60  # characters of a bad value that an issue shows


class IntakeDefaults(msgspec.Struct, frozen=True):
    """What holds where a file does not say it itself."""

    published: date | None = None
    publisher: str = ""
    language: str = ""


def by_field(names: Mapping[str, object]) -> dict[str, object]:
    """The values of a mapping under the names of `FIELDS`; what is empty or unknown is left out."""
    lowered = {str(name).strip().lower(): value for name, value in names.items()}
    found: dict[str, object] = {}
    for field, aliases in FIELDS.items():
        for alias in aliases:
            if (value := lowered.get(alias)) not in (None, ""):
                found[field] = value
                break
    return found


def to_report(values: Mapping[str, object], where: str, defaults: IntakeDefaults) -> Iterator[Report | Issue]:
    """A report from the values of its fields, after issues about those that could not be read."""
    text = values.get("text")
    if not isinstance(text, str) or not text.strip():
        yield Issue(code="record_no_text", where=where)
        return
    language = _string(values.get("language", "")).strip().replace("_", "-").split("-")[0].lower() or defaults.language
    published = defaults.published
    if (written := values.get("published")) is not None:
        try:
            published = read_date(written if isinstance(written, int | float | date) else _string(written), language)
        except UnreadableDateError as error:
            published = None
            yield Issue(code=error.code, where=where, values={"written": _string(written)[:_SHOWN]})
    yield Report.make(
        whole(text),
        id=_string(values.get("id", "")),
        published=published,
        publisher=_string(values.get("publisher", "")).strip() or defaults.publisher,
        title=_string(values.get("title", "")).strip(),
        language=language,
        address=_string(values.get("address", "")).strip(),
        author=_string(values.get("author", "")).strip(),
    )


def whole(text: str) -> str:
    """`text` with half surrogate pairs replaced by U+FFFD, so that it can be written again; its length stays."""
    return _SURROGATE.sub("\ufffd", text)


def _string(value: object) -> str:
    """A field that should be a string: numbers as written, the name of an object that has one, else nothing."""
    if isinstance(value, str):
        return whole(value)
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float | datetime | date):
        return str(value)
    if isinstance(value, Mapping):
        return _string(value.get("name", ""))
    return str(value)[:_SHOWN] if isinstance(value, list) else ""
