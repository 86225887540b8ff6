"""What is suggested: what the tagger doubts, what is new, and nothing twice."""

from collections.abc import Iterable

import pytest

from chinese_ie.document import Entity
from chinese_ie.interfaces.sources import Source
from chinese_ie.interfaces.suggestions import suggestions

PLAIN = "天津港保税区昨日举行签约仪式，二十个项目集中落户，涵盖航空物流与高端装备制造等领域。"
OTHER = "云南普洱的茶叶合作社今年春季采摘顺利，茶农收入较往年稳步增长，游客纷纷前来参观体验。"
THIRD = "记者从海关获悉，前三季度跨境电商进出口额保持两位数增速，中欧班列开行数量再创历史新高。"


class Doubting:
    """A tagger that finds one mention a text, with the score that the test gives for its beginning."""

    def __init__(self, scores: dict[str, float]) -> None:
        self.scores = scores

    def tag(self, texts: Iterable[str]) -> list[list[Entity]]:
        scores = {text.strip()[:6]: score for text, score in self.scores.items()}
        return [[Entity(0, 2, "PARK", t[:2], score=scores.get(t.strip()[:6], 1.0))] for t in texts]


def chosen(
    texts: list[str], scores: dict[str, float], known: Iterable[str] = (), n: int = 2, novelty: float = 0.5
) -> list[str]:
    sources = [Source(str(number), text) for number, text in enumerate(texts)]
    found = suggestions(sources, list(known), Doubting(scores), n, novelty)  # type: ignore[arg-type]
    assert all(text.score == max(s.score for s in found[at:]) for at, text in enumerate(found))
    return [texts[int(s.id)] for s in found]


def test_doubt_decides_among_texts_as_new() -> None:
    assert chosen([PLAIN, OTHER, THIRD], {OTHER: 0.3, THIRD: 0.6}, novelty=0) == [OTHER, THIRD]


def test_novelty_decides_among_texts_as_doubtful() -> None:
    near = OTHER[:20] + "产业园区招商引资力度加大"  # half of a known text
    assert chosen([near, THIRD], {}, known=[OTHER], n=1) == [THIRD]


def test_the_second_choice_is_unlike_the_first() -> None:
    like = OTHER[:6] + PLAIN[3:28] + OTHER[30:]
    scores = {PLAIN: 0.1, like: 0.2, THIRD: 0.3}
    assert chosen([PLAIN, like, THIRD], scores, novelty=0.9) == [PLAIN, THIRD]


@pytest.mark.parametrize("copy", [PLAIN, PLAIN.replace("昨日", "近日"), f"\n {PLAIN}　\n", PLAIN + "（完）"])
def test_copies_come_once_and_known_texts_never(copy: str) -> None:
    assert len(chosen([PLAIN, copy, OTHER], {PLAIN: 0.1, copy: 0.1}, n=3)) == 2
    assert chosen([copy, OTHER], {copy: 0.1}, known=[PLAIN]) == [OTHER]


def test_blank_texts_and_nothing_at_all() -> None:
    assert chosen(["", " \n", PLAIN], {}, n=5) == [PLAIN]
    assert chosen([], {}) == []
    assert chosen(["。", "\ud800", "ab" * 3000], {}, n=9)  # any str will do


def test_reasons_name_what_is_doubtful() -> None:
    (found,) = suggestions([Source("a", PLAIN)], [], Doubting({PLAIN: 0.25}), 1)  # type: ignore[arg-type]
    assert "PARK 天津 0.25" in found.reason
    assert found.novelty == pytest.approx(1)
