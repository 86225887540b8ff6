"""Speed and memory: `python benchmarks/speed.py`, Markdown tables of one run.

Times are CPU time of one thread where nothing else is said, so that a busy machine changes little. Long
texts are articles of the corpus one behind the other. A BERT-base beside it needs the extra `train`.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path
from statistics import quantiles
from typing import Annotated, Any

import numpy as np
import typer

import chinese_ie
from chinese_ie.corpus import read
from chinese_ie.document import Entity
from chinese_ie.linking.aliases import aliases
from chinese_ie.linking.people import people
from chinese_ie.pipeline import Pipeline, understand
from chinese_ie.quantities.attach import with_quantities
from chinese_ie.quantities.roles import with_roles
from chinese_ie.relations.investments import investments
from chinese_ie.relations.reading import Reading
from chinese_ie.tagging.windows import windows
from chinese_ie.text.normalize import normalize
from chinese_ie.text.page import sections

CORPUS = Path(__file__).parents[1] / "corpus" / "dev.jsonl"
RUNS = 3
Row = Sequence[object]


def show(title: str, head: Row, rows: Iterable[Row]) -> None:
    print(f"\n## {title}\n\n| " + " | ".join(map(str, head)) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(map(str, row)) + " |", flush=True)


def cpu(work: Callable[[], object], runs: int = RUNS) -> float:
    """CPU seconds, the least of some runs."""
    best = float("inf")
    for _ in range(runs):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


def stages(nlp: Pipeline, texts: Sequence[str]) -> Iterator[Row]:
    """Time of each stage on all texts; the reading of each is made once, outside of the clock."""
    clean = [normalize(text).text for text in texts]
    tagged = [nlp.tagger.tag([text])[0] for text in clean]
    with_values = list(map(with_quantities, clean, tagged))
    mentions = list(map(with_roles, clean, with_values))
    pairs = list(zip(clean, mentions, strict=True))
    readings = [
        Reading(text, tuple(found), tuple(sections(text)), aliases(text, found, ""), None)
        for text, found in pairs
    ]
    work: dict[str, Callable[[], object]] = {
        "cleaning": lambda: list(map(normalize, texts)),
        "tagger": lambda: nlp.tagger.tag(clean),
        "quantities": lambda: list(map(with_quantities, clean, tagged)),
        "roles of amounts": lambda: list(map(with_roles, clean, with_values)),
        "sections": lambda: list(map(sections, clean)),
        "aliases": lambda: [aliases(text, found, "") for text, found in pairs],
        "people": lambda: [people(text, found) for text, found in pairs],
        "relations": lambda: list(map(investments, readings)),
    }
    seconds = {name: cpu(one, runs=1 if name == "tagger" else RUNS) for name, one in work.items()}
    characters, together = sum(map(len, texts)), sum(seconds.values())
    for name, took in seconds.items():
        yield name, f"{characters / took:,.0f}", f"{took / together:.1%}"
    yield "**all**", f"{characters / together:,.0f}", "100.0%"


def windows_together(nlp: Pipeline, texts: Sequence[str]) -> Iterator[Row]:
    """What it would bring to fill batches with windows of about the same length."""
    model = nlp.tagger.model
    pieces = [text[s.start : s.end] for text in texts for s in windows(text, model.window)]
    ids = sorted(map(model.vocabulary.encode, pieces), key=len)

    def run(batch: Sequence[Any]) -> Any:
        tokens = np.zeros((len(batch), max(map(len, batch)) + 2), dtype=np.int64)
        mask = np.zeros_like(tokens)
        for row, kept, one in zip(tokens, mask, batch, strict=True):
            row[1 : len(one) + 1] = one
            kept[: len(one) + 2] = 1
        return model.session.run(["logits"], {"input_ids": tokens, "attention_mask": mask})[0]

    for size in (1, 4, 16):
        starts = range(0, len(ids), size)
        took = cpu(lambda starts=starts, size=size: [run(ids[at : at + size]) for at in starts], runs=1)
        neighbours = ids[-size:]
        alone = [run([one])[0] for one in neighbours]
        together = run(neighbours)
        moved = max(np.abs(t[: len(a)] - a).max() for t, a in zip(together, alone, strict=True))
        yield size, f"{sum(map(len, ids)) / took:,.0f}", f"{moved:.2f}"


def latency(nlp: Pipeline, texts: Sequence[str]) -> Iterator[Row]:
    milliseconds = []
    for text in texts:
        started = time.process_time()
        nlp(text)
        milliseconds.append(1000 * (time.process_time() - started))
    cuts = quantiles(milliseconds, n=100)
    yield len(texts), sum(map(len, texts)) // len(texts), f"{cuts[49]:.0f}", f"{cuts[98]:.0f}"


def long_text(articles: Sequence[tuple[str, list[Entity]]], size: int) -> tuple[str, list[Entity]]:
    """Clean articles one behind the other up to `size` bytes of UTF-8, and their mentions."""
    text: list[str] = []
    mentions: list[Entity] = []
    at = written = 0
    for number in count():
        article, found = articles[number % len(articles)]
        article = article[: max(1, (size - written) // 3)] + "\n"
        kept = [e for e in found if e.end < len(article)]
        mentions += [Entity(at + e.start, at + e.end, e.label, e.text, score=e.score) for e in kept]
        text.append(article)
        at += len(article)
        written += len(article.encode())
        if written >= size:
            return "".join(text), mentions


def outside_tagger(nlp: Pipeline, texts: Sequence[str], largest: int) -> Iterator[Row]:
    """Everything but the tagger on one text of growing length, each in a process of its own."""
    clean = [normalize(text).text for text in texts]
    articles = [(text, nlp.tagger.tag([text])[0]) for text in clean]
    plain = json.dumps([(t, [(e.start, e.end, e.label, e.text, e.score) for e in m]) for t, m in articles])
    first = 0.0
    for size in (10**digits for digits in range(3, 9)):
        if size > largest:
            return
        characters, seconds, before, after = _child("--one-text", str(size), stdin=plain)
        each = 1e6 * seconds / characters
        first = first or each
        memory = (after - before) / characters
        row = (f"{each:.2f}", f"{each / first:.2f}", f"{memory:,.0f}", f"{after / 1e6:,.0f}")
        yield f"{size:,}", f"{characters:,}", *row


def one_text(size: int) -> None:
    """Of `outside_tagger`, in the child: characters, seconds, memory before and after."""
    articles = [
        (t, [Entity(a, b, label, s, score=p) for a, b, label, s, p in m]) for t, m in json.load(sys.stdin)
    ]
    text, mentions = long_text(articles, size)
    understand(normalize(text[:2000]), [])
    before = _peak()
    times = max(1, 100_000 // size)
    started = time.process_time()
    for _ in range(times):
        understand(normalize(text), mentions)
    print(json.dumps([len(text), (time.process_time() - started) / times, before, _peak()]))


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


def cold_start() -> Iterator[Row]:
    work = "import chinese_ie; chinese_ie.extract('某某公司投资5亿元。')"
    for name, code in (
        ("python", "pass"),
        ("import chinese_ie", "import chinese_ie"),
        ("first article", work),
    ):
        best = float("inf")
        for _ in range(RUNS):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[1])
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        yield name, f"{best:.2f}"


def installed() -> Iterator[Row]:
    """The package itself and what it needs at run time, megabytes."""
    package = Path(chinese_ie.__file__).parent
    own = sum(f.stat().st_size for f in package.rglob("*") if f.is_file() and f.suffix != ".pyc")
    yield "chinese_ie", f"{own / 1e6:.1f}"
    known = {re.sub("[-_.]+", "-", d.name).lower(): d for d in importlib.metadata.distributions()}
    waiting, sizes = ["chinese-ie"], dict[str, float]()
    while waiting:
        if (name := waiting.pop()) in known and name not in sizes:
            files = (Path(str(file.locate())) for file in known[name].files or [])
            sizes[name] = sum(f.stat().st_size for f in files if f.is_file()) / 1e6
            needed = (n for n in known[name].requires or [] if "extra ==" not in n)
            waiting += [re.sub("[-_.]+", "-", re.split(r"[^\w.-]", n)[0]).lower() for n in needed]
    sizes.pop("chinese-ie", None)
    for name in sorted(sizes, key=sizes.__getitem__, reverse=True)[:6]:
        yield name, f"{sizes[name]:.1f}"
    yield f"all {len(sizes)} dependencies", f"{sum(sizes.values()):.1f}"


def bert_base(nlp: Pipeline, texts: Sequence[str]) -> Iterator[Row]:
    """A token classifier of the usual size, random weights, on the beginnings of articles."""
    import torch
    from transformers import BertConfig, BertForTokenClassification, BertTokenizerFast, pipeline

    torch.set_num_threads(1)
    beginnings = [text[:480] for text in texts[:4]]
    network = BertForTokenClassification(BertConfig(num_labels=15)).eval()
    tokenizer = BertTokenizerFast(str(CORPUS.parents[1] / "training" / "vocab.txt"))
    classify = pipeline("token-classification", model=network, tokenizer=tokenizer, device=-1)
    characters = sum(map(len, beginnings))
    ours = characters / cpu(lambda: [nlp(text) for text in beginnings])
    theirs = characters / cpu(lambda: classify(beginnings), runs=1)
    yield "chinese_ie, text to investments", f"{ours:,.0f}", f"{ours / theirs:.1f}"
    yield "BERT-base, mentions only", f"{theirs:,.0f}", "1.0"


def main(
    corpus: Annotated[Path, typer.Option(help="articles to measure on")] = CORPUS,
    max_size: Annotated[int, typer.Option(help="bytes of the longest text")] = 10_000_000,
    articles: Annotated[int, typer.Option(help="articles of the longest job")] = 400,
    workers: Annotated[int, typer.Option(help="processes of the jobs")] = 1,
) -> None:
    """Measure and print."""
    texts = [article.text for article in read(corpus)]
    nlp = chinese_ie.load(threads=1)
    nlp(texts[0])
    show("Stages", ("stage", "characters/s", "share of the time"), stages(nlp, texts))
    head = ("windows a run", "characters/s", "a logit moves by up to")
    show("Windows together in one run of the network", head, windows_together(nlp, texts))
    show("One article at a time", ("articles", "characters each", "p50, ms", "p99, ms"), latency(nlp, texts))
    head = (
        "bytes",
        "characters",
        "µs a character",
        "to the first",
        "bytes of memory a character",
        "peak, MB",
    )
    show("One long text, everything but the tagger", head, outside_tagger(nlp, texts, max_size))
    head = ("articles", "workers", "articles/s", "peak of a process, MB")
    show("Many articles", head, many(texts, (articles // 16, articles // 4, articles), workers))
    show("Cold start", ("until", "CPU seconds"), cold_start())
    show("Installed size", ("package", "MB"), installed())
    if importlib.util.find_spec("torch"):
        show("Beside BERT-base in torch", ("", "characters/s", "times"), bert_base(nlp, texts))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one-text"]:
        one_text(int(sys.argv[2]))
    elif sys.argv[1:2] == ["--many"]:
        one_job(*sys.argv[2:])
    else:
        typer.run(main)
