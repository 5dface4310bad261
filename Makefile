# Everything needed is put into .venv, from pinned requirements, when they change. See: make help
.DEFAULT_GOAL := help
.PHONY: help demo serve test lint lint-setup lint-style lint-form lint-types lint-imports nets slow faults browser bench docs format clean

PYTHON ?= python3
JOBS ?= 2
RUN := .venv/bin
PYTEST := $(RUN)/python -m pytest
NONE_IS_FINE := || [ $$? = 5 ] # pytest's code for: no test of this kind
export PYTHONPATH := src

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | awk -F'|' '{printf "  make %-8s %s\n", $$1, $$2}'

demo: ## a desk with ninety days of tickets, on 127.0.0.1:8000
	@$(PYTHON) scripts/setup.py server
	@UPHELD_DATA_DIR=$(CURDIR)/.cache/demo $(RUN)/python -m upheld demo $(ARGS)

serve: ## your own desk, on 127.0.0.1:8000, with its data in ~/.local/share/upheld
	@$(PYTHON) scripts/setup.py server
	@$(RUN)/python -m upheld serve $(ARGS)

test: ## all tests but the slow ones
	@$(PYTHON) scripts/setup.py test
	$(PYTEST) -n $(JOBS) --dist loadgroup $(ARGS)

nets: ## rewrite what tests/nets compares with, after an intended change; then review the diff
	@$(PYTHON) scripts/setup.py test
	NETS=rewrite $(PYTEST) tests/nets tests/ledger/test_golden_leaves.py $(ARGS)

lint: lint-style lint-form lint-types lint-imports ## style, types, order of imports
lint-setup:
	@$(PYTHON) scripts/setup.py test
lint-style: lint-setup
	$(RUN)/ruff check .
lint-form: lint-setup
	$(RUN)/ruff format --check .
lint-types: lint-setup
	UPHELD_DATA_DIR=$(CURDIR)/.cache/lint $(RUN)/mypy
lint-imports: lint-setup
	$(RUN)/lint-imports --no-logo --cache-dir .cache/imports

format: ## put the code in form
	@$(PYTHON) scripts/setup.py test
	$(RUN)/ruff check --fix-only .
	$(RUN)/ruff format .

slow: ## large random sweeps
	@$(PYTHON) scripts/setup.py test
	$(PYTEST) -n $(JOBS) --dist loadgroup -m slow $(ARGS) $(NONE_IS_FINE)

faults: ## kills, full disks, broken networks
	@$(PYTHON) scripts/setup.py test
	$(PYTEST) -m faults $(ARGS) $(NONE_IS_FINE)

browser: ## journeys in a real browser (skipped, with the reason, where none is)
	@$(PYTHON) scripts/setup.py test
	$(PYTEST) -m browser $(ARGS) $(NONE_IS_FINE)

bench: ## figures, beside a calibration of this machine
	@$(PYTHON) scripts/setup.py test
	$(RUN)/python -m benchmarks $(ARGS)

docs: ## the documentation site, into site/
	@$(PYTHON) scripts/setup.py docs
	$(RUN)/mkdocs build --strict

clean: ## remove what tests, the demo and tools left behind (not .venv)
	rm -rf .cache site build dist .hypothesis
	find src tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +
