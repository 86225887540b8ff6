"""Labels and their BIO tags."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from chinese_ie.document import LABELS
from chinese_ie.errors import ModelFormatError

OUTSIDE = "O"


def tags_of(labels: Sequence[str] = LABELS) -> tuple[str, ...]:
    """`("O", "B-PARK", "I-PARK", …)`: tag 2k+1 begins label k, tag 2k+2 continues it."""
    return (OUTSIDE, *(f"{prefix}-{label}" for label in labels for prefix in "BI"))


def labels_of(tags: Sequence[str]) -> tuple[str, ...]:
    """The labels behind `tags`; raises `ModelFormatError` unless they are in the order of `tags_of`."""
    labels = tuple(tag[2:] for tag in tags if tag.startswith("B-"))
    if not labels or tuple(tags) != tags_of(labels):
        raise ModelFormatError(
            f"tags {list(tags)[:5]}… are no BIO tags in the order O, B-X, I-X, B-Y, I-Y …; "
            "train with `python -m training.train`, which writes them so"
        )
    return labels


def to_tags(length: int, spans: Sequence[tuple[int, int, str]], tags: Sequence[str]) -> NDArray[np.int64]:
    """Tag numbers of `length` characters for sorted, disjoint (start, end, label), shape (length,)."""
    number = {tag: n for n, tag in enumerate(tags)}
    result = np.zeros(length, dtype=np.int64)
    for start, end, label in spans:
        result[start] = number[f"B-{label}"]
        result[start + 1 : end] = number[f"I-{label}"]
    return result


def to_spans(tags: NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """(start, end, label number) of legal tag numbers in the order of `tags_of`."""
    spans = []
    begins = np.flatnonzero(tags % 2 == 1)
    for start in begins.tolist():
        inside = tags[start] + 1
        end = start + 1
        while end < len(tags) and tags[end] == inside:
            end += 1
        spans.append((start, end, int(tags[start]) // 2))
    return spans


@lru_cache(maxsize=8)
def legal(count: int) -> NDArray[np.bool_]:
    """legal(n)[a, b]: may tag b follow tag a, shape (n, n); I-X follows only B-X and I-X."""
    table = np.ones((count, count), dtype=bool)
    for inside in range(2, count, 2):
        table[:, inside] = False
        table[[inside - 1, inside], inside] = True
    return table
