"""The same report gives the same claims in every process: no order comes from the hash seed of Python."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

CORPUS = Path(__file__).parents[2] / "corpus"

SCRIPT = """
import sys, msgspec
from pathlib import Path
from nadhir.engine.pipeline import open_pipeline
from nadhir.evaluation.records import read_gold, report_of
code = open_pipeline()
for gold in read_gold(Path(sys.argv[1])):
    sys.stdout.buffer.write(msgspec.json.encode(code(report_of(gold)).every))
"""


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_claims_do_not_hang_on_the_hash_seed(language):
    digests = set()
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(CORPUS / "train" / f"{language}.jsonl")],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        digests.add(hashlib.sha256(run.stdout).hexdigest())
    assert len(digests) == 1
