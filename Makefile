# `make demo` and `make test` are all that a newcomer needs; `make help` lists the rest.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
TINGHE := $(BIN)/tinghe
DEMO := out/demo

.DEFAULT_GOAL := help
.PHONY: help setup weights demo test slow lint typecheck format train bench fuzz lock clean

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 12

setup: .venv/.installed  ## the environment and the command, at .venv/bin/tinghe

# Exact versions with hashes first; then the package itself, with the build tools from the same lock.
.venv/.installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)) and "Python 3.11 or 3.12 is needed: make PYTHON=/path/to/python3.11 …")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

weights: setup  ## fetch and verify the weights that the demo and the tests need (0.7 GB, once)
	$(TINGHE) models pull base campplus reader

demo: weights  ## run every call of sample_audio/ and print a line a call
	$(TINGHE) run sample_audio/manifest.csv --out $(DEMO) --table

test: weights  ## the test suite but for what is slow, on all cores
	$(BIN)/python -m pytest -m "not slow"

slow: weights  ## the tests that `make test` leaves out: whole batches with weights, kills, long calls, the corpus
	$(BIN)/python -m pytest -m slow

lint: setup  ## ruff: habits and layout
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

typecheck: setup  ## mypy --strict
	$(BIN)/mypy

format: setup  ## lay the code out
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format .

train: weights  ## train the reader anew on the labelled calls and passages (hours)
	$(BIN)/python -m pip install --quiet onnx torch transformers
	$(BIN)/python -m pipeline.training

bench: weights  ## speed and hearing beside three other programs, how long judging and storing take, and the snippets
	$(BIN)/python -m pip install --quiet whisper-ctranslate2
	$(BIN)/python benchmarks/judging.py
	$(BIN)/python benchmarks/snippets.py
	$(BIN)/python benchmarks/storing.py
	$(BIN)/python -m benchmarks.speed

fuzz: weights  ## odd transcripts, manifests, YAML and recordings for ten minutes; what fell is kept in out/fuzz
	$(BIN)/python -m tests.fuzz --minutes 8 --seed $$(date +%s)
	$(BIN)/python -m pytest -q tests/fuzz --hypothesis-profile=fuzz

lock: setup  ## pin every dependency anew, with hashes (needs uv)
	uv pip compile pyproject.toml --group dev --generate-hashes --universal --python-version 3.11 --no-header -q -o requirements.lock

clean:  ## all that was made here, but not the weights
	rm -rf .venv out build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
