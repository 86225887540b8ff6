"""Dirty twins of clean articles: the same text as web pages and converters spoil it.

Each dirt is a function of text and random numbers that loses nothing, so the cleaned twin must be the
cleaned article. `html_page` puts an article into a whole page.
"""

import random
import re
from collections.abc import Callable
from html import escape

Dirt = Callable[[str, random.Random], str]

_FULL_WIDTH = {chr(c): chr(c + 0xFEE0) for c in range(0x21, 0x7F)}
_BETWEEN = re.compile(r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])")
_LINE_END = re.compile(r"\n(?=([\u4e00-\u9fff])?)")
_CYRILLIC = str.maketrans("Mkh", "Мкһ")
_READINGS = {
    "经": "jīng",
    "开": "kai1",
    "区": "qu",
    "资": "zī",
    "项": "xiàng",
    "目": "mu4",
    "绿": "lv4",
    "产": "chǎn",
}


def _sprinkled(text: str, rng: random.Random, waste: tuple[str, ...], rate: float = 0.1) -> str:
    return "".join(c + rng.choice(waste) if rng.random() < rate else c for c in text)


def _spelled(text: str, rng: random.Random, spell: Callable[[str], str], rate: float = 0.2) -> str:
    return "".join(spell(c) if rng.random() < rate else c for c in text)


def invisible(text: str, rng: random.Random) -> str:
    return "\ufeff" + _sprinkled(text, rng, ("\u200b", "\u200d", "\u2060", "\xad", "\x00", "\ue003"))


def full_width(text: str, rng: random.Random) -> str:
    return _spelled(text, rng, lambda c: _FULL_WIDTH.get(c, c), 1)


def tags(text: str, rng: random.Random) -> str:
    """Between Chinese characters, where also a broken one cannot be taken for text."""
    whole = ("<b>", "</b>", '<span style="color:red">', "</span>", "<o:p></o:p>", "<!-- x -->")
    return _BETWEEN.sub(lambda _: rng.choice(("</font", "<span", *whole)) if rng.random() < 0.1 else "", text)


def references(text: str, rng: random.Random) -> str:
    def reference(character: str) -> str:
        if character in "\r\n":
            return character
        return rng.choice((f"&#{ord(character)};", f"&#x{ord(character):X};", f"&amp;#{ord(character)};"))

    return _spelled(text, rng, reference)


def line_tags(text: str, rng: random.Random) -> str:
    whole, broken = ("<br>", "<BR />", "&lt;br/&gt;", "</div>", "\r\n", "\u2028"), ("<br", "</p", "/p>")
    return _LINE_END.sub(lambda end: rng.choice(whole if end[1] is None else (*whole, *broken)), text)


def pinyin(text: str, rng: random.Random) -> str:
    return "".join(f"{c}({_READINGS[c]})" if c in _READINGS and rng.random() < 0.8 else c for c in text)


def lookalikes(text: str, rng: random.Random) -> str:
    """One letter of each unit Cyrillic."""
    return re.sub("MWh?|kWh?|GWh", lambda unit: unit[0].translate(_CYRILLIC), text)


def radicals(text: str, rng: random.Random) -> str:
    return text.translate(str.maketrans("长龙车门马人一", "⻓⻰⻋⻔⻢⼈⼀"))


# In an order in which they can all be put on one text.
DIRTS: tuple[Dirt, ...] = (
    lookalikes, radicals, pinyin, full_width, references, tags, line_tags, invisible,
)  # fmt: skip


def wrapped(text: str, width: int) -> str:
    """Lines of at most `width` Chinese characters; no line begins with a closing sign."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for character in paragraph:
            if sum(0.5 if c.isascii() else 1 for c in line + character) > width:
                kept = 1 if character in "，。、；：！？）》”,.;:!?)%" else 0
                lines.append(line[: len(line) - kept])
                line = line[len(line) - kept :]
            line += character
        lines.append(line)
    return "\n".join(lines)


def html_page(text: str, charset: str, *, tail: str = "") -> str:
    """A page of a news site with the article in it; its first line is the headline."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    paragraphs = "".join(f"<p>　　{escape(line)}</p>\n" for line in lines[1:])
    return (
        f'<!doctype html><html><head><meta charset="{charset}"><title>{escape(lines[0])}_某网</title></head>'
        '<body><div class="nav"><a href="/">首页</a> | <a href="/a">要闻</a> | <a href="/b">园区</a></div>'
        f'<div class="article"><h1>{escape(lines[0])}</h1><div class="content">{paragraphs}</div></div>'
        f'{tail}<div class="footer">版权所有 某网</div></body></html>'
    )
