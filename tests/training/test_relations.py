"""Fitting weights: what is right gets likelier, gold decides what is right."""

from decimal import Decimal

from chinese_ie.corpus import Article, Record
from chinese_ie.document import Entity
from chinese_ie.pipeline import reading_of
from chinese_ie.relations.choice import Choice
from training.relations import Example, examples, fit, right_share

TEXT = "远帆电子投资5亿元在枝江市建厂,年底前投入3亿元。"


def article(*records: Record) -> Article:
    entities = [
        Entity(TEXT.index(name), TEXT.index(name) + len(name), label, name)
        for name, label in (
            ("远帆电子", "COMPANY"),
            ("5亿元", "MONEY"),
            ("枝江市", "LOCATION"),
            ("3亿元", "MONEY"),
        )
    ]
    return Article("a", TEXT, tuple(entities), records)


def record(**fields: object) -> Record:
    plain = {
        "company": "远帆电子",
        "amount": "5亿元",
        "value": Decimal(500000000),
        "currency": "CNY",
        **fields,
    }
    return Record(**plain)  # type: ignore[arg-type]


def test_gold_says_which_names_are_right() -> None:
    gold = article(record(location="枝江市", stage="planned"))
    found = examples(gold, reading_of(gold.text, gold.entities))
    assert [e.right for e in found["investor"]] == [{"远帆电子"}, {None}]
    assert [e.right for e in found["site"]] == [{"枝江市"}]
    assert [e.right for e in found["stage"]] == [{"planned"}]


def test_what_readers_differ_on_teaches_nothing() -> None:
    gold = article(record(optional=True))
    assert len(examples(gold, reading_of(gold.text, gold.entities))["investor"]) == 1


def test_fitted_weights_prefer_what_was_right() -> None:
    near = Example(Choice.of(["none"], [("a", ["near"]), ("b", ["far"])]), frozenset({"a"}))
    none = Example(Choice.of(["none"], [("b", ["far"])]), frozenset({None}))
    weights = fit([near] * 10 + [none] * 10, penalty=0.1)
    assert weights["near"] > weights["none"] > weights["far"]
    assert right_share([near, none], weights) == 1.0
    assert right_share([near, none], {"far": 9.0}) == 0.0


def test_rare_signals_get_no_weight() -> None:
    once = Example(Choice.of([], [("a", ["near", "once"])]), frozenset({"a"}))
    often = Example(Choice.of([], [("a", ["near"])]), frozenset({"a"}))
    assert set(fit([once] + [often] * 9, penalty=1.0)) == {"near"}
