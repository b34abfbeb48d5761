# Law: the menu of this project. CI runs these same recipes; what a recipe says here is what "checked" means.
.DEFAULT_GOAL := help
.PHONY: help install check lint types layers image test coverage recall fuzz bench demo lock

MINUTES ?= 10
PURE_TESTS := tests/model tests/codecs tests/detect tests/policy tests/pipeline tests/audit tests/vault tests/connectors
PURE := gateway/model/*,gateway/codecs/*,gateway/detect/*,gateway/policy/*,gateway/pipeline/*,gateway/audit/entry.py,gateway/audit/merkle.py,gateway/vault/datakey.py,gateway/vault/kek.py,gateway/vault/keyring.py,gateway/vault/place.py,gateway/vault/seal.py,connectors/*

help: ## this menu
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

install: ## everything a developer needs, into the current environment
	pip install -e '.[demo,test,dev]'

check: lint types layers image ## all checks that run nothing

lint: ## style, bugs, format
	ruff check .
	ruff format --check .

types: ## mypy --strict
	mypy

layers: ## rooms import downwards only; the core does no I/O
	lint-imports

image: ## the Dockerfile
	hadolint Dockerfile

test: ## all tests
	pytest

coverage: ## the pure rooms, 100 % of branches from their own tests
	coverage run -m pytest -q $(PURE_TESTS)
	coverage report --include='$(PURE)' --show-missing --skip-covered --fail-under=100

recall: ## what detection finds, transformation by transformation, and what it finds by chance
	python -m tests.recall

fuzz: ## random input for what reads foreign bytes (needs the [fuzz] extra): make fuzz MINUTES=10
	pip install -q -e '.[fuzz]'
	python -m tests.fuzz $(MINUTES)

bench: ## the speed table (needs the [bench] extra)
	pip install -q -e '.[test,bench]'
	python -m tests.benchmarks

demo: ## the main job, for real
	gateway demo --once

lock: ## write constraints.txt anew
	python .ci/lock
