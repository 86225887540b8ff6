"""doccano and Label Studio: what a person changed there comes back, shifted mentions are put right."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from chinese_ie import exchange
from chinese_ie.corpus import Article, Record, parse_inline
from chinese_ie.document import Entity
from chinese_ie.errors import CorpusError
from chinese_ie.exchange.label_studio import write_predictions

ARTICLE = parse_inline(
    """+++
id = "a"
[[investments]]
company = "汉尧富锂"
company_aliases = ["汉尧"]
amount = "51亿元"
value = 5100000000
currency = "CNY"
location = "上饶经开区"
stage = "signed"
+++
🎉<PARK>上饶经开区</PARK>与<PARK>高新区</PARK>：<COMPANY>汉尧</COMPANY>投资<MONEY:investment>51亿元</MONEY>，<COMPANY>友升</COMPANY>投资<MONEY:investment>1.05亿美元</MONEY>。
"""
)
Change = Callable[[dict[str, Any]], None]


def through(tmp_path: Path, name: str, change: Change, articles: tuple[Article, ...] = (ARTICLE,)) -> Article:
    path = tmp_path / "a.json"
    exchange.write(articles, path, name)
    if name == "doccano":
        plain = json.loads(path.read_text())
        change(plain)
        path.write_text(json.dumps(plain))
    else:
        tasks = json.loads(path.read_text())
        change(tasks[0])
        path.write_text(json.dumps(tasks))
    (article,) = exchange.read(path, name)
    return article


def arrows(plain: dict[str, Any]) -> list[dict[str, Any]]:
    if "relations" in plain:
        found: list[dict[str, Any]] = plain["relations"]
    else:
        found = plain["annotations"][0]["result"]
    return found


def arrow(name: str, start: int, end: int, label: str) -> dict[str, Any]:
    if name == "doccano":
        return {"from_id": start, "to_id": end, "type": label}
    return {"type": "relation", "from_id": f"m{start}", "to_id": f"m{end}", "labels": [label]}


def is_relation(item: dict[str, Any], label: str) -> bool:
    return item.get("type") == label or item.get("labels") == [label]


TOOLS = pytest.mark.parametrize("name", ["doccano", "label-studio"])


@TOOLS
def test_a_relation_added_becomes_a_record(tmp_path: Path, name: str) -> None:
    def change(plain: dict[str, Any]) -> None:
        arrows(plain).append(arrow(name, 4, 5, "invests"))
        arrows(plain).append(arrow(name, 5, 1, "located_in"))

    old, new = through(tmp_path, name, change).investments
    assert old == ARTICLE.investments[0]
    assert new == Record("友升", "1.05亿美元", Decimal(105_000_000), "USD", location="高新区")


@TOOLS
def test_a_relation_removed_takes_its_record_along(tmp_path: Path, name: str) -> None:
    def change(plain: dict[str, Any]) -> None:
        kept = [item for item in arrows(plain) if not is_relation(item, "invests")]
        arrows(plain)[:] = kept

    article = through(tmp_path, name, change)
    assert article.investments == ()
    assert article.entities == ARTICLE.entities


@TOOLS
def test_a_place_moved_keeps_the_rest_of_the_record(tmp_path: Path, name: str) -> None:
    def change(plain: dict[str, Any]) -> None:
        arrows(plain)[:] = [item for item in arrows(plain) if not is_relation(item, "located_in")]
        arrows(plain).append(arrow(name, 3, 1, "located_in"))

    (record,) = through(tmp_path, name, change).investments
    assert (record.company, record.location, record.stage) == ("汉尧富锂", "高新区", "signed")


@TOOLS
def test_a_record_that_could_not_be_drawn_stays(tmp_path: Path, name: str) -> None:
    lost = Record("不在文中", "9亿元", Decimal(900_000_000), "CNY")
    article = Article("b", ARTICLE.text, ARTICLE.entities, (lost,))
    assert through(tmp_path, name, lambda plain: None, (article,)) == article


def test_projects_without_relations_keep_the_records(tmp_path: Path) -> None:
    def change(plain: dict[str, Any]) -> None:
        spans = [[e["start_offset"], e["end_offset"], e["label"]] for e in plain.pop("entities")]
        del plain["relations"]
        plain["label"] = spans[:4]

    article = through(tmp_path, "doccano", change)
    assert article.investments == ARTICLE.investments
    assert article.entities == ARTICLE.entities[:4]


def test_projects_without_relations_bring_back_those_that_were_sent(tmp_path: Path) -> None:
    """doccano keeps them as meta data, where they point at mentions that may be gone."""

    def change(plain: dict[str, Any]) -> None:
        plain["label"] = [[e["start_offset"], e["end_offset"], e["label"]] for e in plain["entities"]][1:]

    article = through(tmp_path, "doccano", change)
    assert article.investments == ARTICLE.investments
    assert article.entities == ARTICLE.entities[1:]


@TOOLS
def test_a_second_deal_of_the_same_sum_is_a_record_of_its_own(tmp_path: Path, name: str) -> None:
    more = parse_inline(
        '+++\nid = "d"\n+++\n<COMPANY>友升</COMPANY>投资<MONEY>5亿元</MONEY>在<PARK>高新区</PARK>，'
        "<COMPANY>友升</COMPANY>又投资<MONEY>5亿元</MONEY>在<PARK>经开区</PARK>。"
    )
    record = Record("友升", "5亿元", Decimal(500_000_000), "CNY", "高新区")
    article = Article("d", more.text, more.entities, (record,))

    def change(plain: dict[str, Any]) -> None:
        arrows(plain).append(arrow(name, 3, 4, "invests"))
        arrows(plain).append(arrow(name, 4, 5, "located_in"))

    assert [r.location for r in through(tmp_path, name, change, (article,)).investments] == [
        "高新区",
        "经开区",
    ]


@TOOLS
def test_co_investors_of_one_sum_keep_their_places(tmp_path: Path, name: str) -> None:
    text = "汉尧、友升投资5亿元在高新区、经开区。"
    spans = [(0, 2, "COMPANY"), (3, 5, "COMPANY"), (7, 10, "MONEY"), (11, 14, "PARK"), (15, 18, "PARK")]
    entities = tuple(Entity(a, b, label, text[a:b]) for a, b, label in spans)
    records = (
        Record("汉尧", "5亿元", Decimal(500_000_000), "CNY", "高新区", location_aliases=("高新",)),
        Record("友升", "5亿元", Decimal(500_000_000), "CNY", "经开区"),
    )
    article = Article("e", text, entities, records)
    assert through(tmp_path, name, lambda plain: None, (article,)) == article

    def change(plain: dict[str, Any]) -> None:
        gone = arrow(name, 2, 4, "located_in")
        arrows(plain)[:] = [i for i in arrows(plain) if not gone.items() <= i.items()]

    first, second = through(tmp_path, name, change, (article,)).investments
    assert first == records[0]
    assert second.location in (None, "高新区")


def test_a_task_that_nobody_annotated_keeps_its_records(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    exchange.write([ARTICLE], path)
    (task,) = json.loads(path.read_text())
    task["annotations"][0]["was_cancelled"] = True
    path.write_text(json.dumps([task]))
    lines: list[str] = []
    (article,) = exchange.read(path, report=lines.append)
    assert (article.entities, article.investments) == ((), ARTICLE.investments)
    assert "nobody annotated" in lines[0]


def test_relations_of_other_names_are_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    exchange.write([ARTICLE], path)
    (task,) = json.loads(path.read_text())
    arrows(task).append(arrow("label-studio", 4, 5, "Invests"))
    path.write_text(json.dumps([task]))
    lines: list[str] = []
    assert exchange.read(path, report=lines.append) == [ARTICLE]
    assert "'Invests'" in lines[0]


@pytest.mark.parametrize("changed", [{"roles": [1]}, {"drawn": [3]}, {"investments": 5}])
def test_details_that_were_broken_are_named(tmp_path: Path, changed: dict[str, object]) -> None:
    path = tmp_path / "a.jsonl"
    exchange.write([ARTICLE], path, "doccano")
    plain = json.loads(path.read_text())
    plain["chinese_ie"] |= changed
    path.write_text(json.dumps(plain))
    with pytest.raises(CorpusError, match=r"a\.jsonl:1: .*"):
        exchange.read(path, "doccano")


def test_offsets_in_utf16_units_are_put_right(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    exchange.write([ARTICLE], path)
    tasks = json.loads(path.read_text())
    for item in tasks[0]["annotations"][0]["result"]:
        if item["type"] == "labels":
            item["value"]["start"] += 1
            item["value"]["end"] += 1
    path.write_text(json.dumps(tasks))
    lines: list[str] = []
    assert exchange.read(path, report=lines.append) == [ARTICLE]
    assert lines[0] == "a-1: PARK '上饶经开区' moved from 2 to 1 (counted in UTF-16 units)"
    assert len(lines) == len(ARTICLE.entities)


def test_other_line_ends_are_put_right(tmp_path: Path) -> None:
    article = Article("c", "一\r\n二\r\n" + ARTICLE.text, ())

    def change(task: dict[str, Any]) -> None:
        value = {"start": 5, "end": 10, "text": "上饶经开区", "labels": ["PARK"]}
        task["annotations"][0]["result"] = [{"id": "x", "type": "labels", "value": value}]

    (entity,) = through(tmp_path, "label-studio", change, (article,)).entities
    assert (entity.start, entity.text) == (7, "上饶经开区")


def test_a_mention_of_another_text_is_refused(tmp_path: Path) -> None:
    def change(task: dict[str, Any]) -> None:
        task["annotations"][0]["result"][0]["value"]["text"] = "别的园区"

    with pytest.raises(
        CorpusError,
        match=r"a\.json: 1 mentions (.|\n)*a-1: PARK '别的园区' is not at 1:6 \('上饶经开区' is\)",
    ):
        through(tmp_path, "label-studio", change)


def test_predictions_and_annotations(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_predictions([ARTICLE], path, model="tiny")
    task = json.loads(path.read_text())[0]
    assert (task["predictions"][0]["model_version"], task["predictions"][0]["score"]) == ("tiny", 1.0)
    assert exchange.read(path) == [ARTICLE]
    cancelled = {"was_cancelled": True, "result": []}
    task["annotations"] = [{"result": task["predictions"][0]["result"][:1]}, cancelled]
    path.write_text(json.dumps([task]))
    (article,) = exchange.read(path)
    assert [e.text for e in article.entities] == ["上饶经开区"]
    assert article.investments == ()


def test_an_arrow_to_the_left(tmp_path: Path) -> None:
    def change(task: dict[str, Any]) -> None:
        for item in arrows(task):
            if item["type"] == "relation":
                item["from_id"], item["to_id"] = item["to_id"], item["from_id"]
                item["direction"] = "left"

    assert through(tmp_path, "label-studio", change) == ARTICLE


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("doccano", '{"text": "甲"}', r"a\.json:1: no example of doccano \(KeyError: 'entities'\)"),
        ("doccano", "\n[1", r"a\.json:2: no example of doccano"),
        ("doccano", '{"text": "甲", "label": [[0, 1, "Per"]]}', r"a\.json:1: .*no label; ours are PARK"),
        ("doccano", '{"text": "甲乙", "label": [[0, 2, "PARK"], [1, 2, "PARK"]]}', r"a\.json:1: .*overlaps"),
        (
            "doccano",
            '{"text": "甲", "label": [[0, 9, "PARK"]]}',
            r"a\.json: 1 mentions have no place(.|\n)*a-1: PARK is not at 0:9",
        ),
        ("label-studio", "{}", r"a\.json: a dict, expected a list of tasks"),
        ("label-studio", "[1]", r"a\.json: task 1 is none of a text project"),
        ("label-studio", '[{"data": {}}]', r"task 1 is none of a text project \(KeyError: 'text'\)"),
        ("label-studio", "[\n{", r"a\.json:2: no JSON"),
    ],
)
def test_errors_name_file_and_place(tmp_path: Path, name: str, content: str, message: str) -> None:
    (tmp_path / "a.json").write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError, match=message):
        exchange.read(tmp_path / "a.json", name)


@TOOLS
def test_a_relation_to_no_amount(tmp_path: Path, name: str) -> None:
    with pytest.raises(CorpusError, match="a relation to something that is no amount"):
        through(tmp_path, name, lambda plain: arrows(plain).append(arrow(name, 4, 1, "invests")))
