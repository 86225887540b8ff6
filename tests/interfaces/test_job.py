"""Jobs: killed at any line, on a full disk, of another input, twice at a time; and their memory."""

import json
import os
import random
import resource
import signal
import sys
import tracemalloc
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from stub_pipeline import StubPipeline

from chinese_ie.errors import JobError
from chinese_ie.interfaces import job as job_module
from chinese_ie.interfaces import whole_output
from chinese_ie.interfaces.extractor import Shape
from chinese_ie.interfaces.inputs import Inputs
from chinese_ie.interfaces.job import Job
from chinese_ie.interfaces.workers import extracted

IDENTITY = {"input": "a", "model": "b"}
TRACED = {job_module.__file__, whole_output.__file__}
RECORDS = 23


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_module, "_RECORDS", 5)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """23 lines; the third and the last cannot be read."""
    path = tmp_path / "articles.jsonl"
    bad = {2: "no JSON", RECORDS - 1: '{"id": "last"}'}
    lines = (bad.get(n, json.dumps({"id": n, "text": f"第{n}篇"})) for n in range(RECORDS))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def run(articles: Path, out: Path, identity: dict[str, str] | None = None, *, fresh: bool = False) -> None:
    with Job(out, identity or IDENTITY, fresh=fresh) as job:
        records = islice(Inputs([str(articles)]).records(), job.done, None)
        for _ in job.write(extracted(records, StubPipeline, Shape.documents, 1)):
            pass
        job.finish(whole_output.to_jsonl)


def assert_whole(out: Path) -> None:
    """Each article once, in order; the two bad ones in the errors; nothing else is left."""
    found = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    good = [n for n in range(RECORDS) if n not in (2, RECORDS - 1)]
    assert [(d["source"], d["text"]) for d in found] == [(str(n), f"第{n}篇") for n in good]
    errors = out.with_name(out.stem + ".errors.jsonl").read_text(encoding="utf-8").splitlines()
    third, last = (json.loads(line) for line in errors)
    assert third["place"].endswith("articles.jsonl:3")
    assert "no JSON" in third["reason"]
    assert (last["source"], last["reason"]) == ("last", "has no text, expected a string")
    assert not list(out.parent.glob("*.job"))


def in_child(work: Callable[[], object]) -> tuple[int, str]:
    """Do it in a forked process; its wait status and the message of its JobError."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except JobError as error:
            os.write(writes, str(error).encode())
            os._exit(3)
        except BaseException:
            os._exit(4)
    os.close(writes)
    with open(reads, encoding="utf-8") as message:  # noqa: PTH123
        told = message.read()
    return os.waitpid(child, 0)[1], told


def at_each_line(seen: Callable[[], object]) -> Callable[[FrameType, str, Any], Any]:
    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        if frame.f_code.co_filename not in TRACED:
            return None
        if event == "line":
            seen()
        return trace

    return trace


def killed(line: int, work: Callable[[], object]) -> bool:
    """Run it in a process that is killed before that line of the job's code; False if it ends earlier."""
    left = line

    def count() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def traced() -> None:
        sys.settrace(at_each_line(count))
        work()

    status, _ = in_child(traced)
    assert os.WIFSIGNALED(status) or status == 0
    return os.WIFSIGNALED(status)


def lines_of(work: Callable[[], object]) -> int:
    lines = 0

    def count() -> None:
        nonlocal lines
        lines += 1

    before = sys.gettrace()
    sys.settrace(at_each_line(count))
    try:
        work()
    finally:
        sys.settrace(before)
    return lines


def kill_again_and_again(articles: Path, out: Path, seed: int) -> None:
    """Kill it at a random line, start it again, up to four times; then let it end."""
    lines = lines_of(lambda: run(articles, out.with_name("first.jsonl")))
    assert lines > 200
    rng = random.Random(seed)
    out.write_text("earlier", encoding="utf-8")
    for _ in range(rng.randint(1, 4)):
        if not killed(rng.randint(1, lines), lambda: run(articles, out)):
            break
        if out.read_text(encoding="utf-8") != "earlier":
            assert len(out.read_text(encoding="utf-8").splitlines()) == RECORDS - 2
    run(articles, out)
    assert_whole(out)


@pytest.mark.parametrize("seed", range(6))
def test_killed_at_any_line_it_goes_on(articles: Path, tmp_path: Path, seed: int) -> None:
    kill_again_and_again(articles, tmp_path / "out.jsonl", seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6, 206))
