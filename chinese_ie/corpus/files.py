"""Corpora on disk: JSON Lines, one article a line, or folders of inline articles."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from chinese_ie.corpus.article import Article
from chinese_ie.corpus.inline import format_inline, parse_inline
from chinese_ie.errors import CorpusError, InputError


def read(path: Path) -> list[Article]:
    """Read a `.jsonl` file, an inline `.txt` file, or all inline files under a folder.

    Raises `CorpusError` (file, line, what is wrong) and `InputError` for a path that is neither.
    """
    return list(read_each(path))


def read_each(path: Path) -> Iterator[Article]:
    """The same, one article at a time."""
    if path.is_dir():
        files = sorted(path.rglob("*.txt"))
        if not files:
            raise InputError(f"{path} holds no .txt file; expected a folder of inline articles")
        for file in files:
            yield parse_inline(read_text(file), str(file))
    elif path.suffix == ".txt":
        yield parse_inline(read_text(path), str(path))
    elif path.suffix == ".jsonl":
        for number, line in enumerate(read_text(path).split("\n"), 1):
            if line.strip():
                yield _from_line(line, str(path), number)
    else:
        raise InputError(
            f"{path} is no corpus; expected a .jsonl file, an inline .txt file or a folder of them"
        )


def write(articles: Iterable[Article], path: Path) -> int:
    """Write `.jsonl`, or one inline file an article into the folder `path`; returns the count.

    JSON Lines keep every `str`, lone surrogates included; inline files are UTF-8 and cannot hold those.
    """
    articles = list(articles)
    if path.suffix == ".jsonl":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(to_line(a) for a in articles))
    elif path.suffix:
        raise InputError(
            f"cannot write a corpus to {path}; give a .jsonl file or a folder for inline articles"
        )
    else:
        pages = {f"{article.id}.txt": _inline_bytes(article) for article in articles}
        if len(pages) < len(articles):
            raise InputError(f"{len(articles)} articles have {len(pages)} ids; each file is named by its id")
        path.mkdir(parents=True, exist_ok=True)
        for name, content in pages.items():
            (path / name).write_bytes(content)
    return len(articles)


def _inline_bytes(article: Article) -> bytes:
    if not article.id or set(article.id) & set("/\\\0"):
        raise InputError(f"the id {article.id!r} names no file; write a .jsonl file, or change the id")
    try:
        return format_inline(article).encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError(f"article {article.id} holds lone surrogates; write a .jsonl file") from error


def to_line(article: Article) -> bytes:
    """One line of JSON, UTF-8, escapes only where the text holds lone surrogates."""
    plain = article.to_dict()
    try:
        return json.dumps(plain, ensure_ascii=False).encode("utf-8") + b"\n"
    except UnicodeEncodeError:
        return json.dumps(plain).encode("ascii") + b"\n"


def read_text(path: Path) -> str:
    """A UTF-8 file; raises `InputError` where it cannot be read and `CorpusError` for other bytes."""
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CorpusError(f"not UTF-8 at byte {error.start}; convert the file first", str(path)) from error


def _from_line(line: str, path: str, number: int) -> Article:
    try:
        plain = json.loads(line)
    except json.JSONDecodeError as error:
        raise CorpusError(f"no JSON: {error}; expected one article a line", path, number) from error
    if not isinstance(plain, dict):
        raise CorpusError(
            f"a {type(plain).__name__}, expected an object with text and entities", path, number
        )
    try:
        return Article.from_dict(plain)
    except CorpusError as error:
        raise CorpusError(str(error), path, number) from error
