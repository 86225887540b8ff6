"""Runs `tests/specs/money.jsonl` and `capacity.jsonl`: text → every quantity expected, and why."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from chinese_ie.document import Entity, Quantity
from chinese_ie.pipeline import from_mentions
from chinese_ie.quantities import Mention, find_capacity, find_money, parse_capacity, parse_money, units

SPECS = Path(__file__).parent.parent / "specs"
FIND = {"money": find_money, "capacity": find_capacity}
PARSE: dict[str, Callable[[str], tuple[Quantity, ...]]] = {"money": parse_money, "capacity": parse_capacity}


def cases(name: str) -> list[dict[str, Any]]:
    lines = (SPECS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [{"kind": name, **json.loads(line)} for line in lines]


ALL = [*cases("money"), *cases("capacity")]


def flat(mentions: list[Mention]) -> list[dict[str, Any]]:
    """One row a quantity; a joined pair is two rows with the same text."""
    return [plain(m.text, q) for m in mentions for q in m.quantities]


def plain(text: str, q: Quantity) -> dict[str, Any]:
    row = {
        "text": text,
        "value": q.value,
        "upper": q.upper,
        "unit": q.unit,
        "modifier": q.modifier,
        "per": q.per,
    }
    return {key: value for key, value in row.items() if value is not None}


def exact(row: dict[str, Any]) -> dict[str, Any]:
    return {k: Decimal(v) if k in ("value", "upper") else v for k, v in row.items() if v is not None}


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case['kind']}: {case['text']}")
def test_spec(case: dict[str, Any]) -> None:
    found = FIND[case["kind"]](case["text"])
    assert flat(found) == [exact(row) for row in case["expect"]], case["why"]
    assert all(case["text"][m.start : m.end] == m.text for m in found)


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case['kind']}: {case['text']}")
def test_every_mention_parses_to_the_same_value(case: dict[str, Any]) -> None:
    for mention in FIND[case["kind"]](case["text"]):
        parsed = PARSE[case["kind"]](mention.text)
        assert [(q.value, q.upper) for q in parsed] == [(q.value, q.upper) for q in mention.quantities]


@pytest.mark.parametrize("case", cases("tagged_amounts"), ids=lambda case: case["text"])
def test_tagged_amount(case: dict[str, Any]) -> None:
    start = case["text"].rindex(case["mention"])
    entity = Entity(start, start + len(case["mention"]), case["label"], case["mention"])
    (found,) = from_mentions(case["text"], [entity]).entities
    rows = [exact({"text": entity.text, **row}) for row in case["expect"]]
    assert [plain(entity.text, q) for q in found.quantities] == rows, case["why"]


def test_every_currency_has_a_spec() -> None:
    seen = {row["unit"] for case in cases("money") for row in case["expect"]}
    known = {*units.currency_codes().values(), *units.currency_words().values()}
    assert known <= seen


def test_every_unit_has_a_spec() -> None:
    texts = [row["text"].casefold() for case in cases("capacity") for row in case["expect"]]
    bases = {row["unit"] for case in cases("capacity") for row in case["expect"]}
    assert {unit.base for unit in units.units()} <= bases
    unseen = [
        unit for unit in units.units() if not any(t.endswith(f.casefold()) for t in texts for f in unit.forms)
    ]
    assert not unseen


def test_sentences_of_the_benchmark() -> None:
    lines = (SPECS.parent.parent / "benchmarks" / "quantity_sentences.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in lines.splitlines()]
    assert len(rows) >= 300
    assert all(row["text"][a["start"] : a["end"]] == a["text"] for row in rows for a in row["amounts"])


@pytest.mark.parametrize("case", cases("products"), ids=lambda case: case["text"])
def test_product(case: dict[str, Any]) -> None:
    found = [q.product for m in find_capacity(case["text"]) for q in m.quantities]
    assert found == case["expect"], case["why"]
