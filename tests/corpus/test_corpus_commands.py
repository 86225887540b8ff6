"""`chinese-ie corpus check|show|convert|stats`: what they print and their exit codes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chinese_ie.corpus import Article, parse_inline, read, write
from chinese_ie.corpus.readings import Readings, write_readings
from chinese_ie.errors import CorpusError, InputError
from chinese_ie.interfaces import cli

GOOD = parse_inline("""+++
id = "a1"
split = "dev"
genre = "signing"
[[investments]]
company = "汉尧富锂"
amount = "51亿元"
value = 5100000000
currency = "CNY"
location = "上饶经开区"
+++
<PARK>上饶经开区</PARK>引进<COMPANY>汉尧富锂</COMPANY>，投资<MONEY>51亿元</MONEY>。
""")
OTHER = parse_inline("""+++
id = "b2"
split = "train"
genre = "meeting"
+++
<COMPANY>汉尧富锂</COMPANY>负责人到访。
""")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.jsonl"
    write([GOOD, OTHER], path)
    return path


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(cli.commands, ["corpus", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_check_of_good_articles(corpus: Path, tmp_path: Path) -> None:
    assert run("check", corpus) == (0, "2 articles read, 0 files broken; nothing to look at\n")
    write([GOOD, OTHER], tmp_path / "inline")
    code, output = run("check", tmp_path / "inline", corpus)
    assert code == 0
    assert "4 articles read, 0 files broken" in output


def test_check_goes_on_after_a_broken_file(tmp_path: Path) -> None:
    write([GOOD], tmp_path)
    (tmp_path / "bad.txt").write_text('+++\nid = "x"\n+++\n一\n<PARK>二', encoding="utf-8")
    (tmp_path / "gbk.txt").write_bytes("上饶".encode("gbk"))
    code, output = run("check", tmp_path)
    assert code == 1
    assert "bad.txt:5: <PARK> is never closed" in output
    assert "gbk.txt: not UTF-8" in output
    assert "1 articles read, 2 files broken" in output


@pytest.mark.parametrize(
    ("old", "new", "code", "finding"),
    [
        ('"dev"', '"valid"', 1, "a1: header: split is 'valid'"),
        ('company = "汉尧富锂"', 'company = "汉尧"', 1, "a1: record: company '汉尧' is no tagged COMPANY"),
        ("。\n", "。汉尧富锂又来。\n", 0, "a1: untagged repeat: COMPANY '汉尧富锂'"),
        ("。\n", "。税收3亿元。\n", 0, "a1: untagged amount: '3亿元'"),
    ],
)
def test_exit_code_of_findings(tmp_path: Path, old: str, new: str, code: int, finding: str) -> None:
    write([GOOD], tmp_path)
    path = tmp_path / "a1.txt"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    got, output = run("check", path)
    assert got == code
    assert finding in output


def test_check_of_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no \.txt file"):
        run("check", tmp_path)
    with pytest.raises(InputError, match=r"none\.jsonl"):
        run("check", tmp_path / "none.jsonl")
    assert run("check")[0] == 2


def test_show(corpus: Path) -> None:
    code, output = run("show", corpus)
    assert code == 0
    assert "a1 · dev · signing" in output
    assert "b2 · train · meeting" in output
    assert "→ 汉尧富锂 · 51亿元 · 上饶经开区" in output


def test_show_one(corpus: Path, tmp_path: Path) -> None:
    code, output = run("show", corpus, "--id", "b2")
    assert (code, "a1" in output, "b2" in output) == (0, False, True)
    with pytest.raises(InputError, match="no article with the id 'zz'"):
        run("show", corpus, "--id", "zz")


def test_show_of_text_that_looks_like_markup(tmp_path: Path) -> None:
    write([Article("m", "[bold]甲[/bold] [/] \ud800", ())], tmp_path / "m.jsonl")
    code, output = run("show", tmp_path / "m.jsonl")
    assert code == 0
    assert "[bold]甲[/bold] [/]" in output


def test_convert_there_and_back(corpus: Path, tmp_path: Path) -> None:
    code, output = run("convert", corpus, "--out", tmp_path / "inline")
    assert (code, output.strip().endswith("2 articles")) == (0, True)
    assert run("convert", tmp_path / "inline", "--out", tmp_path / "back.jsonl")[0] == 0
    assert sorted(read(tmp_path / "back.jsonl"), key=lambda a: a.id) == [GOOD, OTHER]
    assert run("convert", corpus, "--out", tmp_path / "train.jsonl", "--split", "train")[0] == 0
    assert read(tmp_path / "train.jsonl") == [OTHER]


def test_convert_refuses(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="tells no format; give one of jsonl"):
        run("convert", corpus, "--out", tmp_path / "c.csv")
    corpus.write_text("oops\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"corpus\.jsonl:1: no JSON"):
        run("convert", corpus, "--out", tmp_path / "c.jsonl")
    assert run("convert", corpus)[0] == 2


@pytest.mark.parametrize(("name", "format"), [("a.conll", None), ("a.jsonl", "doccano"), ("a.json", None)])
def test_convert_to_other_tools_and_back(corpus: Path, tmp_path: Path, name: str, format: str | None) -> None:
    target = ("--to", format) if format else ()
    source = ("--from", format) if format else ()
    assert run("convert", corpus, "--out", tmp_path / name, *target)[0] == 0
    assert run("convert", tmp_path / name, "--out", tmp_path / "back.jsonl", *source)[0] == 0
    assert read(tmp_path / "back.jsonl") == read(corpus)


def test_convert_to_predictions(corpus: Path, tmp_path: Path) -> None:
    assert run("convert", corpus, "--out", tmp_path / "a.json", "--predictions", "tiny")[0] == 0
    tasks = json.loads((tmp_path / "a.json").read_text())
    assert [t["predictions"][0]["model_version"] for t in tasks] == ["tiny", "tiny"]
    assert run("convert", tmp_path / "a.json", "--out", tmp_path / "back.jsonl")[0] == 0
    assert read(tmp_path / "back.jsonl") == read(corpus)
    with pytest.raises(InputError, match="only label-studio has predictions"):
        run("convert", corpus, "--out", tmp_path / "b.conll", "--predictions", "tiny")


def test_convert_reports_what_it_moved(corpus: Path, tmp_path: Path) -> None:
    run("convert", corpus, "--out", tmp_path / "a.json")
    tasks = json.loads((tmp_path / "a.json").read_text())
    value = tasks[0]["annotations"][0]["result"][0]["value"]
    value["start"], value["end"] = value["start"] + 1, value["end"] + 1
    (tmp_path / "a.json").write_text(json.dumps(tasks))
    result = CliRunner().invoke(
        cli.commands, ["corpus", "convert", str(tmp_path / "a.json"), "--out", str(tmp_path / "b.jsonl")]
    )
    assert "moved from" in result.stderr
    assert read(tmp_path / "b.jsonl") == read(corpus)


def test_stats(corpus: Path) -> None:
    code, output = run("stats", corpus)
    assert code == 0
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in output.splitlines() if "│" in line]
    cells = {row[0]: row[1:] for row in rows}
    assert cells["articles"] == ["1", "1", "2"]  # train, dev, all
    assert cells["articles without record"] == ["1", "0", "1"]
    assert cells["records"] == ["0", "1", "1"]
    assert cells["mentions"] == ["1", "3", "4"]
    assert cells["MONEY"] == ["0", "1", "1"]
    assert "汉尧富锂" in output  # in both splits
    assert "signing 1" in output


def test_stats_of_any_split(tmp_path: Path) -> None:
    write([Article("a", "甲", ()), Article("b", "乙", (), split="holdout")], tmp_path / "c.jsonl")
    code, output = run("stats", tmp_path / "c.jsonl")
    assert code == 0
    assert "holdout" in output


def test_an_error_is_one_line_and_exit_code_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["chinese-ie", "corpus", "stats", str(tmp_path / "none.jsonl")])
    with pytest.raises(SystemExit) as caught:
        cli.app()
    assert caught.value.code == 2
    output = capsys.readouterr()
    assert output.err.startswith("chinese-ie: ")
    assert "none.jsonl" in output.err
    assert "Traceback" not in output.err


def test_stats_of_two_readings(corpus: Path) -> None:
    (corpus.parent / "readings").mkdir()
    second = replace(GOOD, entities=GOOD.entities[:2])
    write_readings([Readings(GOOD, second)], corpus.parent / "readings" / "readings.jsonl")
    code, output = run("stats", corpus)
    assert code == 0
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in output.splitlines() if "│" in line]
    after = rows[[row[0] for row in rows].index("core five") - 1 :]
    assert after[0] == ["articles", "1", "1"]
    assert after[1] == ["core five", "0.800", "0.800"]
    assert ["records", "1.000", "1.000"] in after
    assert ["titles of people", "-", "-"] in after
