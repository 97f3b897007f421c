# Two commands do everything: `make up` and `make test`.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.ready
TEST_STAMP := .venv/.ready-tests

.PHONY: up setup test check bench

up: $(STAMP)
	@$(BIN)/todoke up

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@tools/setup $(PYTHON) requirements.lock
	@touch $@

$(TEST_STAMP): $(STAMP) requirements-dev.lock
	@tools/setup $(PYTHON) requirements.lock requirements-dev.lock
	@touch $@

check: $(TEST_STAMP)
	@$(BIN)/python tools/check.py

test: $(TEST_STAMP)
	@tools/test_parts
	@tools/other_provider
	@$(BIN)/python tools/run_tests.py

bench: $(TEST_STAMP)
	@for name in journey exchange seal notice procedures; do $(BIN)/todoke bench $$name --json; done
