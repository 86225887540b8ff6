"""What is read, record by record: files, JSON Lines, Parquet, and everything that may be wrong with them."""

import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from chinese_ie.errors import InputError
from chinese_ie.interfaces.inputs import Inputs
from chinese_ie.interfaces.sources import Input, Record, Refusal, Source


def read(*named: Path | str, **options: Any) -> list[Source | Refusal]:
    return [record.read() for record in Inputs([str(n) for n in named], **options).records()]


def lines(tmp_path: Path, *content: bytes) -> Path:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\n".join(content))
    return path


def test_a_line_with_everything(tmp_path: Path) -> None:
    fields = {"text": "园区", "id": 7, "published": "2020-10-29T08:00:00", "title": "标题", "more": [1]}
    (found,) = read(lines(tmp_path, json.dumps(fields).encode()))
    assert found == Source("7", "园区", {"title": "标题", "date": "2020-10-29"})


@pytest.mark.parametrize(
    "fields", [{}, {"id": None, "published": None, "title": None}, {"id": "", "title": ""}]
)
def test_a_line_with_nothing_but_text(tmp_path: Path, fields: dict[str, Any]) -> None:
    path = lines(tmp_path, b"", json.dumps({"text": ""} | fields).encode(), b" ", b'{"text": "\xe5\xa5\xbd"}')
    assert read(path) == [Source(f"{path}:2", ""), Source(f"{path}:4", "好")]


def test_a_lone_surrogate_is_text(tmp_path: Path) -> None:
    (found,) = read(lines(tmp_path, rb'{"text": "\ud83d\u56ed", "id": "\udc00"}'))
    assert found == Source("\udc00", "\ud83d园")


@pytest.mark.parametrize(
    ("line", "name", "reason"),
    [
        (b'{"text": "\xff"}', None, "is not UTF-8 at byte 10; convert it first (iconv -f GB18030 -t UTF-8)"),
        (b'{"text": ', None, "is no JSON: Expecting value: line 1 column 10 (char 9)"),
        (b'["text"]', None, "is a JSON list, expected an object with the field text"),
        (b'{"id": "a"}', "a", "has no text, expected a string"),
        (b'{"id": "a", "text": null}', "a", "has no text, expected a string"),
        (b'{"id": 0, "text": 5}', "0", "has a text of type int, expected a string"),
        (b'{"text": "x", "published": "soon"}', None, "has 'soon' as published, expected YYYY-MM-DD"),
        (b'{"id": "a", "text": "' + b"x" * 200 + b'"}', None, "has more than the 200 bytes of --max-size"),
    ],
)  # fmt: skip
def test_a_bad_line_does_not_harm_its_neighbours(
    tmp_path: Path, line: bytes, name: str | None, reason: str
) -> None:
    good = b'{"text": "x"}'
    path = lines(tmp_path, good, line, good)
    first, bad, last = read(path, max_size=200)
    assert bad == Refusal(name or f"{path}:2", reason)
    assert (first, last) == (Source(f"{path}:1", "x"), Source(f"{path}:3", "x"))


def test_deep_json_is_no_end(tmp_path: Path) -> None:
    (found,) = read(lines(tmp_path, b'{"text": ' + b"[" * 10**6))
    assert isinstance(found, Refusal)
    assert found.reason.startswith("is no JSON")


@pytest.mark.parametrize("length", [100, 101, 5000, 3_000_000])
def test_a_long_line_is_not_held(tmp_path: Path, length: int) -> None:
    long = b'{"text": "' + b"x" * (length - 12) + b'"}'
    path = lines(tmp_path, long, b'{"text": "x"}')
    first, second = Inputs([str(path)], max_size=100).records()
    assert bool(first.refused) == (length > 100)
    assert isinstance(first.content, bytes)
    assert len(first.content) <= 101
    assert second.read() == Source(f"{path}:2", "x")
    assert first.size + second.size == path.stat().st_size


