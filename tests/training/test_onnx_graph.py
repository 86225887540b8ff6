"""Graphs that are rewritten give the same numbers, without subnormal ones on the way."""

import io
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")
onnx = pytest.importorskip("onnx")

import onnxruntime  # noqa: E402

from training.onnx_graph import score_spreads, with_rotary_nodes, without_subnormals  # noqa: E402

SMALLEST = np.finfo(np.float32).smallest_normal
MASKED = float(np.finfo(np.float32).min)
HEADS, LENGTH, WIDTH = 2, 7, 8


def outputs(graph: onnx.ModelProto, names: list[str], feed: dict[str, Any]) -> list[np.ndarray]:
    return onnxruntime.InferenceSession(graph.SerializeToString()).run(names, feed)


def masked_softmax() -> onnx.ModelProto:
    helper, kind = onnx.helper, onnx.TensorProto.FLOAT
    shapes = {"x": [1, 3], "mask": [1, 3]}
    nodes = [
        helper.make_node("Add", ["x", "mask"], ["scores"]),
        helper.make_node("Softmax", ["scores"], ["y"], axis=-1),
    ]
    given = [helper.make_tensor_value_info(name, kind, shape) for name, shape in shapes.items()]
    graph = helper.make_graph(nodes, "g", given, [helper.make_tensor_value_info("y", kind, [1, 3])])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


@pytest.mark.parametrize(
    ("scores", "mask", "spread"),
    [
        ([0.0, -5.0, -95.0], [0.0, 0.0, 0.0], 95.0),
        ([0.0, -5.0, 7.0], [0.0, 0.0, MASKED], 5.0),
        ([0.0, -95.0, 7.0], [0.0, 0.0, MASKED], 95.0),
    ],
    ids=["real scores far apart", "masked", "both"],
)
def test_no_softmax_gives_subnormal_numbers(scores: list[float], mask: list[float], spread: float) -> None:
    feed = {"x": np.array([scores], dtype=np.float32), "mask": np.array([mask], dtype=np.float32)}
    graph = masked_softmax()
    spreads = score_spreads(graph, [feed])
    assert spreads == {"scores": pytest.approx(spread)}
    (before,) = outputs(graph, ["y"], feed)
    (after,) = outputs(without_subnormals(graph, spreads), ["y"], feed)
    assert before.min() < SMALLEST < after.min()
    np.testing.assert_allclose(before, after, atol=1e-13)


class Rotated(torch.nn.Module):
    """Rotary positions as `transformers` writes them."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        places = torch.arange(x.shape[2])[None, :, None].float()
        angles = places / 100.0 ** (torch.arange(0, WIDTH, 2) / WIDTH)
        waves = torch.cat((angles, angles), dim=-1)
        halves = x[..., : WIDTH // 2], x[..., WIDTH // 2 :]
        turned = torch.cat((-halves[1], halves[0]), dim=-1)
        return x * waves.cos().unsqueeze(1) + turned * waves.sin().unsqueeze(1)


def exported(module: torch.nn.Module) -> onnx.ModelProto:
    file = io.BytesIO()
    sample = (torch.ones((1, HEADS, 3, WIDTH)),)
    axes = {"x": {0: "batch", 2: "length"}}
    torch.onnx.export(
        module, sample, file, input_names=["x"], output_names=["y"], dynamic_axes=axes, opset_version=17,
        dynamo=False,
    )  # fmt: skip
    return onnx.load_from_string(file.getvalue())


@pytest.mark.parametrize("batch", [1, 3])
def test_rotary_positions_become_one_node(batch: int) -> None:
    x = np.random.default_rng(1).normal(size=(batch, HEADS, LENGTH, WIDTH)).astype(np.float32)
    graph = with_rotary_nodes(exported(Rotated()))
    assert [n.op_type for n in graph.graph.node].count("RotaryEmbedding") == 1
    assert not {"Neg", "Add"} & {n.op_type for n in graph.graph.node}
    (found,) = outputs(graph, ["y"], {"x": x})
    np.testing.assert_allclose(found, Rotated()(torch.from_numpy(x)).numpy(), atol=1e-6)


def test_a_graph_without_rotary_positions_stays_as_it_is() -> None:
    graph = masked_softmax()
    before = graph.SerializeToString()
    assert with_rotary_nodes(graph).SerializeToString() == before
