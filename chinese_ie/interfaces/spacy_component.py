"""spaCy: the component `chinese_ie`, documents as spaCy `Doc`, and what both are asked for.

    doc.ents                    mentions as whole tokens; of two that share a token the longer one
    doc.spans["chinese_ie"]     every mention, grown to whole tokens; its exact offsets are in `_.mention`
    doc._.investments, people   lists of dicts, as in `Document.to_dict()`
    span._.mention              of a span of either: the dict of the mention, else None
    span._.norm, score          two of its values
    span._.quantity             its first quantity: value, upper, unit, modifier, per

Importing this module registers them, so a program that only reads a `DocBin` imports it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import lru_cache, partial
from itertools import pairwise, tee
from typing import Any, Literal

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans, registry
from spacy.vocab import Vocab

from chinese_ie.document import Document
from chinese_ie.errors import InputError
from chinese_ie.interfaces.colors import COLORS, TINT
from chinese_ie.pipeline import Pipeline

SPANS = "chinese_ie"  # key of doc.spans
FACTS = "chinese_ie.facts"  # key of doc.user_data; JSON, for spaCy's own format has no large numbers
_KEPT = ("entities", "people", "investments")


def to_spacy(
    document: Document, vocab: Vocab | None = None, segmenter: Literal["char", "pkuseg"] = "char"
) -> Doc:
    """A `Doc` whose `text` is the document's, white space attached as spaCy wants it.

    Lone surrogates, which spaCy cannot hold, are question marks. Tokens are characters, or words of the
    packaged segmenter, cut where a mention begins or ends. Raises `InputError` for another segmenter.
    """
    text = document.text.encode("utf-8", "replace").decode("utf-8")
    words: list[str] = []
    spaces: list[bool] = []
    for token in _tokens(text, document, segmenter):
        if token == " " and spaces and not spaces[-1] and words[-1] != "\n":
            spaces[-1] = True
        else:
            words.append(token)
            spaces.append(False)
    doc = Doc(Vocab() if vocab is None else vocab, words=words, spaces=spaces)
    _annotate(doc, document)
    return doc


def _tokens(text: str, document: Document, segmenter: str) -> Iterator[str]:
    if segmenter == "char":
        yield from text
    elif segmenter == "pkuseg":
        from chinese_ie.text.words import packaged

        mentions = ((e.start, e.end) for e in document.entities)
        cuts = {0, len(text)}.union(*mentions, *packaged().words(text))
        for start, end in pairwise(sorted(cuts)):
            piece = text[start:end]
            yield from piece if piece.isspace() else (piece,)
    else:
        raise InputError(f"no segmenter {segmenter!r}; there are 'char' and 'pkuseg'")


def _annotate(doc: Doc, document: Document) -> None:
    """Mentions as spans, each with its number among the mentions as `id_`, and the facts beside them."""
    spans = [
        doc.char_span(e.start, e.end, label=e.label, span_id=str(number), alignment_mode="expand")
        for number, e in enumerate(document.entities)
    ]
    doc.spans[SPANS] = spans
    doc.ents = filter_spans(spans)
    plain = document.to_dict()
    doc.user_data[FACTS] = json.dumps({part: plain[part] for part in _KEPT})


@lru_cache(maxsize=32)
def _facts(content: str) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(content)
    return facts


def _part(doc: Doc, name: str) -> list[dict[str, Any]]:
    content = doc.user_data.get(FACTS)
    return deepcopy(_facts(content)[name]) if content else []


def _mention(span: Span) -> dict[str, Any] | None:
    content = span.doc.user_data.get(FACTS)
    mentions = _facts(content)["entities"] if content else []
    if not span.id_.isdecimal() or int(span.id_) >= len(mentions):
        return None
    mention: dict[str, Any] = mentions[int(span.id_)]
    inside = span.start_char <= mention["start"] and mention["end"] <= span.end_char
    return deepcopy(mention) if inside and mention["label"] == span.label_ else None


def _value(span: Span, name: str) -> Any:
    return (_mention(span) or {}).get(name)


def _quantity(span: Span) -> dict[str, Any] | None:
    return next(iter(_value(span, "quantities") or ()), None)


def _register() -> None:
    """The extensions and displaCy's colours; what another package has named so before stays as it is."""
    getters: dict[Any, dict[str, Any]] = {
        Doc: {name: partial(_part, name=name) for name in ("investments", "people")},
        Span: {
            "mention": _mention,
            "norm": partial(_value, name="norm"),
            "score": partial(_value, name="score"),
            "quantity": _quantity,
        },
    }
    for owner, named in getters.items():
        for name, getter in named.items():
            if not owner.has_extension(name):
                owner.set_extension(name, getter=getter)
    registry.displacy_colors.register(
        "chinese_ie", func={label: color + TINT for label, color in COLORS.items()}
    )


_register()


class ChineseIE:
    """A spaCy pipeline component; `nlp.add_pipe("chinese_ie", config={"model": FOLDER_OR_NONE})`.

    It sets `doc.ents` anew: put it before other components that find entities, and they add theirs.
    """

    def __init__(self, model: str | None) -> None:
        self._model = model
        self._pipeline = Pipeline(model)

    def __reduce__(self) -> tuple[Any, ...]:
        return (ChineseIE, (self._model,))

    def __call__(self, doc: Doc) -> Doc:
        return next(self.pipe(iter([doc])))

    def pipe(self, stream: Iterator[Doc], batch_size: int = 32) -> Iterator[Doc]:
        docs, texts = tee(stream)
        found = self._pipeline.pipe((doc.text for doc in texts), batch_size=batch_size)
        for doc, document in zip(docs, found, strict=True):
            _annotate(doc, document)
            yield doc


@Language.factory(  # type: ignore[untyped-decorator]
    "chinese_ie",
    default_config={"model": None},
    assigns=["doc.ents", "doc.spans", "doc._.investments", "doc._.people"],
)
def make_component(nlp: Language, name: str, model: str | None) -> ChineseIE:
    """Factory behind `nlp.add_pipe("chinese_ie")`."""
    return ChineseIE(model)
