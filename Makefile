# `make run` and `make test` need Python 3.11, 3.12 or 3.13, with pip and venv, and make; they install the rest into .venv.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
PORT ?= 8000
export TRELLIS_HOME ?= var
# A council’s network often puts a certificate of its own in the way, which the system knows and uv alone would not.
# Newer versions of uv know the first name, older ones the second.
export UV_SYSTEM_CERTS ?= true
export UV_NATIVE_TLS ?= true
# Compiled files are kept even where the environment says not to: each process of the tests would compile all of them
export PYTHONDONTWRITEBYTECODE =

.DEFAULT_GOAL := help
.PHONY: help setup run test test-postgres journeys check fix bench docs lock clean

help:  ## Say what there is to make
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit("Trellis needs Python 3.11, 3.12 or 3.13; this is " + sys.version.split()[0]) if not (3, 11) <= sys.version_info[:2] <= (3, 13) else None'
	@echo "Making the environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9,<1"

$(VENV)/.ready: requirements.txt pyproject.toml | $(UV)
	@echo "Installing what Trellis runs on ..."
	@$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.txt
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
	@$(BIN)/python -m compileall -q trellis
	@touch $@

$(VENV)/.ready-dev: requirements-dev.txt $(VENV)/.ready
	@echo "Installing what the tests need ..."
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.txt
	@touch $@

setup: $(VENV)/.ready  ## Make the environment only

run: $(VENV)/.ready  ## Set up the fictitious authority and serve it (PORT=8000)
	@$(BIN)/trellis demonstrate
	@$(BIN)/trellis serve --port $(PORT)

test: $(VENV)/.ready-dev  ## Run the tests that need neither a browser nor a server
	@$(BIN)/pytest -n auto -q -m "not journey"

test-postgres: $(VENV)/.ready-dev  ## Run the tests that use the database on PostgreSQL (DATABASE_URL)
	@test -n "$$DATABASE_URL" || { echo "Set DATABASE_URL to an empty PostgreSQL database"; exit 2; }
	@$(BIN)/pytest -n auto -q -m "not journey and not own_installation" tests/accounts tests/activity tests/background tests/brokering tests/calendars tests/casework tests/contracts/test_migrations.py tests/documents tests/duties tests/events tests/intake tests/interventions tests/judgements tests/leaders tests/leadership tests/notices tests/practice tests/providers tests/resources tests/schools tests/screening tests/search tests/visits tests/web

journeys: $(VENV)/.ready-dev  ## Walk the pages in Chromium
	@$(BIN)/pytest -n auto --dist loadscope -q -m journey tests/journeys

check: $(VENV)/.ready-dev  ## Everything CI holds the code to, but the tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy trellis
	@$(BIN)/lint-imports
	@$(BIN)/djlint --check --lint --quiet trellis
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python manage.py check --fail-level WARNING

fix: $(VENV)/.ready-dev  ## Repair what can be repaired by itself
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: $(VENV)/.ready-dev  ## Write again the pages of docs/ that are made from the code
	@$(BIN)/python scripts/write_docs.py

bench: $(VENV)/.ready-dev  ## Time the work beside a plain pandas script, in one run
	@$(BIN)/python -m benchmarks

lock: | $(UV)  ## Resolve the dependencies again
	@$(UV) pip compile --universal --generate-hashes --no-header --no-annotate --quiet --upgrade pyproject.toml -o requirements.txt
	@$(UV) pip compile --universal --generate-hashes --no-header --no-annotate --quiet --upgrade pyproject.toml --group dev --group browser -c requirements.txt -o requirements-dev.txt

clean:  ## Remove the environment (the installation under TRELLIS_HOME stays)
	@rm -rf $(VENV)
