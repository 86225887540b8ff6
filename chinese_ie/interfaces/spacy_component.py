"""spaCy: the component `chinese_ie` and documents as spaCy `Doc`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, tee
from typing import Any, Literal

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans
from spacy.vocab import Vocab

from chinese_ie.document import Document, Entity, Investment
from chinese_ie.errors import InputError
from chinese_ie.pipeline import Pipeline


def to_spacy(
    document: Document, vocab: Vocab | None = None, segmenter: Literal["char", "pkuseg"] = "char"
) -> Doc:
    """A `Doc` whose `text` is the document's, white space attached as spaCy wants it.

    Entities are in `doc.ents`, investments in `doc._.investments`. Tokens are characters, or words of
    the packaged segmenter, cut where a mention begins or ends. Raises `InputError` for another segmenter.
    """
    text = document.text.encode("utf-8", "replace").decode("utf-8")
    words: list[str] = []
    spaces: list[bool] = []
    for token in _tokens(text, document.entities, segmenter):
        if token == " " and spaces and not spaces[-1] and words[-1] != "\n":
            spaces[-1] = True
        else:
            words.append(token)
            spaces.append(False)
    doc = Doc(Vocab() if vocab is None else vocab, words=words, spaces=spaces)
    _annotate(doc, document.entities, document.investments)
    return doc


def _tokens(text: str, entities: Sequence[Entity], segmenter: str) -> Iterator[str]:
    if segmenter == "char":
        yield from text
    elif segmenter == "pkuseg":
        from chinese_ie.text.words import packaged

        cuts = {0, len(text)}.union(*((e.start, e.end) for e in entities), *packaged().words(text))
        for start, end in pairwise(sorted(cuts)):
            piece = text[start:end]
            yield from piece if piece.isspace() else (piece,)
    else:
        raise InputError(f"no segmenter {segmenter!r}; there are 'char' and 'pkuseg'")


def _annotate(doc: Doc, entities: Sequence[Entity], investments: Sequence[Investment]) -> None:
    """Entities as `doc.ents`, grown to whole tokens where the tokens are longer than the mention."""
    _register()
    spans = [doc.char_span(e.start, e.end, label=e.label, alignment_mode="expand") for e in entities]
    doc.ents = filter_spans([s for s in spans if s is not None])
    doc._.investments = [i.to_dict() for i in investments]


def _register() -> None:
    if not Doc.has_extension("investments"):
        Doc.set_extension("investments", default=[])


class ChineseIE:
    """A spaCy pipeline component; `nlp.add_pipe("chinese_ie", config={"model": FOLDER_OR_NONE})`."""

    def __init__(self, model: str | None) -> None:
        self._model = model
        self._pipeline = Pipeline(model)
        _register()  # here too: with n_process > 1 the docs are annotated in another process

    def __reduce__(self) -> tuple[Any, ...]:
        return (ChineseIE, (self._model,))

    def __call__(self, doc: Doc) -> Doc:
        return next(self.pipe(iter([doc])))

    def pipe(self, stream: Iterator[Doc], batch_size: int = 32) -> Iterator[Doc]:
        docs, texts = tee(stream)
        found = self._pipeline.pipe((doc.text for doc in texts), batch_size=batch_size)
        for doc, document in zip(docs, found, strict=True):
            _annotate(doc, document.entities, document.investments)
            yield doc


@Language.factory("chinese_ie", default_config={"model": None}, assigns=["doc.ents"])  # type: ignore[untyped-decorator]
def make_component(nlp: Language, name: str, model: str | None) -> ChineseIE:
    """Factory behind `nlp.add_pipe("chinese_ie")`."""
    return ChineseIE(model)
