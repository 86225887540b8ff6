"""Articles as people write them: a TOML header between `+++` lines, then the text with inline tags."""

import re
import tomllib
from decimal import Decimal
from typing import Any

import tomli_w

from chinese_ie.corpus.article import Article
from chinese_ie.document import LABEL_FORM, LABELS, Entity
from chinese_ie.errors import CorpusError

_HEADER = re.compile(r"\ufeff?\+\+\+\r?\n(.*?)\n\+\+\+\r?\n", re.DOTALL)
_TAG = re.compile(r"<(/?)([A-Za-z_]*)(?::([a-z_]+))?>|<|&(lt|amp);|&")


_TABLES = ("people", "investments")


def parse_inline(source: str, path: str = "") -> Article:
    """Read one article; `path` is named in errors. Raises `CorpusError` with file and line."""
    header = _HEADER.match(source)
    if header is None:
        raise CorpusError("no header; an inline article starts with TOML between two lines `+++`", path, 1)
    try:
        plain = tomllib.loads(header.group(1), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"the header is no TOML: {error}", path, 1) from error
    text, entities = _strip_tags(source, header.end(), path)
    try:
        return Article.from_dict({**plain, "text": text, "entities": entities})
    except CorpusError as error:
        raise CorpusError(str(error), path, 1) from error


def _strip_tags(source: str, begin: int, path: str) -> tuple[str, list[dict[str, Any]]]:
    pieces: list[str] = []
    entities: list[dict[str, Any]] = []
    length, at = 0, begin
    opened: tuple[str, str | None, int, int] | None = None  # label, role, offset in text, in source

    def fail(message: str, place: int) -> CorpusError:
        around = source[max(begin, place - 15) : place + 25].replace("\n", "⏎")
        return CorpusError(f"{message} at …{around}…", path, source.count("\n", 0, place) + 1)

    for match in _TAG.finditer(source, begin):
        plain = source[at : match.start()]
        pieces.append(plain)
        length += len(plain)
        at = match.end()
        closing, label, role, escape = match.groups()
        if escape:
            pieces.append({"lt": "<", "amp": "&"}[escape])
            length += 1
        elif match.group() == "&":
            pieces.append("&")
            length += 1
        elif not re.fullmatch(LABEL_FORM, label or ""):
            raise fail(
                f"{match.group()!r} is no tag; write &lt; for a literal <, tags are {', '.join(LABELS)}",
                match.start(),
            )
        elif not closing:
            if opened:
                raise fail(f"<{label}> inside <{opened[0]}>; mentions never overlap", match.start())
            opened = (label, role, length, match.start())
        else:
            if not opened or opened[0] != label:
                raise fail(f"</{label}> closes nothing that is open", match.start())
            if opened[2] == length:
                raise fail(f"empty <{label}>", match.start())
            entities.append({"start": opened[2], "end": length, "label": label, "role": opened[1]})
            opened = None
    if opened:
        raise fail(f"<{opened[0]}> is never closed", opened[3])
    pieces.append(source[at:])
    return "".join(pieces), entities


def format_inline(article: Article) -> str:
    """The inline form of an article; `parse_inline` gives the same article back."""
    plain = article.to_dict()
    header = {k: v for k, v in plain.items() if k not in ("text", "entities", *_TABLES) and v is not None}
    for table in _TABLES:
        if plain[table]:
            header[table] = [{k: v for k, v in row.items() if v is not None} for row in plain[table]]
    return f"+++\n{tomli_w.dumps(header)}+++\n{tag_text(article.text, article.entities)}"


def tag_text(text: str, entities: tuple[Entity, ...]) -> str:
    """The text with `<LABEL>…</LABEL>` or `<LABEL:role>…` around each mention and < and & escaped."""

    def plain(piece: str) -> str:
        return piece.replace("&", "&amp;").replace("<", "&lt;")

    pieces, at = [], 0
    for entity in entities:
        pieces.append(plain(text[at : entity.start]))
        opening = f"{entity.label}:{entity.role}" if entity.role else entity.label
        pieces.append(f"<{opening}>{plain(entity.text)}</{entity.label}>")
        at = entity.end
    pieces.append(plain(text[at:]))
    return "".join(pieces)
