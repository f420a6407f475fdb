"""One tree of errors. Each has a code under which `knowledge/errors.yml` holds its text and hint in three languages.

NadhirError                      anything this program refuses to do, with a reason and a next step
├── UsageError        exit 2     the command or call was put wrongly (a date that is none, a format that is unknown)
├── InputError        exit 3     nothing of the input could be read
├── KnowledgeError    exit 4     a knowledge file is wrong
├── QualityError      exit 5     a floor of the quality gate is not reached
└── StoreError        exit 6     the store cannot be used, or not any more; what was committed is kept
"""

from __future__ import annotations


class NadhirError(Exception):
    """`code` names the text; `values` are filled into it. `str()` is for logs; people are shown `explain`."""

    exit_code = 1
    http_status = 500

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = {k: str(v) for k, v in values.items()}
        super().__init__(code + (" " + ", ".join(f"{k}={v}" for k, v in self.values.items()) if values else ""))


class UsageError(NadhirError):
    """The call was put wrongly."""

    exit_code = 2
    http_status = 400


class InputError(NadhirError):
    """Nothing of the input could be read."""

    exit_code = 3
    http_status = 422


class KnowledgeError(NadhirError):
    """A knowledge file does not say what it should; `values` name the file and entry."""

    exit_code = 4


class QualityError(NadhirError):
    """A floor of the quality gate is not reached."""

    exit_code = 5


class StoreError(NadhirError):
    """The store cannot be opened, read or written; `values` name it and what the database said. What was committed stays."""

    exit_code = 6
    http_status = 503
