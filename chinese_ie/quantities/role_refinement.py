"""What becomes of the role that a rule gave: a part of a whole, a sum over several, spent so far.

Text as in `role_rules.py`: clean, its mentions blanked out.
"""

from __future__ import annotations

import re

from chinese_ie.quantities.role_context import Context
from chinese_ie.quantities.role_words import cue_in, last_in, word

_PHASE = 40
"""Characters before an amount in which the name of its phase is looked for."""

_OPENING = 6
"""Characters of a clause in which a phase is named that has no name of its own."""

_ITS_PROJECT = re.compile(
    r"的(?:■|[独合]资|(?![^,。;]{0,3}[0-9])[^,。;、]{2,40}?(?:项目|工厂|基地|车间|生产线))"
)
SUBJECT = re.compile(r"■|公司|集团|(?<!规上)企业(?![0-9])|项目|基地|[一二三四五]期")
"""What an amount may be of, named between a word for money and it."""

_SHARE_OF_YEAR = re.compile(r"(?:期|工程|项目)[^,]{0,3}(?:[今本明]年|年度|当年)度?(?:计划)?(?:完成)?投")
_SEVERAL = re.compile(r"■[、和及与]■")
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
_ONE_WORK = re.compile(
    "(?:厂|站|水库|大桥|大道|码头|中心)(?:[一二三四首]期)?(?:工程)?(?:总|计划|预计|概算)*投资"
)
_MEASURED = ("output", "revenue", "tax", "profit")
_SO_MUCH = re.compile("^[^投]*完成$")
_JOINT = re.compile("总投资|共同投资|合资")
_TIMES = frozenset(["今年", "年度", "当年", "年内", "明年", "本年"])
_REGION = re.compile("[▲◆]")
_PROVIDES = re.compile("(?:拿出|提供|安排|承诺|备好)[^,]{0,4}$")
_SO_FAR = re.compile(
    r"(?:上半年|前[0-9一二三四五六七八九十两]+个?月|[0-9](?:-|至)[0-9]+月|一季度)[^,]{0,4}投[了入下]?$"
)
_SPEAKER = re.compile(r"■+[^,。;■\n]{0,16}?(?:说|介绍|表示|透露|称)")
_LIMIT = re.compile(
    "(?:单个|单项|单家|每个|首投)[^,。;]{0,6}(?:项目|企业)?[^,。;]{0,4}(?:最高|不超过|最多|上限)"
)
_STAKE = re.compile(r",?占(?:股|比|投资总?额的?|注册资本的?)?[^,。;]{0,4}[0-9.]+%")
_TO_DO = re.compile(r"(?:[要将拟须需]|计划|力争|预计|确保|争取)再?(?:完成|花掉)[^,]*$")
_FILLER = re.compile(
    r"合在一起|加起来|合计|计划|预计|协议|合同|约|近|超过|超"
    r"|当年|今年|年度|总|其|共|达到?|为|金额|[:、 ＄和及(]"
)
_OF_CAMPAIGN = re.compile(
    r"(?:签约|开工)总?额[^,]{0,4}$|协议[^,]{0,4}累计|[台外港日韩德侨内]资(?:[^,]{0,4}(?:企业|业))?总投资"
)
_SAVED = re.compile(r"(?<![本全外各])省(?![市级内里会委道直])|拖欠|欠[^,]{0,3}$")
_COST = re.compile("成本(?![^,]*[低降少省])|补偿")
_UNIT_COST = re.compile("每|吨|一[个件]")
_SPLIT = re.compile("分(?:成|为)?[两二三四五]个?(?:步|期|年|阶段)")
_STEPS = re.compile("分[两三]步")
_OUT_OF = re.compile("[^,。;]{0,4}[里中内],?")
_NAMED = re.compile("(?:前|◆|[^,■]{4}项目|园|高速|路|基地|厂|[0-9]年)$")
_OF_PLACE = re.compile("(?:^|:)▲+$|[浙闽粤台港外侨客徽湘]商|乡贤")
_APIECE = re.compile("(?:均|都)(?:在|为|超|过|达|不低于)")
_RESEARCH = re.compile("(?:科研|研发)[^,■]{0,8}投入$")
_SPENT_BY_ALL = re.compile("[花干]了[近约]?$")
_SPENT = re.compile("[^。;■]{0,8}(?:花|用|砸|投)[了掉][近约]?")
_FIXED = re.compile("固定资产投资|固投")
_WHOLE_BEHIND = re.compile(r"[^。;]*(?:合计|总)投资")


