"""What the pipeline found becomes tasks for a person, scores and relations included."""

import json
import xml.etree.ElementTree as ElementTree
from decimal import Decimal
from pathlib import Path

import pytest

from chinese_ie import exchange
from chinese_ie.document import LABELS, Document, Entity, Investment, Span, Status
from chinese_ie.exchange.doccano import label_config
from chinese_ie.exchange.label_studio import labelling_config
from chinese_ie.exchange.predictions import predicted

TEXT = "天奇股份拟在上饶投资5亿元；友升取消投资2亿元。"
SPANS = ((0, 4, "COMPANY"), (6, 8, "LOCATION"), (10, 13, "MONEY"), (14, 16, "COMPANY"), (20, 23, "MONEY"))


def investment(company: str, span: Span, amount: Span, value: int, status: Status, place: bool) -> Investment:
    return Investment(
        company=company, amount=TEXT[slice(*amount)], value=Decimal(value), upper=None, currency="CNY",
        modifier=None, location="江西省上饶市" if place else None, adcode=None, project="x", capacity=None,
        stage="planned", status=status, date="2024", rule="r", score=0.7, evidence=Span(0, len(TEXT)),
        company_span=span, amount_span=amount, location_span=Span(6, 8) if place else None,
    )  # fmt: skip


DOCUMENT = Document(
    TEXT,
    tuple(Entity(a, b, label, TEXT[a:b], norm="n", score=0.6) for a, b, label in SPANS),
    investments=(
        investment("天奇自动化股份公司", Span(0, 4), Span(10, 13), 500_000_000, "active", True),
        investment("友升", Span(14, 16), Span(20, 23), 200_000_000, "cancelled", False),
    ),
)


def test_records_are_what_the_relations_show() -> None:
    article = predicted(DOCUMENT, "a")
    (record,) = article.investments  # the cancelled one is none
    assert (record.company, record.company_aliases) == ("天奇股份", ("天奇自动化股份公司",))
    assert (record.amount, record.value, record.location) == ("5亿元", 500_000_000, "上饶")
    assert (record.stage, record.date, record.project) == (None, None, None)


def test_label_studio_has_scores_and_arrows(tmp_path: Path) -> None:
    exchange.write([predicted(DOCUMENT, "a")], tmp_path / "t.json", predictions="m")
    (task,) = json.loads((tmp_path / "t.json").read_text())
    (prediction,) = task["predictions"]
    assert prediction["model_version"] == "m"
    assert prediction["score"] == pytest.approx(0.6)
    assert [r["score"] for r in prediction["result"] if r["type"] == "labels"] == [0.6] * 5
    arrows = [
        (r["from_id"], r["to_id"], r["labels"]) for r in prediction["result"] if r["type"] == "relation"
    ]
    assert arrows == [("m0", "m2", ["invests"]), ("m2", "m1", ["located_in"])]


def test_doccano_has_scores_in_its_meta_data(tmp_path: Path) -> None:
    exchange.write([predicted(DOCUMENT, "a")], tmp_path / "t.jsonl", "doccano")
    plain = json.loads((tmp_path / "t.jsonl").read_text())
    assert plain["scores"][0] == [0, 4, "天奇股份", 0.6]
    assert [(r["from_id"], r["to_id"], r["type"]) for r in plain["relations"]] == [
        (0, 2, "invests"),
        (2, 1, "located_in"),
    ]


def test_set_ups_name_every_label() -> None:
    view = ElementTree.fromstring(labelling_config((*LABELS, "AREA")))
    assert [label.get("value") for label in view.iter("Label")] == [*LABELS, "AREA"]
    assert [relation.get("value") for relation in view.iter("Relation")] == ["invests", "located_in"]
    assert [row["text"] for row in json.loads(label_config((*LABELS, "AREA")))] == [*LABELS, "AREA"]
