"""Nadhir: attributed claims from conflict reports in Arabic, French and English."""

from __future__ import annotations

__version__ = "0.1.0"
