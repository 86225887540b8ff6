# make run    set up, extract from a bundled article (no torch, no network at run time)
# make test   set up, all checks and tests
# make model  train a tagger from corpus and encoder; TEXT=FOLDER of unlabelled text: two, and one taught by both, as packaged
# make docs   the API reference, from the docstrings, in build/api
# make figures  score the packaged tagger and put the table into README.md

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
TORCH ?= torch==2.13.0
EXTRAS ?= train,dev

.PHONY: run test model docs figures clean

run: $(BIN)/.run
	$(BIN)/chinese-ie extract --example --format table

test: $(BIN)/.test
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

model: $(BIN)/.test
ifdef TEXT
	$(BIN)/python -m training.train --out runs/tagger1
	$(BIN)/python -m training.export_onnx runs/tagger1 runs/model1
	$(BIN)/python -m training.train --out runs/tagger2 --seed 2
	$(BIN)/python -m training.export_onnx runs/tagger2 runs/model2
	$(BIN)/python -m training.train --out runs/tagger --base runs/tagger1 --copies 2 --epochs 1 --rate 1e-3 \
		--teacher runs/model1 --teacher runs/model2 --unlabelled $(TEXT)
else
	$(BIN)/python -m training.train --out runs/tagger
endif
	$(BIN)/python -m training.export_onnx runs/tagger chinese_ie/model

docs: $(BIN)/.test
	$(BIN)/python -m pdoc chinese_ie chinese_ie.corpus chinese_ie.exchange --docformat google --output-directory build/api

figures: $(BIN)/.run
	$(BIN)/python benchmarks/figures.py --write README.md

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(BIN)/.run: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

# torch first and pinned: a CPU build where one lies on disk, and no later, larger one pulled in by the rest.
$(BIN)/.test: $(BIN)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "$(TORCH)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[$(EXTRAS)]"
	touch $@
