# Every target sets up what it needs; the first time takes a minute, later ones a second.
# make run · test · test-services · browser · check · bench · demo · messages · lock

PYTHON ?= python3
PORT ?= 8000
py := .venv/bin/python
install := PYTHON="$(PYTHON)" requirements/install.sh
# Tests and checks say the same on every machine, whatever its environment holds.
plain := env -u DATABASE_URL -u REDIS_URL -u SECRET_KEY -u DEBUG -u DATA_DIR
pytest := $(py) -m pytest
# PDF needs a library of the system; without it everything else works, and the program says so.
pdf := $(shell PATH="$$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null | grep -q libpangoft2-1.0 && echo pdf)

# Compiled once, not by every process that is started: whatever the environment says of that.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run demo test test-services browser fuzz check bench lock messages

help: ## what there is
	@sed -n 's/^\([a-z-]*\):.*## /make \1|/p' Makefile | column -t -s '|'

run: ## the whole program on http://127.0.0.1:$(PORT), with demo data and no other service
	@$(install) base $(pdf)
	@PORT=$(PORT) exec $(py) -m gate.run

demo: ## load the demo data into the configured database
	@$(install) base
	@$(py) -m gate.run --only-prepare

test: ## the tests, on SQLite, no service needed
	@$(install) dev $(pdf)
	@$(plain) $(pytest) -n auto $(ARGS)

test-services: ## the tests on PostgreSQL and Redis, with a real worker
	@$(install) dev $(pdf)
	@.ci/with-services $(pytest) -n auto tests tests/services $(ARGS)

browser: ## journeys in Chromium
	@$(install) dev browser
	@$(plain) $(pytest) -n auto tests/browser $(ARGS)

fuzz: ## the API against its schema with made-up input
	@$(install) dev fuzz
	@$(plain) $(pytest) -n auto tests/fuzz $(ARGS)

check: ## lint, types, imports, migrations, translations, docs
	@$(install) dev browser
	@$(plain) .ci/check

bench: ## speed against a baseline, on PostgreSQL
	@$(install) dev
	@.ci/with-services $(py) -m bench $(ARGS)

messages: ## collect the texts to translate and compile the catalogues
	@$(install) dev
	@DJANGO_SETTINGS_MODULE=tests.settings $(py) manage.py makemessages --all --no-location --no-wrap --ignore '.venv/*' --ignore 'tests/*'
	@DJANGO_SETTINGS_MODULE=tests.settings $(py) manage.py compilemessages --ignore '.venv/*'

lock: ## resolve requirements/*.in again (make lock ARGS=--upgrade)
	@$(install) dev
	@requirements/lock.sh $(ARGS)
