"""`chinese-ie extract … --out`: many articles of every kind, two workers, kills, what is refused."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tiny_network import write_folder
from typer.testing import CliRunner, Result

from chinese_ie.errors import ChineseIEError, InputError, JobError
from chinese_ie.interfaces.cli import commands

SENTENCE = "企业集团投资30亿元在扬州园区建设项目。"  # what the tiny model reads


def extract(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(commands, ["extract", *map(str, arguments)])
    if isinstance(result.exception, ChineseIEError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result


def documents(out: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    """120 articles as JSON Lines."""
    path = tmp_path / "crawl.jsonl"
    articles = ({"id": f"a{n}", "text": f"第{n}篇。{SENTENCE}"} for n in range(120))
    path.write_text("".join(json.dumps(a) + "\n" for a in articles), encoding="utf-8")
    return path


def test_all_kinds_with_bad_ones_among_them(tmp_path: Path, tiny_model: Path, crawl: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.txt").write_text(SENTENCE, encoding="utf-8")
    (folder / "b.txt").write_bytes(SENTENCE.encode("gb18030"))
    (folder / "c.html").write_text(f"<p>{SENTENCE}</p>" * 5, encoding="utf-8")
    out = tmp_path / "found.jsonl"
    result = extract(folder, crawl, "--model", tiny_model, "--out", out)
    found = documents(out)
    assert [d["source"] for d in found] == [
        str(folder / "a.txt"), str(folder / "c.html"), *(f"a{n}" for n in range(120)),
    ]  # fmt: skip
    assert all(d["investments"] for d in found)
    (error,) = documents(tmp_path / "found.errors.jsonl")
    assert error["source"] == str(folder / "b.txt")
    assert "is not UTF-8 at byte" in str(error["reason"])
    assert (
        result.stderr
        == f"chinese-ie: articles that could not be read: 1, see {tmp_path / 'found.errors.jsonl'}\n"
    )


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
def test_two_workers_write_the_same(tmp_path: Path, tiny_model: Path, crawl: Path, ending: str) -> None:
    if ending == "parquet":
        pytest.importorskip("pyarrow")
    for workers in (1, 2):
        extract(crawl, "--model", tiny_model, "--workers", workers, "--out", tmp_path / f"{workers}.{ending}")
    one, two = ((tmp_path / f"{workers}.{ending}").read_bytes() for workers in (1, 2))
    assert one == two
    assert len(one) > 1000


def test_parquet_to_parquet(tmp_path: Path, tiny_model: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    columns = {"id": ["a", "b", "c"], "text": [SENTENCE, "无", SENTENCE * 2]}
    parquet.write_table(pyarrow.table(columns), tmp_path / "in.parquet")
    extract(tmp_path / "in.parquet", "--model", tiny_model, "--out", tmp_path / "out.parquet")
    rows = parquet.read_table(tmp_path / "out.parquet").to_pylist()
    assert [(r["source"], r["company"], r["value"]) for r in rows] == [
        (source, "企业集团", 3e9) for source in ("a", "c")
    ]  # told twice, it is one investment


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_program_goes_on(tmp_path: Path, tiny_model: Path, workers: int) -> None:
    crawl = tmp_path / "long.jsonl"
    lines = (json.dumps({"id": n, "text": f"{n}。{SENTENCE * 2}"}) for n in range(2500))
    crawl.write_text("\n".join(lines), encoding="utf-8")
    out, whole = tmp_path / "out.jsonl", tmp_path / "whole.jsonl"
    code = "from chinese_ie.interfaces.cli import app; app()"
    arguments = ["extract", crawl, "--model", tiny_model, "--workers", workers, "--out"]
    command = [sys.executable, "-c", code, *map(str, arguments)]
    program = subprocess.Popen([*command, str(out)])
    job = tmp_path / "out.jsonl.job"
    while not list(job.glob("part-*")) and program.poll() is None:
        time.sleep(0.05)
    program.send_signal(signal.SIGKILL)
    assert program.wait() == -signal.SIGKILL, "it was too fast for this test"
    assert not out.exists()
    kept = [file.stat().st_mtime_ns for file in job.glob("part-*")]
    assert kept
    extract(*arguments[1:], out)
    extract(*arguments[1:-2], 2, "--out", whole)
    assert out.read_bytes() == whole.read_bytes()
    assert not job.exists()


def test_work_with_another_model_is_refused(tmp_path: Path, tiny_model: Path, crawl: Path) -> None:
    out = tmp_path / "out.jsonl"
    job = tmp_path / "out.jsonl.job"
    job.mkdir()
    (job / "manifest.json").write_text('{"model": "other"}', encoding="utf-8")
    with pytest.raises(JobError, match="another model"):
        extract(crawl, "--model", tiny_model, "--out", out)
    assert list(job.glob("manifest.json"))


def test_a_model_is_known_by_what_is_in_it(tmp_path: Path) -> None:
    from chinese_ie.interfaces.extract_cli import _digest

    one, two = write_folder(tmp_path / "one"), write_folder(tmp_path / "two")
    assert _digest(one) == _digest(two)
    with (two / "model.onnx").open("ab") as weights:
        weights.write(b"x")
    assert _digest(one) != _digest(two)


def test_an_input_is_not_written_over(tmp_path: Path, tiny_model: Path, crawl: Path) -> None:
    before = crawl.read_bytes()
    with pytest.raises(InputError, match="to be read and to be written"):
        extract(tmp_path / "*.jsonl", "--model", tiny_model, "--out", crawl)
    assert crawl.read_bytes() == before


def test_a_cluster_reads_no_standard_input(tmp_path: Path, tiny_model: Path) -> None:
    with pytest.raises(InputError, match="cannot be read by a cluster"):
        extract("-", "--ray", "local", "--model", tiny_model, "--out", tmp_path / "out.jsonl")
    with pytest.raises(InputError, match="--ray needs a file to write"):
        extract("--example", "--ray", "local", "--model", tiny_model)


def test_limit_of_size(tmp_path: Path, tiny_model: Path) -> None:
    (tmp_path / "long.txt").write_text("园" * 400_000, encoding="utf-8")
    out = tmp_path / "out.jsonl"
    extract(tmp_path / "long.txt", "--max-size", 1, "--model", tiny_model, "--out", out)
    assert documents(out) == []
    assert "--max-size" in str(documents(tmp_path / "out.errors.jsonl")[0]["reason"])


def test_no_bar_where_nobody_watches(tmp_path: Path, tiny_model: Path, crawl: Path) -> None:
    assert extract(crawl, "--model", tiny_model, "--out", tmp_path / "out.jsonl").output == ""


def test_a_bar_in_a_terminal(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    from chinese_ie.interfaces.extractor import Outcome
    from chinese_ie.interfaces.progress import shown

    monkeypatch.setenv("FORCE_COLOR", "1")  # rich takes it for a terminal
    monkeypatch.setenv("COLUMNS", "100")
    given = [Outcome(30), Outcome(20)]
    assert list(shown(given, 100, 50)) == given
    drawn = capfd.readouterr()
    assert drawn.out == ""
    assert "100%" in drawn.err
    assert "2 articles" in drawn.err
