"""Weighted choices: how likely each name is, whether the packaged weights are read and are used."""

import pytest
from spec_reading import reading

from chinese_ie.relations import investors, sites, stages
from chinese_ie.relations.candidates import candidates
from chinese_ie.relations.choice import Choice, weights
from chinese_ie.relations.explanations import explanations
from chinese_ie.relations.investments import investments
from chinese_ie.relations.rules import RULES

SENTENCE = (
    "<COMPANY>融泰控股</COMPANY>投资<MONEY>10亿元</MONEY>在<LOCATION>枝江市</LOCATION>建厂。"
    + "预计年产值<MONEY>20亿元</MONEY>。"
)


def test_equal_sums_are_equally_likely() -> None:
    choice = Choice.of(["none"], [("a", ["near"]), ("b", ["far"])])
    assert choice.likely({"none": 1.0, "near": 1.0, "far": 1.0}) == pytest.approx(
        {None: 1 / 3, "a": 1 / 3, "b": 1 / 3}
    )


def test_a_name_is_as_likely_as_its_mentions_together() -> None:
    choice = Choice.of(["none"], [("a", ["near"]), ("a", ["far"]), ("b", ["near"])])
    likely = choice.likely({"far": 1.0})
    assert likely["a"] == pytest.approx(likely["b"] * (1 + 2.718281828))
    assert sum(likely.values()) == pytest.approx(1)


def test_a_heavier_signal_is_likelier_and_an_unknown_one_weighs_nothing() -> None:
    likely = Choice.of([], [("a", ["near", "unheard of"]), ("b", [])]).likely({"near": 2.0})
    assert likely["a"] > likely["b"] == likely[None]
    assert sum(likely.values()) == pytest.approx(1)


@pytest.mark.parametrize("question", ["investor", "site", "stage"])
def test_packaged_weights_are_of_signals_that_the_layer_makes(question: str) -> None:
    """A signal that was renamed would keep a weight that nothing uses."""
    assert len(weights(question)) > 100
    read = reading(SENTENCE)
    candidate = candidates(read)[0]
    company = investors.options(read, candidate)[0]
    made = {
        "investor": investors.choice(read, candidate),
        "site": sites.choice(read, candidate, company),
        "stage": stages.choice(read, candidate, company),
    }[question]
    seen = set().union(*made.signals)
    assert len(seen & set(weights(question))) >= len(seen) * 0.7, seen - set(weights(question))


def test_every_amount_is_explained() -> None:
    invested, produced = explanations(reading(SENTENCE))
    assert (invested.amount.text, invested.company, invested.why) == (
        "10亿元",
        "融泰控股",
        "company_then_amount",
    )
    assert invested.score > 0.5
    assert all(weights("investor").get(name, 0.0) == weight for name, weight in invested.signals)
    assert (produced.amount.text, produced.company, produced.why, produced.signals) == (
        "20亿元",
        None,
        "output",
        (),
    )


def test_the_company_of_a_parallel_clause_is_explained() -> None:
    again = (
        "<COMPANY>远禾锂电</COMPANY>在<LOCATION>襄阳市</LOCATION>投资<MONEY>8亿元</MONEY>建厂;"
        + "又在<LOCATION>宜昌市</LOCATION>投资<MONEY>12亿元</MONEY>。"
    )
    found = [(e.company, e.why) for e in explanations(reading(again))]
    assert found[1] == ("远禾锂电", "company_of_parallel_clause")


def test_an_amount_without_investor_is_explained_too() -> None:
    (only,) = explanations(reading("项目总投资<MONEY>10亿元</MONEY>,用地80亩。"))
    assert (only.company, only.why) == (None, "no investor")


def test_a_rule_left_out_finds_nothing() -> None:
    read = reading(SENTENCE)
    assert [i.rule for i in investments(read)] == ["company_then_amount"]
    assert investments(read, [rule.__name__ for rule in RULES]) == []
    assert [i.rule for i in investments(read, ["amount_then_company"])] == ["company_then_amount"]
