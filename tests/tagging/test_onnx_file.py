"""An ONNX file is looked at before a library loads it."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_model_folder import rewrite
from tiny_network import WriteModel

from chinese_ie.errors import ModelFormatError
from chinese_ie.tagging.model import PACKAGED, TaggerModel
from chinese_ie.tagging.onnx_file import check_onnx

onnx = pytest.importorskip("onnx")


@pytest.fixture
def folder(tmp_path: Path, write_tiny_model: WriteModel) -> Path:
    return write_tiny_model(tmp_path / "model")


def changed(folder: Path, change: Any) -> str:
    """What a folder is refused with whose network was changed; the card fits it."""
    model = onnx.load_from_string((folder / "model.onnx").read_bytes())
    change(model.graph)
    rewrite(folder, "model.onnx", model.SerializeToString())
    with pytest.raises(ModelFormatError) as caught:
        TaggerModel.load(folder)
    return str(caught.value)


def test_the_packaged_model() -> None:
    check_onnx(PACKAGED / "model.onnx")


@pytest.mark.parametrize("name", ["weights.bin", "../../../etc/passwd", "/etc/passwd"])
def test_data_in_another_file(folder: Path, name: str) -> None:
    def point(graph: Any) -> None:
        tensor = graph.initializer[0]
        tensor.ClearField("raw_data")
        tensor.data_location = onnx.TensorProto.EXTERNAL
        tensor.external_data.add(key="location", value=name)

    assert "a tensor of it lies in another file, which is never read" in changed(folder, point)


def test_data_in_another_file_inside_a_branch(folder: Path) -> None:
    """Also of a constant in a graph that is an attribute of a node."""

    def point(graph: Any) -> None:
        tensor = onnx.TensorProto(dims=[1], data_type=1)
        tensor.external_data.add(key="location", value="weights.bin")
        inner = onnx.helper.make_graph(
            [onnx.helper.make_node("Constant", [], ["c"], value=tensor)], "g", [], []
        )
        graph.node.append(
            onnx.helper.make_node("If", ["logits"], ["x"], then_branch=inner, else_branch=inner)
        )

    assert "lies in another file" in changed(folder, point)


@pytest.mark.parametrize("dims", [[2**40], [2**20, 2**20, 2**20], [-1], [2**62, 2**62]])
def test_absurd_dimensions(folder: Path, dims: list[int]) -> None:
    def grow(graph: Any) -> None:
        graph.initializer[0].dims[:] = dims

    assert "does not fit into a file of" in changed(folder, grow)


@pytest.mark.parametrize("kept", [1, 10, 100, 1000, -1])
def test_cut_short(folder: Path, kept: int) -> None:
    rewrite(folder, "model.onnx", (folder / "model.onnx").read_bytes()[:kept])
    with pytest.raises(ModelFormatError, match=r"model\.onnx is no ONNX model"):
        TaggerModel.load(folder)


def test_graphs_without_end(tmp_path: Path) -> None:
    """A graph in an attribute of a node in a graph …"""
    inner = b""
    for _ in range(60):
        for key in (b"\x32", b"\x2a", b"\x0a"):  # field 6 of attribute, 5 of node, 1 of graph
            inner = key + _length(inner) + inner
    (tmp_path / "m.onnx").write_bytes(b"\x3a" + _length(inner) + inner)
    with pytest.raises(ModelFormatError, match="more than 64 deep"):
        check_onnx(tmp_path / "m.onnx")


def _length(message: bytes) -> bytes:
    size, made = len(message), b""
    while size >= 0x80:
        made += bytes([size & 0x7F | 0x80])
        size >>= 7
    return made + bytes([size])


@given(content=st.binary(max_size=200))
def test_any_bytes(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "any.onnx"
    path.write_bytes(content)
    with suppress(ModelFormatError):
        check_onnx(path)
