"""Runs `tests/specs/investments.jsonl`: inline-tagged text → the investments expected, and why.

A line holds `text`, `expect` (records in order of their amounts; company, amount and location are
always compared, status is `active` unless given, the other fields where given) and `why`; also

* `not_rule`: a rule that makes no record of this text although an amount passed the vetoes,
* `veto`: amount in clean text → why it is dropped, null where no veto may drop it,
* `known_gap`: right by the guidelines, not yet reached by the rules; the line must fail.
"""

from decimal import Decimal
from typing import Any

import pytest
from spec_reading import gold, reading, specs

from chinese_ie.document import Investment
from chinese_ie.pipeline import understand
from chinese_ie.relations.candidates import veto

SPECS = specs()
FIELDS = {
    "company", "amount", "location", "status", "rule", "stage", "value", "upper", "currency", "modifier",
    "capacity", "project", "date", "adcode",
}  # fmt: skip


def case(spec: dict[str, Any]) -> Any:
    gap = pytest.mark.xfail(strict=True, raises=AssertionError, reason=spec["why"])
    return pytest.param(spec, id=spec["text"][:60], marks=[gap] if spec.get("known_gap") else [])


def shown(found: Investment, wanted: dict[str, Any]) -> dict[str, Any]:
    """The fields of a record that the spec line speaks of."""
    row = {name: getattr(found, name) for name in wanted}
    return {k: None if v is None else Decimal(v) if k in ("value", "upper") else v for k, v in row.items()}


@pytest.mark.parametrize("spec", [case(s) for s in SPECS])
def test_spec(spec: dict[str, Any]) -> None:
    aligned, mentions = gold(spec["text"])
    found = understand(aligned, mentions).investments
    wanted = [{"status": "active", **row} for row in spec["expect"]]
    brief = [(i.company, i.amount, i.location, i.status, i.rule) for i in found]
    assert len(found) == len(wanted), f"{spec['why']}: {brief}"
    assert [shown(i, row) for i, row in zip(found, wanted, strict=True)] == wanted, spec["why"]
    assert spec.get("not_rule") not in {i.rule for i in found}, spec["why"]
    read = reading(spec["text"])
    wanted_vetoes = spec.get("veto", {})
    vetoes = {e.text: veto(read, e) for e in read.entities if e.text in wanted_vetoes}
    assert vetoes == wanted_vetoes, spec["why"]


@pytest.mark.parametrize("spec", [case(s) for s in SPECS if not s.get("known_gap")])
def test_spans_point_into_the_text_as_given(spec: dict[str, Any]) -> None:
    document = understand(*gold(spec["text"]))
    tagged = {(e.start, e.end): e.label for e in document.entities}
    clean = {(e.start, e.end): e.norm for e in document.entities}
    for found in document.investments:
        assert tagged[found.company_span] == "COMPANY"
        assert found.amount_span is not None
        assert tagged[found.amount_span] == "MONEY"
        assert clean[found.amount_span] == found.amount
        assert (found.location_span is None) == (found.location is None)
        if found.location_span is not None:
            assert tagged[found.location_span] in ("PARK", "LOCATION")
        assert found.evidence.start <= found.amount_span.start < found.amount_span.end <= found.evidence.end


def test_specs_are_many_and_well_formed() -> None:
    assert len(SPECS) >= 110
    assert len({s["text"] for s in SPECS}) == len(SPECS)
    for spec in SPECS:
        assert set(spec) <= {"text", "expect", "why", "not_rule", "veto", "known_gap"}, spec
        assert spec["why"], spec
        for row in spec["expect"]:
            assert {"company", "amount", "location"} <= set(row) <= FIELDS, spec
