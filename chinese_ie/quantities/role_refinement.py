"""What becomes of the role that a rule gave: a part of a whole, a sum over several, spent so far.

Text as in `role_rules.py`: clean, its mentions blanked out.
"""

from __future__ import annotations

import re

from chinese_ie.quantities.role_context import Context
from chinese_ie.quantities.role_words import cue_in, last_in, word

_PHASE = 40
"""Characters before an amount in which the name of its phase is looked for."""

_ITS_PROJECT = re.compile(r"的(?:■|(?![^,。;]{0,3}[0-9])[^,。;、]{2,40}?(?:项目|工厂|基地|车间|生产线))")
SUBJECT = re.compile(r"■|公司|集团|(?<!规上)企业(?![0-9])|项目|基地|[一二三四五]期")
"""What an amount may be of, named between a word for money and it."""

_SHARE_OF_YEAR = re.compile(r"(?:期|工程|项目)[^,]{0,3}(?:[今本明]年|年度|当年)度?(?:计划)?(?:完成)?投")
_SEVERAL = re.compile(r"■[、和及与]■")
_DONE = re.compile(r"(?<!计划)(?<![要将])(?:完成|累计(?!涉及|签约|引进|协议|计划))[^,]{0,8}投资")
_TO_DO = re.compile(r"(?:[要将拟须需]|计划|力争|预计|确保|争取)再?完成[^,]*$")
_FILLER = re.compile(
    r"合在一起|加起来|合计|计划|预计|协议|合同|约|近|超过|超"
    r"|当年|今年|年度|总|其|共|达到?|为|金额|[:、 ＄和及(]"
)
_WHOLE_BEHIND = re.compile(r"[^。;]*(?:合计|总)投资")


def refined(role: str, context: Context) -> str:
    """The role of the amount, `role` being what the words around it say."""
    of_company = role == "fixed_assets" and "■" in context.clause
    if (of_company or role in ("investment", "total")) and _DONE.search(context.clause):
        return "progress"
    if role == "progress" and _TO_DO.search(context.clause):
        role = "investment"
    if role == "progress" and context.clause.endswith("到位") and word("count").search(context.sentence):
        return "total"
    if role == "total":
        return "investment" if "■" in context.sentence else role
    if role != "investment":
        return role
    if _is_phase(context):
        return "phase"
    return "total" if _is_total(context) else role


def _is_phase(context: Context) -> bool:
    """其中一期投资3亿元 behind or before the whole."""
    if "总投资" in context.clause:
        return False
    if _SHARE_OF_YEAR.search(context.clause):
        return True
    since = context.since
    if since is not None and "■" not in since:
        if "\n" in since:
            return bool(word("stage").search(context.clause) or word("part").search(context.clause))
        return bool(word("phase").search(since[-_PHASE:]))
    return bool(word("phase").search(context.clause) and _WHOLE_BEHIND.match(context.after))


def _is_total(context: Context) -> bool:
    """Summed over several projects that were counted, or over a place."""
    if _ITS_PROJECT.match(context.after):
        return False
    for found in word("count").finditer(context.sentence):
        inside = found.end() > len(context.sentence) - len(context.clause)
        if not word("restart").search(context.sentence[found.end() :]) and (
            inside or _is_bare(context.clause)
        ):
            return True
    if word("count").match(context.after.lstrip(",:的、 ")):
        return True
    if _SEVERAL.search(context.clause) and word("sum").search(context.clause):
        return True
    if "■" in context.clause or context.last == "phase":
        return False
    if (
        not SUBJECT.search(context.clause)
        and "■" not in context.sentence
        and word("time").search(context.clause)
    ):
        return True
    told = context.clause if cue_in("before", context.clause) or "■" in context.sentence else context.sentence
    return bool(word("whole").search(told))


def _is_bare(clause: str) -> bool:
    """Whether a clause has no subject of its own: 计划总投资."""
    last = last_in("before", clause)
    return len(_FILLER.sub("", clause[: last.start()] if last else clause)) <= 2
