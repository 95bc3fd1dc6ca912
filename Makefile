# Everything a reader, a contributor and CI need. Each target makes the environment (.venv) itself.
EVENT ?= us-pakistan-sanctions
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help report test coverage mutants hostile wheel-test docs lab lint notebooks features bench lock clean

help:  ## list the targets
	@echo "make report             the report of the shipped event      -> reports/us-pakistan-sanctions.html"
	@echo "make report EVENT=name  the report of data/name/             -> reports/name.html"
	@echo "make test               all tests, notebooks included (nbval)"
	@echo "make coverage           which lines and branches of src/analysis the tests run"
	@echo "make mutants            whether the tests notice changed operators and numbers (N=300)"
	@echo "make wheel-test         the wheel alone, installed from the package index"
	@echo "make docs               the API reference from docstrings    -> docs/api/"
	@echo "make hostile            the hostile battery in full, a line a row"
	@echo "make lab                open the notebooks in JupyterLab"
	@echo "make lint               ruff on code and notebooks"
	@echo "make notebooks          run the notebooks and store their outputs in the one committed form"
	@echo "make features EVENT=... write the features of an event from its texts"
	@echo "make bench              how fast it is against others      -> benchmarks/latest.json"
	@echo "make lock               pin the dependencies of pyproject.toml anew (needs uv)"

report: .venv/ready
	@$(BIN)/crossframe report $(EVENT)

# Hundreds of processes start, and each would compile all code anew where none may keep what it compiled.
test: .venv/ready
	@PYTHONDONTWRITEBYTECODE= OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(PYTEST)

# In one process: what a test runs in another is not seen. Processes of their own are what these files test.
coverage: .venv/ready
	@mkdir -p .venv/coverage
	@OPENBLAS_NUM_THREADS=1 $(BIN)/coverage run -m pytest -p no:nbval -p no:xdist -m "not hostile" \
	  -o addopts="--doctest-modules --strict-markers -q" --ignore=tests/test_wheel.py --ignore=tests/test_browser.py \
	  tests src $(PYTEST) || echo "Tests failed; the figures are those of this run."
	@$(BIN)/coverage report --skip-covered --show-missing

mutants: .venv/ready
	@test -e .venv/coverage/data || $(MAKE) coverage
	@nice -n 10 $(BIN)/python benchmarks/mutants.py $(N)

wheel-test: .venv/ready
	@CROSSFRAME_INSTALL=index $(BIN)/python -m pytest -p no:cacheprovider tests/test_wheel.py

docs: .venv/docs
	@$(BIN)/python docs/api.py

hostile: .venv/ready
	@$(BIN)/python tests/hostile/run.py

lint: .venv/ready
	@$(BIN)/ruff check . && $(BIN)/ruff format --check src tests benchmarks

notebooks: .venv/ready
	@$(BIN)/python notebooks/store.py

features: .venv/ready
	@$(BIN)/crossframe features $(EVENT)

bench: .venv/ready
	@$(BIN)/python benchmarks/run.py

lab: .venv/lab
	@$(BIN)/jupyter lab $$([ "$$(id -u)" = 0 ] && echo --allow-root) notebooks

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Crossframe needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12")'
	@echo "Setting up .venv (once; about 200 MB from the package index) ..."
	@if command -v uv >/dev/null 2>&1; then \
	  uv venv --quiet --clear --python "$$(command -v $(PYTHON))" .venv && \
	  uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock && \
	  uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e . ; \
	else \
	  $(PYTHON) -m venv --clear .venv && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . ; \
	fi
	@$(BIN)/python -c 'import matplotlib.font_manager'
	@touch $@

.venv/lab: .venv/ready
	@echo "Adding JupyterLab to .venv ..."
	@if command -v uv >/dev/null 2>&1; then uv pip install --quiet --python $(BIN)/python -c requirements.lock "jupyter>=1.1" ; \
	else $(BIN)/python -m pip install --quiet --disable-pip-version-check "jupyter>=1.1" ; fi
	@touch $@

.venv/docs: .venv/ready pyproject.toml
	@if command -v uv >/dev/null 2>&1; then uv pip install --quiet --python $(BIN)/python "pdoc==16.0.0" ; \
	else $(BIN)/python -m pip install --quiet --disable-pip-version-check "pdoc==16.0.0" ; fi
	@touch $@

lock:
	@uv pip compile pyproject.toml --extra test --group build --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links --upgrade -q -o requirements.lock

clean:
	rm -rf .venv reports/local .pytest_cache .ruff_cache
