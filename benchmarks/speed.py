"""Speed: `python benchmarks/speed.py`, Markdown tables of one run (`memory.py` has long texts and many).

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
from pathlib import Path
from statistics import quantiles
from typing import Annotated, Any

import numpy as np
import typer

import chinese_ie
from chinese_ie.corpus import read
from chinese_ie.linking.aliases import aliases
from chinese_ie.linking.people import people
from chinese_ie.pipeline import Pipeline
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


def least(work: Callable[[], object], clock: Callable[[], float], runs: int = RUNS) -> float:
    """Seconds by `clock`, the least of some runs."""
    best = float("inf")
    for _ in range(runs):
        started = clock()
        work()
        best = min(best, clock() - started)
    return best


def cpu(work: Callable[[], object], runs: int = RUNS) -> float:
    """CPU seconds, the least of some runs."""
    return least(work, time.process_time, runs)


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


def bert_base(texts: Sequence[str]) -> Iterator[Row]:
    """A token classifier of the usual size, random weights, on the beginnings of articles.

    One core: CPU time. Two: wall time, in which the machine must have nothing else to do; ours is
    `chinese-ie extract` of whole articles with two processes, their start included.
    """
    import torch
    from transformers import BertConfig, BertForTokenClassification, BertTokenizerFast, pipeline

    beginnings = [text[:480] for text in texts[:8]]
    characters = sum(map(len, beginnings))
    network = BertForTokenClassification(BertConfig(num_labels=15)).eval()
    tokenizer = BertTokenizerFast(str(CORPUS.parents[1] / "training" / "vocab.txt"))
    classify = pipeline("token-classification", model=network, tokenizer=tokenizer, device=-1)
    nlp = chinese_ie.load(threads=1)
    for cores in (1, 2):
        torch.set_num_threads(cores)
        clock = time.process_time if cores == 1 else time.perf_counter
        theirs = characters / least(lambda: classify(beginnings), clock)
        ours = characters / cpu(lambda: list(nlp.pipe(beginnings))) if cores == 1 else job(texts * 40, cores)
        yield cores, "chinese_ie, text to investments", f"{ours:,.0f}", f"{ours / theirs:.1f}"
        yield cores, "BERT-base, mentions only", f"{theirs:,.0f}", "1.0"


def job(texts: Sequence[str], workers: int) -> float:
    """Characters a second of wall time from a file of articles to a file of what they tell."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "articles.jsonl")
        with path.open("w", encoding="utf-8") as lines:
            for number, text in enumerate(texts):  # a number in front: no article is the same as another
                lines.write(
                    json.dumps({"id": number, "text": f"{number}\n{text}"}, ensure_ascii=False) + "\n"
                )
        out = Path(folder, "found.jsonl")
        program = [sys.executable, "-c", "from chinese_ie.interfaces.cli import app; app()"]
        started = time.perf_counter()
        subprocess.run(
            [*program, "extract", str(path), "--out", str(out), "--workers", str(workers)], check=True
        )
        seconds = time.perf_counter() - started
        assert len(out.read_text("utf-8").splitlines()) == len(texts)
        return sum(map(len, texts)) / seconds


def main(
    corpus: Annotated[Path, typer.Option(help="articles to measure on")] = CORPUS,
) -> None:
    """Measure and print."""
    texts = [article.text for article in read(corpus)]
    nlp = chinese_ie.load(threads=1)
    nlp(texts[0])
    show("Stages", ("stage", "characters/s", "share of the time"), stages(nlp, texts))
    head = ("windows a run", "characters/s", "a logit moves by up to")
    show("Windows together in one run of the network", head, windows_together(nlp, texts))
    show("One article at a time", ("articles", "characters each", "p50, ms", "p99, ms"), latency(nlp, texts))
    show("Cold start", ("until", "CPU seconds"), cold_start())
    show("Installed size", ("package", "MB"), installed())
    if importlib.util.find_spec("torch"):
        show("Beside BERT-base in torch", ("cores", "", "characters/s", "times"), bert_base(texts))


if __name__ == "__main__":
    typer.run(main)
