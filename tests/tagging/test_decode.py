"""The decoder against every legal sequence there is."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from chinese_ie.tagging.decode import best_tags, log_softmax
from chinese_ie.tagging.labels import legal


def logits(least: float, most: float, longest: int, tags: int = 5) -> st.SearchStrategy[NDArray[np.float32]]:
    row = st.lists(st.floats(least, most, width=32), min_size=tags, max_size=tags)
    rows = st.lists(row, min_size=1, max_size=longest)
    return rows.map(lambda values: np.array(values, dtype=np.float32).reshape(-1, tags))


def is_legal(tags: NDArray[np.int64], count: int) -> bool:
    return all(legal(count)[a, b] for a, b in pairwise([0, *tags.tolist()]))


def total(scores: NDArray[np.float32], tags: NDArray[np.int64]) -> float:
    return float(np.take_along_axis(scores, tags[:, None], axis=1).sum())


def best_of_all(scores: NDArray[np.float32]) -> float:
    length, count = scores.shape
    every = (np.array(tags) for tags in product(range(count), repeat=length))
    return max(total(scores, tags) for tags in every if is_legal(tags, count))


@settings(max_examples=60)
@given(logits(-2, 2, 5))
def test_best_of_all_legal_sequences(values: NDArray[np.float32]) -> None:
    scores = log_softmax(values)
    tags = best_tags(scores)
    assert is_legal(tags, 5)
    assert total(scores, tags) == pytest.approx(best_of_all(scores), abs=1e-4)


@settings(max_examples=60)
@given(
    st.lists(st.one_of(st.none(), st.lists(st.floats(-2, 2, width=32), min_size=3, max_size=3)), max_size=8)
)
def test_best_of_all_between_certain_outsides(rows: list[list[float] | None]) -> None:
    values = np.array([[12, -6, -6] if row is None else row for row in rows], dtype=np.float32).reshape(-1, 3)
    scores = log_softmax(values)
    tags = best_tags(scores)
    assert is_legal(tags, 3)
    if rows:
        assert total(scores, tags) == pytest.approx(best_of_all(scores), abs=1e-4)


@given(logits(-60, 60, 40, tags=15))
def test_always_legal(values: NDArray[np.float32]) -> None:
    tags = best_tags(log_softmax(values))
    assert len(tags) == len(values)
    assert is_legal(tags, 15)


@given(logits(-1000, 1000, 4))
def test_log_softmax(values: NDArray[np.float32]) -> None:
    scores = log_softmax(values)
    assert scores.shape == values.shape
    assert (scores <= 0).all()
    np.testing.assert_allclose(np.exp(scores).sum(axis=1), 1, atol=1e-5)
    best = np.take_along_axis(scores, values.argmax(axis=1)[:, None], axis=1)[:, 0]
    np.testing.assert_array_equal(best, scores.max(axis=1))


def rows(*tags: int) -> NDArray[np.float32]:
    return log_softmax(np.eye(5, dtype=np.float32)[list(tags)] * 10)


@pytest.mark.parametrize("tags", [[0, 1, 2, 2, 0], [1, 3, 4, 1], [0], [3, 4]])
def test_a_legal_maximum_is_kept(tags: list[int]) -> None:
    assert best_tags(rows(*tags)).tolist() == tags


def test_nothing_to_decode() -> None:
    assert best_tags(np.zeros((0, 5), dtype=np.float32)).tolist() == []


def test_an_illegal_maximum_is_mended() -> None:
    assert is_legal(best_tags(rows(0, 2, 2, 0, 4, 0, 1, 4)), 5)
    values = np.zeros((3, 5), dtype=np.float32)
    values[:, 2], values[:, 1] = 3, 2.5  # I-X everywhere, B-X almost: one mention
    assert best_tags(log_softmax(values)).tolist() == [1, 2, 2]
