"""Nadhir: attributed claims from conflict reports in Arabic, French and English.

    >>> import nadhir
    >>> coded = nadhir.code("Gunmen killed five soldiers near Gao on Monday, the army said.", published="2025-11-05")
    >>> [(c.code, c.status, [a.sector for a in c.actors]) for c in coded.claims]
    [('ASSAULT', 'actual', ['UAF'])]

`code` reads one report, `code_all` many. What comes out are the frozen records of `nadhir.records` (`Coded`, `Claim`,
`Entity`, …), and what goes wrong is a `NadhirError` of `nadhir.errors`. Everything is loaded when first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from nadhir.engine.batch import code, code_all
    from nadhir.errors import InputError, KnowledgeError, NadhirError, QualityError, UsageError
    from nadhir.records import (
        Claim,
        Coded,
        Entity,
        Evidence,
        Interval,
        Issue,
        Likelihood,
        Money,
        Place,
        Quantities,
        Report,
        Source,
        Span,
    )
    from nadhir.settings import Settings

__all__ = [
    "Claim", "Coded", "Entity", "Evidence", "InputError", "Interval", "Issue", "KnowledgeError", "Likelihood", "Money",
    "NadhirError", "Place", "QualityError", "Quantities", "Report", "Settings", "Source", "Span", "UsageError",
    "__version__", "code", "code_all",
]  # fmt: skip

_HOMES = {
    "nadhir.engine.batch": ("code", "code_all"),
    "nadhir.errors": ("InputError", "KnowledgeError", "NadhirError", "QualityError", "UsageError"),
    "nadhir.settings": ("Settings",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Load a name from its home when it is first asked for."""
    if name not in __all__:
        raise AttributeError(f"module 'nadhir' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415

    value: object = getattr(import_module(_HOME.get(name, "nadhir.records")), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
