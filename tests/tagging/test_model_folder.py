"""A model folder is checked before it is used, and says what is wrong."""

import json
from pathlib import Path

import numpy as np
import pytest
from tiny_network import WriteModel

from chinese_ie.document import LABELS
from chinese_ie.errors import ModelError, ModelFormatError, ModelNotFoundError
from chinese_ie.pipeline import Pipeline
from chinese_ie.tagging.labels import tags_of
from chinese_ie.tagging.model import FILES, TaggerModel


@pytest.fixture
def folder(tmp_path: Path, write_tiny_model: WriteModel) -> Path:
    return write_tiny_model(tmp_path / "model")


def change_card(folder: Path, **changes: object) -> None:
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    card = {k: v for k, v in {**card, **changes}.items() if v != "absent"}
    (folder / "card.json").write_text(json.dumps(card), encoding="utf-8")


def rewrite(folder: Path, name: str, content: bytes) -> None:
    """Replace a file and tell the card, so that the sizes agree."""
    (folder / name).write_bytes(content)
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    change_card(folder, files={**card["files"], name: len(content)})


def refused(folder: Path) -> str:
    with pytest.raises(ModelFormatError) as caught:
        TaggerModel.load(folder)
    assert isinstance(caught.value, ModelError)
    return str(caught.value)


def test_a_whole_folder(folder: Path) -> None:
    model = TaggerModel.load(folder)
    assert model.labels == LABELS
    assert model.tags == tags_of()
    assert model.window == 128
    logits = model.logits(model.vocabulary.encode("上饶园区"))
    assert logits.shape == (4, 15)
    assert logits.dtype == np.float32
    assert model.tags[logits[2].argmax()] == "I-PARK"


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match=r"no model folder at .*nowhere; give a folder") as caught:
        TaggerModel.load(tmp_path / "nowhere")
    assert isinstance(caught.value, FileNotFoundError)
    with pytest.raises(ModelNotFoundError):
        Pipeline(tmp_path / "nowhere")("上饶")


@pytest.mark.parametrize("name", FILES)
def test_missing_files(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelNotFoundError, match=f"lacks {name}; expected model.onnx, vocab.txt"):
        TaggerModel.load(folder)


def test_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match=r"lacks model\.onnx, vocab\.txt, labels\.json, card\.json"):
        TaggerModel.load(tmp_path)


@pytest.mark.parametrize("name", ["model.onnx", "vocab.txt", "labels.json"])
def test_truncated(folder: Path, name: str) -> None:
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[:-7])
    assert f"{name} has {len(content) - 7} bytes, its card says {len(content)}: truncated" in refused(folder)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "cannot read"),
        (b'{"window"', "cannot read"),
        (b"\xff\xfe", "cannot read"),
        (b"[]", "holds a list, expected a dict"),
        (b'{"window": 128}', "does not list its files"),
        (b'{"window": 128, "files": {"vocab.txt": 1}}', "does not list its files"),
        (b'{"model_type": "bert", "files": "model.onnx"}', "does not list its files"),
    ],
)
def test_a_foreign_card(folder: Path, content: bytes, message: str) -> None:
    (folder / "card.json").write_bytes(content)
    assert message in refused(folder)


def test_a_card_of_a_file_that_is_not_there(folder: Path) -> None:
    change_card(folder, files={"model.onnx": (folder / "model.onnx").stat().st_size, "extra.bin": 5})
    assert "extra.bin has 0 bytes, its card says 5" in refused(folder)


@pytest.mark.parametrize("window", ["absent", None, "128", 128.0, 0, -1, 10**9, True])
def test_a_card_without_a_window(folder: Path, window: object) -> None:
    change_card(folder, window=window)
    assert "expected characters a window" in refused(folder)


@pytest.mark.parametrize(
    "tags",
    [
        [t for label in reversed(LABELS) for t in (f"I-{label}", f"B-{label}")],
        [*tags_of()[1:], "O"],
        ["O", *(f"B-{x}" for x in LABELS), *(f"I-{x}" for x in LABELS)],
        [],
        list(range(15)),
        [None] * 15,
    ],
)
def test_labels_in_another_order(folder: Path, tags: list[object]) -> None:
    rewrite(folder, "labels.json", json.dumps(tags).encode())
    assert "no BIO tags in the order" in refused(folder)


def test_labels_of_another_kind(folder: Path) -> None:
    rewrite(folder, "labels.json", b'{"O": 0}')
    assert "labels.json holds a dict, expected a list" in refused(folder)
    rewrite(folder, "labels.json", b"oops")
    assert "cannot read" in refused(folder)


def test_no_onnx(folder: Path) -> None:
    rewrite(folder, "model.onnx", b"no network at all")
    assert "is no ONNX model that can be used" in refused(folder)


def test_a_vocabulary_larger_than_the_network(folder: Path) -> None:
    content = (folder / "vocab.txt").read_bytes()
    size = content.count(b"\n")
    rewrite(folder, "vocab.txt", content + "饶\n".encode())
    assert f"cannot read the last of the {size + 1} tokens of vocab.txt" in refused(folder)


def test_a_vocabulary_that_is_none(folder: Path) -> None:
    rewrite(folder, "vocab.txt", b"a\nb\n")
    assert "vocabulary of 2 tokens lacks [PAD]" in refused(folder)


def test_wrong_number_of_tags(folder: Path) -> None:
    rewrite(folder, "labels.json", json.dumps(tags_of(LABELS[:3])).encode())
    assert "gives 15 scores a character, labels.json names 7 tags" in refused(folder)


def test_other_inputs(tmp_path: Path, write_tiny_model: WriteModel) -> None:
    folder = write_tiny_model(tmp_path, inputs=("x", "y"))
    assert "has the inputs ['x', 'y'], expected attention_mask and input_ids" in refused(folder)


def test_other_labels(tmp_path: Path, write_tiny_model: WriteModel) -> None:
    folder = write_tiny_model(tmp_path, labels=("MONEY", "PARK"))
    assert [e.label for e in Pipeline(folder)("园区投资5亿元").entities] == ["PARK", "MONEY"]
