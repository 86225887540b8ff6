"""Names found once are found everywhere, and under one label."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from growth import growth
from hypothesis import given
from hypothesis import strategies as st

from chinese_ie.document import LABELS, Entity
from chinese_ie.tagging.repeats import with_repeats

TEXT = "汉尧富锂来了，汉尧富锂投资汉尧项目，叶和彬说：叶和彬欢迎，上饶经开区的经开区。"


def mention(text: str, label: str, number: int = 0, score: float = 0.9) -> Entity:
    at = -1
    for _ in range(number + 1):
        at = TEXT.index(text, at + 1)
    return Entity(at, at + len(text), label, text, score=score)


def found(*entities: Entity) -> list[tuple[str, int, str]]:
    return [(e.text, e.start, e.label) for e in with_repeats(TEXT, sorted(entities, key=lambda e: e.start))]


def test_a_sure_name_is_found_again() -> None:
    again = with_repeats(TEXT, [mention("汉尧富锂", "COMPANY")])
    assert [(e.start, e.end, e.label, e.score) for e in again] == [
        (0, 4, "COMPANY", 0.9),
        (7, 11, "COMPANY", 0.9),
    ]


def test_an_unsure_name_is_not() -> None:
    assert found(mention("汉尧富锂", "COMPANY", score=0.5)) == [("汉尧富锂", 0, "COMPANY")]


@pytest.mark.parametrize("label", ["MONEY", "CAPACITY"])
def test_amounts_are_not_names(label: str) -> None:
    assert len(found(mention("汉尧富锂", label))) == 1


def test_a_single_character_is_not_looked_for() -> None:
    assert len(found(mention("汉", "LOCATION"))) == 1


def test_the_longest_name_counts() -> None:
    assert found(mention("汉尧富锂", "COMPANY"), mention("汉尧", "COMPANY", 2)) == [
        ("汉尧富锂", 0, "COMPANY"), ("汉尧富锂", 7, "COMPANY"), ("汉尧", 13, "COMPANY"),
    ]  # fmt: skip


def test_nothing_is_found_inside_a_mention() -> None:
    assert found(mention("上饶经开区", "PARK"), mention("经开区", "PARK", 1)) == [
        ("上饶经开区", 29, "PARK"), ("经开区", 35, "PARK"),
    ]  # fmt: skip


def test_latin_names_are_whole_words() -> None:
    text = "GE到访，GEM与PAGE签约，GE说：GE-2"
    again = with_repeats(text, [Entity(0, 2, "COMPANY", "GE", score=0.9)])
    assert [e.start for e in again] == [0, 16, 20]


def test_one_label_a_name() -> None:
    official, executive = mention("叶和彬", "OFFICIAL"), mention("叶和彬", "EXECUTIVE", 1, 0.7)
    assert [label for _, _, label in found(official, executive)] == ["OFFICIAL", "OFFICIAL"]


@given(st.text("汉尧富锂，", max_size=40), st.data())
def test_sound(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=8)))
    given_entities = [
        Entity(a, b, data.draw(st.sampled_from(LABELS)), text[a:b], score=data.draw(st.floats(0, 1)))
        for a, b in pairwise(cuts)
        if data.draw(st.booleans())
    ]
    again = with_repeats(text, given_entities)
    assert all(text[e.start : e.end] == e.text for e in again)
    assert all(a.end <= b.start for a, b in pairwise(again))
    assert {(e.start, e.end) for e in given_entities} <= {(e.start, e.end) for e in again}
    assert with_repeats(text, again) == again


def test_time_grows_with_the_text_only() -> None:
    def work(size: int) -> Callable[[], object]:
        names = [f"公{chr(0x4E00 + n % 90)}{chr(0x5E00 + n // 90)}" for n in range(size)]
        text = "，".join(names * 2)
        entities = [Entity(4 * n, 4 * n + 3, "COMPANY", name) for n, name in enumerate(names)]
        assert len(with_repeats(text, entities)) == 2 * size
        return lambda: with_repeats(text, entities)

    assert growth(work(1000), work(4000)) < 8
