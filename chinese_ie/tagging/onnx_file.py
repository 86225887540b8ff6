"""What an ONNX file may hold, checked on its bytes before a library loads it.

An ONNX file is a Protocol Buffers message. Only its outline is read here: where tensors stand, how large
they say they are, and whether they point at another file. Fields are numbered as in onnx.proto3 (ONNX 1.17).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import prod
from pathlib import Path

from chinese_ie.errors import ModelFormatError

_INNER: Mapping[str, Mapping[int, str]] = {
    "model": {7: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "function": {7: "node", 11: "attribute"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
}
_DIMS, _EXTERNAL_DATA, _LOCATION = 1, 13, 14  # fields of a tensor
_LARGEST = 2**31  # bytes of a file: the most that a Protocol Buffers message may have
_DEEPEST = 64  # messages in each other
_PER_BYTE = 2  # the most numbers that a byte of the file stands for: 4-bit weights

Field = tuple[int, "int | memoryview"]


def check_onnx(path: Path) -> None:
    """Raise `ModelFormatError` for a file that is cut short, names another file or is absurdly large."""
    size = path.stat().st_size
    if size > _LARGEST:
        raise ModelFormatError(f"{path} has {size} bytes; an ONNX file has at most {_LARGEST}")
    try:
        _check(memoryview(path.read_bytes()), "model", size, 0)
    except ValueError as error:
        raise ModelFormatError(
            f"{path} is no ONNX model that can be used: {error}; export it with training/export_onnx.py"
        ) from error


def _check(message: memoryview, kind: str, size: int, depth: int) -> None:
    if depth > _DEEPEST:
        raise ValueError(f"its graphs lie in each other more than {_DEEPEST} deep")
    if kind == "tensor":
        _check_tensor(message, size)
        return
    for number, value in _fields(message):
        inner = _INNER[kind].get(number)
        if inner and isinstance(value, memoryview):
            _check(value, inner, size, depth + 1)


def _check_tensor(message: memoryview, size: int) -> None:
    dims: list[int] = []
    for number, value in _fields(message):
        if number == _EXTERNAL_DATA or (number == _LOCATION and value):
            raise ValueError("a tensor of it lies in another file, which is never read")
        if number == _DIMS:
            dims += [value] if isinstance(value, int) else _packed(value)
    if any(d >= 2**63 for d in dims) or prod(dims) > _PER_BYTE * size:
        raise ValueError(f"a tensor of {dims} numbers does not fit into a file of {size} bytes")


def _fields(message: memoryview) -> Iterator[Field]:
    """The fields of a message: a number, and an integer or bytes; those of fixed width as bytes."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, at = _varint(message, at)
            yield number, value
            continue
        if wire == 2:
            length, at = _varint(message, at)
        elif wire in (1, 5):
            length = 8 if wire == 1 else 4
        else:
            raise ValueError("it is no Protocol Buffers message")
        if at + length > len(message):
            raise ValueError("it is cut short")
        yield number, message[at : at + length]
        at += length


def _packed(message: memoryview) -> list[int]:
    found, at = [], 0
    while at < len(message):
        value, at = _varint(message, at)
        found.append(value)
    return found


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    """A whole number of up to ten bytes, seven bits each, and where the next field starts."""
    value = 0
    for place in range(10):
        if at + place >= len(message):
            raise ValueError("it is cut short")
        byte = message[at + place]
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value, at + place + 1
    raise ValueError("it is no Protocol Buffers message")
