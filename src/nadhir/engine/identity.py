"""When two texts are the same report, and when the same state of it: by what ids the desk knows them."""

from __future__ import annotations

from urllib.parse import urlsplit

from nadhir.records import Report, content_id


def address_of(report: Report) -> str:
    """The address by which a report is known again; "" where it is none, or only that of a site's front page."""
    parts = urlsplit(report.address.strip()) if report.address else None
    if parts is None or not parts.netloc or not (parts.path.strip("/") or parts.query):
        return ""
    return report.address.strip()


def report_id(report: Report) -> str:
    """The id that all versions of a report share where its address is not known yet: its own, else the hash of its address or content."""
    own = content_id(report.publisher, report.address, report.text)
    address = address_of(report)
    if report.id and report.id != own:
        return report.id
    return content_id("address", address) if address else own


def version_id(ident: str, report: Report) -> str:
    """The id of a state of a report: the hash of its title and text. Spaces, bylines and dates make no new one."""
    return content_id("version", ident, " ".join(report.title.split()), " ".join(report.text.split()))
