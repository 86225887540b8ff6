"""Parquet: a frozen schema, exact values, evidence inside, any length."""

import json
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from chinese_ie.document import Document, Investment, Span
from chinese_ie.errors import MissingExtraError
from chinese_ie.interfaces import parquet
from chinese_ie.interfaces.columns import from_plain, investment_rows, plain
from chinese_ie.interfaces.output import dumps

pq = pytest.importorskip("pyarrow.parquet")

TEXT = "园\ud800区。汉尧富锂投资51亿元。"
MADE = Investment(
    company="汉尧富锂", amount="51亿元", value=Decimal("5.1E+9"), upper=None, currency="CNY", modifier=None,
    location=None, adcode=None, project=None, capacity=None, stage="signed", status="active", date="2020-10",
    rule="test", score=0.25, evidence=Span(0, 15), company_span=Span(4, 8), amount_span=Span(10, 14),
    location_span=None,
)  # fmt: skip

SCHEMA = """\
source: string
company: string
amount: string
value: decimal128(38, 9)
upper: decimal128(38, 9)
currency: string
modifier: string
location: string
adcode: string
project: string
capacity: string
stage: string
status: string
date: string
date_start: date32[day]
rule: string
score: double
evidence: struct<start: int64, end: int64, text: string>
company_span: struct<start: int64, end: int64>
amount_span: struct<start: int64, end: int64>
location_span: struct<start: int64, end: int64>"""


def _written(tmp_path: Path, *documents: Document) -> list[dict[str, object]]:
    out = tmp_path / "rows.parquet"
    lines = [
        dumps(plain(row)) for d in documents for row in investment_rows(d, "a.txt")
    ]  # as a job keeps them
    parquet.write_parquet([from_plain(json.loads(line)) for line in lines], out)
    table = pq.read_table(out)
    assert "\n".join(f"{field.name}: {field.type}" for field in table.schema) == SCHEMA
    return list(table.to_pylist())


def test_the_schema_is_frozen(tmp_path: Path) -> None:
    """Files of today and of next year are read as one table; a change here is a breaking one."""
    assert _written(tmp_path) == _written(tmp_path, Document("")) == []
    assert len(_written(tmp_path, Document(TEXT, investments=(MADE, MADE)))) == 2


def test_a_row(tmp_path: Path) -> None:
    (row,) = _written(tmp_path, Document(TEXT, investments=(MADE,)))
    assert row["value"] == Decimal(5_100_000_000)
    assert (row["source"], row["date"], row["date_start"]) == ("a.txt", "2020-10", date(2020, 10, 1))
    assert row["evidence"] == {"start": 0, "end": 15, "text": "园?区。汉尧富锂投资51亿元。"}
    assert (row["amount_span"], row["location_span"]) == ({"start": 10, "end": 14}, None)


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ("0.1", "0.1"),
        ("9007199254740993", "9007199254740993"),  # 2**53 + 1, which no double holds
        ("9999999999999999999999999999.999999999", "9999999999999999999999999999.999999999"),
        ("1E28", None),
        ("9" * 150, None),
        ("0.00000000012", "0.000000000"),
    ],
)
def test_values_are_exact_or_missing(tmp_path: Path, value: str, stored: str | None) -> None:
    document = Document(TEXT, investments=(replace(MADE, value=Decimal(value)),))
    (row,) = _written(tmp_path, document)
    assert row["value"] == (None if stored is None else Decimal(stored))


def test_many_rows_are_written_in_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "_GROUP", 3)
    documents = [Document(TEXT, investments=(replace(MADE, amount=str(n)),)) for n in range(7)]
    assert [row["amount"] for row in _written(tmp_path, *documents)] == list("0123456")
    assert pq.ParquetFile(tmp_path / "rows.parquet").num_row_groups == 3


def test_duckdb_adds_exactly(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    tenth = Document(TEXT, investments=(replace(MADE, value=Decimal("0.1")),) * 3)
    _written(tmp_path, tenth)
    (row,) = duckdb.sql(f"select sum(value), min(evidence.start) from '{tmp_path}/rows.parquet'").fetchall()
    assert row == (Decimal("0.3"), 0)


def test_without_pyarrow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"chinese-ie\[parquet\]"):
        parquet.write_parquet([], tmp_path / "rows.parquet")
    assert not (tmp_path / "rows.parquet").exists()
