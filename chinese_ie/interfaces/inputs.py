"""What a command is to read: files, folders, globs, standard input, as a stream of records."""

from __future__ import annotations

import glob
import hashlib
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO, Any, NamedTuple

from chinese_ie.errors import InputError
from chinese_ie.interfaces.sources import EXAMPLE, FIELDS, Input, Record, Refusal, Source, arrow

MAX_SIZE = 200  # megabytes of one article
_PAGES = (".html", ".htm")
_KINDS = dict.fromkeys(_PAGES, Input.html) | {
    ".jsonl": Input.jsonl,
    ".ndjson": Input.jsonl,
    ".parquet": Input.parquet,
}
_IN_FOLDERS = (".txt", *_PAGES)
_STDIN = "-"
_STRINGS = ("string", "large_string", "binary", "large_binary")
_ROWS = 64  # rows of Parquet that are held at a time


class Summary(NamedTuple):
    """Of all input files: a hash of their names, sizes and times of change; their bytes together."""

    digest: str
    size: int


@dataclass(frozen=True)
class Inputs:
    """Articles in an order that is the same each time; of texts only the one at hand is held.

    Args:
        named: files, folders (the .txt, .html and .htm files in them), globs, or `-` for standard input.
        kind: what all of them are; None goes by the ending, and reads others as text.
        max_size: bytes that one article may have; a longer one is a record that is refused.
        example: also the bundled example article.
    """

    named: Sequence[str]
    kind: Input | None = None
    max_size: int = MAX_SIZE * 10**6
    example: bool = False

    @property
    def repeatable(self) -> bool:
        """Can they be read again? Standard input cannot."""
        return _STDIN not in self.named

    def files(self) -> Iterator[Path]:
        """The files, in order; raises InputError for a name behind which there is none."""
        if not self.named and not self.example:
            raise InputError(
                "nothing to read; name text or HTML files, JSON Lines, Parquet, a folder or a glob, "
                "- for standard input, or --example"
            )
        for given in self.named:
            if given != _STDIN:
                yield from _files(given)

    def summary(self) -> Summary:
        """Raises InputError like `files`."""
        digest, size = hashlib.sha256(), 0
        for file in self.files():
            try:
                found = file.stat()
            except OSError as error:
                raise InputError(f"cannot read {file}: {error.strerror}") from error
            digest.update(
                f"{file}\0{found.st_size}\0{found.st_mtime_ns}\0".encode("utf-8", "surrogateescape")
            )
            size += found.st_size
        return Summary(digest.hexdigest(), size)

    def records(self) -> Iterator[Record]:
        """Every article, not read yet; raises InputError for a file that holds none as its kind should."""
        if self.example:
            yield Record(EXAMPLE.name, Input.text, EXAMPLE)
        for given in self.named:
            if given == _STDIN:
                yield from self._standard_input()
                continue
            for file in _files(given):
                yield from self._of_file(file)

    def _of_file(self, file: Path) -> Iterator[Record]:
        kind = self.kind or _KINDS.get(file.suffix.lower(), Input.text)
        try:
            if kind is Input.parquet:
                yield from self._rows(file)
            elif kind is Input.jsonl:
                with file.open("rb") as lines:
                    yield from self._lines(str(file), lines)
            else:
                size = file.stat().st_size
                yield Record(str(file), kind, file, size, self._too_long(size))
        except OSError as error:
            raise InputError(f"cannot read {file}: {error.strerror or error}") from error

    def _standard_input(self) -> Iterator[Record]:
        stream = sys.stdin.buffer
        if self.kind is Input.parquet:
            raise InputError("Parquet cannot be read from standard input; name the file")
        if self.kind is Input.jsonl:
            yield from self._lines(_STDIN, stream)
        else:
            content = stream.read(self.max_size + 1)
            yield Record(_STDIN, self.kind or Input.text, content, len(content), self._too_long(len(content)))

    def _lines(self, name: str, lines: IO[bytes]) -> Iterator[Record]:
        for number in count(1):
            line = lines.readline(self.max_size + 2)
            if not line:
                return
            size = len(line)
            content = line.rstrip(b"\r\n")
            if refused := self._too_long(len(content)):
                size += _skip_line(line, lines)
                content = b""
            if refused or content.strip():
                yield Record(f"{name}:{number}", Input.jsonl, content, size, refused)

    def _rows(self, file: Path) -> Iterator[Record]:
        numbers = count(1)
        table = _parquet_file(file)
        columns = [name for name in FIELDS if name in table.schema_arrow.names]
        share = file.stat().st_size // max(1, table.metadata.num_rows)
        for batch in table.iter_batches(_ROWS, columns=columns):
            for row in _plain_rows(batch):
                refused = self._too_long(len(row["text"] or b""))
                content = {"id": row.get("id")} if refused else row
                yield Record(f"{file}:{next(numbers)}", Input.parquet, content, share, refused)

    def _too_long(self, size: int) -> str:
        return f"has more than the {self.max_size} bytes of --max-size" if size > self.max_size else ""


