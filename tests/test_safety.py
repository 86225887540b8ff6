"""No pickle, and the same result from one thread or many, in batches of any size, again and again."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

import chinese_ie
from chinese_ie.document import Document
from chinese_ie.interfaces.html import render_document
from chinese_ie.interfaces.output import rows, to_csv

ROOT = Path(__file__).parents[1]
SOURCES = [
    path for folder in ("chinese_ie", "training", "benchmarks") for path in (ROOT / folder).rglob("*.py")
]
UNSAFE_MODULES = {
    "pickle",
    "cPickle",
    "_pickle",
    "dill",
    "cloudpickle",
    "joblib",
    "shelve",
    "marshal",
    "yaml",
}
UNSAFE_CALLS = {"eval", "exec", "torch.load", "torch.save", "pandas.read_pickle", "os.system"}
TEXTS = [
    json.loads(line)["text"] for line in (ROOT / "corpus" / "dev.jsonl").read_text("utf-8").splitlines()[:12]
]


# Nothing that runs what it reads


def unsafe(tree: ast.AST) -> Iterator[str]:
    """Imports and calls that may run what is in a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name.split(".")[0] in UNSAFE_MODULES)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in UNSAFE_MODULES:
            yield str(node.module)
        elif isinstance(node, ast.Call):
            if ast.unparse(node.func) in UNSAFE_CALLS:
                yield ast.unparse(node.func)
            for keyword in node.keywords:
                off = isinstance(keyword.value, ast.Constant) and keyword.value.value is False
                if keyword.arg in ("allow_pickle", "shell", "trust_remote_code") and not off:
                    yield str(keyword.arg)


def test_nothing_unsafe_is_called() -> None:
    assert len(SOURCES) > 100
    found = [(path.name, name) for path in SOURCES for name in unsafe(ast.parse(path.read_text("utf-8")))]
    assert found == []


@pytest.mark.parametrize(
    "code",
    ["import pickle", "from joblib import load", "np.load(a, allow_pickle=True)", "torch.load(a)", "eval(a)"],
)
def test_what_is_unsafe_is_seen(code: str) -> None:
    assert list(unsafe(ast.parse(code)))


# The same result


def plain(documents: Iterator[Document]) -> list[object]:
    """Documents without the last digits of their scores, which may differ by 1e-4."""
    return [
        replace(
            d,
            entities=tuple(replace(e, score=0) for e in d.entities),
            investments=tuple(replace(i, score=0) for i in d.investments),
        )
        for d in documents
    ]


def scores(documents: list[Document]) -> list[float]:
    return [x.score for d in documents for x in (*d.entities, *d.investments)]


@pytest.fixture(scope="module")
def one_by_one() -> list[Document]:
    nlp = chinese_ie.load(threads=1)
    return [nlp(text) for text in TEXTS]


@pytest.mark.parametrize(("threads", "batch_size"), [(1, 1), (1, 5), (2, 32), (2, 3)])
def test_cores_and_batches_change_nothing(one_by_one: list[Document], threads: int, batch_size: int) -> None:
    found = list(chinese_ie.load(threads=threads).pipe(TEXTS, batch_size=batch_size))
    assert plain(iter(found)) == plain(iter(one_by_one))
    assert scores(found) == pytest.approx(scores(one_by_one), abs=1e-4)


def test_eight_threads_share_a_pipeline(one_by_one: list[Document]) -> None:
    """The same bytes, each text more than once and in another order."""
    nlp = chinese_ie.load(threads=1)
    numbers = [*range(len(TEXTS)), *reversed(range(len(TEXTS)))]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda number: nlp(TEXTS[number]), numbers))
    for number, document in zip(numbers, found, strict=True):
        assert json.dumps(document.to_dict()) == json.dumps(one_by_one[number].to_dict())


def test_another_process_finds_the_same(one_by_one: list[Document]) -> None:
    """With other hashes of strings: nothing depends on the order of a set."""
    code = (
        "import json, sys, chinese_ie\n"
        "nlp = chinese_ie.load(threads=1)\n"
        "print(json.dumps([nlp(text).to_dict() for text in json.load(sys.stdin)]))"
    )
    for seed in ("1", "2"):
        ran = subprocess.run(
            [sys.executable, "-c", code],
            input=json.dumps(TEXTS[:6]),
            capture_output=True,
            check=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        assert json.loads(ran.stdout) == json.loads(json.dumps([d.to_dict() for d in one_by_one[:6]]))


# What is shown


def test_markup_of_an_article_is_shown_and_not_run(one_by_one: list[Document]) -> None:
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    document = one_by_one[0]
    assert document.entities
    named = tuple(replace(e, norm=evil) for e in document.entities)
    invested = tuple(
        replace(i, company=evil, amount=evil, location=evil, stage=evil)
        for d in one_by_one
        for i in d.investments
    )
    page = render_document(replace(document, text=evil + document.text, entities=named, investments=invested))
    assert len(invested) > 3
    assert page.count("<script") == 1  # ours, whose hash the page's policy names
    assert "<script>alert" not in page
    assert "<img" not in page
    assert page.count("&lt;script&gt;") > len(invested)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(one_by_one: list[Document], start: str) -> None:
    investment = next(i for d in one_by_one for i in d.investments)
    evil = replace(investment, company=f"{start}1+1", project=f'{start}cmd|"/c calc"!A1')
    table = to_csv(rows(Document("", investments=(evil,)), f"{start}file"))
    assert f"'{start}1+1" in table
    assert f'"{start}' not in table
    assert f",{start}" not in table
