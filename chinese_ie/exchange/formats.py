"""The one place that knows which module reads and writes which format."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from chinese_ie.corpus import Article, files
from chinese_ie.errors import InputError
from chinese_ie.exchange import conll, docbin, doccano, label_studio
from chinese_ie.exchange.offsets import Repairs

T = TypeVar("T")

_SUFFIXES = {
    ".jsonl": "jsonl",
    ".txt": "inline",
    "": "inline",
    ".conll": "conll",
    ".bio": "conll",
    ".json": "label-studio",
    ".spacy": "docbin",
}
_READERS: dict[str, Callable[[Path, Repairs], list[Article]]] = {
    "jsonl": lambda path, _: files.read(_named(path, "jsonl", ".jsonl")),
    "inline": lambda path, _: files.read(_named(path, "inline", "", ".txt")),
    "conll": lambda path, _: conll.read(path),
    "doccano": doccano.read,
    "label-studio": label_studio.read,
    "docbin": lambda path, _: docbin.read(path),
}
_WRITERS: dict[str, Callable[[Sequence[Article], Path], None]] = {
    "jsonl": lambda articles, path: _written(files.write(articles, _named(path, "jsonl", ".jsonl"))),
    "inline": lambda articles, path: _written(files.write(articles, _named(path, "inline", ""))),
    "conll": conll.write,
    "doccano": doccano.write,
    "label-studio": label_studio.write,
    "docbin": docbin.write,
}
FORMATS = tuple(_READERS)


def guess(path: Path) -> str:
    """The format that the name of a file or folder suggests; `.jsonl` is taken for our own form.

    Raises `InputError` for a name that suggests none.
    """
    try:
        return _SUFFIXES["" if path.is_dir() else path.suffix.lower()]
    except KeyError:
        raise InputError(
            f"the name {path} tells no format; give one of {', '.join(FORMATS)} (--from, --to)"
        ) from None


def read(
    path: Path,
    format: str | None = None,
    *,
    report: Callable[[str], None] = lambda line: None,
    drop_lost: bool = False,
) -> list[Article]:
    """Read annotated articles; `report` gets a line for each thing that had to be repaired.

    Mentions that no repair brings back to their text are an error that names them all, or with
    `drop_lost` are left out and reported.

    Raises `CorpusError` (file, line or task, what is wrong) and `InputError` for a path or format
    that cannot be used.
    """
    return _known(_READERS, format or guess(path))(path, Repairs(report, drop_lost))


def write(
    articles: Sequence[Article], path: Path, format: str | None = None, *, predictions: str | None = None
) -> int:
    """Write annotated articles, returns the count.

    `predictions` names a model: for Label Studio the articles are then its predictions, to be corrected.
    Raises `InputError` where that cannot be done.
    """
    writer = _known(_WRITERS, format or guess(path))
    if predictions is not None:
        if writer is not label_studio.write:
            raise InputError(f"only label-studio has predictions, {path} is not; leave --predictions out")
        writer = partial(label_studio.write_predictions, model=predictions)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        writer(articles, path)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror}") from error
    return len(articles)


def _known(table: dict[str, T], name: str) -> T:
    try:
        return table[name]
    except KeyError:
        raise InputError(f"unknown format {name!r}; known are {', '.join(FORMATS)}") from None


def _named(path: Path, format: str, *suffixes: str) -> Path:
    if path.suffix not in suffixes and not path.is_dir():
        raise InputError(
            f"{path} is no name for {format}; expected {' or '.join(map(repr, suffixes))} at its end"
        )
    return path


def _written(count: int) -> None:
    """Our own writers say how many; the others say nothing."""
