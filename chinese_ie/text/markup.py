"""Left-overs of HTML in a text: tags, broken tags, comments, character references."""

import re
from html import unescape

from chinese_ie.text.aligned import AlignedText
from chinese_ie.text.fold import fold

# Elements of HTML whose tags end a line, stand between two cells, or leave no trace.
_LINE = (
    "article|aside|blockquote|br|center|dd|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hr|li|nav|p|tr"
)
_CELL = "td|th"
_TRACELESS = (
    "a|abbr|b|big|body|code|col|colgroup|del|em|embed|fieldset|font|form|head|html|i|iframe|img|input|ins|label|"
    "link|main|mark|meta|object|ol|o:p|param|pre|q|s|script|section|small|span|st1:[a-z]+|strike|strong|style|sub|"
    "sup|table|tbody|tfoot|thead|title|tt|u|ul|video|wbr"
)
_ANY = f"{_LINE}|{_CELL}|{_TRACELESS}"
_UNCLOSED = "br|div|tr|td|font|span|strong|img|table"  # no comparison is written so: a<b
_ATTRIBUTES = r"""(?: +[\w:-]{1,30}=(?:"[^"<>\n]{0,200}"|'[^'<>\n]{0,200}'|[\w#%.-]{1,40}))*+ {0,9}/?"""

# What is dropped with all that is in it. Every gap is bounded, so that openings without an end cost little.
_HIDDEN = re.compile(
    r"<(script|style)\b[^<>]{0,300}>[^<]{0,2000}</\1\s{0,9}>"
    r"|<!--[^<>]{0,300}-->|<!(?:--|\[|doctype\b)[^<>]{0,300}>|<\?xml\b[^<>]{0,300}>",
    re.IGNORECASE,
)
_TAG = re.compile(
    rf"<\s*+/?\s*+(?P<name>{_ANY})(?=[\s/>])[^<>]{{0,500}}>"  # <p class=x>
    rf"|<(?P<cut>{_ANY})\s[ -;=?-~]{{0,200}}\Z"  # the text ends inside the tag
    rf"|<(?P<broken>/(?:{_ANY})|{_UNCLOSED})(?![A-Za-z:]){_ATTRIBUTES}"  # <br, </p
    r"|(?<!<)(?P<half>/(?:p|div|li|tr|td|span|font|strong)|(?<![A-Za-z])br\s?/?)>",  # /p>
    re.IGNORECASE | re.ASCII,
)
_LINE_NAME = re.compile(rf"/?(?:{_LINE})\s?/?", re.IGNORECASE)
_CELL_NAME = re.compile(rf"/?(?:{_CELL})", re.IGNORECASE)

# A reference without its semicolon is read only where it is a common one: ?a=1&copy=2 is an address.
_COMMON = "nbsp|ensp|emsp|amp|lt|gt|quot|ldquo|rdquo|lsquo|rsquo|middot|mdash|ndash|hellip|times|deg|yen"
_REFERENCE = re.compile(
    r"&(?:amp;){0,3}(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
    rf"|&(?:amp;){{0,3}}(#\d{{2,5}}(?!\d)|(?:{_COMMON})(?![A-Za-z0-9=]))"
    r"|(?<![A-Za-z&])(nbsp);"
)
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")


def read_references(aligned: AlignedText) -> AlignedText:
    """`&nbsp;`, `&nbsp`, `&amp;nbsp;`, `&#20013;` become the characters they stand for."""
    text = aligned.text
    if "&" not in text and "nbsp;" not in text:
        return aligned
    found = ((m, _character(m[1] or m[2] or m[3])) for m in _REFERENCE.finditer(text))
    return aligned.replace([(m.start(), m.end(), new) for m, new in found if new is not None])


def _character(name: str) -> str | None:
    """What a reference stands for, folded; None if it has no meaning."""
    character = unescape(f"&{name};")
    return None if character == f"&{name};" else _UNSEEN.sub("", fold(character))


def drop_markup(aligned: AlignedText) -> AlignedText:
    """Tags that end a line become a newline, those of cells a space, others and comments go.

    So do broken ones: `<br`, `</p`, `/p>`, and a tag cut off at the end of the text. What stands in
    angle brackets and is no element of HTML stays: 5<6, <公司>.
    """
    text = aligned.text
    if "<" in text:
        aligned = aligned.replace([(m.start(), m.end(), "") for m in _HIDDEN.finditer(text)])
        text = aligned.text
    if "<" in text or ">" in text:
        return aligned.replace([(m.start(), m.end(), _trace(m)) for m in _TAG.finditer(text)])
    return aligned


def _trace(tag: re.Match[str]) -> str:
    name = next(filter(None, tag.groups()))
    if _LINE_NAME.fullmatch(name):
        return "\n"
    return " " if _CELL_NAME.fullmatch(name) else ""
