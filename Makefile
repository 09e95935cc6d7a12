.PHONY: strace help run test fast bench browser-split image caddy browsers pictures faults format lock messages assets chromium
.DEFAULT_GOAL := help

# Without a PATH in the environment Python can't tell where it is itself.
PATH ?= /usr/local/bin:/usr/bin:/bin
export PATH

BIN := .venv/bin
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check
UV := 0.13.9
LOCK := build/lock/bin/uv pip compile -q --generate-hashes --no-emit-index-url \
	--no-emit-find-links --universal --python-version 3.11 --custom-compile-command "make lock"

help:
	@echo "make run            start Touchline with a demo project"
	@echo "make test           format, types, import rule and every test"
	@echo "make fast           the rules on SQLite only, without pages: under a minute"
	@echo "make faults         the slow tests: killed servers, full disks, lost networks; only=kill runs a part"
	@echo "make browser-split  the browser tests, each room divided between two processes on PostgreSQL"
	@echo "make browsers       install Firefox and WebKitGTK, which the tests then try as well (root, Debian)"
	@echo "make image          build and start the Dockerfile without Docker (root, Debian)"
	@echo "make bench          measure the speed of the room"
	@echo "make pictures       take the README's pictures, and a full room in every state; measures the wall"
	@echo "make format         put the code in its usual form"
	@echo "make messages       collect every sentence for the translators"
	@echo "make lock           choose dependencies anew, after a change of pyproject.toml or package.json"

run: .venv/.run-ok assets
	$(BIN)/touchline serve --demo

test: .venv/.test-ok assets chromium caddy build/compose
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 4 --dist worksteal -m "not browser and not faults" tests
	$(BIN)/pytest -n 2 --dist worksteal -m "browser and not faults" tests

fast: .venv/.test-ok assets
	$(BIN)/pytest -q -n 2 --dist worksteal -m "not browser and not faults" \
		-k "not postgresql and not test_doors" tests/domain tests/content tests/house

faults: .venv/.test-ok assets strace
	$(BIN)/pytest -s -m faults $(if $(only),-k "$(only)") tests

browser-split: .venv/.test-ok assets chromium
	TOUCHLINE_PROCESSES=2 $(BIN)/pytest -n 2 --dist worksteal -m "browser and not faults" tests

image:
	@if ! command -v buildah >/dev/null 2>&1 && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
			--no-install-recommends buildah debootstrap >/dev/null; \
	fi
	@tools/image.sh

bench: .venv/.test-ok assets chromium
	$(BIN)/python -m bench
	$(BIN)/python -m bench.board
	$(BIN)/python -m bench.coming
	$(BIN)/python -m bench.growing
	$(BIN)/python -m bench.painting

pictures: .venv/.test-ok assets chromium
	$(BIN)/python tools/pictures.py
	$(BIN)/python tools/full_pictures.py

messages: .venv/.test-ok
	$(BIN)/python tools/messages.py

format: .venv/.test-ok
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

assets: | .venv/bin/python
	@$(BIN)/python tools/assets.py

# The stamps say which lock file is installed, so that a second run starts at once.
.venv/.run-ok: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing what Touchline needs …"
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps -e .
	@touch $@

.venv/.test-ok: requirements-dev.lock requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing what Touchline and its tests need …"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@$(PIP) --no-deps -e .
	@touch .venv/.run-ok $@

.venv/bin/python:
	@for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			if ! $$python -c 'import ensurepip, venv' 2>/dev/null; then \
				without="$$python"; continue; \
			fi; \
			echo "Making a virtual environment with $$python …"; \
			$$python -m venv .venv && exit 0; \
			echo "$$python could not make the virtual environment .venv: see above." >&2; exit 1; \
		fi; \
	done; \
	if [ -n "$$without" ]; then \
		echo "$$without has no venv module. On Debian and Ubuntu: apt-get install python3-venv" >&2; \
	else \
		echo "Touchline needs Python 3.11 or newer, and none was found." >&2; \
	fi; \
	exit 1

chromium:
	@if command -v chromium >/dev/null 2>&1; then \
		exit 0; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		echo "Installing Chromium for the browser tests …"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
			--no-install-recommends chromium fonts-dejavu-core >/dev/null; \
	else \
		echo "The browser tests need Chromium, as the command 'chromium'." >&2; \
		echo "On Debian: sudo apt-get install chromium" >&2; \
		exit 1; \
	fi

# Firefox and WebKitGTK; without them `make test` says what it skips.
browsers:
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
		--no-install-recommends firefox-esr webkit2gtk-driver xvfb >/dev/null

# What these bring is skipped, and the tests say so, where it can't be had.
caddy:
	@if ! command -v caddy >/dev/null 2>&1 && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		echo "Installing Caddy for the tests of the proxy …"; \
		(apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
			--no-install-recommends caddy >/dev/null) || true; \
	fi

build/compose: tools/compose.lock | .venv/bin/python
	@echo "Installing what reads a compose file …"
	@$(BIN)/python -m venv --clear $@ && $@/bin/python -m pip install -q --disable-pip-version-check \
		--require-hashes -r tools/compose.lock || (rm -rf $@; echo "It could not be had.")
	@[ ! -d $@ ] || touch $@

strace:
	@if ! command -v strace >/dev/null 2>&1 && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
			--no-install-recommends strace >/dev/null; \
	fi

lock: build/lock/bin/uv
	$(LOCK) $(UPGRADE) pyproject.toml -o requirements.lock
	$(LOCK) $(UPGRADE) pyproject.toml --extra dev -o requirements-dev.lock
	$(LOCK) $(UPGRADE) tools/node.in -o tools/node.lock
	$(LOCK) $(UPGRADE) tools/compose.in -o tools/compose.lock
	npm install --package-lock-only --ignore-scripts

build/lock/bin/uv: | .venv/bin/python
	@$(BIN)/python -m venv build/lock
	@build/lock/bin/python -m pip install -q --disable-pip-version-check uv==$(UV)
