"""Long work on one output file, in parts that are finished one by one; killed anywhere, it goes on.

While it runs there is a folder `OUT.job`: a manifest that says of which input, model and options it is,
and a file for each finished part, named by the records it holds. A part appears under its name only when
it is whole on disk. At the end the parts become OUT in one step, and the folder goes.

Why one file in the end, and no folder of parts: that is what `--out FILE` means for one article too, every
program reads it, and nobody takes an unfinished folder for the result. It costs the size of the output
once more while the parts are put together.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from chinese_ie.errors import JobError
from chinese_ie.interfaces.extractor import Outcome
from chinese_ie.interfaces.whole_output import Whole, to_jsonl

_RECORDS = 1000  # of a part
_BYTES = 16_000_000  # of input of a part
_MANIFEST = "manifest.json"
_LOCK = "lock"


class Part(NamedTuple):
    """A finished part: the records `first` to `end`, half-open, counted from 0."""

    first: int
    end: int

    @property
    def lines(self) -> str:
        return f"part-{self.first:010}-{self.end:010}.jsonl"

    @property
    def errors(self) -> str:
        return f"part-{self.first:010}-{self.end:010}.errors"


class Job:
    """The work on `out`; used within `with job:`, which holds its folder for this process alone.

    Args:
        out: the output file.
        identity: what must be the same when the job goes on: hashes of input and model, options.
        fresh: begin anew, whatever an earlier run has done; for input that cannot be read again.

    Raises:
        JobError: the folder is of another job or in use, or cannot be written.
    """

    def __init__(self, out: Path, identity: Mapping[str, str], *, fresh: bool = False) -> None:
        self.out = out
        self.folder = out.with_name(out.name + ".job")
        self.errors = out.with_name(out.stem + ".errors.jsonl")
        self._identity = dict(identity)
        self._fresh = fresh
        self._parts: list[Part] = []
        self._lock = -1

    @property
    def done(self) -> int:
        """Records of finished parts; the next one to extract."""
        return self._parts[-1].end if self._parts else 0

    def __enter__(self) -> Job:
        with self._writing():
            if self.out.is_dir():
                raise JobError(f"cannot write {self.out}: it is a folder; name a file")
            self.folder.mkdir(exist_ok=True)
            self._lock = _locked(self.folder)
        try:
            with self._writing():
                self._check_manifest()
                self._find_parts()
        except BaseException:
            os.close(self._lock)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self.folder.exists() and not self._parts:
            self._remove()  # nothing is lost with it
        os.close(self._lock)

    def write(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """Write what became of the records from `done` on; passes each outcome on when it is written."""
        part: _OpenPart | None = None
        for outcome in outcomes:
            with self._writing():
                part = part or _OpenPart(self.folder / "open")
                part.add(outcome)
                if part.full:
                    self._finish_part(part)
                    part = None
            yield outcome
        if part is not None:
            with self._writing():
                self._finish_part(part)

    def finish(self, whole: Whole) -> None:
        """Put the parts together as the output, in one step; what was there before is replaced."""
        with self._writing():
            lines, errors = self.folder / "whole", self.folder / "whole.errors"
            whole([self.folder / part.lines for part in self._parts], lines)
            with_errors = (self.folder / part.errors for part in self._parts)
            to_jsonl([file for file in with_errors if file.exists()], errors)
            _sync(lines)
            _sync(errors)
            if errors.stat().st_size:
                errors.replace(self.errors)
            else:
                self.errors.unlink(missing_ok=True)
            lines.replace(self.out)
            _sync(self.out.parent)
            self._remove()

    def _check_manifest(self) -> None:
        manifest = self.folder / _MANIFEST
        if self._fresh or not manifest.exists():  # new, or killed before anything was done
            _write_synced(manifest, json.dumps(self._identity, indent=1))
            return
        known = json.loads(manifest.read_text(encoding="utf-8"))
        other = [key for key, value in self._identity.items() if known.get(key) != value]
        if other:
            raise JobError(
                f"{self.folder} holds unfinished work with another {' and another '.join(other)}; go on with "
                "the command that began it, or delete the folder to begin anew, or give another --out"
            )

    def _find_parts(self) -> None:
        """The finished parts from the first record on without a gap; everything else is dropped."""
        found = {part.first: part for part in map(_part, self.folder.glob("part-*.jsonl"))}
        while not self._fresh and self.done in found:
            self._parts.append(found[self.done])
        kept = {_MANIFEST, _LOCK, *(name for part in self._parts for name in (part.lines, part.errors))}
        for file in self.folder.iterdir():
            if file.name not in kept:
                file.unlink()

    def _finish_part(self, part: _OpenPart) -> None:
        """The errors first: the part counts as done as soon as its lines are there."""
        finished = Part(self.done, self.done + part.count)
        if part.errors:
            _write_synced(self.folder / finished.errors, "".join(part.errors))
        part.close()
        part.path.replace(self.folder / finished.lines)
        _sync(self.folder)
        self._parts.append(finished)

    def _remove(self) -> None:
        """The last part first and the manifest at the end, so that what is left when killed is a job."""
        for file in sorted(self.folder.iterdir(), reverse=True):  # whole, part-…, manifest, lock
            file.unlink()
        self.folder.rmdir()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            advice = (
                f"what is done is kept in {self.folder}: run the same command again to go on"
                if self._parts
                else "give a file in a folder that exists, with room for it"
            )
            raise JobError(f"cannot write {self.out}: {error.strerror or error}; {advice}") from error


class _OpenPart:
    """A part that is being written; `errors` are few, and held."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self.errors: list[str] = []
        self._size = 0
        self._file = path.open("w", encoding="utf-8", newline="\n")

    @property
    def full(self) -> bool:
        return self.count >= _RECORDS or self._size >= _BYTES

    def add(self, outcome: Outcome) -> None:
        self.count += 1
        self._size += outcome.size
        self._file.writelines(line + "\n" for line in outcome.lines)
        if outcome.error:
            self.errors.append(outcome.error + "\n")

    def close(self) -> None:
        """Whole on disk, not only in memory."""
        with self._file as file:
            file.flush()
            os.fsync(file.fileno())


def _part(file: Path) -> Part:
    first, end = file.stem.split("-")[1:]
    return Part(int(first), int(end))


def _write_synced(path: Path, content: str) -> None:
    """All of the file or nothing."""
    unfinished = path.with_name("unfinished")
    with unfinished.open("w", encoding="utf-8", newline="\n") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _sync(path: Path) -> None:
    """A file, or the names in a folder, to disk; Windows knows no such thing of folders."""
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _locked(folder: Path) -> int:
    """A lock that ends with this process, however it ends; raises JobError where another one has it."""
    descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT)
    try:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:  # Windows
        pass
    except BlockingIOError as error:
        os.close(descriptor)
        raise JobError(f"{folder} is in use: the same work is going on in another process") from error
    return descriptor
