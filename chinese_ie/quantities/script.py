"""The one form of script in which amounts are matched, character for character."""

from __future__ import annotations

import re
from functools import cache

from chinese_ie.quantities.tables import table
from chinese_ie.text.fold import fold


def standard(text: str) -> str:
    """`text` with full-width, traditional and formal characters made plain.

    The result has the same length, so every offset holds in both.

    >>> standard("叁拾億圓整，１０ＧＷｈ")
    '三十亿圆整,10GWh'
    """
    plain = fold(text)
    if plain.isascii():
        return plain
    return _formal_run().sub(_plain_run, plain.translate(_traditional()))


@cache
def _traditional() -> dict[int, str]:
    pairs = table("numerals")["traditional"]
    return {ord(old): new for old, new in zip(pairs["from"], pairs["to"], strict=True)}


@cache
def _formal() -> dict[int, str]:
    pairs = table("numerals")["formal"]
    return {ord(old): new for old, new in zip(pairs["from"], pairs["to"], strict=True)}


@cache
def _formal_run() -> re.Pattern[str]:
    """Formal digits beside formal digits or scales: 叁拾亿, 伍万元整, but not 大陆, 收拾."""
    formal = table("numerals")["formal"]["from"]
    return re.compile(f"[{formal}零万亿]{{2,}}+|[{formal}](?=[元圆]整)")


def _plain_run(run: re.Match[str]) -> str:
    characters = run.group()
    end = run.string[run.end() : run.end() + 2]
    certain = any(c in "壹贰叁肆柒捌玖佰仟" for c in characters) or end in ("元整", "圆整")
    return characters.translate(_formal()) if certain else characters
