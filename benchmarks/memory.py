"""Very long texts and very many articles: `python benchmarks/memory.py`, Markdown tables of one run.

Long texts are articles of the corpus one behind the other. Times are CPU time of one thread, those of
jobs wall time.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Annotated, Any

import typer
from speed import CORPUS, Row, show

import chinese_ie
from chinese_ie.corpus import read
from chinese_ie.document import Entity
from chinese_ie.pipeline import Pipeline
from chinese_ie.text.normalize import normalize


def long_text(
    articles: Sequence[tuple[str, list[Entity]]], size: int, first: int = 0
) -> tuple[str, list[Entity]]:
    """Clean articles one behind the other up to `size` bytes of UTF-8, and their mentions."""
    text: list[str] = []
    mentions: list[Entity] = []
    at = written = 0
    for number in count(first):
        article, found = articles[number % len(articles)]
        article = article[: max(1, (size - written) // 3)] + "\n"
        kept = [e for e in found if e.end < len(article)]
        mentions += [Entity(at + e.start, at + e.end, e.label, e.text, score=e.score) for e in kept]
        text.append(article)
        at += len(article)
        written += len(article.encode())
        if written >= size:
            return "".join(text), mentions


class Told:
    """In the tagger's place: knows the mentions of one text, whose parts it is shown in order."""

    def __init__(self, mentions: Sequence[Entity]) -> None:
        self._mentions = mentions
        self._at = self._read = 0

    def tag(self, texts: Iterable[str]) -> list[list[Entity]]:
        return [self._next(len(text)) for text in texts]

    def _next(self, length: int) -> list[Entity]:
        start, first = self._at, self._read
        self._at += length
        while self._read < len(self._mentions) and self._mentions[self._read].end <= self._at:
            self._read += 1
        some = self._mentions[first : self._read]
        return [replace(e, start=e.start - start, end=e.end - start) for e in some]


def long_texts(nlp: Pipeline, texts: Sequence[str], largest: int, tagged: int) -> Iterator[Row]:
    """One text of growing length, each in a process of its own; up to `tagged` bytes with the tagger."""
    clean = [normalize(text).text for text in texts]
    articles = [(text, nlp.tagger.tag([text])[0]) for text in clean]
    plain = json.dumps([(t, [(e.start, e.end, e.label, e.text, e.score) for e in m]) for t, m in articles])
    first: list[float] = []
    for size in (*(10**digits for digits in range(3, 8)), 50_000_000):
        if size > largest:
            return
        characters, rules, whole, before, after = _child(
            "--one-text", str(size), str(int(size <= tagged)), stdin=plain
        )
        first = first or [rules, whole]
        shown = [
            (f"{1e6 * each:.1f}", f"{each / of_first:.2f}") if each else ("-", "-")
            for each, of_first in zip((rules, whole), first, strict=True)
        ]
        memory = f"{(after - before) / characters:,.0f}", f"{after / 1e6:,.0f}"
        yield f"{size:,}", f"{characters:,}", *shown[0], *shown[1], *memory


def one_text(size: int, tagged: bool) -> None:
    """Of `long_texts`, in the child: characters, seconds for each by the rules and in all, peak memory
    before and after.

    Short texts are a hundred different ones.
    """
    articles = [
        (t, [Entity(a, b, label, s, score=p) for a, b, label, s, p in m]) for t, m in json.load(sys.stdin)
    ]
    nlp = chinese_ie.load(threads=1)
    nlp(articles[0][0])
    several = [long_text(articles, size, first) for first in range(max(1, min(100, 100_000 // size)))]
    characters = sum(len(text) for text, _ in several)
    before = _peak()
    started = time.process_time()
    for text, mentions in several:
        told = Pipeline()
        told.__dict__["tagger"] = Told(mentions)
        told(text)
    rules = (time.process_time() - started) / characters
    after = _peak()
    started = time.process_time()
    for text, _ in several if tagged else ():
        nlp(text)
    whole = (time.process_time() - started) / characters if tagged else 0.0
    print(json.dumps([characters // len(several), rules, whole, before, max(after, _peak())]))


def many(texts: Sequence[str], numbers: Iterable[int], workers: int) -> Iterator[Row]:
    """`chinese-ie extract` of JSON Lines: articles a second of wall time, peak memory of any process."""
    for number in numbers:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "articles.jsonl")
            with path.open("w", encoding="utf-8") as lines:
                for n in range(number):  # a number in front: no article is the same as another
                    text = f"{n}\n{texts[n % len(texts)]}"
                    lines.write(json.dumps({"id": n, "text": text}, ensure_ascii=False) + "\n")
            started = time.perf_counter()
            peak = _child("--many", str(path), str(workers))
            took = time.perf_counter() - started
        yield f"{number:,}", workers, f"{number / took:,.1f}", f"{peak / 1e6:,.0f}"


def one_job(path: str, workers: str) -> None:
    """Of `many`, in the child: peak memory of this process."""
    from chinese_ie.interfaces.cli import commands

    out = Path(path).with_name("out.jsonl")
    commands(["extract", path, "--out", str(out), "--workers", workers], standalone_mode=False)
    print(json.dumps(_peak()))


def _child(*arguments: str, stdin: str = "") -> Any:
    ran = subprocess.run(
        [sys.executable, __file__, *arguments], input=stdin, capture_output=True, encoding="utf-8", check=True
    )
    return json.loads(ran.stdout)


def _peak() -> int:
    """Most memory of this process so far, bytes; of Linux only, as getrusage also counts its parent's."""
    status = Path("/proc/self/status").read_text()
    return 1024 * int(status.partition("VmHWM:")[2].split()[0])


def main(
    corpus: Annotated[Path, typer.Option(help="articles to measure on")] = CORPUS,
    max_size: Annotated[int, typer.Option(help="bytes of the longest text")] = 50_000_000,
    tagged: Annotated[int, typer.Option(help="bytes of the longest text that the tagger reads")] = 1_000_000,
    articles: Annotated[int, typer.Option(help="articles of the longest job")] = 400,
    workers: Annotated[int, typer.Option(help="processes of the jobs")] = 1,
) -> None:
    """Measure and print."""
    texts = [article.text for article in read(corpus)]
    nlp = chinese_ie.load(threads=1)
    head = (
        "bytes",
        "characters",
        "rules, µs a character",
        "to the first",
        "all, µs a character",
        "to the first",
    )
    memory = ("bytes of memory a character", "peak, MB")
    show("One text, short to very long", (*head, *memory), long_texts(nlp, texts, max_size, tagged))
    head = ("articles", "workers", "articles/s", "peak of a process, MB")
    show("Many articles", head, many(texts, (articles // 16, articles // 4, articles), workers))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one-text"]:
        one_text(int(sys.argv[2]), sys.argv[3] == "1")
    elif sys.argv[1:2] == ["--many"]:
        one_job(*sys.argv[2:])
    else:
        typer.run(main)
