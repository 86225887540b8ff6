"""What becomes of the role that a rule gave: spent so far, granted by the state, saved, a fund.

Text as in `role_rules.py`: clean, its mentions blanked out.
"""

from __future__ import annotations

import re

from chinese_ie.quantities.role_context import Context
from chinese_ie.quantities.role_sums import STAKE, is_phase, is_total
from chinese_ie.quantities.role_words import word

_DONE = re.compile(r"(?<!计划)(?<![要将])(?:完成|累计(?!涉及|总|签约|引进|协议|计划))[^,]{0,8}投资")
_PARTNERS = re.compile("有限合伙|合伙企业|基金")
_PROJECT = re.compile("项目|建设|基地|工厂")
_STATE = re.compile(
    r"(?:财政(?!收入|资金|支出)|[省市县区]里)[^,。;■]{0,6}?(?:拿出|安排|列|拨|补|贴|配套)[^,。;■项]{0,3}$"
)
_YEARLY_COST = re.compile(
    r"(?:每年|[一全]年)[^,]{0,6}(?:运费|电费|水费|燃料费)|(?:运费|电费|水费|燃料费)[^,]{0,2}(?:每年|[一全]年)"
)
_WORKS = re.compile("[来用]?[建做修盖办]")
_MEASURED = ("output", "revenue", "tax", "profit")
_SO_MUCH = re.compile("^[^投]*完成$")
_PROVIDES = re.compile("(?:拿出|提供|安排|承诺|备好)[^,]{0,4}$")
_SO_FAR = re.compile(
    r"(?:上半年|前[0-9一二三四五六七八九十两]+个?月|[0-9](?:-|至)[0-9]+月|一季度)[^,]{0,4}投[了入下]?$"
)
_LIMIT = re.compile(
    "(?:单个|单项|单家|每个|首投)[^,。;]{0,6}(?:项目|企业)?[^,。;]{0,4}(?:最高|不超过|最多|上限)"
)
_TO_DO = re.compile(r"(?:[要将拟须需]|计划|力争|预计|确保|争取)再?(?:完成|花掉)[^,]*$")
_SAVED = re.compile("(?<![本全外各该我])省[下去了]?(?:[^,]{0,4}(?:费|成本|工资|钱))?$|拖欠|欠[^,]{0,3}$")
_COST = re.compile("成本(?![^,]{0,12}[低降少省])|补偿")
_UNIT_COST = re.compile("每|吨|一[个件]")
_RESEARCH = re.compile("(?:科研|研发)[^,■]{0,8}投入$")
_SPENT = re.compile("[^。;■]{0,8}(?:花|用|砸|投)[了掉][近约]?")
_SPENT_BY_ALL = re.compile("[花干]了[近约]?$")
_FIXED = re.compile("固定资产投资|固投")


def refined(role: str, context: Context) -> str:
    """The role of the amount, `role` being what the words around it say."""
    if mended := _MENDS[role](context) if role in _MENDS else None:
        return mended
    if role == "progress" and _TO_DO.search(context.clause):
        role = "investment"
    return _invested(role, context) if role in ("investment", "total") else role


def _of_investment(context: Context) -> str | None:
    """已完成投资3亿元, a limit for each project, 科研经费投入, 总投资15亿元,花了5亿元."""
    if _DONE.search(context.clause):
        return "progress"
    if _LIMIT.search(context.clause):
        return "financing" if "基金" in context.sentence else "other"
    if _RESEARCH.search(context.clause):
        return "other"
    spent = context.last == "investment" and _SPENT.fullmatch(context.between)
    return "progress" if spent else None


def _of_total(context: Context) -> str | None:
    """全市完成基础设施投资3亿元 was spent."""
    return "progress" if _DONE.search(context.clause) else None


def _of_fixed_assets(context: Context) -> str | None:
    """A company's, where no total is given, is its investment."""
    if "■" in context.clause and _DONE.search(context.clause):
        return "progress"
    # a company, and behind it a project
    of_one = context.since is None and _PROJECT.search(context.sentence.partition("■")[2])
    return "investment" if of_one else None


def _of_registered(context: Context) -> str | None:
    """A partner's stake is an investment, what is subscribed to a fund is not: 认缴9000万元,占60%."""
    if "认缴" not in context.clause:
        return None
    if STAKE.match(context.after):
        return "investment"
    return "financing" if _PARTNERS.search(context.sentence) else None


def _of_price(context: Context) -> str | None:
    """What one saves, owes or spends in a year on what has a price: 省下运费300万元, 欠工资370万元."""
    yearly = not context.small and not context.rate and _YEARLY_COST.search(context.clause)
    return "other" if yearly or _SAVED.search(context.clause) else None


def _of_other(context: Context) -> str | None:
    """A cost by unit is a price, what is saved by unit is none: 吨煤成本136元."""
    by_unit = context.rate or _UNIT_COST.search(context.clause)
    cost = by_unit and _COST.search(context.clause) and not _SAVED.search(context.clause)
    return "price" if cost else None


def _of_progress(context: Context) -> str | None:
    """前三季度完成61.4亿元 of what was named before; 签约214亿元、到位38亿元; a place's fixed assets."""
    before = context.last if "。" not in context.between else None
    if before in (*_MEASURED, "fixed_assets") and _SO_MUCH.search(context.clause):
        return before
    if "到位" in context.clause and context.last == "total":
        return "total"
    if "■" not in context.clause and _FIXED.search(context.clause):
        return "fixed_assets"
    counted = context.clause.endswith("到位") and word("count").search(context.sentence)
    return "total" if counted else None


_MENDS = {
    "investment": _of_investment,
    "total": _of_total,
    "fixed_assets": _of_fixed_assets,
    "registered": _of_registered,
    "price": _of_price,
    "other": _of_other,
    "progress": _of_progress,
}


def _invested(role: str, context: Context) -> str:
    """Who gives an investment or a total, and whether it is a part or a sum."""
    if _is_granted(context):
        return "subsidy"
    if word("lends").search(context.clause) and _PROVIDES.search(context.clause):
        return "financing"
    if "■" not in context.clause and _SO_FAR.search(context.clause):
        return "progress"
    if role == "total":
        told = (
            min(context.between, context.sentence, key=len) if context.last in _MEASURED else context.sentence
        )
        return "investment" if word("firm").search(told) else role
    if is_phase(context):
        return "phase"
    if not is_total(context):
        return role
    return "progress" if _SPENT_BY_ALL.search(context.clause) else "total"


def _is_granted(context: Context) -> bool:
    """区财政今年拿出2000万元补展位; not 县里拿出2000万元建厂房."""
    return bool(_STATE.search(context.clause)) and not _WORKS.match(context.after)
