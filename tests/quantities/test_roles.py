"""Runs `tests/specs/roles.jsonl`: inline tagged text, whose amounts carry the role expected, and why."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from growth import growth
from hypothesis import given
from hypothesis import strategies as st

from chinese_ie.corpus.inline import parse_inline
from chinese_ie.document import AMOUNT_ROLES, Entity
from chinese_ie.pipeline import from_mentions
from chinese_ie.quantities.role_rules import Context, role_of
from chinese_ie.quantities.roles import with_roles
from chinese_ie.quantities.tables import table

SPECS = Path(__file__).parent.parent / "specs" / "roles.jsonl"
CASES = [json.loads(line) for line in SPECS.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_spec(case: dict[str, str]) -> None:
    gold = parse_inline(f"+++\n\n+++\n{case['text']}")
    found = from_mentions(gold.text, [replace(e, role=None) for e in gold.entities]).entities
    assert [e.role for e in found] == [e.role for e in gold.entities], case["why"]


def test_every_role_has_a_spec() -> None:
    assert set(AMOUNT_ROLES) <= {
        e.role for c in CASES for e in parse_inline(f"+++\n\n+++\n{c['text']}").entities
    }


def test_words_belong_to_known_roles() -> None:
    for kind in ("before", "weak", "after"):
        assert set(table("roles")[kind]) <= set(AMOUNT_ROLES)


def test_only_amounts_have_roles() -> None:
    mentions = [Entity(0, 2, "COMPANY", "甲乙"), Entity(4, 8, "MONEY", "51亿元")]
    assert [e.role for e in with_roles("甲乙投资51亿元", mentions)] == [None, "investment"]


@given(st.lists(st.text(max_size=40), min_size=6, max_size=6), st.booleans())
def test_any_context_has_a_known_role(texts: list[str], rate: bool) -> None:
    line, sentence, clause, after, above, between = texts
    context = Context(
        line, sentence, clause, after, above, rate, rate, rate, None, between, None, between, above
    )
    assert role_of(context) in AMOUNT_ROLES


@pytest.mark.parametrize("unit", ["5亿元、", "总投资5亿元,", "5亿元\n"])
def test_time_grows_as_the_text(unit: str) -> None:
    def amounts(count: int) -> tuple[str, list[Entity]]:
        at = unit.index("5亿元")
        step = len(unit)
        return unit * count, [
            Entity(n * step + at, n * step + at + 3, "MONEY", "5亿元") for n in range(count)
        ]

    short, long = amounts(300), amounts(1200)
    assert growth(lambda: with_roles(*short), lambda: with_roles(*long)) < 8
