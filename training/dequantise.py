"""A shipped tagger as a torch network again: the weights of its ONNX graph, int8 ones dequantised.

A model folder holds no torch weights, only the graph. The exporter names a weight by its module or by
the node that multiplies with it (`/model/layers.0/mlp/Wi/MatMul_quant`), so every weight finds its home;
int8 ones come back as `(quantised - zero point) * scale` of each output. What rounding took stays lost:
it changes one tag in several hundred (`parity` in `card.json`).
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from transformers import AutoConfig, AutoModelForTokenClassification

from chinese_ie.errors import ModelFormatError
from chinese_ie.tagging.labels import labels_of, tags_of

_WRAPPER = "model."  # of `export_onnx._Logits`
_BEHIND = 3.0  # how far the logits of new tags begin below that of O


def is_model_folder(base: str) -> bool:
    """Is it a folder that `training.export_onnx` wrote, and not an encoder?"""
    return (Path(base) / "model.onnx").is_file()


def graph_weights(path: Path) -> dict[str, np.ndarray[Any, Any]]:
    """Parameters by their torch names, as float32, matrices of linear layers as (outputs, inputs)."""
    graph = onnx.load(path).graph
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    found = {
        name.removeprefix(_WRAPPER): value for name, value in stored.items() if name.startswith(_WRAPPER)
    }
    for node in graph.node:
        if node.op_type not in ("MatMul", "MatMulInteger") or node.input[1] not in stored:
            continue
        module = node.name.removeprefix("/").rpartition("/")[0].replace("/", ".")
        matrix = stored[node.input[1]]
        if node.op_type == "MatMulInteger":
            origin = node.input[1].removesuffix("_quantized")
            zero = stored[f"{origin}_zero_point"].astype(np.float32)
            matrix = (matrix.astype(np.float32) - zero) * stored[f"{origin}_scale"]
        found[f"{module.removeprefix(_WRAPPER)}.weight"] = np.ascontiguousarray(matrix.T)
    return found


def tags_in(folder: Path) -> tuple[str, ...]:
    """The tags of a model folder, in the order of its outputs."""
    tags = tuple(map(str, json.loads((folder / "labels.json").read_text(encoding="utf-8"))))
    return tags_of(labels_of(tags))


def load_tagger(folder: Path, tags: tuple[str, ...], dropouts: dict[str, float]) -> Any:
    """The network of a model folder with an output for each of `tags`.

    Args:
        folder: holds model.onnx and config.json.
        tags: those that the network is to have: the folder's, then others, whose outputs begin as a less
            likely O, B- apart from I- as those of the known labels are on average. So they are learned in few
            steps, and until then change nothing.
        dropouts: settings of the network's configuration, by name.

    Raises:
        ModelFormatError: there is no config.json, or weights of the graph do not fit it.
    """
    if not (folder / "config.json").is_file():
        raise ModelFormatError(
            f"{folder} has no config.json, without which its graph is no torch network; export it again "
            "with `python -m training.export_onnx`, or give an encoder"
        )
    numbers = dict(enumerate(tags))
    labels = {"id2label": numbers, "label2id": {tag: n for n, tag in numbers.items()}}
    config = AutoConfig.from_pretrained(folder, **labels)
    for name, rate in dropouts.items():
        if hasattr(config, name):
            setattr(config, name, rate)
    model: Any = AutoModelForTokenClassification.from_config(config, dtype=torch.float32)
    wanted = dict(model.named_parameters())
    weights = graph_weights(folder / "model.onnx")
    if missing := wanted.keys() - weights.keys():
        raise ModelFormatError(f"{folder / 'model.onnx'} lacks {', '.join(sorted(missing))}")
    with torch.no_grad():
        for name, parameter in wanted.items():
            value = torch.from_numpy(weights[name].copy())
            home = parameter[: len(tags_in(folder))] if name.startswith("classifier.") else parameter
            if home.shape != value.shape:
                raise ModelFormatError(
                    f"{folder / 'model.onnx'}: {name} is {tuple(value.shape)}, "
                    f"config.json says {tuple(home.shape)}"
                )
            home.copy_(value)
            if home is not parameter:
                half = (value[1::2] - value[2::2]).mean(dim=0) / 2
                fresh = value[0] - _BEHIND * name.endswith(".bias")
                parameter[len(home) :: 2] = fresh + half
                parameter[len(home) + 1 :: 2] = fresh - half
    return model
