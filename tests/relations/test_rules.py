"""What must hold for all rules, cues and vetoes: each has specs, and the time grows with the text."""

import re
import tomllib
from dataclasses import replace
from importlib.resources import files

import pytest
from growth import growth
from spec_reading import gold, reading, specs

from chinese_ie.document import AMOUNT_ROLES, Document, Entity
from chinese_ie.pipeline import understand
from chinese_ie.relations.candidates import candidates
from chinese_ie.relations.rules import RULES, Rule
from chinese_ie.relations.stages import STAGES
from chinese_ie.text.aligned import AlignedText

SPECS = [s for s in specs() if not s.get("known_gap")]
CUES, STAGE_WORDS = (
    tomllib.loads((files("chinese_ie.relations") / "data" / name).read_text("utf-8"))
    for name in ("cues.toml", "stages.toml")
)
NAMES = [rule.__name__ for rule in RULES]
OWN_VETOES = {"clutter", "unreadable", "rate", "gloss", "no cue"}
ASKED = {"investment", "fixed_assets"}


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_has_specs_that_fire_it_and_that_must_not(name: str) -> None:
    fires = [s["text"] for s in SPECS if any(row.get("rule") == name for row in s["expect"])]
    silent = [s["text"] for s in SPECS if s.get("not_rule") == name]
    assert len(fires) >= 2, fires
    assert len(silent) >= 2, silent


@pytest.mark.parametrize("spec", [s for s in SPECS if "not_rule" in s], ids=lambda s: s["text"][:60])
def test_a_rule_that_must_not_fire_had_the_chance(spec: dict) -> None:
    assert spec["not_rule"] in NAMES
    assert list(candidates(reading(spec["text"]))), "every amount is vetoed, so the line says nothing"


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_every_rule_is_documented(rule: Rule) -> None:
    """One sentence that fires it, one that must not."""
    assert (rule.__doc__ or "").count("`") >= 4
    assert "; not `" in (rule.__doc__ or "")


def test_rules_have_names_of_their_own() -> None:
    assert len(set(NAMES)) == len(NAMES)


def test_every_veto_has_a_spec() -> None:
    roles = set(AMOUNT_ROLES) - ASKED
    seen = {why for s in SPECS for why in s.get("veto", {}).values()}
    assert OWN_VETOES | roles <= seen
    assert None in seen


def test_every_stage_and_status_has_a_spec() -> None:
    assert set(STAGES) <= {row.get("stage") for s in SPECS for row in s["expect"]}
    assert set(CUES["status"]) <= {row.get("status") for s in SPECS for row in s["expect"]}


@pytest.mark.parametrize("groups", [CUES["status"], STAGE_WORDS["groups"]])
def test_no_cue_stands_in_two_groups(groups: dict[str, list[str]]) -> None:
    owners: dict[str, list[str]] = {}
    for group, words in groups.items():
        assert len(words) == len(set(words)), group
        for word in words:
            owners.setdefault(word, []).append(group)
    assert {w: names for w, names in owners.items() if len(names) > 1} == {}


def test_results_are_deterministic() -> None:
    for spec in SPECS:
        aligned, mentions = gold(spec["text"])
        assert understand(aligned, mentions) == understand(aligned, mentions)


@pytest.mark.parametrize("text", ["", "。", "\n\n", ",,,", "总投资5亿元"])
def test_text_without_mentions_gives_nothing(text: str) -> None:
    assert understand(AlignedText.of(text), []).investments == ()


def test_no_company_invests_in_what_no_amount_says() -> None:
    """Taking the amounts or the companies away leaves no record."""
    for label in ("MONEY", "COMPANY"):
        for spec in SPECS:
            aligned, mentions = gold(spec["text"])
            assert understand(aligned, [m for m in mentions if m.label != label]).investments == ()


def copies(tagged: str, times: int) -> tuple[AlignedText, list[Entity]]:
    """The text `times` times over, with the mentions of every copy."""
    aligned, mentions = gold(tagged)
    step = len(aligned)
    moved = [
        replace(m, start=m.start + number * step, end=m.end + number * step)
        for number in range(times)
        for m in mentions
    ]
    return AlignedText.of(aligned.text * times), moved


COMPANY, OTHER = "<COMPANY>华峰锂电</COMPANY>", "<COMPANY>远帆电子</COMPANY>"
MONEY, REGION = "<MONEY>5亿元</MONEY>", "<LOCATION>枝江市</LOCATION>"
LONG_TEXTS = {
    "lines": f"{COMPANY}项目落户{REGION},总投资{MONEY},年产值<MONEY>9亿元</MONEY>。\n",
    "one line": f"{COMPANY}落户<PARK>上饶经开区</PARK>,总投资{MONEY}。{OTHER}也投资<MONEY>6亿元</MONEY>。",
    "no full stop": f"{COMPANY}项目落户{REGION},总投资{MONEY},年产值<MONEY>9亿元</MONEY>,",
    "a list": f"{COMPANY}投资{MONEY}的项目、",
    "no comma": f"{COMPANY}投资{MONEY}",
    "no place with the amount": f"{REGION}、<LOCATION>宜宾</LOCATION>开会。{COMPANY}投资{MONEY}建厂。\n",
    "no company": f"总投资{MONEY}的项目。\n",
    "counted projects": f"12个项目总投资{MONEY},",
    "phases": f"一期投资{MONEY},",
    "headings": f"一、重点\n{COMPANY}项目,总投资{MONEY}。\n",
    "a table": f"企业|总投资|地点\n{COMPANY}|{MONEY}|{REGION}\n{OTHER}|{MONEY}|{REGION}\n",
    "cells without lines": f"{COMPANY}|{MONEY}|{REGION}|",
    "people": "副主任<OFFICIAL>李强</OFFICIAL>、<OFFICIAL>王明</OFFICIAL>、",
}


@pytest.mark.parametrize("kind", LONG_TEXTS)
def test_time_grows_with_the_length_of_the_text(kind: str) -> None:
    """Four times the text in at most eight times the time; a square would take sixteen."""
    short, long = copies(LONG_TEXTS[kind], 150), copies(LONG_TEXTS[kind], 600)
    assert growth(lambda: understand(*short), lambda: understand(*long)) < 8


def test_a_copy_of_an_article_adds_no_record() -> None:
    once: Document = understand(*copies(LONG_TEXTS["lines"], 1))
    many = understand(*copies(LONG_TEXTS["lines"], 20))
    assert [i.triple for i in many.investments] == [i.triple for i in once.investments]


def test_cues_are_words_of_clean_text() -> None:
    """No blank, no full-width sign, or the cue would never be met."""
    for table in CUES.values():
        for words in table.values():
            for word in words:
                assert re.fullmatch(r"[\u4e00-\u9fffA-Za-z:]+", word), word