def refined(role: str, context: Context) -> str:
    """The role of the amount, `role` being what the words around it say."""
    of_company = role == "fixed_assets" and "■" in context.clause
    if (of_company or role in ("investment", "total")) and _DONE.search(context.clause):
        return "progress"
    if role == "registered" and "认缴" in context.clause and _STAKE.match(context.after):
        return "investment"
    if role == "registered" and "认缴" in context.clause and _PARTNERS.search(context.sentence):
        return "financing"
    if role == "price" and not context.small and not context.rate and _YEARLY_COST.search(context.clause):
        return "other"
    if role == "price" and _SAVED.search(context.clause):
        return "other"
    if role == "other" and (context.rate or _UNIT_COST.search(context.clause)) and _COST.search(context.clause) and not _SAVED.search(context.clause):
        return "price"
    if role == "investment" and _LIMIT.search(context.clause):
        return "financing" if "基金" in context.sentence else "other"
    if role == "fixed_assets" and context.since is None and _of_one(context.sentence):
        return "investment"
    if (
        role == "progress"
        and context.last in (*_MEASURED, "fixed_assets")
        and _SO_MUCH.search(context.clause)
        and "。" not in context.between
    ):
        return context.last
    if role == "investment" and _RESEARCH.search(context.clause):
        return "other"
    if role == "investment" and context.last == "investment" and _SPENT.fullmatch(context.between):
        return "progress"
    if role == "progress" and "到位" in context.clause and context.last == "total":
        return "total"
    if role == "progress" and "■" not in context.clause and _FIXED.search(context.clause):
        return "fixed_assets"
    if role == "progress" and _TO_DO.search(context.clause):
        role = "investment"
    if role == "progress" and context.clause.endswith("到位") and word("count").search(context.sentence):
        return "total"
    if role in ("investment", "total") and _is_granted(context):
        return "subsidy"
    if (
        role in ("investment", "total")
        and word("lends").search(context.clause)
        and _PROVIDES.search(context.clause)
    ):
        return "financing"
    if role in ("investment", "total") and "■" not in context.clause and _SO_FAR.search(context.clause):
        return "progress"
    if role == "total":
        return "investment" if word("firm").search(context.sentence) else role
    if role != "investment":
        return role
    if _is_phase(context):
        return "phase"
    if not _is_total(context):
        return role
    return "progress" if _SPENT_BY_ALL.search(context.clause) else "total"


def _is_granted(context: Context) -> bool:
    """区财政今年拿出2000万元补展位; not 县里拿出2000万元建厂房."""
    return bool(_STATE.search(context.clause)) and not _WORKS.match(context.after)


def _is_phase(context: Context) -> bool:
    """其中一期投资3亿元 behind or before the whole."""
    if "总投资" in context.clause:
        return False
    if _SHARE_OF_YEAR.search(context.clause):
        return not word("whole").search(context.sentence)
    split = context.since is not None and _SPLIT.search(context.sentence)
    if split and word("stage").search(_SPLIT.sub("", context.clause)):
        return True
    if context.since is not None and _is_part(context, context.since):
        return True
    return bool(word("phase").search(context.clause) and _WHOLE_BEHIND.match(context.after))


def _of_one(sentence: str) -> bool:
    """Does it name a company, and behind it a project?"""
    return bool(_PROJECT.search(sentence.partition("■")[2]))


def _is_part(context: Context, since: str) -> bool:
    """Named as a part of the last investment: by its phase or as a partner's share of it."""
    if _STAKE.match(context.after) and _JOINT.search(context.line) or _OUT_OF.fullmatch(since):
        return True
    staged = word("stage").search(context.clause)
    if staged and _NAMED.search(context.clause, 0, staged.start()):
        return False
    if "■" in since:
        return bool(staged) and "■" not in _SPEAKER.sub("", since) and "\n" not in since
    if "\n" in since:
        if _STEPS.search(since[-_PHASE:]):
            return True
        return bool(staged and staged.start() < _OPENING) or bool(word("part").search(context.clause))
    found = word("phase").search(since[-_PHASE:])
    if found is None or word("count").search(since[-_PHASE:], found.end() + 3):
        return False
    return not (found[0] in _TIMES and _REGION.search(context.clause))


def _is_total(context: Context) -> bool:
    """Summed over several projects that were counted, or over a place."""
    if context.rate or _APIECE.search(context.clause):
        return False
    if word("count").match(context.after.lstrip(",:的、 ")):
        return True
    if _ITS_PROJECT.match(context.after):
        return False
    for found in word("count").finditer(context.sentence):
        inside = found.end() > len(context.sentence) - len(context.clause)
        if not word("restart").search(context.sentence[found.end() :]) and (
            inside or _is_bare(context.clause)
        ):
            return True
    if _SEVERAL.search(context.clause) and word("sum").search(context.clause):
        return True
    if _OF_CAMPAIGN.search(context.clause) and "■" not in context.sentence:
        return True
    if _OF_PLACE.search(context.clause) and "■" not in context.sentence:
        return True
    if "■" in context.clause or context.last == "phase" or _ONE_WORK.search(context.clause):
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
