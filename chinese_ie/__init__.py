"""Facts about industrial parks and investments from Chinese web articles, offline.

>>> import chinese_ie
>>> doc = chinese_ie.extract("湖南华澧新材料股份有限公司计划投资12.6亿元，在临澧高新区建设石膏粉体生产线。")
>>> doc.triples
[('湖南华澧新材料股份有限公司', 'invests', '12.6亿元', '临澧高新区')]

Everything is found in `__all__`; offsets are `str` indices into the text as given.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from chinese_ie import quantities
from chinese_ie.document import Document, Entity, Investment, Person, Quantity, Section, Span
from chinese_ie.errors import (
    ChineseIEError,
    CorpusError,
    InputError,
    JobError,
    MissingExtraError,
    ModelError,
    ModelFormatError,
    ModelNotFoundError,
)

if TYPE_CHECKING:
    from datetime import date

    import pandas

    from chinese_ie.pipeline import Pipeline

__version__ = "0.1.0"

__all__ = [
    "ChineseIEError",
    "CorpusError",
    "Document",
    "Entity",
    "InputError",
    "Investment",
    "JobError",
    "MissingExtraError",
    "ModelError",
    "ModelFormatError",
    "ModelNotFoundError",
    "Person",
    "Quantity",
    "Section",
    "Span",
    "__version__",
    "extract",
    "extract_frame",
    "from_html",
    "load",
    "pipe",
    "quantities",
]

_lock = threading.Lock()
_packaged: Pipeline | None = None


def load(model: str | Path | None = None, *, threads: int | None = None) -> Pipeline:
    """A pipeline of your own: `nlp(text)` and `nlp.pipe(texts)`.

    Args:
        model: a model folder written by `training/export_onnx.py`, or None for the packaged one.
        threads: windows tagged at the same time, by default the cores this process may use.

    Raises:
        ModelNotFoundError: there is no model folder, or files of it are missing.
        ModelFormatError: it is truncated, foreign or inconsistent.
    """
    from chinese_ie.pipeline import Pipeline

    pipeline = Pipeline(model, threads=threads)
    _ = pipeline.tagger  # a wrong folder is an error here, not at the first text
    return pipeline


def extract(text: str, *, published: str | date | None = None) -> Document:
    """Everything the packaged model and the rules find in one article.

    Args:
        text: any `str`, clean or dirty, short or long; `""` gives an empty document. More than 500,000
            characters are read in parts, each as an article of its own.
        published: when the article appeared, by which 昨日 and 3月5日 become dates of investments: a
            `datetime.date`, or `YYYY-MM-DD`, `YYYY-MM` or `YYYY`. None to read it from the text.

    Returns:
        A `Document` whose offsets are `str` indices into `text`.

    Raises:
        InputError: `text` is no `str`, or `published` no date.
    """
    return _shared()(text, published=published)


def from_html(html: str | bytes, *, url: str | None = None) -> Document:
    """`extract` from the article of an HTML page, without its menus, adverts and link lists.

    Args:
        html: the page, however broken. Bytes are decoded by what they hold and what the page declares:
            UTF-8, GB18030 (GBK, GB2312), Big5, UTF-16.
        url: where the page is from, if it does not say so itself.

    Returns:
        A `Document` whose `text` is the headline and main text, a line a paragraph, table rows as
        `cell | cell`; offsets are `str` indices into that text. `meta` has what the page tells of `title`,
        `source`, `url`, `date` (YYYY-MM-DD) and `author`, the `encoding` of bytes, and `main_text`: False
        where no article stood out and the text is all that the page shows.

    Raises:
        InputError: `html` is neither `str` nor `bytes`.
        MissingExtraError: the extra `html` is not installed.
    """
    return _shared().from_html(html, url=url)


def pipe(
    texts: Iterable[str], *, batch_size: int = 32, published: Iterable[str | date | None] = ()
) -> Iterator[Document]:
    """`extract` over many texts, lazily and in order; at most `batch_size` are held at a time.

    `published` gives their dates, in the same order; texts beyond its end have none.
    """
    return _shared().pipe(texts, batch_size=batch_size, published=published)


def extract_frame(
    frame: pandas.DataFrame,
    *,
    column: str,
    published: str | None = None,
    kind: Literal["investments", "entities", "people"] = "investments",
    batch_size: int = 32,
    pipeline: Pipeline | None = None,
) -> pandas.DataFrame:
    """`extract` over a column of a pandas DataFrame; at most `batch_size` documents are held at a time.

    Args:
        frame: one row an article.
        column: the column of texts. A missing cell (None, NaN, NA) is no article and gives no row, as `""`
            does.
        published: a column of the articles' dates (`YYYY-MM-DD`, date, datetime or Timestamp), by which 今年
            or 5月8日 are understood; where it is missing the date is read from the text.
        kind: what the rows are.
        batch_size: texts read together.
        pipeline: one of your own from `load`, by default the packaged one.

    Returns:
        A DataFrame like that of `Document.to_frame`; its index is that of the article's row, repeated for
        each row found, so that `frame.join(found)` puts them side by side.

    Raises:
        InputError: there is no such column, or a cell is neither missing nor what it should be.
        MissingExtraError: the extra `pandas` is not installed.
    """
    from chinese_ie.interfaces import frames

    return frames.extract_frame(
        pipeline or _shared(), frame, column=column, published=published, kind=kind, batch_size=batch_size
    )


def _shared() -> Pipeline:
    """The packaged pipeline, loaded once however many threads ask."""
    global _packaged
    with _lock:
        if _packaged is None:
            _packaged = load()
        return _packaged
