"""Labels, their tags, and spans there and back."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinese_ie.document import LABELS
from chinese_ie.errors import ModelFormatError
from chinese_ie.tagging.labels import labels_of, legal, tags_of, to_spans, to_tags

TAGS = tags_of()


def test_tags_of_the_labels() -> None:
    assert TAGS[:5] == ("O", "B-PARK", "I-PARK", "B-COMPANY", "I-COMPANY")
    assert len(TAGS) == 2 * len(LABELS) + 1
    assert labels_of(TAGS) == LABELS
    assert labels_of(list(tags_of(["X", "Y"]))) == ("X", "Y")


@pytest.mark.parametrize(
    "tags",
    [
        [],
        ["O"],
        ["B-X", "I-X"],
        ["O", "I-X", "B-X"],
        ["O", "B-X", "B-Y", "I-X", "I-Y"],
        ["B-X", "I-X", "O"],
        ["O", "B-X", "I-Y"],
        ["O", "B-X", "I-X", "E-X"],
        ["LABEL_0", "LABEL_1", "LABEL_2"],
    ],
)
def test_no_bio_tags(tags: list[str]) -> None:
    with pytest.raises(ModelFormatError, match="no BIO tags in the order O, B-X, I-X"):
        labels_of(tags)


@given(st.data())
def test_round_trip(data: st.DataObject) -> None:
    length = data.draw(st.integers(0, 30))
    cuts = sorted(data.draw(st.sets(st.integers(0, length))))
    spans = [(a, b) for a, b in itertools.pairwise(cuts) if data.draw(st.booleans())]
    labelled = [(a, b, data.draw(st.sampled_from(LABELS))) for a, b in spans]
    tags = to_tags(length, labelled, TAGS)
    assert tags.shape == (length,)
    assert all(legal(len(TAGS))[a, b] for a, b in zip([0, *tags], tags, strict=False))
    assert [(start, end, LABELS[number]) for start, end, number in to_spans(tags)] == labelled


def test_what_may_follow() -> None:
    table = legal(len(TAGS))
    for a, before in enumerate(TAGS):
        for b, after in enumerate(TAGS):
            continues = before[2:] == after[2:] and before != "O"
            assert table[a, b] == (continues or not after.startswith("I-")), (before, after)


def test_tags_of_a_text() -> None:
    tags = to_tags(6, [(0, 1, "PARK"), (1, 4, "COMPANY")], TAGS)
    assert [TAGS[n] for n in tags] == ["B-PARK", "B-COMPANY", "I-COMPANY", "I-COMPANY", "O", "O"]
    assert to_spans(np.array([], dtype=np.int64)) == []
