"""Label Studio and doccano themselves read what we write and write what we read.

Each needs an environment of its own, which a variable names: LABEL_STUDIO_PYTHON, a Python with
`label-studio-sdk`; DOCCANO_PYTHON, one with `doccano` and `marshmallow<4`.
"""

import json
import os
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from chinese_ie import exchange
from chinese_ie.corpus import Article, Record
from chinese_ie.document import LABELS, Entity
from chinese_ie.exchange.label_studio import labelling_config

HERE = Path(__file__).parent
TEXT = " 🎉R&D <新>\r\n【上饶经开区】与汉尧🏭签约，\r\n投资51亿元，占地800亩。\r\n"
SPANS = (("上饶经开区", "PARK"), ("汉尧", "COMPANY"), ("51亿元", "MONEY"), ("800亩", "AREA"))
ARTICLE = Article(
    "a",
    TEXT,
    tuple(
        Entity(TEXT.index(s), TEXT.index(s) + len(s), label, s, score=0.5 + n / 10)
        for n, (s, label) in enumerate(SPANS)
    ),
    (Record("汉尧", "51亿元", Decimal(5_100_000_000), "CNY", "上饶经开区"),),
)


def python(variable: str) -> str:
    path = os.environ.get(variable)
    if path is None:
        pytest.skip(f"{variable} names no Python")
    return path


def certain(article: Article) -> Article:
    """As a person leaves it: annotations have no scores."""
    return replace(article, entities=tuple(replace(e, score=1.0) for e in article.entities))


def test_label_studio(tmp_path: Path) -> None:
    tool = python("LABEL_STUDIO_PYTHON")
    tasks, config = tmp_path / "tasks.json", tmp_path / "config.xml"
    exchange.write([ARTICLE, ARTICLE], tasks, predictions="ours")
    config.write_text(labelling_config((*LABELS, "AREA")), encoding="utf-8")
    subprocess.run([tool, HERE / "label_studio_trip.py", tasks, config, tmp_path], check=True)
    lines: list[str] = []
    found = exchange.read(tmp_path / "export" / "result.json", "label-studio", report=lines.append)
    assert found == [certain(ARTICLE)] * 2
    assert lines == []


@pytest.mark.parametrize("kind", ["relations", "plain"])
def test_doccano(tmp_path: Path, kind: str) -> None:
    tool = python("DOCCANO_PYTHON")
    examples = tmp_path / "ours.jsonl"
    exchange.write([ARTICLE, ARTICLE], examples, "doccano")
    subprocess.run([tool, HERE / "doccano_trip.py", examples, tmp_path, kind], check=True, cwd=tmp_path)
    export = tmp_path / "export" / "all.jsonl"
    assert ("label" in json.loads(export.read_text(encoding="utf-8").split("\n")[0])) == (kind == "plain")
    lines: list[str] = []
    assert exchange.read(export, "doccano", report=lines.append) == [certain(ARTICLE)] * 2
    assert lines == []
