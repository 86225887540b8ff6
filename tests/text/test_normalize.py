"""Runs `tests/specs/normalise.jsonl`, and what must hold for every cleaning step on any text."""

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinese_ie.document import Span
from chinese_ie.text.aligned import AlignedText
from chinese_ie.text.fold import fold
from chinese_ie.text.normalize import STEPS, normalize

SPECS = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "specs" / "normalise.jsonl").read_text("utf-8").splitlines()
]
PIECES = st.sampled_from(
    ["動(dòng)", "（yáng）", "揚", "州", "乾县", "<br />", "<br", "</p", "/p>", "<!--", "-->", "<script>",
     "</script>", "<td>", "<p class=x>", "</span>", "<", ">", "&nbsp;", "&nbsp", "&amp;nbsp;", "&#20013;",
     "&amp;", "&", "㎡", "㎾", "МW", "GWһ", "５１", "5", "亿元", "二○", "年", "\r\n", "\r", "\u200b",
     "\ufeff", "\xa0", "\ue000", "\x00", "\ud83d", "\udc00", "🎉", "❤\ufe0f", "经開區", "臺灣", "动(dong4)",
     "绿(lü)",
     "[yáng]", "(a)", "(", ")", "a", " ", "上 饶 经 开", "⻓", "有限公司", "\n", "-\n", "、\n",
     "计划投资五十亿元在扬州经济技术开发区建厂,\n", "，", "。", "\u3000", "\U000e0100", "𠮷"]
)  # fmt: skip
DIRTY = st.one_of(st.text(st.characters(), max_size=60), st.lists(PIECES, max_size=25).map("".join))
PLAIN = st.text("上饶经开区投资亿元汉尧富锂0123456789.abcGWh,。“”《》-:", max_size=60)

Step = Callable[[AlignedText], AlignedText]
EVERY_STEP = pytest.mark.parametrize("step", STEPS, ids=lambda s: s.__name__)


@pytest.mark.parametrize("spec", SPECS, ids=lambda s: s["why"])
def test_spec(spec: dict[str, str]) -> None:
    assert normalize(spec["text"]).text == spec["expect"], spec["why"]


@pytest.mark.parametrize(
    "spec", [s for s in SPECS if not set("<&") & set(s["expect"])], ids=lambda s: s["why"]
)
def test_clean_text_stays_clean(spec: dict[str, str]) -> None:
    assert normalize(spec["expect"]).text == spec["expect"]


def test_specs_are_many_and_distinct() -> None:
    assert len(SPECS) >= 170
    assert len({s["text"] for s in SPECS}) == len(SPECS)


def test_surrogates_given_apart_stay_apart() -> None:
    assert normalize("\ud83d\ude00").text == "\ud83d\ude00"


def assert_aligned(aligned: AlignedText, original: str) -> None:
    size = len(aligned.text)
    assert aligned.original == original
    assert len(aligned) == size == len(aligned.starts) == len(aligned.ends)
    starts, ends = aligned.starts.tolist(), aligned.ends.tolist()
    assert all(0 <= s < e <= len(original) for s, e in zip(starts, ends, strict=True))
    assert all(a <= b for a, b in pairwise(starts))
    assert all(a <= b for a, b in pairwise(ends))
    for (start, end), (after, stop) in pairwise(zip(starts, ends, strict=True)):
        assert end <= after or (start, end) == (after, stop)  # stand for the same, or stand apart


@EVERY_STEP
@given(DIRTY)
def test_each_step_keeps_the_alignment(step: Step, text: str) -> None:
    assert_aligned(step(AlignedText.of(text)), text)


@EVERY_STEP
@given(DIRTY)
def test_each_step_keeps_the_alignment_of_the_steps_before(step: Step, text: str) -> None:
    aligned = AlignedText.of(text)
    for before in STEPS[: STEPS.index(step)]:
        aligned = before(aligned)
    assert_aligned(step(aligned), text)


@given(DIRTY)
def test_normalize_keeps_the_alignment(text: str) -> None:
    assert_aligned(normalize(text), text)


@given(DIRTY, st.data())
def test_any_stretch_lies_in_the_original(text: str, data: st.DataObject) -> None:
    aligned = normalize(text)
    if not aligned.text:
        return
    start = data.draw(st.integers(0, len(aligned) - 1))
    end = data.draw(st.integers(start + 1, len(aligned)))
    first, last = aligned.original_span(start, end)
    assert 0 <= first < last <= len(text)
    assert Span(first, last) == (min(aligned.starts[start:end]), max(aligned.ends[start:end]))


@pytest.mark.parametrize("step", [*STEPS, lambda aligned: normalize(aligned.original)])
@given(PLAIN)
def test_plain_text_maps_to_itself(step: Step, text: str) -> None:
    aligned = step(AlignedText.of(text))
    assert aligned.text == text
    assert aligned.starts.tolist() == list(range(len(text)))
    assert aligned.ends.tolist() == list(range(1, len(text) + 1))


@given(st.text(st.characters()))
def test_fold_is_one_to_one_and_done_once(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert all(fold(c) == f for c, f in zip(text, folded, strict=True))


@pytest.mark.parametrize(
    ("original", "found", "span"),
    [
        ("落户揚(yáng)州經(jīng)開(kāi)區(qū)。", "扬州经开区", "揚(yáng)州經(jīng)開(kāi)區"),
        ("落户<b>上饶\u200b经开区</b>。", "上饶经开区", "上饶\u200b经开区"),
        ("投资５１<br/>亿&nbsp;元", "51亿 元", "５１<br/>亿&nbsp;元"),
        ("占地5万㎡。", "5万m", "5万㎡"),
        ("占地5万㎡。", "2", "㎡"),
        ("\ufeff\r\n上饶", "上饶", "上饶"),
        ("甲&amp;乙", "&", "&amp;"),
    ],
)
def test_a_name_falls_back_on_the_right_characters(original: str, found: str, span: str) -> None:
    aligned = normalize(original)
    at = aligned.text.index(found)
    first, last = aligned.original_span(at, at + len(found))
    assert original[first:last] == span
