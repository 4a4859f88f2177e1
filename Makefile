# Two commands matter: `make demo` and `make test`. Everything they need lands in .venv, node_modules and .data.
PYTHON ?= python3
RUN = .venv/bin/python
# Some machines forbid Python to keep what it has compiled: each of a dozen processes would compile it all again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo stop status clean test check format requirements runtime development

demo: runtime
	@$(RUN) -m epos.demo start

stop:
	@if [ -x $(RUN) ]; then $(RUN) -m epos.demo stop; fi

status:
	@$(RUN) -m epos.demo status

# Everything that was made here goes, the demo's data too.
clean: stop
	@if [ -x $(RUN) ]; then $(RUN) -c "from epos.embedded.postgres import wipe_outside_data; wipe_outside_data()"; fi
	rm -rf .venv .data node_modules static/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find locale -name '*.mo' -delete
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +

test: development
	@$(RUN) -m epos.checks test

check: development
	@$(RUN) -m epos.checks check

format: development
	@$(RUN) -m ruff check --fix -q .
	@$(RUN) -m ruff format -q .

# After a change of the direct dependencies in pyproject.toml.
requirements: development
	$(RUN) -m epos.checks requirements

runtime:
	@$(PYTHON) deploy/bootstrap.py requirements.txt

development:
	@$(PYTHON) deploy/bootstrap.py requirements-dev.txt
