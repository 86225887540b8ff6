"""Records by one process, by two, by a Ray cluster: the same outcomes, whatever happens to a worker."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from stub_pipeline import StubPipeline

from chinese_ie.errors import JobError
from chinese_ie.interfaces.extractor import Extractor, Outcome, Shape, batches
from chinese_ie.interfaces.inputs import Inputs
from chinese_ie.interfaces.sources import Input, Record
from chinese_ie.interfaces.workers import extracted


def record(text: str, number: int = 0) -> Record:
    return Record(f"a:{number}", Input.text, text.encode(), len(text.encode()))


def records(texts: list[str]) -> Iterator[Record]:
    return (record(text, number) for number, text in enumerate(texts))


TEXTS = [f"第{n}篇" * (n % 50) for n in range(300)]


def by_one(texts: list[str]) -> list[Outcome]:
    return list(extracted(records(texts), StubPipeline, Shape.documents, 1))


def test_what_goes_wrong_in_one_article_harms_no_other() -> None:
    texts = ["一", "raise 二", "三", "exhaust", "五"]
    found = Extractor(StubPipeline, Shape.documents)(list(records(texts)))
    assert [json.loads(line)["text"] for o in found for line in o.lines] == ["一", "三", "五"]
    assert [json.loads(o.error)["reason"] for o in found if o.error] == [
        "failed with KeyError: 'raise 二'",
        "failed with MemoryError: ",
    ]
    assert [o.size for o in found] == [len(text.encode()) for text in texts]


def test_dates_reach_the_pipeline() -> None:
    line = '{"text": "x", "published": "2020-10-29", "title": "y"}'
    ((line,),) = (
        o.lines for o in Extractor(StubPipeline, Shape.documents)([Record("a:1", Input.jsonl, line.encode())])
    )
    assert json.loads(line)["meta"] == {"date of the text": "2020-10-29", "date": "2020-10-29", "title": "y"}


def test_batches_are_worth_handing_over() -> None:
    sizes = [len(batch) for batch in batches(records(["x"] * 70))]
    assert sizes == [32, 32, 6]
    assert [len(batch) for batch in batches(records(["x", "x" * 300_000, "x"]))] == [2, 1]


def test_two_processes_change_nothing() -> None:
    assert list(extracted(records(TEXTS), StubPipeline, Shape.documents, 2)) == by_one(TEXTS)


def test_input_is_read_as_it_is_needed() -> None:
    read = 0

    def endless() -> Iterator[Record]:
        nonlocal read
        while True:
            read += 1
            yield record("x")

    outcomes = extracted(endless(), StubPipeline, Shape.documents, 2)
    for _ in range(100):
        next(outcomes)
    assert read <= 32 * (4 + 2 * 8)
    outcomes.close()  # type: ignore[attr-defined]


def test_a_dead_worker_is_a_clear_error() -> None:
    with pytest.raises(JobError, match=r"a worker was killed.*Run the same command again"):
        list(extracted(records(["kill"]), StubPipeline, Shape.documents, 2))


PARENT = """
import os, sys
from stub_pipeline import StubPipeline
from chinese_ie.interfaces.extractor import Shape
from chinese_ie.interfaces.inputs import Inputs
from chinese_ie.interfaces.workers import extracted
if __name__ == "__main__":
    outcomes = extracted(Inputs([sys.argv[1]]).records(), StubPipeline, Shape.documents, 2)
    next(outcomes)
    print("going", flush=True)
    sys.stdin.read()
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    (tmp_path / "parent.py").write_text(PARENT, encoding="utf-8")
    (tmp_path / "a.jsonl").write_text('{"text": "x"}\n' * 10_000, encoding="utf-8")
    tests = str(Path(__file__).parents[1])
    parent = subprocess.Popen(
        [sys.executable, str(tmp_path / "parent.py"), str(tmp_path / "a.jsonl")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([tests, str(Path(tests).parent)])},
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"going\n"
    children = [pid for pid in _pids() if _parent(pid) == parent.pid]
    assert len(children) >= 2
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    for _ in range(300):
        if not any(_alive(pid) for pid in children):
            break
        time.sleep(0.1)
    assert not any(_alive(pid) for pid in children)


def _pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _stat(pid: int) -> list[str]:
    """State, parent and so on."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ["X", "0"]


def _parent(pid: int) -> int:
    return int(_stat(pid)[1])


def _alive(pid: int) -> bool:
    return _stat(pid)[0] not in "XZ"


# Ray


def lines(tmp_path: Path, texts: list[str]) -> Inputs:
    path = tmp_path / "articles.jsonl"
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    return Inputs([str(path)])


def test_what_a_ray_worker_does_without_ray() -> None:
    pytest.importorskip("pyarrow")
    from chinese_ie.interfaces import ray_workers as ray

    given = ray._table(ray._packed_record, records(TEXTS))
    found = ray.RayExtractor(StubPipeline, Shape.documents)(given)
    assert [ray._unpacked_outcome(row.as_py()) for row in found["packed"]] == by_one(TEXTS)


@pytest.mark.parametrize(
    "record",
    [
        Record("a.txt", Input.text, Path("/tmp/\udcff.txt"), 3),
        Record("-:1", Input.jsonl, b'{"text": "\xff"}', 16, "is not UTF-8"),
        Record("x.parquet:2", Input.parquet, {"text": "园区".encode(), "id": 7, "title": None}, 9),
    ],
)
def test_a_record_travels_as_it_is(record: Record) -> None:
    from chinese_ie.interfaces import ray_workers as ray

    assert ray._unpacked_record(ray._packed_record(record)) == record


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="the extra ray is not installed")
def test_ray_gives_the_same_rows_though_a_worker_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chinese_ie.interfaces.ray_workers import extracted_on_ray

    tests = str(Path(__file__).parents[1])
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([tests, str(Path(tests).parent)]))
    marker = tmp_path / "killed"
    long = ["园" * 3000] * 60  # several blocks, so that both workers have to do
    inputs = lines(tmp_path, [*TEXTS, *long, f"kill once {marker}", "raise", *long])
    try:
        found = list(extracted_on_ray(inputs, 3, StubPipeline, Shape.documents, "local", 2))
    except JobError as error:
        if "timed out during startup" in str(error):  # Ray gives itself 30 seconds
            pytest.skip("this machine is too busy to start Ray")
        raise
    assert marker.exists()
    assert found == list(extracted(inputs.records(), StubPipeline, Shape.documents, 1))[3:]
