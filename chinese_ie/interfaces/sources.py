"""One article as it lies in the input, and reading it: text, HTML page, line of JSON, row of Parquet."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from chinese_ie.errors import InputError, MissingExtraError
from chinese_ie.text.webpage import read_webpage

EXAMPLE = Path(__file__).parent / "data" / "example.txt"
FIELDS = ("text", "id", "published", "title")  # of a line of JSON and of a row of Parquet
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?![0-9])")


class Input(StrEnum):
    """What an input file is; `jsonl` and `parquet` hold many articles, with the fields `FIELDS`."""

    text = "text"
    html = "html"
    jsonl = "jsonl"
    parquet = "parquet"


@dataclass(frozen=True)
class Source:
    """A text to extract from, what it is called, and what its page or record says about it."""

    name: str
    text: str
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Refusal:
    """An article that cannot be read; `reason` goes on from its name: "is not UTF-8 at byte 3"."""

    name: str
    reason: str


@dataclass(frozen=True)
class Record:
    """An article that is not read yet: cheap to find, and cheap to hand to the process that reads it.

    Attributes:
        place: the file, `file:line` or `file:row`; `-` for standard input.
        kind: text or html; jsonl for a line, parquet for a row.
        content: the bytes, the file that holds them, or the fields of a row (strings as bytes).
        size: how many bytes of the input it takes.
        refused: why it cannot be read, if that is known already.
    """

    place: str
    kind: Input
    content: bytes | Path | Mapping[str, Any] = b""
    size: int = 0
    refused: str = ""

    def read(self) -> Source | Refusal:
        """The article itself, or what is wrong with it; MissingExtraError for HTML without its extra."""
        row = self.content if isinstance(self.content, Mapping) else {}
        name = _name(row.get("id"), self.place)
        try:
            if self.refused:
                raise InputError(self.refused)
            if isinstance(self.content, Mapping):
                return _from_fields(name, self.content)
            content = _bytes(self.content)
            if self.kind is Input.html:
                page = read_webpage(content)
                return Source(name, page.text, page.meta)
            text = _decoded(content)
            if self.kind is Input.text:
                return Source(name, text)
            fields = _parsed(text)
            name = _name(fields.get("id"), name)
            return _from_fields(name, fields)
        except MissingExtraError:
            raise
        except InputError as error:
            return Refusal(name, str(error))


def arrow() -> Any:
    """pyarrow, or MissingExtraError."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtraError("Parquet needs pyarrow: pip install 'chinese-ie[parquet]'") from error
    return pyarrow


def _bytes(content: bytes | Path) -> bytes:
    if isinstance(content, bytes):
        return content
    try:
        return content.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}") from error


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"is not UTF-8 at byte {error.start}; convert it first (iconv -f GB18030 -t UTF-8)"
        ) from error


def _parsed(line: str) -> dict[str, Any]:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"is no JSON: {error}") from error
    if not isinstance(fields, dict):
        raise InputError(f"is a JSON {type(fields).__name__}, expected an object with the field text")
    return fields


def _name(given: object, place: str) -> str:
    if isinstance(given, bytes):
        given = given.decode("utf-8", "replace")
    return str(given) if isinstance(given, str | int) and given != "" else place


def _from_fields(name: str, fields: Mapping[str, Any]) -> Source:
    text = fields.get("text")
    if isinstance(text, bytes):
        text = _decoded(text)
    if not isinstance(text, str):
        given = "no text" if text is None else f"a text of type {type(text).__name__}"
        raise InputError(f"has {given}, expected a string")
    meta = {}
    if title := fields.get("title"):
        meta["title"] = _decoded(title) if isinstance(title, bytes) else str(title)
    if published := fields.get("published"):
        told = _decoded(published) if isinstance(published, bytes) else str(published)
        if not _DATE.match(told):
            raise InputError(f"has {told[:40]!r} as published, expected YYYY-MM-DD")
        meta["date"] = told[:10]
    return Source(name, text, meta)
