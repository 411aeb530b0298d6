# Two commands do everything: `make train` and `make test`. The virtual environment is made where it is missing.

PYTHON ?=
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: help train test suite quick coverage pythons one-python nightly lint fix tables docs benchmark clean

help:
	@echo "make train      install, then train LeNet on real handwritten digits"
	@echo "make test       install, then run lint, types and the whole test suite"
	@echo "make quick      the part of the tests that takes half a minute"
	@echo "make coverage   the test suite, and which lines and branches it does not reach"
	@echo "make pythons    run the whole test suite on every Python from 3.11 to 3.14 that is on this machine"
	@echo "make nightly    try for an hour what the suite tries for seconds: random programs, mutants, bytes, kills"
	@echo "make fix        format the Python code and apply the lint fixes that are certain"
	@echo "make tables     make the parser's tables again, after a change of the grammar"
	@echo "make docs       write again what is generated in docs/, architectures/ and cnndsl/layers/"
	@echo "make benchmark  measure what the README claims"
	@echo "make clean      remove the virtual environment and all caches"

train: $(VENV)/.installed
	$(BIN)/cnndsl train architectures/lenet.cnn

test: lint suite

suite: $(VENV)/.installed-dev
	@echo "$$($(BIN)/python --version) of $(VENV)"
	$(BIN)/python -m pytest -n 2

quick: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	HYPOTHESIS_PROFILE=quick $(BIN)/python -m pytest --quick -n 2 -q

coverage: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n 2 -q --cov --cov-report=term --cov-report=html

# One environment at a time, as each takes 5 GB; that of `make test` is used for its own Python.
pythons:
	sh tests/pythons.sh suite $(MAKE) --no-print-directory one-python

one-python:
	@case "$$($(BIN)/python --version 2>&1)" in \
	"Python $(VERSION)") $(MAKE) --no-print-directory suite ;; \
	*) rm -rf .venv-pythons; $(MAKE) --no-print-directory suite VENV=.venv-pythons; status=$$?; \
		rm -rf .venv-pythons; exit $$status ;; \
	esac

nightly: $(VENV)/.installed-dev
	HYPOTHESIS_PROFILE=nightly $(BIN)/python -m pytest tests/graph/test_branches_at_random.py \
		tests/graph/test_receptive_field_at_random.py -p no:cacheprovider -q --hypothesis-show-statistics
	HYPOTHESIS_PROFILE=nightly $(BIN)/python -m pytest tests/pictures/test_compilers.py -p no:cacheprovider -q -rs
	CNNDSL_COUNT=.programs-tried $(BIN)/python -m tests.conformance
	$(MAKE) pythons

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fix: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

tables: $(VENV)/.installed-dev
	$(BIN)/python -m cnndsl.syntax.generate_tables

docs: $(VENV)/.installed
	$(BIN)/python scripts/layer_index.py  # cnndsl/layers/index.py
	$(BIN)/cnndsl layers --format md > docs/layers.md
	$(BIN)/python -m cnndsl.zoo  # architectures/index.csv
	$(BIN)/python scripts/gallery.py  # docs/gallery.md and its pictures

benchmark: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks

$(VENV)/bin/python:
	@python="$(PYTHON)"; [ -n "$$python" ] || python=$$(sh tests/pythons.sh choose) || exit 1; \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "cnndsl needs Python 3.11 or newer; name one: make PYTHON=python3.12"; exit 1; }; \
	"$$python" -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[train]'
	@touch $@

$(VENV)/.installed-dev: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) .venv-ci .venv-pythons build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage htmlcov
