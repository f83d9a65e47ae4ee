# Everything a person needs: make demo, make test, make check, make bench, make assets.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check bench assets stages picture clean

demo: .venv/kernels.stamp assets
	$(BIN)/mizugiwa demo

test: .venv/test.stamp .venv/kernels.stamp assets
	@scripts/system_packages.sh
	$(BIN)/pytest -q

# the marked stages, one by one; `make stages` runs what `make test` leaves out
stages: .venv/test.stamp assets
	@scripts/system_packages.sh
	$(BIN)/pytest -q -m flow
	$(BIN)/pytest -q -m faults
	$(BIN)/pytest -q -m browser
	$(BIN)/pytest -q -m areas
	$(BIN)/pytest -q -m long
	$(BIN)/pytest -q -m seeds
	$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt torch onnx
	$(BIN)/pytest -q -m train

check: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/bench.stamp assets
	$(BIN)/python -m bench

assets: .venv/base.stamp
	@$(BIN)/python -m surveillance.web.install_assets

.venv/bin/python:
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check -U pip

.venv/base.stamp: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e .
	@touch $@

# compiled once here, or the first flight waits for it
.venv/kernels.stamp: .venv/base.stamp $(wildcard simulator/camera/*.py detectors/*.py detectors/models/*.py detectors/cfar/*.py geodata/sentinel1/border.py mission_planner/rounds/*.py)
	$(BIN)/python scripts/compile_kernels.py
	@touch $@

.venv/test.stamp: .venv/base.stamp
	$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $@

.venv/bench.stamp: .venv/base.stamp
	$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt -e '.[bench]'
	@touch $@

# the README's picture, taken from the running product
picture: .venv/test.stamp assets
	MIZUGIWA_PICTURE=docs/map.png $(BIN)/pytest -q -m browser tests/browser/test_demo_map.py

clean:
	rm -rf .venv surveillance/web/vendor
