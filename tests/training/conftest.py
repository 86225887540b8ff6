"""A small corpus, an encoder and a tagger trained on them, shared by the tests of the recipes."""

from pathlib import Path

import pytest
from tiny_training import article, run_training, write_checkpoint, write_encoder

from chinese_ie.corpus import write


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """train.jsonl and dev.jsonl; leave them as they are."""
    folder = tmp_path_factory.mktemp("corpus")
    write([article(n) for n in range(24)], folder / "train.jsonl")
    write([article(n) for n in range(100, 106)], folder / "dev.jsonl")
    return folder


@pytest.fixture(scope="session")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_encoder(tmp_path_factory.mktemp("encoder"))


@pytest.fixture(scope="session")
def bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_checkpoint(tmp_path_factory.mktemp("bert"), "bert")


@pytest.fixture(scope="session")
def trained(encoder: Path, corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What training.train writes, of a tagger that has learnt the small corpus."""
    folder = tmp_path_factory.mktemp("trained") / "run"
    run_training(folder, encoder, corpus)
    return folder


@pytest.fixture(scope="session")
def trained_bert(bert: Path, corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same of a checkpoint with BERT's vocabulary."""
    folder = tmp_path_factory.mktemp("trained_bert") / "run"
    run_training(folder, bert, corpus)
    return folder
