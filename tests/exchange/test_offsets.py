"""Offsets counted in other ways are put right, with a report; what has no place is never lost in silence."""

import html
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from chinese_ie import exchange
from chinese_ie.corpus import Article
from chinese_ie.document import Entity
from chinese_ie.errors import CorpusError
from chinese_ie.exchange.offsets import Mention, Repairs
from chinese_ie.exchange.relations import Relation

NAMES = (("上饶经开区", "PARK"), ("汉尧", "COMPANY"), ("R&D中心", "LOCATION"), ("51亿元", "MONEY"))
TEXT = " \u3000🎉喜讯\r\n上饶经开区 <新> 签约\r\n汉尧🏭投资51亿元\r\n建设R&D中心\r\n"


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


# What the tool showed, and how long a beginning of that is in its counting.
COUNTINGS: dict[str, tuple[Callable[[str], str], Callable[[str], int]]] = {
    "counted in UTF-16 units": (lambda text: text, utf16),
    "counted \\r\\n as one": (lambda text: text.replace("\r\n", "\n"), len),
    "counted from the first character that is no white space": (str.strip, len),
    "counted in text escaped for HTML": (html.escape, len),
    "counted in UTF-16 units, counted \\r\\n as one": (lambda text: text.replace("\r\n", "\n"), utf16),
}


def shifted(counting: str, copies: bool) -> list[Mention]:
    show, length = COUNTINGS[counting]
    mentions = []
    for name, label in NAMES:
        start = length(show(TEXT[: TEXT.index(name)] + "x")) - 1  # x: so that no white space is at the end
        mentions.append(Mention(start, start + length(show(name)), label, name if copies else None))
    return mentions


@pytest.mark.parametrize("copies", [True, False])
@pytest.mark.parametrize("counting", COUNTINGS)
def test_each_way_of_counting(counting: str, copies: bool) -> None:
    lines: list[str] = []
    known = {name for name, _ in NAMES}
    entities, _ = Repairs(lines.append).place(TEXT, shifted(counting, copies), [], "a", known)
    assert [(e.text, e.label) for e in entities] == list(NAMES)
    assert [e.start for e in entities] == [TEXT.index(name) for name, _ in NAMES]
    assert lines
    assert all(line.endswith(f"({counting})") for line in lines)


def test_offsets_that_are_right_stay_and_nothing_is_reported() -> None:
    lines: list[str] = []
    mentions = [Mention(TEXT.index(n), TEXT.index(n) + len(n), label) for n, label in NAMES]
    entities, _ = Repairs(lines.append).place(TEXT, mentions, [], "a")
    assert [e.text for e in entities] == [name for name, _ in NAMES]
    assert lines == []


def test_text_with_line_ends_of_one_character_counted_as_two() -> None:
    text = "喜讯\n签约\n汉尧投资\n"
    (entity,), _ = Repairs().place(text, [Mention(8, 10, "COMPANY", "汉尧")], [], "a")
    assert entity.start == text.index("汉尧") == 6


def test_text_that_came_back_escaped() -> None:
    text = "甲&amp;乙：汉尧、R&amp;D中心"
    mentions = [Mention(4, 6, "COMPANY", "汉尧"), Mention(7, 12, "LOCATION", "R&D中心")]
    entities, _ = Repairs().place(text, mentions, [], "a")
    assert [e.text for e in entities] == ["汉尧", "R&amp;D中心"]


def test_a_mention_that_keeps_its_place_beside_shifted_ones() -> None:
    """Sent mentions come back as they were, new ones are counted by the browser."""
    text = "🎉汉尧与汉尧、天奇与友升、友升"
    mentions = [
        Mention(1, 3, "COMPANY", "汉尧"),
        Mention(7, 9, "COMPANY", "天奇"),
        Mention(4, 6, "COMPANY", "汉尧"),
    ]
    mentions.append(Mention(14, 16, "COMPANY", "友升"))
    lines: list[str] = []
    entities, _ = Repairs(lines.append).place(text, mentions, [], "a")
    assert [(e.start, e.text) for e in entities] == [(1, "汉尧"), (7, "天奇"), (4, "汉尧"), (13, "友升")]
    assert lines == ["a: COMPANY '友升' moved from 14 to 13 (counted in UTF-16 units)"]


LOST = [Mention(0, 2, "COMPANY", "汉尧"), Mention(5, 9, "MONEY", "51亿元"), Mention(40, 42, "PARK", "经开")]
ARROWS = [Relation(0, 1, "invests"), Relation(1, 2, "located_in")]


def test_what_has_no_place_is_an_error_that_names_all_of_it() -> None:
    repairs = Repairs()
    repairs.place("友升投资8亿元。", LOST, ARROWS, "a-1")
    with pytest.raises(CorpusError, match="3 mentions have no place") as caught:
        repairs.finish("x.json")
    assert all(mention.copy in str(caught.value) for mention in LOST if mention.copy)


def test_or_is_left_out_with_its_relations_and_reported() -> None:
    lines: list[str] = []
    repairs = Repairs(lines.append, drop=True)
    entities, arrows = repairs.place("汉尧投资51亿元。", LOST, ARROWS, "a-1")
    repairs.finish("x.json")
    assert [e.text for e in entities] == ["汉尧", "51亿元"]
    assert arrows == ARROWS[:1]
    assert "PARK '经开' is not at 40:42" in lines[1]
    assert "located_in is left out" in lines[2]


def test_doccano_knows_what_was_sent(tmp_path: Path) -> None:
    """Its spans have no text; those that were sent tell how it counts."""
    text = "🎉喜讯🎉\n上饶经开区与汉尧签约"
    spans = ((5, 10, "PARK"), (11, 13, "COMPANY"))
    article = Article("a", text, tuple(Entity(a, b, label, text[a:b]) for a, b, label in spans))
    path = tmp_path / "a.jsonl"
    exchange.write([article], path, "doccano")
    plain = json.loads(path.read_text())
    for entity in plain["entities"]:
        entity["start_offset"] += 2
        entity["end_offset"] += 2
    plain["entities"].append({"id": 9, "label": "OFFICIAL", "start_offset": 15, "end_offset": 17})
    path.write_text(json.dumps(plain))
    lines: list[str] = []
    (back,) = exchange.read(path, "doccano", report=lines.append)
    assert [(e.start, e.end) for e in back.entities] == [(5, 10), (11, 13), (13, 15)]
    assert lines[0] == "a-1: PARK moved from 7 to 5, '上饶经开区' (counted in UTF-16 units)"
    assert len(lines) == 3