def test_long_and_unreadable_files(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 101)
    (tmp_path / "b.txt").write_bytes(b"\xff")
    (tmp_path / "c.html").write_bytes(b"\x00\xff<p <<<&#xD800; <table><td>" + "园区".encode("gbk"))
    (tmp_path / "d.txt").write_bytes(b"x" * 100)
    long, foreign, broken, good = read(tmp_path, max_size=100)
    assert long == Refusal(str(tmp_path / "a.txt"), "has more than the 100 bytes of --max-size")
    assert foreign.name == str(tmp_path / "b.txt")
    assert isinstance(broken, Source)
    assert isinstance(good, Source)


def test_a_file_that_has_gone(tmp_path: Path) -> None:
    found = Record("a.txt", Input.text, tmp_path / "a.txt").read()
    assert found == Refusal("a.txt", "cannot be read: No such file or directory")


def test_lines_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b'{"text": "x"}\n{"text": "y", "id": 3}')))
    assert read("-", kind=Input.jsonl) == [Source("-:1", "x"), Source("3", "y")]


def test_nothing_is_read_before_its_time(tmp_path: Path) -> None:
    path = lines(tmp_path, *[b'{"text": "x"}'] * 3)
    records = Inputs([str(path), str(tmp_path / "none.txt")]).records()
    assert [next(records).place for _ in range(3)] == [f"{path}:{n}" for n in (1, 2, 3)]
    with pytest.raises(InputError, match=r"none\.txt"):
        next(records)


def test_summary_tells_inputs_apart(tmp_path: Path) -> None:
    path = lines(tmp_path, b'{"text": "x"}')
    inputs = Inputs([str(path)])
    before = inputs.summary()
    assert inputs.summary() == before
    assert before.size == 13
    path.write_bytes(b'{"text": "xy"}')
    assert inputs.summary().digest != before.digest
    with pytest.raises(InputError, match="nothing to read"):
        Inputs([]).summary()


# Parquet


def table(tmp_path: Path, columns: dict[str, Sequence[Any]], kinds: dict[str, str] | None = None) -> Path:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    arrays = {}
    for name, values in columns.items():
        kind = (kinds or {}).get(name)
        arrays[name] = pyarrow.array(values, pyarrow.binary() if kind == "not utf-8" else kind)
        if kind == "not utf-8":  # strings whose bytes nobody checked
            arrays[name] = arrays[name].view(pyarrow.string())
    path = tmp_path / "a.parquet"
    parquet.write_table(pyarrow.table(arrays), path, row_group_size=2)
    return path


def test_rows(tmp_path: Path) -> None:
    import datetime

    path = table(
        tmp_path,
        {
            "more": [1, 2, 3],
            "text": ["园区", None, "x" * 101],
            "id": ["a", None, "c"],
            "title": ["标题", "", None],
            "published": [datetime.date(2020, 10, 29), None, None],
        },
    )
    assert read(path, max_size=100) == [
        Source("a", "园区", {"title": "标题", "date": "2020-10-29"}),
        Refusal(f"{path}:2", "has no text, expected a string"),
        Refusal("c", "has more than the 100 bytes of --max-size"),
    ]


@pytest.mark.parametrize("kind", ["string", "large_string", "binary"])
def test_kinds_of_strings(tmp_path: Path, kind: str) -> None:
    values = ["园区".encode()] if kind == "binary" else ["园区"]
    path = table(tmp_path, {"text": values, "id": [12]}, {"text": kind})
    assert read(path) == [Source("12", "园区")]


def test_a_row_that_is_not_utf8(tmp_path: Path) -> None:
    path = table(tmp_path, {"text": [b"a", b"\xff", b"c"]}, {"text": "not utf-8"})
    first, bad, last = read(path)
    assert bad == Refusal(f"{path}:2", "is not UTF-8 at byte 0; convert it first (iconv -f GB18030 -t UTF-8)")
    assert (first, last) == (Source(f"{path}:1", "a"), Source(f"{path}:3", "c"))


def test_parquet_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no column text of strings; it has text \(int64\)"):
        read(table(tmp_path, {"text": [1]}))
    path = table(tmp_path, {"text": ["a"]})
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(InputError, match="no Parquet file, or a truncated one"):
        read(path)
