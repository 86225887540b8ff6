"""The database of merged investments: the same rows, however the files came in."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chinese_ie.errors import InputError
from chinese_ie.interfaces.output import COLUMNS
from chinese_ie.merging.database import add, opened
from chinese_ie.merging.report import read_reports

pytest.importorskip("duckdb")
pq = pytest.importorskip("pyarrow.parquet")
pa = pytest.importorskip("pyarrow")

TABLES = ("report", "alias", "investment", "contradiction")
TEXTS = (
    ("远禾自动化工程股份有限公司投资12.6亿元在扬州经开区建厂。", "12.6亿元", 1_260_000_000),
    ("远禾自动化工程股份有限公司(以下简称“北车”)在扬州经开区投资近13亿元。", "13亿元", 1_300_000_000),
    ("北车扬州项目开工,总投资12.6亿元。", "12.6亿元", 1_260_000_000),
    ("远禾自动化工程股份有限公司投资3亿元在济宁高新区建厂。", "3亿元", 300_000_000),
)


def document(number: int) -> dict[str, Any]:
    """What `extract` writes about one of `TEXTS`."""
    text, amount, value = TEXTS[number]
    full, short = "远禾自动化工程股份有限公司", "北车"
    company = full if full in text else short
    place = next(p for p in ("扬州经开区", "扬州", "济宁高新区") if p in text)
    code = "370800" if place == "济宁高新区" else "321000"

    def span(part: str) -> dict[str, int]:
        return {"start": text.index(part), "end": text.index(part) + len(part)}

    found = [(text.index(n), n, "COMPANY") for n in (full, short) if n in text]
    row = dict.fromkeys(COLUMNS[1:]) | {
        "company": company, "amount": amount, "value": value, "currency": "CNY", "location": place,
        "adcode": code, "modifier": "under" if "近" in text else None, "status": "active", "stage": "signed",
        "score": 0.9, "evidence": {"start": 0, "end": len(text)}, "company_span": span(company),
        "amount_span": span(amount),
        "location_span": span(place),
    }  # fmt: skip
    return {
        "source": f"{number}.txt",
        "text": text,
        "entities": [{"start": s, "end": s + len(n), "label": label, "text": n} for s, n, label in found],
        "investments": [row],
        "meta": {"date": f"2024-0{number + 1}-01"},
        "later": {"unknown": ["column"]},
    }


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{number}.jsonl" for number in range(len(TEXTS))]
    for number, path in enumerate(paths):
        path.write_text(json.dumps(document(number)) + "\n", encoding="utf-8")
    return paths


def put(where: str | Path, *paths: Path) -> Any:
    with opened(str(where)) as database:
        return add(database, *read_reports(paths))


def content(where: str | Path) -> dict[str, list[tuple[Any, ...]]]:
    with opened(str(where)) as database:
        return {table: sorted(database.rows(f"SELECT * FROM {table}"), key=repr) for table in TABLES}


def check_increments(new: Callable[[], str | Path], files: list[Path]) -> None:
    """All at once, one by one backwards, and twice: the same rows."""
    whole = new()
    assert put(whole, *files) == (4, 4, 2, 0)
    expected = content(whole)
    assert len(expected["report"]) == 4
    slow = new()
    for path in reversed(files):
        put(slow, path)
    assert content(slow) == expected
    assert put(slow, *files) == (0, 4, 2, 0)
    assert content(slow) == expected


def test_increments(tmp_path: Path, files: list[Path]) -> None:
    numbers = iter(range(9))
    check_increments(lambda: tmp_path / f"{next(numbers)}.duckdb", files)


@pytest.mark.skipif(
    "CHINESE_IE_POSTGRESQL" not in os.environ, reason="no PostgreSQL in CHINESE_IE_POSTGRESQL"
)
def test_increments_in_postgresql(files: list[Path]) -> None:
    """The variable holds a URL of a database whose tables of these names are dropped."""
    where = os.environ["CHINESE_IE_POSTGRESQL"]

    def new() -> str:
        with opened(where) as database:
            for table in TABLES:
                database.run(f"DROP TABLE {table}")
        return where

    check_increments(new, files)


def test_rows(tmp_path: Path, files: list[Path]) -> None:
    where = tmp_path / "i.duckdb"
    put(where, *files)
    with opened(str(where)) as database:
        query = "SELECT company, value, location, articles, first_published FROM investment ORDER BY value"
        assert database.rows(query) == [
            ("远禾自动化工程股份有限公司", 3e8, "济宁高新区", 1, "2024-04-01"),
            ("远禾自动化工程股份有限公司", 1.26e9, "扬州经开区", 3, "2024-01-01"),
        ]
        query = "SELECT evidence_start, company_start, evidence FROM report WHERE article = ?"
        assert database.rows(query, ["2.txt"]) == [(0, 0, "北车扬州项目开工,总投资12.6亿元。")]
        assert ("1.txt", "远禾自动化工程股份有限公司", "北车") in database.rows("SELECT * FROM alias")


def test_flat_rows(tmp_path: Path) -> None:
    """The flat table of `extract`, with columns that are not known yet."""
    rows = [
        {name: document(n)["investments"][0].get(name) for name in COLUMNS}
        | {"source": f"{n}.txt", "more": 1}
        for n in (0, 1, 3)
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "flat.parquet")
    assert put(tmp_path / "i.duckdb", tmp_path / "flat.parquet") == (3, 3, 2, 0)


def test_strings_that_no_database_holds(tmp_path: Path) -> None:
    plain = document(0)
    plain["investments"][0]["project"] = "a\0b\ud800c"
    plain["source"] = "\udfff.txt"
    (tmp_path / "a.json").write_text(json.dumps([plain]), encoding="utf-8")
    put(tmp_path / "i.duckdb", tmp_path / "a.json")
    assert content(tmp_path / "i.duckdb")["report"][0][2] == "?.txt"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.jsonl", b"{", "is no JSON"),
        ("a.jsonl", b"\xff", "is no JSON"),
        ("a.jsonl", b"[1]\n", "neither a document"),
        ("a.jsonl", b'{"text": ""}\n', "neither a document"),
        ("a.jsonl", b'{"investments": [{"value": 1}]}\n', "company is None"),
        ("a.jsonl", b'{"investments": [{"company": "a", "value": NaN}]}\n', "is no number"),
        ("a.jsonl", b'{"investments": [{"company": "a", "evidence": {"start": 1}}]}\n', "holds no report"),
        ("a.jsonl", b'{"investments": 7}\n', "holds no report"),
        ("a.json", b"[" * 100_000, "is no JSON"),
        ("a.parquet", b"PAR1", "is no whole Parquet file"),
        ("a.csv", b"", "is no .jsonl, .json or .parquet file"),
    ],
)
def test_foreign_files(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=message):
        read_reports([tmp_path / name])


def test_a_file_that_is_no_database(tmp_path: Path, files: list[Path]) -> None:
    (tmp_path / "i.duckdb").write_bytes(b"something else" * 1000)
    with pytest.raises(InputError, match=r"i\.duckdb is no DuckDB database"):
        put(tmp_path / "i.duckdb", *files)
    with pytest.raises(InputError, match="no DuckDB database"):
        put(tmp_path / "nowhere" / "i.duckdb", *files)


def test_an_error_leaves_the_database_as_it_was(tmp_path: Path, files: list[Path]) -> None:
    where = tmp_path / "i.duckdb"
    put(where, files[0])
    before = content(where)

    def break_off() -> None:
        with opened(str(where)) as database:
            add(database, *read_reports(files[1:]))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert content(where) == before


def test_no_server_no_password_in_the_message() -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(InputError, match="cannot connect to postgresql://127") as caught:
        put("postgresql://me:secret@127.0.0.1:1/none")
    assert "secret" not in str(caught.value)
