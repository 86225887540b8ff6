"""spaCy's DocBin: one token a character, mentions as `doc.ents`, the rest in `doc.user_data`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chinese_ie.corpus import Article
from chinese_ie.document import Entity
from chinese_ie.errors import CorpusError, InputError
from chinese_ie.exchange.details import KEY, assemble, details

if TYPE_CHECKING:  # spaCy is slow to import, and only this format needs it
    from spacy.tokens import Doc
    from spacy.vocab import Vocab


def write(articles: Sequence[Article], path: Path) -> None:
    """Lone surrogates, which spaCy cannot hold, stand as `?` there and come back on reading."""
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    vocab = Vocab()
    DocBin(docs=[_doc(article, vocab) for article in articles], store_user_data=True).to_disk(path)


def _doc(article: Article, vocab: Vocab) -> Doc:
    from spacy.tokens import Doc, Span

    characters = list(article.text)
    surrogates = [(at, ord(c)) for at, c in enumerate(characters) if "\ud800" <= c <= "\udfff"]
    for at, _ in surrogates:
        characters[at] = "?"
    doc = Doc(vocab, words=characters, spaces=[False] * len(characters))
    doc.ents = [Span(doc, e.start, e.end, label=e.label) for e in article.entities]
    doc.user_data[KEY] = json.dumps(details(article) | {"surrogates": surrogates})
    return doc


def read(path: Path) -> list[Article]:
    """Any DocBin; one that we did not write gives texts and mentions.

    Raises `CorpusError` (file, number of the doc, what is wrong) and `InputError` for other files.
    """
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    try:
        docs = list(DocBin().from_disk(path).get_docs(Vocab()))
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error
    except Exception as error:  # zlib, msgpack and spaCy each raise their own
        raise InputError(f"{path} is no DocBin ({type(error).__name__}: {error})") from error
    found = []
    for number, doc in enumerate(docs, 1):
        try:
            found.append(_article(doc, f"{path.stem}-{number}"))
        except CorpusError as error:
            raise CorpusError(f"doc {number}: {error}", str(path)) from error
    return found


def _article(doc: Doc, id: str) -> Article:
    carried: dict[str, Any] = json.loads(doc.user_data[KEY]) if KEY in doc.user_data else {"id": id}
    characters = list(doc.text)
    for at, code in carried.pop("surrogates", ()):
        characters[at] = chr(code)
    text = "".join(characters)
    spans = [(e.start_char, e.end_char, e.label_) for e in doc.ents]
    return assemble(text, [Entity(a, b, label, text[a:b]) for a, b, label in spans], carried)
