"""What `chinese-ie extract` reads: text files, HTML pages, folders, globs, standard input."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from chinese_ie.errors import InputError
from chinese_ie.text.webpage import read_webpage

EXAMPLE = Path(__file__).parent / "data" / "example.txt"
_PAGES = (".html", ".htm")
_ENDINGS = (".txt", *_PAGES)


class Input(StrEnum):
    text = "text"
    html = "html"


@dataclass(frozen=True)
class Source:
    """A text to extract from, where it is from, and what its page says about it."""

    name: str
    text: str
    meta: Mapping[str, Any] = field(default_factory=dict)


def read_sources(
    inputs: Sequence[str], kind: Input | None = None, *, example: bool = False
) -> Iterator[Source]:
    """Everything named, in order; of a folder the .txt, .html and .htm files in it.

    Args:
        inputs: files, folders, globs, or `-` for standard input.
        kind: what all of them are; None reads .html and .htm as HTML and everything else as text.
        example: also the bundled example article.

    Raises:
        InputError: something named is not there, or is text and not UTF-8.
    """
    if example:
        yield Source("example.txt", EXAMPLE.read_text(encoding="utf-8"))
    elif not inputs:
        raise InputError(
            "nothing to read; name text or HTML files, a folder or a glob, - for standard input, or --example"
        )
    for given in inputs:
        if given == "-":
            yield _source("standard input", sys.stdin.buffer.read(), kind, name="-")
            continue
        for file in _files(given):
            try:
                content = file.read_bytes()
            except OSError as error:
                raise InputError(f"cannot read {file}: {error.strerror}") from error
            usual = Input.html if file.suffix.lower() in _PAGES else Input.text
            yield _source(str(file), content, kind or usual)


def _files(given: str) -> list[Path]:
    if os.path.isdir(given):  # noqa: PTH112
        files = sorted(f for f in Path(given).rglob("*") if f.suffix.lower() in _ENDINGS and f.is_file())
    else:
        # os.path.exists: a name that is too long, say an article, is no file and no error either
        names = [given] if os.path.exists(given) else sorted(glob.glob(given, recursive=True))  # noqa: PTH110, PTH207
        files = [Path(name) for name in names]
    if not files:
        raise InputError(
            f"{given!r} is no file, no folder with .txt or .html files and no glob that matches one"
        )
    return files


def _source(where: str, content: bytes, kind: Input | None, name: str | None = None) -> Source:
    if kind is Input.html:
        page = read_webpage(content)
        return Source(name or where, page.text, page.meta)
    try:
        return Source(name or where, content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(
            f"{where} is not UTF-8 at byte {error.start}; convert it first (iconv -f GB18030 -t UTF-8)"
        ) from error
