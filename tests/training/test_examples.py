"""What the network is taught: the gold mentions, in the clean text, cut into the windows of inference."""

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinese_ie.corpus import Article, parse_inline, read
from chinese_ie.document import LABELS
from chinese_ie.tagging.labels import tags_of, to_spans
from chinese_ie.tagging.vocabulary import CLS, SEP, Vocabulary
from chinese_ie.tagging.windows import windows
from chinese_ie.text.normalize import normalize
from training.examples import IGNORED, clean_spans, examples

VOCABULARY = Vocabulary.of_characters("上饶经开区引进汉尧富锂,扬州")
TAGS = tags_of()
PIECES = st.sampled_from(
    ["<PARK>上饶经开区</PARK>", "<PARK>揚(yáng)州經(jīng)開(kāi)區</PARK>",
     "<COMPANY>汉尧\u200b富锂</COMPANY>", "引进", "，", "\r\n", "\u200b", "&lt;br>",
     "<LOCATION>\u200b</LOCATION>", "<MONEY>５１億元</MONEY>", "<CAPACITY>5万㎡</CAPACITY>", "🎉", "。"]
)  # fmt: skip
ARTICLES = st.lists(PIECES, max_size=30).map(
    lambda pieces: parse_inline(f'+++\nid = "a"\n+++\n{"".join(pieces)}')
)


@given(ARTICLES)
def test_clean_spans(article: Article) -> None:
    aligned = normalize(article.text)
    spans = clean_spans(article, aligned)
    visible = [e for e in article.entities if normalize(e.text).text]
    assert [label for _, _, label in spans] == [e.label for e in visible]
    for (start, end, _), entity in zip(spans, visible, strict=True):
        first, last = aligned.original_span(start, end)
        assert article.text[first:last] == entity.text
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))


@given(ARTICLES, st.integers(16, 60))
def test_examples_are_the_windows_of_inference(article: Article, size: int) -> None:
    aligned = normalize(article.text)
    spans = [s for s in windows(aligned.text, size) if s.end > s.start]
    ids = VOCABULARY.encode(aligned.text).tolist()
    rows = list(examples([article], VOCABULARY, TAGS, size))
    assert len(rows) == len(spans)
    tags: dict[int, int] = {}
    for row, (start, end) in zip(rows, spans, strict=True):
        assert row["input_ids"] == [VOCABULARY.ids[CLS], *ids[start:end], VOCABULARY.ids[SEP]]
        assert row["labels"][0] == row["labels"][-1] == IGNORED
        for place, tag in zip(range(start, end), row["labels"][1:-1], strict=True):
            assert tags.setdefault(place, tag) == tag
    whole = np.array([tags[n] for n in range(len(aligned))], dtype=np.int64)
    assert [(s, e, LABELS[n]) for s, e, n in to_spans(whole)] == clean_spans(article, aligned)


@pytest.mark.parametrize("split", ["train", "dev", "test"])
def test_no_gold_mention_is_lost(split: str) -> None:
    path = Path(__file__).parents[2] / "corpus" / f"{split}.jsonl"
    if not path.is_file():
        pytest.skip(f"{path.name} does not exist yet")
    moved = []
    for article in read(path):
        aligned = normalize(article.text)
        spans = clean_spans(article, aligned)
        assert len(spans) == len(article.entities), article.id
        for (start, end, _), entity in zip(spans, article.entities, strict=True):
            first, last = aligned.original_span(start, end)
            if article.text[first:last] != entity.text:
                moved.append(f"{article.id} {entity.text!r} falls back on {article.text[first:last]!r}")
    assert not moved, "\n".join(moved)
