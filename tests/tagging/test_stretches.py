"""A text decoded in stretches gives what it gives as a whole, and holds only what is open."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from chinese_ie.tagging.decode import best_tags, certain, log_softmax
from chinese_ie.tagging.labels import to_spans
from chinese_ie.tagging.stretches import Stretches

TAGS = 5


@st.composite
def texts(draw: st.DrawFn) -> NDArray[np.float32]:
    """Log probabilities of up to 60 characters, some of them outside beyond doubt, many in doubt."""
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    logits = rng.normal(0, draw(st.sampled_from([0.5, 3.0])), (draw(st.integers(1, 60)), TAGS))
    logits[rng.random(len(logits)) < draw(st.sampled_from([0.0, 0.1, 0.5])), 0] += 20
    return log_softmax(logits.astype(np.float32))


@given(texts(), st.lists(st.integers(1, 59), max_size=6))
def test_stretches_change_nothing(scores: NDArray[np.float32], cuts: list[int]) -> None:
    edges = sorted({c for c in cuts if c < len(scores)})
    parts = np.split(scores, edges)
    stretches = Stretches()
    found = [m for n, part in enumerate(parts) for m in stretches.add([part], last=n == len(parts) - 1)]
    tags = best_tags(scores)
    chosen = np.exp(np.take_along_axis(scores, tags[:, None], axis=1)[:, 0])
    assert [m[:3] for m in found] == to_spans(tags)
    assert [m.score for m in found] == [float(chosen[m.start : m.end + 1].min()) for m in found]


def test_what_is_decided_is_not_held() -> None:
    outside = log_softmax(np.array([[20, 0, 0]], dtype=np.float32))
    inside = log_softmax(np.array([[0, 20, 0]], dtype=np.float32))
    assert certain(outside).tolist() == [0]
    stretches = Stretches()
    first = list(stretches.add([np.repeat(outside, 1000, axis=0), inside, outside, inside], last=False))
    assert [m[:2] for m in first] == [(1000, 1001)]
    assert sum(map(len, stretches._waiting)) == 1
    assert [m[:2] for m in stretches.add([outside], last=True)] == [(1002, 1003)]
