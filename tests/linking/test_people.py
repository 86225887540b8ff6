"""Runs `tests/specs/people.jsonl`: inline-tagged text → every person with role, title, organisation.

A line marked `known_gap` is right by the guidelines and not yet reached; it must fail.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from growth import growth

from chinese_ie.corpus.inline import parse_inline
from chinese_ie.document import Document, Entity
from chinese_ie.linking.people import people
from chinese_ie.pipeline import understand
from chinese_ie.text.normalize import normalize

SPECS = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "specs" / "people.jsonl").read_text("utf-8").splitlines()
]


def case(spec: dict[str, Any]) -> Any:
    gap = pytest.mark.xfail(strict=True, raises=AssertionError, reason=spec["why"])
    return pytest.param(spec, id=spec["text"][:60], marks=[gap] if spec.get("known_gap") else [])


def understood(tagged: str) -> Document:
    """The document of an inline-tagged text with its mentions as they are tagged."""
    article = parse_inline(f'+++\nid = "spec"\n+++\n{tagged}')
    aligned = normalize(article.text)
    spans = [
        (int((aligned.ends <= e.start).sum()), int((aligned.starts < e.end).sum()), e.label)
        for e in article.entities
    ]
    return understand(aligned, [Entity(s, e, label, aligned.text[s:e]) for s, e, label in spans])


@pytest.mark.parametrize("spec", [case(s) for s in SPECS])
def test_spec(spec: dict[str, Any]) -> None:
    found = [
        {"name": p.name, "role": p.role, "title": p.title, "organization": p.organization}
        for p in understood(spec["text"]).people
    ]
    assert found == spec["expect"], spec["why"]


@pytest.mark.parametrize("spec", SPECS, ids=lambda s: s["text"][:60])
def test_offsets_are_those_of_a_mention(spec: dict[str, Any]) -> None:
    document = understood(spec["text"])
    norms = {(e.start, e.end): e.norm for e in document.entities}
    assert all(norms[p.start, p.end] == p.name for p in document.people)
    assert len({p.name for p in document.people}) == len(document.people)


def test_specs_are_many() -> None:
    assert len(SPECS) >= 40
    assert len({s["text"] for s in SPECS}) == len(SPECS)
    assert sum(bool(s.get("known_gap")) for s in SPECS) <= len(SPECS) // 5


def test_a_far_away_title_is_not_taken() -> None:
    text = "董事长" + "新" * 80 + "王明"
    (person,) = people(text, [Entity(len(text) - 2, len(text), "EXECUTIVE", "王明")])
    assert person.title is None


def test_no_people_without_people() -> None:
    assert people("上饶经开区党工委书记", [Entity(0, 5, "PARK", "上饶经开区")]) == []
    assert people("", []) == []


def test_a_long_chain_of_posts_is_cheap() -> None:
    """A chain that never ends in a name must not be tried in every way that it can be cut."""

    def read(length: int) -> object:
        text = ("副书记、主任兼" * length) + "新王明"
        return people(text, [Entity(len(text) - 2, len(text), "OFFICIAL", "王明")])

    assert growth(lambda: read(100), lambda: read(400)) < 8


def test_time_grows_with_the_article() -> None:
    def work(size: int) -> Callable[[], object]:
        text, entities = "", []
        for n in range(size):
            for label, name, rest in (
                ("COMPANY", f"甲{n}公司", "，"),
                ("OFFICIAL", f"王{n}", "到会，副市长"),
            ):
                entities.append(Entity(len(text), len(text) + len(name), label, name))
                text += name + rest
        return lambda: people(text, entities)

    assert growth(work(500), work(2000)) < 8
