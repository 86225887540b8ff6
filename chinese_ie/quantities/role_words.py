"""The words of `data/roles.toml` as patterns and look-ups."""

from __future__ import annotations

import re
from functools import cache

from chinese_ie.quantities.tables import one_of, table

_LINK = r"(?:左右|上下|以上|以内|多|余)?(?:人民币)?的?"
_NUMBER = r"(?:[0-9]{1,4}|[二三四五六七八九]?十[一二三四五六七八九]|[二三四五六七八九十两百数几]{1,4})[余多]?"


def cue_in(kind: str, text: str) -> str | None:
    """The role of the last word of `kind` in `text`."""
    last = last_in(kind, text)
    return owner(kind)[last.group()] if last else None


def last_in(kind: str, text: str) -> re.Match[str] | None:
    """The last word of `kind` in `text`."""
    last = None
    for found in word(kind).finditer(text):
        last = found if found.group() in owner(kind) else last
    return last


@cache
def owner(kind: str) -> dict[str, str]:
    """Word of `kind` (before, weak, after) → role."""
    return {word: role for role, words in table("roles")[kind].items() for word in words}


def word(name: str) -> re.Pattern[str]:
    """The pattern of that name, see `_patterns`."""
    return _patterns()[name]


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """All patterns that are made of words."""
    words = table("roles")
    nouns, kinds = one_of(owner("after")), words["class"]
    far = [w for w, role in owner("after").items() if len(w) > 2 or role in ("financing", "subsidy", "tax")]
    members, policy = one_of(kinds["members"]), rf"(?!按[键钮摩揭]){one_of(kinds['policy'])}"
    lenders, total = one_of(words["lenders"]["words"]), words["total"]
    count = (
        rf"一批[^,。;]{{0,8}}项目|(?:签约|引进|签下){_NUMBER}家|{_NUMBER}大项目|(?:投资|增资)案{_NUMBER}件|(?<!第)(?!(?<=[这那哪])几){_NUMBER}(?:{one_of(total['counters'])}(?!{'|'.join(total['counted_other'])})"
        r"|家(?=[^,。;]{0,12}(?:项目|签|落户|入驻|入园|开工|破土|动工|奠基|投产|配套)"
        r"|[^,。;■建办设合]{0,4}(?:厂|企业|公司|客商|外商|台商),|[,、:(|]))"
    )
    patterns = {
        "before": _early(owner("before")),
        "weak": _early(owner("weak")),
        "bounded": rf"{one_of(kinds['bounds'])}(?:的?[^,、。;()■]{{0,8}}?{members}|的?{policy}|的"
        rf"|[^,。;]{{0,4}}{_NUMBER}(?:个|家|项)|[(,][^。;]{{0,16}}?[奖补])|的,?{policy}",
        "counted": rf"的?[^,、。;()■]{{0,6}}?(?:{members}[^,。;]{{0,6}}?{_NUMBER}(?:个|家|项|户)"
        r"|[个家户]|项(?!目))",
        "sized": rf"的{members}{_NUMBER}(?:个|家|项)",
        "time": rf"(?<![0-9一二两三四五六七八九十]){one_of(total['times'])}",
        "direct": rf"{_LINK}({nouns})",
        "head": rf"{_LINK}[^,、。;:()＄■◆]{{0,6}}?({nouns})(?=[,、。;:)(和及”\"]|$|的|■)",
        "behind": rf"[^,。;|/ \t]*?({one_of(far)})",
        "lender": rf"(?:基金|合伙企业(?:\(有限合伙\))?|{lenders})$",
        "lends": lenders,
        "firm": rf"■(?!■|{lenders})",
        "ceiling": one_of(words["lenders"]["ceilings"]),
        "phase": one_of(word for kind in ("stages", "words", "parts") for word in words["phase"][kind]),
        "part": one_of(words["phase"]["parts"]),
        "stage": one_of(words["phase"]["stages"]),
        "sum": one_of(total["sums"]),
        "count": count,
        "projects": rf"(?:项目{count}|{count}(?:项目|合同)|{_NUMBER}[个宗项])[,:、(]?(?:共|计|约|近|超)?$",
        "restart": rf"■|如(?![期下此果今何约火])|{one_of(total['restarts'])}|(?<=.{{8}})项目",
        "whole": rf"(?<![期步处厂]){one_of(total['sums'])}|{one_of(total['regions'])}"
        r"|(?<![在入进到])园区(?!提供)"
        r"|(?<![与和同跟◆▲])[◆▲][^,■]{0,10}(?:签下|揽|签约|签了|签回|签掉|斩获|[带拿捧抱]回$)",
    }
    return {name: re.compile(pattern) for name, pattern in patterns.items()}


def _early(owned: dict[str, str]) -> str:
    """A pattern for any of the words that first looks at one character, since most fit none.

    It takes in the longer words that say nothing too, so that their parts are not found.
    """
    words = [*owned, *table("roles")["none"]["words"]]
    return f"(?=[{''.join(sorted({word[0] for word in words}))}]){one_of(words)}"
