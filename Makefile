# Everything one does here. `make run` needs Python 3.11 or later and the internet, and nothing else.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check --no-input
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

# Stamps: an environment is made again only when its lock file or pyproject.toml has changed.
RUN := $(VENV)/run.stamp
DEV := $(VENV)/dev.stamp

# The first of these that is Python 3.11 or later makes the environment; `make PYTHON=...` overrules.
PYTHON := python3 python3.14 python3.13 python3.12 python3.11 python
QUESTIONS := who-steers-whom who-controls-whom who-supervises-whom who-accounts-to-whom
PORT := 8000
PYTEST := # more for pytest, such as PYTEST="-k turtle -x", or -n0 for one process
UPGRADE := # make lock UPGRADE=1 takes the newest versions

.DEFAULT_GOAL := help
.PHONY: run test check format serve bench bench-full fuzz soak audit dist vendor lock clean help

FUZZ := 20 # times as many tries as in `make test`
SECONDS := 600 # of `make soak`

run: $(RUN) ## build the site and answer the four questions; leaves .venv and site/
	@$(BIN)/wijgraph build -o site
	@for question in $(QUESTIONS); do \
	  printf '\n$$ %s\n\n' "$(BIN)/wijgraph query run $$question"; \
	  $(BIN)/wijgraph query run $$question || exit; \
	done
	@printf '\nOpen site/index.html in a browser for all questions, answers and sources.\n'
	@printf 'Ask more: %s\n' "$(BIN)/wijgraph query list"

test: $(DEV) ## run the tests
	$(BIN)/pytest --numprocesses auto --dist loadfile $(PYTEST)

check: $(DEV) ## everything but the tests: style, types, layers, Turtle form, rules
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/wijgraph format --check ontology shapes data
	$(BIN)/wijgraph validate

format: $(DEV) ## write Python and Turtle in the house form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/wijgraph format ontology shapes data

serve: $(RUN) ## serve pages, linked data and SPARQL to this machine only, on PORT
	@$(BIN)/wijgraph serve --port $(PORT)

bench: $(DEV) ## run the small set of benchmarks, in some minutes
	$(BIN)/python -m benchmarks

bench-full: $(DEV) ## run the large set: 342 and 3,420 dossiers, an hour or so and 5 GB of disk
	$(BIN)/python -m benchmarks --full

fuzz: $(DEV) ## try the parsers, writers, guard and server with much more than the tests do
	WIJGRAPH_FUZZ=$(FUZZ) $(BIN)/pytest tests/test_fuzz.py tests/test_writers_hostile.py -q -p no:cacheprovider
	@bash .ci/fuzz

soak: $(DEV) ## ten minutes of honest and hostile load; fails on a leak or a wrong answer
	$(BIN)/python -m benchmarks.soak --seconds $(SECONDS)

audit: $(DEV) ## ask whether a package that we install is known to be unsafe
	@bash .ci/audit

dist: $(DEV) ## build the package, the same bytes each time, and the list of what it stands on
	SOURCE_DATE_EPOCH=$$(git log -1 --pretty=%ct) $(BIN)/python -m build --no-isolation --outdir dist
	$(BIN)/cyclonedx-py requirements requirements/run.txt --output-reproducible --sv 1.6 \
	  --output-file dist/wijgraph.cdx.json

vendor: $(DEV) ## fetch again what is not ours and travels in the package
	$(BIN)/python .ci/vendor.py

lock: $(DEV) ## write the lock files again, after a change of the dependencies
	$(LOCK) $(if $(UPGRADE),--upgrade) --extra pyvis --extra register --extra serve --extra xlsx --group build \
	  pyproject.toml --output-file requirements/run.txt
	$(LOCK) $(if $(UPGRADE),--upgrade) --group build --constraints requirements/run.txt \
	  pyproject.toml --output-file requirements/core.txt
	$(LOCK) $(if $(UPGRADE),--upgrade) --all-extras --group dev --constraints requirements/run.txt \
	  pyproject.toml --output-file requirements/dev.txt

clean: ## remove what make has made
	rm -rf $(VENV) site dist build .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find wijgraph tests -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## show this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r name what; do \
	  printf '%-14s %s\n' "$$name" "$$what"; done

$(BIN)/python:
	@for python in $(PYTHON); do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  echo "Making $(VENV) with $$("$$python" --version) ..."; \
	  "$$python" -m venv $(VENV) && exit; \
	  rm -rf $(VENV); \
	  echo "$$python cannot make an environment: on Debian and Ubuntu install python3-venv." >&2; exit 1; \
	done; \
	echo "wijgraph needs Python 3.11 or later, and none of these is: $(PYTHON)." >&2; \
	echo "Install one, or name yours: make run PYTHON=/path/to/python3" >&2; exit 1

define install
	@echo "Installing the packages of requirements/$(1).txt ..."
	@$(PIP) install --require-hashes --requirement requirements/$(1).txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
endef

$(RUN): requirements/run.txt pyproject.toml | $(BIN)/python
	$(call install,run)
	@touch $@

# The development lock holds all of the other, in the same versions.
$(DEV): requirements/dev.txt requirements/run.txt pyproject.toml | $(BIN)/python
	$(call install,dev)
	@touch $(RUN) $@
