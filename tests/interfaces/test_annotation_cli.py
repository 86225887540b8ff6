"""The commands of the loop, file by file, with the tiny model."""

import json
import re
from pathlib import Path

import pytest
from click.testing import Result
from tiny_network import WriteModel
from typer.testing import CliRunner

from chinese_ie.corpus import read, write
from chinese_ie.document import LABELS
from chinese_ie.errors import InputError
from chinese_ie.interfaces import cli

# What the tiny model reads: 企业集团 COMPANY, 30亿元 MONEY, 扬州 LOCATION, 园区 PARK.
SENTENCES = (
    "企业集团投资30亿元在扬州园区建设项目。",
    "公司投资5亿元在扬州建设。",
    "今天天气很好，适合外出。",
)


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(cli.commands, [str(a) for a in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for number, text in enumerate(SENTENCES):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("tool", "name"), [("label-studio", "tasks.json"), ("doccano", "tasks.jsonl")])
def test_from_pages_to_a_corpus(pages: Path, tmp_path: Path, tiny_model: Path, tool: str, name: str) -> None:
    chosen, tasks, mine = tmp_path / "chosen.jsonl", tmp_path / name, tmp_path / "mine.jsonl"
    run("suggest", pages, "--n", 2, "--out", chosen, "--model", tiny_model)
    rows = [json.loads(line) for line in chosen.read_text(encoding="utf-8").splitlines()]
    assert [set(row) for row in rows] == [{"id", "text", "score", "doubt", "novelty", "reason"}] * 2
    run("preannotate", chosen, "--to", tool, "--out", tasks, "--model", tiny_model)
    run("corpus", "convert", tasks, "--from", tool, "--out", mine)
    articles = {a.text: a for a in read(mine)}
    assert set(articles) == {row["text"] for row in rows}
    first = articles.get(SENTENCES[0])
    if first is not None:
        assert [(e.label, e.text) for e in first.entities][:2] == [
            ("COMPANY", "企业集团"),
            ("MONEY", "30亿元"),
        ]
        assert [(r.company, r.amount, r.location) for r in first.investments] == [
            ("企业集团", "30亿元", "扬州园区")
        ] or first.investments[0].location in ("园区", "扬州")


def test_what_is_annotated_is_not_suggested(pages: Path, tmp_path: Path, tiny_model: Path) -> None:
    run("preannotate", pages / "0.txt", "--out", tmp_path / "t.json", "--model", tiny_model)
    run("corpus", "convert", tmp_path / "t.json", "--out", tmp_path / "known.jsonl")
    result = run("suggest", pages, "--known", tmp_path / "known.jsonl", "--model", tiny_model)
    texts = [json.loads(line)["text"] for line in result.stdout.splitlines()]
    assert sorted(texts) == sorted(SENTENCES[1:])


@pytest.mark.parametrize("tool", ["label-studio", "doccano"])
def test_the_set_up_alone(tiny_model: Path, tool: str) -> None:
    out = run("preannotate", "--to", tool, "--config", "--label", "AREA", "--model", tiny_model).stdout
    assert re.findall(r'(?:<Label value=|"text": )"(\w+)"', out) == [*LABELS, "AREA"]


def test_what_cannot_be_done_is_said(pages: Path, tmp_path: Path, tiny_model: Path) -> None:
    with pytest.raises(InputError, match="nothing to read"):
        run("suggest", "--model", tiny_model)
    with pytest.raises(InputError, match="say where to write the tasks with --out"):
        run("preannotate", pages, "--model", tiny_model)
    (tmp_path / "a.jsonl").write_text('{"id": "x"}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.jsonl:1 is no JSON object with a text"):
        run("suggest", tmp_path / "a.jsonl", "--model", tiny_model)


def test_compare_two_models(
    pages: Path, tmp_path: Path, write_tiny_model: WriteModel, tiny_model: Path
) -> None:
    run("preannotate", pages, "--out", tmp_path / "t.json", "--model", tiny_model)
    run("corpus", "convert", tmp_path / "t.json", "--out", tmp_path / "gold.jsonl")
    less = write_tiny_model(tmp_path / "less", labels=[la for la in LABELS if la != "COMPANY"])
    options = ("benchmark", "--corpus", tmp_path / "gold.jsonl", "--compare", tiny_model, less)
    result = run(*options)
    assert "COMPANY: 2 mentions right before and wrong now" in result.stdout
    plain = json.loads(run(*options, "--json").stdout)
    changes = {row["name"]: row["change"]["recall"][0] for row in plain["changes"]}
    assert (changes["COMPANY"], changes["MONEY"]) == (-1, 0)
    assert {row["gold"]["text"] for row in plain["worse"]} == {"企业集团", "公司"}


def test_labels_beyond_ours_are_named_on_the_way(tmp_path: Path, pages: Path, tiny_model: Path) -> None:
    run("preannotate", pages / "0.txt", "--out", tmp_path / "t.json", "--model", tiny_model)
    tasks = json.loads((tmp_path / "t.json").read_text())
    value = {"start": 0, "end": 2, "text": "企业", "labels": ["AREA"]}
    tasks[0]["annotations"] = [{"result": [{"id": "x", "type": "labels", "value": value}]}]
    (tmp_path / "t.json").write_text(json.dumps(tasks))
    result = run("corpus", "convert", tmp_path / "t.json", "--out", tmp_path / "mine.jsonl")
    assert "AREA (1 mentions)" in result.stderr
    assert "AREA: not of the packaged model" in run("corpus", "check", tmp_path / "mine.jsonl").stdout
    assert "AREA" in run("corpus", "stats", tmp_path / "mine.jsonl").stdout
    assert "企业" in run("corpus", "show", tmp_path / "mine.jsonl").stdout
    write(read(tmp_path / "mine.jsonl"), tmp_path / "again.jsonl")
    assert (
        "AREA"
        in run("benchmark", "--corpus", tmp_path / "again.jsonl", "--errors", "--model", tiny_model).stdout
    )


def test_mentions_without_a_place(tmp_path: Path, pages: Path, tiny_model: Path) -> None:
    run("preannotate", pages / "0.txt", "--out", tmp_path / "t.json", "--model", tiny_model)
    tasks = json.loads((tmp_path / "t.json").read_text())
    tasks[0]["predictions"][0]["result"][0]["value"]["text"] = "别的公司"
    (tmp_path / "t.json").write_text(json.dumps(tasks))
    convert = ("corpus", "convert", tmp_path / "t.json", "--out", tmp_path / "mine.jsonl")
    with pytest.raises(Exception, match="1 mentions have no place") as caught:
        run(*convert)
    assert "--drop-lost" in str(caught.value)
    result = run(*convert, "--drop-lost")
    assert "Left out." in result.stderr
    assert all(e.text != "企业集团" for a in read(tmp_path / "mine.jsonl") for e in a.entities)
