"""Gold values: every amount of the split has one, and they fit the surfaces."""

from decimal import Decimal
from pathlib import Path

import pytest

from chinese_ie.corpus import Article, read
from chinese_ie.corpus.quantities import VALUES, with_gold_quantities
from chinese_ie.document import Entity, Quantity
from chinese_ie.errors import CorpusError

CORPUS = Path(__file__).parents[2] / "corpus"
SURFACE = '{"label": "MONEY", "text": "5亿元", "quantities": [{"value": 500000000, "unit": "CNY"}]}\n'
MENTION = (
    '{"label": "MONEY", "text": "5亿元", "article": "a", "start": 5, '
    '"quantities": [{"value": 500000000, "unit": "CNY", "modifier": "over"}]}\n'
)
ARTICLE = Article("a", "5亿元,超5亿元", (Entity(0, 3, "MONEY", "5亿元"), Entity(5, 8, "MONEY", "5亿元")))


def test_a_line_of_a_mention_goes_before_that_of_its_surface(tmp_path: Path) -> None:
    path = tmp_path / "values.jsonl"
    path.write_text(SURFACE + MENTION, encoding="utf-8")
    (article,) = with_gold_quantities([ARTICLE], path)
    first, second = (e.quantities for e in article.entities)
    assert first == (Quantity(Decimal(500_000_000), "CNY"),)
    assert second == (Quantity(Decimal(500_000_000), "CNY", modifier="over"),)


@pytest.mark.parametrize("line", ["{", '{"label": "MONEY"}', SURFACE.replace("500000000", '"many"')])
def test_a_wrong_line_is_named(line: str, tmp_path: Path) -> None:
    path = tmp_path / "values.jsonl"
    path.write_text(SURFACE + line, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"values\.jsonl:2: no gold value"):
        with_gold_quantities([ARTICLE], path)


@pytest.mark.parametrize("split", ["dev"])
def test_every_amount_has_a_value(split: str) -> None:
    for article in with_gold_quantities(read(CORPUS / f"{split}.jsonl"), CORPUS / VALUES):
        for entity in article.entities:
            assert bool(entity.quantities) == (entity.label in ("MONEY", "CAPACITY")), entity
