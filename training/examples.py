"""Annotated articles to what the network sees: windows of ids with one tag a character."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from chinese_ie.corpus import Article
from chinese_ie.tagging.labels import to_tags
from chinese_ie.tagging.vocabulary import CLS, SEP, Vocabulary
from chinese_ie.tagging.windows import windows
from chinese_ie.text.aligned import AlignedText
from chinese_ie.text.normalize import normalize

IGNORED = -100  # label of [CLS], [SEP] and padding: no loss
OPEN = -1  # label of a character outside the mentions that its annotators knew labels for


def clean_spans(article: Article, aligned: AlignedText) -> list[tuple[int, int, str]]:
    """The gold mentions as (start, end, label) in the clean text, those that vanished left out."""
    places = ((aligned.clean_span(e.start, e.end), e.label) for e in article.entities)
    return [(*place, label) for place, label in places if place is not None]


def examples(
    articles: Iterable[Article], vocabulary: Vocabulary, tags: Sequence[str], window: int, outside: int = 0
) -> Iterator[dict[str, Any]]:
    """`input_ids` and `labels` of every window of every article, with [CLS] and [SEP].

    `outside` is the label of characters in no mention: 0 for O, or `OPEN`.
    """
    cls, sep = vocabulary.ids[CLS], vocabulary.ids[SEP]
    for article in articles:
        aligned = normalize(article.text)
        labels = to_tags(len(aligned), clean_spans(article, aligned), tags)
        labels[labels == 0] = outside
        ids = vocabulary.encode(aligned.text)
        for start, end in windows(aligned.text, window):
            if end > start:
                yield {
                    "input_ids": [cls, *ids[start:end].tolist(), sep],
                    "labels": [IGNORED, *labels[start:end].tolist(), IGNORED],
                }
