"""Four times the text takes about four times as long: no step searches back over what it has read."""

from collections.abc import Callable

import pytest
from growth import growth

from chinese_ie.text.normalize import normalize
from chinese_ie.text.page import sections
from chinese_ie.text.sentences import clauses, sentences

SIZE = 5_000  # characters of the shorter text
STAGES: dict[str, Callable[[str], object]] = {
    "normalize": normalize,
    "sentences": sentences,
    "clauses": lambda text: clauses(text, 0, len(text)),
    "sections": sections,
}
REPEATED = [
    "动(dòng)力", "動", "<", "<br", "<a href=", "< ", "</", "&", "(", "\u200b", "㎡", "1,", "1,200万,", "。”",
    "”", "中", "\n", "·链接\n", "首页\n", " ", "&amp;", "&nbsp", "&#", "<!--", "<script>", "<p ", "</p",
    "/p>", "中 ", "中(", "中[a", "МW", "二○", "5\n", "、\n", " \n", "-\n", "在上饶经开区建设动力电池厂,\n",
    "来源:", "记者 ", "2020-10-29 ",
]  # fmt: skip


def ratio(stage: Callable[[str], object], text: str, longer: str) -> float:
    return growth(lambda: stage(text), lambda: stage(longer))


@pytest.mark.parametrize("name", STAGES)
@pytest.mark.parametrize("piece", REPEATED)
def test_repeated_pieces(name: str, piece: str) -> None:
    times = SIZE // len(piece)
    assert ratio(STAGES[name], piece * times, piece * times * 4) < 8


@pytest.mark.parametrize(
    "opening", ["<", "</", "<br", "<a", "&", "动(", "· ", "<p a=", "&amp;", "二", "中\n", "5\n"]
)
def test_one_opening_then_spaces(opening: str) -> None:
    short, long = (opening + " " * n for n in (SIZE // 5, SIZE // 5 * 4))
    assert ratio(normalize, short, long) < 8
    assert ratio(sections, short, long) < 8
