# Two commands do everything on a fresh clone: `make demo` and `make test`. Paths with spaces are fine: all are quoted or relative.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready

.PHONY: setup demo test check gate train evaluate bench clean

setup: $(STAMP)

# The environment is made anew only when what it is made of changes; once it stands, nothing asks the network.
$(STAMP): pyproject.toml constraints.txt
	test -x "$(BIN)/python" || "$(PYTHON)" -m venv .venv
	"$(BIN)/python" -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev]"
	touch "$(STAMP)"

# The exercise goes into a store of its own, each report as if it had come on its day; then the situation, as it is and as it was.
demo: setup
	"$(BIN)/nadhir" code samples
	mkdir -p build && rm -f build/exercise.db build/exercise.db-*
	"$(BIN)/nadhir" add examples/exercise/reports --replay --store build/exercise.db
	"$(BIN)/nadhir" situation --as-of 2025-10-05 --store build/exercise.db
	"$(BIN)/nadhir" situation --store build/exercise.db

test: setup
	"$(BIN)/python" -m pytest

check: setup
	"$(BIN)/ruff" check src tests benchmarks tools
	"$(BIN)/ruff" format --check src tests benchmarks tools
	"$(BIN)/mypy" --strict src/nadhir
	"$(BIN)/nadhir" check
	"$(MAKE)" --no-print-directory gate

# No score may fall below its floor. Floors are raised, or on purpose lowered, with --raise-floors and --lower-floors.
gate: setup
	"$(BIN)/nadhir" evaluate corpus/test --floors corpus/floors.yml
	"$(BIN)/nadhir" evaluate examples/exercise --incidents --least 0.79
	if test -d ../shared/gold; then "$(BIN)/nadhir" evaluate ../shared/gold --floors tests/evaluation/floors.yml; fi

# Makes the models that ship anew, to the byte, in minutes.
train: setup
	"$(BIN)/python" -m nadhir.training corpus/train

evaluate: setup
	"$(BIN)/nadhir" evaluate ../shared/gold

bench: setup
	"$(BIN)/python" benchmarks/speed.py
	"$(BIN)/python" benchmarks/store.py

clean:
	rm -rf build .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