def read_sources(
    named: Sequence[str], kind: Input | None = None, *, example: bool = False
) -> Iterator[Source]:
    """The articles named one by one; raises InputError for the first that cannot be read."""
    inputs = Inputs(named, kind, example=example)
    next(inputs.files(), None)  # is anything named?
    for record in inputs.records():
        found = record.read()
        if isinstance(found, Refusal):
            raise InputError(f"{'standard input' if found.name == _STDIN else found.name} {found.reason}")
        yield found


def _files(given: str) -> Iterator[Path]:
    if os.path.isdir(given):  # noqa: PTH112
        found = _in_folder(given)
    else:
        # os.path.exists: a name that is too long, say an article, is no file and no error either
        names = [given] if os.path.exists(given) else sorted(glob.glob(given, recursive=True))  # noqa: PTH110, PTH207
        found = map(Path, names)
    first = next(found, None)
    if first is None:
        raise InputError(
            f"{given!r} is no file, no folder with .txt or .html files and no glob that matches one"
        )
    yield first
    yield from found


def _in_folder(folder: str) -> Iterator[Path]:
    """The texts and pages below, in the order of their paths; the names of one folder are held."""
    with os.scandir(folder) as entries:
        names = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)
    for name, is_folder in names:
        path = Path(folder, name)
        if is_folder:
            yield from _in_folder(str(path))
        elif path.suffix.lower() in _IN_FOLDERS and path.is_file():
            yield path


def _skip_line(start: bytes, lines: IO[bytes]) -> int:
    """Read to the end of a line that begins so; gives the number of bytes read."""
    size, piece = 0, start
    while piece and not piece.endswith(b"\n"):
        piece = lines.readline(1 << 20)
        size += len(piece)
    return size


def _parquet_file(file: Path) -> Any:
    pyarrow = arrow()
    try:
        # not pre_buffer: it would hold a whole row group
        table = pyarrow.parquet.ParquetFile(file, pre_buffer=False, buffer_size=1 << 20)
    except pyarrow.ArrowInvalid as error:
        raise InputError(f"{file} is no Parquet file, or a truncated one: {error}") from error
    types = {c.name: c.type for c in table.schema_arrow}
    if str(types.get("text")) not in _STRINGS:
        raise InputError(
            f"{file} has no column text of strings; it has "
            + ", ".join(f"{name} ({kind})" for name, kind in types.items())
        )
    return table


def _plain_rows(batch: Any) -> Iterator[dict[str, Any]]:
    """Rows with strings as bytes: one that is not UTF-8 is an error of its row, not of the file."""
    pyarrow = arrow()
    kinds = {"string": pyarrow.binary(), "large_string": pyarrow.large_binary()}
    columns = [column.cast(kinds.get(str(column.type), column.type)).to_pylist() for column in batch.columns]
    for values in zip(*columns, strict=True):
        yield dict(zip(batch.schema.names, values, strict=True))
