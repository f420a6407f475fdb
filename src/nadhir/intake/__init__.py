"""Intake: files, folders and standard input become reports; what could not be read becomes an issue, never silence."""

from nadhir.intake.fields import IntakeDefaults
from nadhir.intake.files import read_paths

__all__ = ["IntakeDefaults", "read_paths"]
