# Two commands: `make demo` and `make test`. Each sets up .venv first, once.
PYTHON ?= python3
BIN := .venv/bin
SET_UP := .venv/.set-up
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

.PHONY: demo test lint bench wheel clean

demo: $(SET_UP)
	$(BIN)/workbench demo

test: $(SET_UP)
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest --numprocesses auto --dist worksteal

lint: $(SET_UP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tests/house/licences.py

bench: $(SET_UP)
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.benchmarks

wheel: $(SET_UP)
	$(BIN)/python -m build --wheel --no-isolation

# made anew when the dependencies change; interrupted, it is simply begun again
$(SET_UP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	$(PIP) --editable '.[dev]'
	touch $(SET_UP)

clean:
	rm -rf .venv dist build demo .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