def test_killed_at_200_random_lines(articles: Path, tmp_path: Path, seed: int) -> None:
    kill_again_and_again(articles, tmp_path / "out.jsonl", seed)


def test_what_is_done_is_not_done_again(articles: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    with Job(out, IDENTITY) as job:
        for _ in islice(
            job.write(extracted(Inputs([str(articles)]).records(), StubPipeline, Shape.documents, 1)), 13
        ):
            pass
    with Job(out, IDENTITY) as job:
        assert job.done == 10  # two parts of five; the three behind them were not on disk yet
    run(articles, out)
    assert_whole(out)


def test_a_lost_part_is_done_again(articles: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    with Job(out, IDENTITY) as job:
        for _ in job.write(extracted(Inputs([str(articles)]).records(), StubPipeline, Shape.documents, 1)):
            pass
    parts = sorted((tmp_path / "out.jsonl.job").glob("part-*.jsonl"))
    assert len(parts) == 5
    parts[1].unlink()
    run(articles, out)
    assert_whole(out)


@pytest.mark.parametrize("key", IDENTITY)
def test_work_of_another_input_or_model_is_refused(articles: Path, tmp_path: Path, key: str) -> None:
    out = tmp_path / "out.jsonl"
    with Job(out, IDENTITY) as job:
        for _ in islice(
            job.write(extracted(Inputs([str(articles)]).records(), StubPipeline, Shape.documents, 1)), 7
        ):
            pass
    with pytest.raises(JobError, match=f"out.jsonl.job holds unfinished work with another {key}; go on with"):
        run(articles, out, IDENTITY | {key: "other"})
    run(articles, out)  # and is left as it was
    assert_whole(out)


def test_input_that_cannot_be_read_again_begins_anew(articles: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    with Job(out, {"input": "other"}) as job:
        for _ in islice(
            job.write(extracted(Inputs([str(articles)]).records(), StubPipeline, Shape.documents, 1)), 7
        ):
            pass
    run(articles, out, fresh=True)
    assert_whole(out)


def test_the_same_work_twice_at_a_time_is_refused(articles: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    with Job(out, IDENTITY), pytest.raises(JobError, match="in use"):
        run(articles, out)
    run(articles, out)
    assert_whole(out)


@pytest.mark.parametrize("limit", [10, 300, 1500])
def test_a_full_disk_keeps_what_is_done(articles: Path, tmp_path: Path, limit: int) -> None:
    """No file may be larger than `limit` bytes: too little for the manifest, for a part, for the whole."""
    out = tmp_path / "out.jsonl"
    run(articles, out.with_name("whole.jsonl"))
    assert out.with_name("whole.jsonl").stat().st_size > 1500
    out.write_text("earlier", encoding="utf-8")

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        run(articles, out)

    status, told = in_child(limited)
    assert os.waitstatus_to_exitcode(status) == 3
    assert told.startswith(f"cannot write {out}: File too large")
    assert ("run the same command again" in told) == (limit >= 1500)
    assert out.read_text(encoding="utf-8") == "earlier"
    run(articles, out)
    assert_whole(out)


def test_where_nothing_can_be_written(articles: Path, tmp_path: Path) -> None:
    with pytest.raises(JobError, match=r"cannot write .*: No such file"):
        run(articles, tmp_path / "none" / "out.jsonl")
    (tmp_path / "folder.jsonl").mkdir()
    with pytest.raises(JobError, match="it is a folder"):
        run(articles, tmp_path / "folder.jsonl")
    assert not list(tmp_path.glob("*.job"))


def test_errors_of_an_earlier_run_go(articles: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    run(articles, out)
    articles.write_text('{"text": "好"}\n', encoding="utf-8")
    run(articles, out)
    assert not out.with_name("out.errors.jsonl").exists()
    assert len(out.read_text(encoding="utf-8").splitlines()) == 1


def test_memory_does_not_grow_with_the_number_of_articles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_module, "_RECORDS", 100)

    def peak(count: int) -> int:
        articles = tmp_path / f"{count}.jsonl"
        with articles.open("w", encoding="utf-8") as lines:
            lines.writelines(json.dumps({"text": "园区" * 200}) + "\n" for _ in range(count))
        tracemalloc.start()
        try:
            run(articles, tmp_path / f"{count}.out.jsonl")
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(200)  # what is loaded once
    assert peak(3200) < 1.3 * peak(800)
