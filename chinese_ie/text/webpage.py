"""An HTML page to the text of its article, with what the page says about it."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from chinese_ie.errors import InputError, MissingExtraError
from chinese_ie.text.aligned import AlignedText
from chinese_ie.text.byline import byline
from chinese_ie.text.encoding import decode
from chinese_ie.text.markup import drop_markup, read_references
from chinese_ie.text.normalize import normalize
from chinese_ie.text.page import sections

# fmt: off
_LINES = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr",
    "html", "item", "lb", "li", "list", "main", "nav", "ol", "option", "p", "pre", "quote", "row", "section",
    "table", "tbody", "tfoot", "thead", "title", "tr", "ul",
})
_UNSEEN = frozenset({
    "script", "style", "noscript", "template", "head", "iframe", "object", "svg", "select", "button",
    "textarea",
})
# fmt: on
_CELLS = frozenset({"td", "th", "cell"})
_CELL = "\x1f"  # stands for the border of two cells until the lines are made
_NARROW = 80  # characters: a cell of a table of data, whose paragraphs are no lines of their own
_SPACE = re.compile(r"[ \t\r\n\f]+")
_WRAPPED = re.compile(r"(?<=[^\x00-\u2fff])[ \t\r]*\n[ \t\r\n]*(?=[^\x00-\u2fff])")  # in Chinese no space
_AS_TYPED = re.compile(r"(</?pre\b[^<>]*>)", re.IGNORECASE)
_BORDERS = re.compile(rf"(?<!\s)\s*{_CELL}\s*")
_SITE = re.compile(r"(?:(?<!\s)\s+)?(?:[_|｜]|[-–—]+)\s*")  # between a title and the site's name
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # in no XML tree
logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # what it cannot read is read whole
_LEAST = 40  # characters: a main text that is shorter gives way to the whole page
_TOP = 5  # lines of the main text among which a headline is looked for


@dataclass(frozen=True)
class Webpage:
    """The text of a page, a line a paragraph, and its `meta`.

    `meta` may have `title`, `source`, `url`, `date` (YYYY-MM-DD) and `author`, as far as the page
    tells; `encoding` where bytes were given; `main_text` is False where no article stood out and
    `text` is all that the page shows.
    """

    text: str
    meta: dict[str, Any] = field(default_factory=dict)


def read_webpage(html: str | bytes, url: str | None = None) -> Webpage:
    """Read the article of a page, however broken its markup is.

    Args:
        html: the page; bytes are decoded (`chinese_ie.text.encoding.decode`).
        url: where the page is from, if the page itself does not say so.

    Raises:
        InputError: `html` is neither `str` nor `bytes`.
        MissingExtraError: trafilatura is not installed.
    """
    if not isinstance(html, str | bytes):
        raise InputError(f"from_html got a {type(html).__name__}, expected a page as str or bytes")
    meta: dict[str, Any] = {}
    if isinstance(html, bytes):
        html, meta["encoding"] = decode(html)
    html = _in_lines(_UNREADABLE.sub("", html.removeprefix("\ufeff")))
    main, whole = _article(html), _visible(html)
    meta["main_text"] = len(main) >= _LEAST or 0 < len(main) == len(whole)
    text = main if meta["main_text"] else whole
    clean = normalize(whole).text
    meta |= {**byline(clean, sections(clean)), **_told(html, url)}
    if "title" in meta:
        meta["title"] = _title(meta["title"], whole)
        if _plain(meta["title"]) not in map(_plain, text.split("\n", _TOP)[:_TOP]):
            text = f"{meta['title']}\n{text}"
    return Webpage(text, meta)


def _library() -> Any:
    try:
        import trafilatura
    except ImportError as error:
        raise MissingExtraError('reading HTML needs an extra: pip install "chinese-ie[html]"') from error
    return trafilatura


@cache
def _settings() -> Any:
    """For trafilatura: no text is too short."""
    settings = _library().settings.use_config()
    settings["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "0"
    return settings


def _article(html: str) -> str:
    """The main text; "" where trafilatura finds none."""
    library = _library()
    try:
        found = library.bare_extraction(
            html, fast=True, favor_recall=True, include_comments=False, config=_settings()
        )
    except Exception:  # of any kind: a page too broken for it is read whole
        return ""
    return "" if found is None else _text(found.body)


def _told(html: str, url: str | None) -> dict[str, str]:
    """What the page's head and markup tell; dates are those it marks as its own, not any of its text."""
    library = _library()
    try:
        found = library.extract_metadata(html, default_url=url, extensive=False)
    except Exception:  # as above
        return {"url": url} if url else {}
    told = {"title": found.title, "source": found.sitename, "url": found.url or url, "date": found.date}
    return {key: value for key, value in (told | {"author": found.author}).items() if value}


def _visible(html: str) -> str:
    """All text that a page shows; of one that lxml cannot read, what is between its tags."""
    from lxml.etree import LxmlError
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        shown = _text(document_fromstring(html.encode("utf-8"), parser=parser))
    except (LxmlError, ValueError):  # there is nothing in it
        shown = ""
    return shown or _SPACE.sub(" ", drop_markup(read_references(AlignedText.of(html))).text).strip()


def _text(tree: Any) -> str:
    """The lines of a tree: blocks apart, table rows as `cell | cell`, no empty lines."""
    pieces = "".join(_pieces(tree))
    lines = (_SPACE.sub(" ", line).strip(_CELL + " ") for line in pieces.split("\0"))
    lines = (_BORDERS.sub(" | ", line).strip() for line in lines)
    return "\n".join(line for line in lines if line)


def _in_lines(html: str) -> str:
    """Line ends of the source that mean something as tags, and none within Chinese text."""
    parts = _AS_TYPED.split(html)
    typed = False
    for number, part in enumerate(parts):
        if number % 2:
            typed = part[1] != "/"
        else:
            parts[number] = part.replace("\n", "<br>") if typed else _WRAPPED.sub("", part)
    return "".join(parts)


def _pieces(tree: Any) -> Iterator[str]:
    """Text in order, NUL where a line ends, `_CELL` where a cell does."""
    from lxml.etree import iterwalk

    hidden = 0
    cells: list[bool] = []  # of the cells around, which are narrow
    for event, element in iterwalk(tree, events=("start", "end")):
        opens = event == "start"
        hidden += (element.tag in _UNSEEN) * (1 if opens else -1)
        if element.tag in _CELLS:
            yield _CELL
            if opens:
                cells.append(_is_narrow(element))
            else:
                cells.pop()
        elif element.tag in _LINES:
            yield " " if cells and cells[-1] else "\0"
        text = element.text if opens else element.tail if element is not tree else None
        if text and not hidden:
            yield _SPACE.sub(" ", text)


def _is_narrow(cell: Any) -> bool:
    length = 0
    for text in cell.itertext():
        length += len(text)
        if length > _NARROW:
            return False
    return True


def _title(title: str, page: str) -> str:
    """The title without the names of site and column behind it: as much as the page itself shows."""
    lines = {_plain(line) for line in page.split("\n")}
    ends = [m.start() for m in _SITE.finditer(title)]
    for end in [len(title), *reversed(ends)]:
        if _plain(title[:end]) in lines:
            return title[:end].strip()
    return title.strip()


def _plain(line: str) -> str:
    return "".join(line.split())
