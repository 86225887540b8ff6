"""The command `chinese-ie`, run here with the tiny model, and as a real program where it matters."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from chinese_ie.corpus import Article, write
from chinese_ie.corpus.article import Record
from chinese_ie.document import Document, Entity, Investment, Span
from chinese_ie.interfaces import cli
from chinese_ie.interfaces.columns import INVESTMENTS
from chinese_ie.interfaces.output import COLUMNS, rows, to_csv, to_json

# What the tiny model reads: 企业集团 COMPANY, 30亿元 MONEY, 扬州 LOCATION, 园区 PARK.
SENTENCE = "企业集团投资30亿元在扬州园区建设项目。"


class Ran(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tiny_model: Path) -> Run:
    """`run("extract", …)`: exit code, standard output, standard error, with the tiny model."""

    def call(*arguments: str | Path, stdin: bytes = b"", model: Path | None = tiny_model) -> Ran:
        chosen = () if model is None else ("--model", model)
        monkeypatch.setattr(sys, "argv", ["chinese-ie", *map(str, (*arguments, *chosen))])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="ascii"))
        code: object = 0
        try:
            cli.app()
        except SystemExit as end:
            code = end.code or 0
        out, err = capfd.readouterr()
        assert isinstance(code, int)
        return Ran(code, out, err)

    return call


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(SENTENCE, encoding="utf-8")
    return path


def _lines(ran: Ran) -> list[dict[str, object]]:
    assert ran.code == 0, ran.err
    return [json.loads(line) for line in ran.out.splitlines()]


def _refused(ran: Ran, *named: str) -> None:
    """Exit code 2, nothing but one line on standard error, which names what was wrong."""
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.count("\n") == 1, ran.err
    assert ran.err.startswith("chinese-ie: ")
    for word in named:
        assert word in ran.err


# What can be read


def test_file_to_json_lines(run: Run, article: Path) -> None:
    (line,) = _lines(run("extract", article))
    assert list(line) == ["source", "text", "entities", "people", "investments", "sections", "meta"]
    assert line["source"] == str(article)
    assert line["text"] == SENTENCE
    assert [(e["label"], e["text"]) for e in line["entities"]] == [
        ("COMPANY", "企业集团"), ("MONEY", "30亿元"), ("LOCATION", "扬州"), ("PARK", "园区"),
    ]  # fmt: skip
    assert [(i["company"], i["value"], i["location"]) for i in line["investments"]] == [
        ("企业集团", 3_000_000_000, "园区")
    ]


def test_folder_is_read_in_order_and_only_texts_and_pages(run: Run, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "folder.txt").mkdir()
    for name in ("b.txt", "a.txt", "deep/c.txt"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    (tmp_path / "notes.md").write_bytes(b"\xff")
    (tmp_path / "d.htm").write_text("<p>page", encoding="utf-8")
    found = [line["text"] for line in _lines(run("extract", tmp_path))]
    assert found == ["a.txt", "b.txt", "page", "deep/c.txt"]


PAGE = f"""<html><head><meta charset="utf-8"><title>扬州园区签约 - 某网</title></head>
<body><h1>扬州园区签约</h1>
<p>发布时间：2020-10-29 来源：扬州日报</p><p>{SENTENCE}</p>
<script>var 企业 = "5亿元";</script></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_pages_are_read_for_their_article(run: Run, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "page.HTML"
    path.write_bytes(PAGE.encode(encoding))
    (line,) = _lines(run("extract", path))
    assert "script" not in str(line["text"])
    assert [i["value"] for i in line["investments"]] == [3_000_000_000]
    assert (line["meta"]["title"], line["meta"]["date"]) == ("扬州园区签约", "2020-10-29")


def test_what_is_read_can_be_said(run: Run, article: Path) -> None:
    (page,) = _lines(run("extract", "-", "--input", "html", stdin=PAGE.encode("gbk")))
    assert page["meta"]["encoding"] == "gb18030"
    (text,) = _lines(run("extract", article, "--input", "text"))
    assert text["text"] == SENTENCE
    (path := article.with_suffix(".html")).write_text("<p>园区</p>", encoding="utf-8")
    (raw,) = _lines(run("extract", path, "--input", "text"))
    assert raw["text"] == "<p>园区</p>"


def test_glob_and_several_arguments(run: Run, tmp_path: Path) -> None:
    for name in ("a1.txt", "a2.txt", "b.txt"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    ran = run("extract", tmp_path / "b.txt", tmp_path / "a*.txt")
    assert [line["text"] for line in _lines(ran)] == ["b.txt", "a1.txt", "a2.txt"]


def test_a_file_named_like_a_glob(run: Run, tmp_path: Path) -> None:
    (tmp_path / "[新].txt").write_text("一", encoding="utf-8")
    (tmp_path / "新.txt").write_text("二", encoding="utf-8")
    assert [line["text"] for line in _lines(run("extract", tmp_path / "[新].txt"))] == ["一"]


def test_standard_input_and_byte_order_mark(run: Run) -> None:
    (line,) = _lines(run("extract", "-", stdin=b"\xef\xbb\xbf" + SENTENCE.encode()))
    assert (line["source"], line["text"]) == ("-", SENTENCE)


def test_empty_standard_input_is_an_empty_text(run: Run) -> None:
    (line,) = _lines(run("extract", "-"))
    assert (line["text"], line["entities"], line["investments"]) == ("", [], [])


def test_example_is_bundled(run: Run) -> None:
    (line,) = _lines(run("extract", "--example"))
    assert line["source"] == "example.txt"
    assert str(line["text"]).startswith("三个新材料项目")


def test_line_ends_are_kept(run: Run, tmp_path: Path) -> None:
    (tmp_path / "crlf.txt").write_bytes("一\r\n二\r三\n".encode())
    assert _lines(run("extract", tmp_path / "crlf.txt"))[0]["text"] == "一\r\n二\r三\n"


# What is written


def test_json(run: Run, article: Path) -> None:
    ran = run("extract", article, article, "--format", "json")
    assert ran.code == 0
    documents = json.loads(ran.out)
    assert [d["text"] for d in documents] == [SENTENCE, SENTENCE]
    assert SENTENCE in ran.out  # Chinese is readable, not escaped


def test_csv(run: Run, article: Path) -> None:
    ran = run("extract", article, article, "--format", "csv")
    assert ran.code == 0
    found = list(csv.DictReader(io.StringIO(ran.out)))
    assert tuple(found[0]) == COLUMNS
    assert [(row["source"], row["company"], row["amount"], row["value"], row["upper"]) for row in found] == [
        (str(article), "企业集团", "30亿元", "3000000000", "")
    ] * 2


def test_csv_of_nothing_is_a_header(run: Run) -> None:
    assert run("extract", "-", "--format", "csv").out == ",".join(COLUMNS) + "\n"


def test_parquet(run: Run, article: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    out = tmp_path / "rows.parquet"
    assert run("extract", article, article, "--format", "parquet", "--out", out) == Ran(0, "", "")
    table = parquet.read_table(out)
    assert tuple(table.column_names) == tuple(INVESTMENTS)
    assert table.column("company").to_pylist() == ["企业集团", "企业集团"]
    assert table.column("value").to_pylist() == [3e9, 3e9]
    assert table.column("upper").to_pylist() == [None, None]


def test_parquet_of_nothing_has_the_same_columns(run: Run, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    out = tmp_path / "rows.parquet"
    assert run("extract", "-", "--format", "parquet", "--out", out).code == 0
    table = parquet.read_table(out)
    assert (table.num_rows, tuple(table.column_names)) == (0, tuple(INVESTMENTS))
    assert str(table.schema.field("value").type) == "decimal128(38, 9)"


def test_html(run: Run, article: Path) -> None:
    ran = run("extract", article, "--format", "html")
    assert ran.code == 0
    assert ran.out.startswith("<!doctype html>")
    assert ran.out.count("<mark ") == 4


def test_table(run: Run, article: Path) -> None:
    ran = run("extract", article, "--format", "table")
    assert ran.code == 0
    for word in (SENTENCE, "COMPANY", "企业集团", "30亿元", "1 active"):
        assert word in ran.out


def test_table_of_a_text_without_investment(run: Run) -> None:
    ran = run("extract", "-", "--format", "table", stdin="没有。".encode())
    assert ran.code == 0
    assert "No investment found." in ran.out


def test_square_brackets_are_no_markup(run: Run, tmp_path: Path) -> None:
    """Rich would take [/公] for a closing tag, in the file name as in the names found."""
    path = tmp_path / "[b]新[].txt"
    path.write_text("[/公司]投资[bold]30亿元，[/园区]", encoding="utf-8")
    ran = run("extract", path, "--format", "table")
    assert ran.code == 0, ran.err
    assert "[/公司]投资[bold]30亿元，[/园区]" in ran.out
    assert "[b]新[].txt" in ran.out.replace("\n", "")


@pytest.mark.parametrize("output", ["table", "json", "jsonl", "csv", "html"])
def test_out_writes_what_standard_output_would_show(
    run: Run, article: Path, tmp_path: Path, output: str
) -> None:
    out = tmp_path / "out"
    shown = run("extract", article, "--format", output).out
    assert run("extract", article, "--format", output, "--out", out) == Ran(0, "", "")
    assert out.read_text(encoding="utf-8") == shown
    assert shown


def test_out_alone_is_json_lines(run: Run, article: Path, tmp_path: Path) -> None:
    run("extract", article, "--out", tmp_path / "out")
    assert json.loads((tmp_path / "out").read_text(encoding="utf-8"))["text"] == SENTENCE


# What is refused


def test_missing_file(run: Run) -> None:
    _refused(run("extract", "nirgends.txt"), "nirgends.txt")


def test_an_article_instead_of_a_file(run: Run) -> None:
    """Longer than a file name may be: the system's own error must not come through."""
    _refused(run("extract", SENTENCE * 40), "is no file")


def test_folder_without_text_files(run: Run, tmp_path: Path) -> None:
    _refused(run("extract", tmp_path), str(tmp_path))


def test_not_utf8(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "gbk.txt"
    path.write_bytes(b"abc" + "扬州".encode("gb18030"))
    _refused(run("extract", path), str(path), "UTF-8 at byte 3", "iconv")


def test_standard_input_not_utf8(run: Run) -> None:
    _refused(run("extract", "-", stdin=b"\xff"), "standard input", "UTF-8")


def test_one_bad_file_among_good_ones_writes_nothing(run: Run, article: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"\xff")
    _refused(run("extract", article, bad), str(bad))


def test_parquet_needs_a_file(run: Run, article: Path) -> None:
    _refused(run("extract", article, "--format", "parquet"), "--out")


def test_html_holds_one_text(run: Run, article: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    out.write_text("kept", encoding="utf-8")
    _refused(run("extract", article, article, "--format", "html", "--out", out), "2 texts")
    assert out.read_text(encoding="utf-8") == "kept"


def test_nothing_to_read(run: Run) -> None:
    _refused(run("extract"), "nothing to read", "--example")


@pytest.mark.parametrize("output", ["jsonl", "parquet"])
def test_out_in_no_folder(run: Run, article: Path, tmp_path: Path, output: str) -> None:
    out = tmp_path / "no" / "out"
    _refused(run("extract", article, "--format", output, "--out", out), str(out))


def test_no_model_folder(run: Run, article: Path, tmp_path: Path) -> None:
    _refused(run("extract", article, model=tmp_path / "none"), str(tmp_path / "none"))


@pytest.mark.parametrize("output", ["jsonl", "json", "csv", "table"])
def test_broken_model_folder(run: Run, article: Path, tmp_path: Path, tiny_model: Path, output: str) -> None:
    """Not even a header is written, and an output file that was there stays."""
    broken = tmp_path / "broken"
    broken.mkdir()
    for file in tiny_model.iterdir():
        (broken / file.name).write_bytes(file.read_bytes())
    (broken / "model.onnx").write_bytes(b"short")
    out = tmp_path / "out"
    out.write_text("kept", encoding="utf-8")
    _refused(run("extract", article, "--format", output, model=broken), "model.onnx", "truncated")
    _refused(run("extract", article, "--format", output, "--out", out, model=broken))
    assert out.read_text(encoding="utf-8") == "kept"


def test_foreign_network_is_one_line_though_onnxruntime_says_more(
    run: Run, article: Path, tmp_path: Path, tiny_model: Path
) -> None:
    for file in tiny_model.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "model.onnx").write_bytes(b"foreign")
    (tmp_path / "card.json").write_text('{"window": 128, "files": {"model.onnx": 7}}', encoding="utf-8")
    _refused(run("extract", article, model=tmp_path), "no ONNX model")


def test_unknown_option_is_the_parsers_own_error(run: Run) -> None:
    ran = run("extract", "--nope")
    assert ran.code == 2
    assert "--nope" in ran.err
    assert "Traceback" not in ran.err


# As a real program


def _program(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    code = "from chinese_ie.interfaces.cli import app; app()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        input=stdin,
        capture_output=True,
        env={**os.environ, **environment},
        check=False,
        timeout=120,
    )


def test_program_from_pipe_to_pipe(tiny_model: Path) -> None:
    """UTF-8 both ways, whatever the console's encoding is (a Windows code page, say)."""
    ran = _program(
        "extract", "-", "--model", str(tiny_model), stdin=SENTENCE.encode(), PYTHONIOENCODING="ascii"
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert json.loads(ran.stdout.decode("utf-8"))["text"] == SENTENCE


def test_program_fails_with_one_line() -> None:
    ran = _program("extract", "nirgends.txt")
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert ran.stderr.count(b"\n") == 1
    assert ran.stderr.startswith(b"chinese-ie: 'nirgends.txt'")


# Cells and strings that other programs stumble over


def _investment(company: str, *, amount: str = "3亿元", location: str | None = None) -> Investment:
    return Investment(
        company=company, amount=amount, value=Decimal("-3"), upper=None, currency="CNY", modifier=None,
        location=location, adcode=None, project=None, capacity=None, stage=None, status="active", date=None,
        rule="rule", score=0.5, evidence=Span(0, 1), company_span=Span(0, 1), amount_span=None,
        location_span=None,
    )  # fmt: skip


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'"])
def test_no_cell_is_a_formula(start: str) -> None:
    cell = start + 'HYPERLINK("http://x","y"),1'
    document = Document("x", investments=(_investment(cell, location=cell),))
    (row,) = csv.DictReader(io.StringIO(to_csv(rows(document, cell)), newline=""))
    for name in ("source", "company", "location"):
        assert row[name] == "'" + cell
    assert row["value"] == "-3"  # a number stays one


def test_harmless_cells_stay_as_they_are() -> None:
    document = Document("x", investments=(_investment('a=b, "c"\n\'d', location="扬州-高邮"),))
    (row,) = csv.DictReader(io.StringIO(to_csv(rows(document, "s")), newline=""))
    assert (row["company"], row["location"]) == ('a=b, "c"\n\'d', "扬州-高邮")


def test_formula_in_a_file_name(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("=1+1.txt").write_text(SENTENCE, encoding="utf-8")
    ran = run("extract", "=1+1.txt", "--format", "csv")
    assert [row["source"] for row in csv.DictReader(io.StringIO(ran.out))] == ["'=1+1.txt"]


def test_lone_surrogates_in_json() -> None:
    text = "园\ud800区\udfff"
    document = Document(text, (Entity(0, 3, "PARK", text[:3], text[:3]),))
    for indent in (None, 2):
        line = to_json(document, "x\udcff.txt", indent=indent)
        plain = json.loads(line.encode("utf-8"))
        assert (plain["source"], plain["text"], plain["entities"][0]["text"]) == (
            "x\udcff.txt",
            text,
            text[:3],
        )


def test_astral_characters_are_not_escaped() -> None:
    assert "😀𠮷" in to_json(Document("😀𠮷"), "s")


def test_lone_surrogates_in_tables() -> None:
    document = Document("x", investments=(_investment("公\ud800司"),))
    assert "公?司" in to_csv(rows(document, "x\udcff.txt"))
    (row,) = rows(document, "x\udcff.txt")
    assert (row["source"], row["company"]) == ("x?.txt", "公?司")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such file names")
@pytest.mark.parametrize("output", ["table", "json", "jsonl", "csv", "html", "parquet"])
def test_file_name_that_is_not_utf8(run: Run, tmp_path: Path, output: str) -> None:
    path = tmp_path / os.fsdecode(b"x\xff.txt")
    path.write_text(SENTENCE, encoding="utf-8")
    assert run("extract", path, "--format", output, "--out", tmp_path / "out").code == 0
    assert (tmp_path / "out").stat().st_size > 0


# Benchmark


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Two articles; the tiny model finds all of the first and, of the second, a park that is none."""
    gold = [(0, 4, "COMPANY"), (6, 10, "MONEY"), (11, 13, "LOCATION"), (13, 15, "PARK")]
    first = Article(
        "one",
        SENTENCE,
        tuple(Entity(s, e, label, SENTENCE[s:e]) for s, e, label in gold),
        (Record("企业集团", "30亿元", Decimal(3_000_000_000), "CNY", "园区"),),
        split="test",
    )
    path = tmp_path / "[gold].jsonl"
    write([first, Article("two", "园区", (), split="test")], path)
    return path


def test_benchmark_as_json(run: Run, corpus: Path) -> None:
    ran = run("benchmark", "--corpus", corpus, "--json")
    assert ran.code == 0, ran.err
    result = json.loads(ran.out)
    assert (result["articles"], result["characters"]) == (2, len(SENTENCE) + 2)
    assert result["characters_per_second"] > 0
    assert result["entities"]["COMPANY"] == {
        "gold": 1, "predicted": 1, "right": 1, "precision": 1.0, "recall": 1.0, "f1": 1.0,
    }  # fmt: skip
    park = result["entities"]["PARK"]
    assert (park["gold"], park["predicted"], park["right"], park["precision"]) == (1, 2, 1, 0.5)
    for kind in ("investments_strict", "investments_company_amount"):
        assert (result[kind]["gold"], result[kind]["predicted"], result[kind]["right"]) == (1, 1, 1)


def test_benchmark_as_tables(run: Run, corpus: Path) -> None:
    ran = run("benchmark", "--corpus", corpus)
    assert ran.code == 0, ran.err
    for word in ("PARK", "Investments", "micro avg", "characters/s"):
        assert word in ran.out
    assert "[gold].jsonl" in "".join(ran.out.split())  # the title is broken over lines


def test_benchmark_of_the_rules_alone(run: Run, corpus: Path) -> None:
    ran = run("benchmark", "--corpus", corpus, "--json", "--gold-entities")
    assert ran.code == 0, ran.err
    entities = json.loads(ran.out)["entities"]["all"]
    assert (entities["gold"], entities["predicted"], entities["right"]) == (4, 4, 4)


def test_benchmark_of_errors(run: Run, corpus: Path) -> None:
    ran = run("benchmark", "--corpus", corpus, "--errors")
    assert ran.code == 0, ran.err
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in ran.out.splitlines() if "│" in line]
    assert ["PARK", "1", "1", "0", "0", "0", "1"] in rows
    assert "PARK invented: two …园区…  found PARK '园区'" in ran.out


def test_benchmark_without_each_rule(run: Run, corpus: Path) -> None:
    ran = run("benchmark", "--corpus", corpus, "--ablate")
    assert ran.code == 0, ran.err
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in ran.out.splitlines() if "│" in line]
    scores = {row[0]: row[-1] for row in rows}
    assert scores["-"] == "1.000"
    assert scores["company_then_amount"] == "0.000"
    assert scores["amount_then_company"] == "1.000"


def test_explain_names_the_rule_of_each_amount(run: Run, article: Path) -> None:
    ran = run("explain", article)
    assert ran.code == 0, ran.err
    assert "30亿元" in ran.out
    assert "企业集团" in ran.out
    assert "company_then_amount" in "".join(ran.out.split()).replace("│", "")


def test_explain_of_what_is_not_there(run: Run, tmp_path: Path) -> None:
    _refused(run("explain", tmp_path / "none.txt"), "none.txt")


def test_benchmark_without_corpus(run: Run, tmp_path: Path) -> None:
    _refused(run("benchmark", "--corpus", tmp_path / "none.jsonl"), "--corpus")


def test_benchmark_of_an_empty_corpus(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n", encoding="utf-8")
    _refused(run("benchmark", "--corpus", tmp_path / "empty.jsonl"), "no article")


def test_benchmark_of_a_broken_corpus(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "broken.jsonl"
    path.write_text('{"id": "a", "text": "x", "entities": []}\n{"id": \n', encoding="utf-8")
    _refused(run("benchmark", "--corpus", path), f"{path}:2")
