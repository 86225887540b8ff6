"""A tagger that reads nothing but single characters, as a model folder."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from chinese_ie.document import LABELS
from chinese_ie.tagging.labels import tags_of
from chinese_ie.tagging.vocabulary import SPECIAL

# A run of characters of one label is one mention, everything else is outside.
TINY_CHARACTERS = {
    "PARK": "园区",
    "COMPANY": "企业集团公司",
    "OFFICIAL": "张李",
    "EXECUTIVE": "王赵",
    "MONEY": "0123456789.亿万元",
    "CAPACITY": "吨",
    "LOCATION": "扬州",
}
_OTHERS = "，。投资在建设项目的abcdefghijklmnopqrstuvwxyz,!?;:()"

WriteModel = Callable[..., Path]


def table(tokens: Sequence[str], tags: Sequence[str], characters: Mapping[str, str]) -> np.ndarray:
    """Scores float32 (tokens, tags): I-X a little above B-X for the characters of X, O for others."""
    scores = np.zeros((len(tokens), len(tags)), dtype=np.float32)
    scores[:, 0] = 12
    for label, members in characters.items():
        if f"B-{label}" in tags:
            rows = [tokens.index(c) for c in members]
            scores[rows, 0] = 0
            scores[rows, tags.index(f"B-{label}")] = 11
            scores[rows, tags.index(f"I-{label}")] = 12
    return scores


def graph(scores: np.ndarray, inputs: Sequence[str] = ("input_ids", "attention_mask")) -> bytes:
    """An ONNX graph that looks each id up in `scores`."""
    onnx = pytest.importorskip("onnx")
    from onnx import TensorProto, helper, numpy_helper

    ids, mask = inputs
    nodes = [
        helper.make_node("Gather", ["table", ids], ["rows"], axis=0),
        helper.make_node("Cast", [mask], ["kept"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["kept", "axis"], ["column"]),
        helper.make_node("Mul", ["rows", "column"], ["logits"]),
    ]
    built = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"]) for name in inputs],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", "length", scores.shape[1]])],
        [numpy_helper.from_array(scores, "table"), numpy_helper.from_array(np.array([2]), "axis")],
    )
    model = helper.make_model(built, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def write_folder(
    folder: Path,
    *,
    window: int = 128,
    labels: Sequence[str] = LABELS,
    inputs: Sequence[str] = ("input_ids", "attention_mask"),
) -> Path:
    """Write a model folder with its card, and give it back."""
    tokens = [*SPECIAL, *dict.fromkeys("".join(TINY_CHARACTERS.values()) + _OTHERS)]
    tags = tags_of(labels)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(graph(table(tokens, tags, TINY_CHARACTERS), inputs))
    (folder / "vocab.txt").write_text("".join(t + "\n" for t in tokens), encoding="utf-8")
    (folder / "labels.json").write_text(json.dumps(tags), encoding="utf-8")
    names = ("model.onnx", "vocab.txt", "labels.json")
    card = {"window": window, "files": {name: (folder / name).stat().st_size for name in names}}
    (folder / "card.json").write_text(json.dumps(card), encoding="utf-8")
    return folder
