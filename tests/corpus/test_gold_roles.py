"""`corpus/values/roles.jsonl`: roles of amounts of train, a line a mention."""

import json
from pathlib import Path

from chinese_ie.corpus import read
from chinese_ie.document import AMOUNT_ROLES
from chinese_ie.pipeline import from_mentions

CORPUS = Path(__file__).parents[2] / "corpus"
ROWS = [json.loads(line) for line in (CORPUS / "values/roles.jsonl").read_text("utf-8").splitlines()]


def test_every_line_is_an_amount_of_train() -> None:
    amounts = {
        (a.id, e.start): e.text
        for a in read(CORPUS / "train.jsonl")
        for e in a.entities
        if e.label == "MONEY"
    }
    assert len({(row["article"], row["start"]) for row in ROWS}) == len(ROWS)
    assert all(amounts[row["article"], row["start"]] == row["text"] for row in ROWS)
    assert {row["role"] for row in ROWS} <= set(AMOUNT_ROLES)


def test_nine_of_ten_are_read() -> None:
    wanted = {(row["article"], row["start"]): row["role"] for row in ROWS}
    named = {article for article, _ in wanted}
    some = [a for a in read(CORPUS / "train.jsonl") if a.id in named][::4]
    found = [
        e.role == wanted[a.id, e.start]
        for a in some
        for e in from_mentions(a.text, a.entities).entities
        if (a.id, e.start) in wanted
    ]
    assert sum(found) > 0.9 * len(found) > 0
