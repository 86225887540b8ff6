"""Settings for all tests, and a model folder that needs no training."""

from pathlib import Path

import pytest
from hypothesis import settings
from tiny_network import WriteModel, write_folder


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--pictures", type=Path, help="folder for new pictures of the pages: docs/pictures")


settings.register_profile("steady", deadline=None)  # a busy machine is no failure
settings.load_profile("steady")


@pytest.fixture(scope="session")
def write_tiny_model() -> WriteModel:
    """Writes a model folder: `write(folder, window=…, labels=…, inputs=…)`; gives the folder back."""
    return write_folder


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole model folder, windows of 128 characters; shared by all tests, so leave it as it is.

    It tags runs of the characters of `tiny_network.TINY_CHARACTERS`: 园区 PARK, 企业集团公司 COMPANY,
    张李 OFFICIAL, 王赵 EXECUTIVE, 0-9.亿万元 MONEY, 吨 CAPACITY, 扬州 LOCATION.
    """
    return write_folder(tmp_path_factory.mktemp("tiny_model"))
