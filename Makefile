# Everything needed is put into .venv, from pinned requirements, when they change. See: make help
.DEFAULT_GOAL := help
.PHONY: help demo serve test lint slow faults browser bench docs format clean

PYTHON ?= python3
JOBS ?= 2
RUN := .venv/bin
PYTEST := $(RUN)/python -m pytest
export PYTHONPATH := src

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | awk -F'|' '{printf "  make %-8s %s\n", $$1, $$2}'

demo: ## a desk with ninety days of tickets, on 127.0.0.1:8000
	@$(PYTHON) scripts/setup.py server
	@UPHELD_DATA_DIR=$(CURDIR)/.cache/demo $(RUN)/python -m upheld demo

serve: ## your own desk, on 127.0.0.1:8000, with its data in ~/.local/share/upheld
	@$(PYTHON) scripts/setup.py server
	@$(RUN)/python -m upheld serve

test: ## all tests but the slow ones
	@$(PYTHON) scripts/setup.py test
	$(PYTEST) -n $(JOBS) $(ARGS)

lint: ## style, types, order of imports
	@$(PYTHON) scripts/setup.py test
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	UPHELD_DATA_DIR=$(CURDIR)/.cache/lint $(RUN)/mypy
	$(RUN)/lint-imports --cache-dir .cache/imports

format: ## put the code in form
	@$(PYTHON) scripts/setup.py test
	$(RUN)/ruff check --fix-only .
	$(RUN)/ruff format .

slow: ## large random sweeps
	@$(PYTHON) scripts/setup.py test
	$(PYTEST) -n $(JOBS) -m slow $(ARGS)

faults: ## kills, full disks, broken networks
	@$(PYTHON) scripts/setup.py test
	$(PYTEST) -m faults $(ARGS)

browser: ## journeys in a real browser (skipped, with the reason, where none is)
	@$(PYTHON) scripts/setup.py test
	$(PYTEST) -m browser $(ARGS)

bench: ## figures, beside a calibration of this machine
	@$(PYTHON) scripts/setup.py test
	$(RUN)/python -m benchmarks $(ARGS)

docs: ## the documentation site, into site/
	@$(PYTHON) scripts/setup.py docs
	$(RUN)/mkdocs build --strict

clean: ## remove what tests, the demo and tools left behind (not .venv)
	rm -rf .cache site build dist .hypothesis
	find src tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +
