"""The corpus of the checkout: readable, without repeats, and its amounts say what their values say."""

from collections import Counter
from pathlib import Path

import pytest

from chinese_ie.corpus import Article, Record, read
from chinese_ie.corpus.check import check
from chinese_ie.corpus.overlap import check_together
from chinese_ie.corpus.readings import read_readings
from chinese_ie.quantities import parse_money

FOLDER = Path(__file__).parents[2] / "corpus"
FILES = {split: FOLDER / f"{split}.jsonl" for split in ("train", "dev", "test")}


@pytest.fixture(scope="module")
def corpora() -> dict[str, list[Article]]:
    return {split: read(path) for split, path in FILES.items() if path.is_file()}


def of(corpora: dict[str, list[Article]], split: str) -> list[Article]:
    if split not in corpora:
        pytest.skip(f"{FILES[split].name} does not exist yet")
    return corpora[split]


@pytest.mark.parametrize("split", FILES)
def test_articles_are_of_their_split(corpora: dict[str, list[Article]], split: str) -> None:
    articles = of(corpora, split)
    assert articles
    assert {a.split for a in articles} == {split}
    assert all(a.entities and a.id for a in articles)


def test_no_article_twice(corpora: dict[str, list[Article]]) -> None:
    articles = [a for each in corpora.values() for a in each]
    for what in ("id", "text"):
        twice = [a for a, times in Counter(getattr(a, what) for a in articles).items() if times > 1]
        assert not twice


@pytest.mark.parametrize("split", FILES)
def test_records_and_layers_pass_the_check(corpora: dict[str, list[Article]], split: str) -> None:
    kinds = ("header", "record", "person", "layer")
    wrong = [f for a in of(corpora, split) for f in check(a) if f.kind in kinds]
    assert not wrong


# Looked at: two articles of different events at a big park or of a big company.
OTHER_EVENTS = {"t2-012", "t2-016", "x5-014"}


def test_no_event_or_sentence_in_two_splits(corpora: dict[str, list[Article]]) -> None:
    together = check_together([a for each in corpora.values() for a in each])
    wrong = [f for f in together if f.kind.endswith("in two splits") and f.article not in OTHER_EVENTS]
    assert not wrong


@pytest.mark.parametrize("split", ["dev", "test"])
def test_dev_and_test_were_read_twice_and_carry_all_layers(
    corpora: dict[str, list[Article]], split: str
) -> None:
    articles = of(corpora, split)
    read_twice = {pair.first.id for pair in read_readings(FOLDER / "readings" / "readings.jsonl", articles)}
    assert {a.id for a in articles} == read_twice
    assert all(e.role for a in articles for e in a.entities if e.label == "MONEY")
    assert all(r.stage for a in articles for r in a.investments)


def test_a_fifth_of_train_was_read_twice(corpora: dict[str, list[Article]]) -> None:
    train = of(corpora, "train")
    assert len(read_readings(FOLDER / "readings" / "readings.jsonl", train)) >= len(train) / 5


# 元, 迪拉姆 and 比索 alone are of the currency that the article names, or its country.
NAMED = {"CNY": "元", "TWD": "台币", "HKD": "港币", "MAD": "摩洛哥", "MXN": "墨西哥"}


def disagreement(article: Article, record: Record) -> str | None:
    """What `parse_money` reads instead, None where both agree."""
    quantities = parse_money(record.amount)
    for q in quantities:
        named = q.unit in ("CNY", "AED", "PHP") and NAMED.get(record.currency, "?") in article.text
        currency = record.currency if named else q.unit
        if (q.value, currency, q.upper) == (record.value, record.currency, record.upper):
            return None
    read_as = "; ".join(f"{q.value} {q.unit} upper {q.upper}" for q in quantities)
    return f"{record.amount}: gold {record.value} {record.currency} upper {record.upper}, read {read_as}"


@pytest.mark.parametrize("split", FILES)
def test_amounts_parse_to_their_values(corpora: dict[str, list[Article]], split: str) -> None:
    records = [(a, r) for a in of(corpora, split) for r in a.investments]
    wrong = [f"{a.id}: {different}" for a, r in records if (different := disagreement(a, r))]
    assert not wrong, "\n".join(wrong)
