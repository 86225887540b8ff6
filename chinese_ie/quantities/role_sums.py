"""Whether an investment is a part of one that was named, or the sum over several.

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

SUBJECT = re.compile(r"■|公司|集团|(?<!规上)企业(?![0-9])|项目|基地|[一二三四五]期")
"""What an amount may be of, named between a word for money and it."""

_ITS_PROJECT = re.compile(
    r"的(?:■|[独合]资|(?![^,。;]{0,3}[0-9])[^,。;、]{2,40}?(?:项目|工厂|基地|车间|生产线))"
)
_SHARE_OF_YEAR = re.compile(r"(?:期|工程|项目)[^,]{0,3}(?:[今本明]年|年度|当年)度?(?:计划)?(?:完成)?投")
_SEVERAL = re.compile(r"■[、和及与]■")
_ONE_WORK = re.compile(
    "(?:厂|站|水库|大桥|大道|码头|中心)(?:[一二三四首]期)?(?:工程)?(?:总|计划|预计|概算)*投资"
)
_JOINT = re.compile("总投资|共同投资|合资")
_TIMES = frozenset(["今年", "年度", "当年", "年内", "明年", "本年"])
_REGION = re.compile("[▲◆]")
_SPEAKER = re.compile(r"■+[^,。;■\n]{0,16}?(?:说|介绍|表示|透露|称)")
STAKE = re.compile(r",?占(?:股|比|投资总?额的?|注册资本的?)?[^,。;]{0,4}[0-9.]+%")
_FILLER = re.compile(
    r"[这那]一?批|新[签建]部分|合在一起|加起来|合计|计划|预计|协议|合同|约|近|超过|超"
    r"|当年|今年|年度|总|其|共|达到?|为|金额|[:、 ＄和及(]"
)
_OF_CAMPAIGN = re.compile(
    r"(?:签约|开工)总?额[^,]{0,4}$|协议[^,]{0,4}累计|[台外港日韩德侨内]资(?:[^,]{0,4}(?:企业|业))?总投资"
)
_OF_PLACE = re.compile("(?:^|:)▲+$|[浙闽粤台港外侨客徽湘]商|乡贤")
_OF_KIND = re.compile("其中[^,■]{0,6}(?:类|业|设施)[^,■]{0,6}$")  # of a total: 其中能源类年度投资
_SUMMED = re.compile("(?:合计|加在一起|加起来|合起来|合在一起),[^,]{0,4}投资[^,■]{0,4}$|(?:^|[,(|])共$")
_APIECE = re.compile("(?:均|都)(?:在|为|超|过|达|不低于)")
_SPLIT = re.compile("分(?:成|为)?[两二三四五]个?(?:步|期|年|阶段)")
_STEPS = re.compile("分[两三]步")
_OUT_OF = re.compile("[^,。;]{0,4}[里中内],?")  # 5亿元现金里,4.2亿元用于…
_NAMED = re.compile("(?:前|◆|[^,■]{4}项目|园|高速|路|基地|厂|[0-9]年)$")  # another project's: 产业园一期
_WHOLE_BEHIND = re.compile(r"[^。;]*(?:合计|总)投资")


def is_phase(context: Context) -> bool:
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


def _is_part(context: Context, since: str) -> bool:
    """Named as a part of the last investment: by its phase or as a partner's share of it."""
    if _OUT_OF.fullmatch(since) or (STAKE.match(context.after) and _JOINT.search(context.line)):
        return True
    staged = word("stage").search(context.clause)
    if staged and _NAMED.search(context.clause, 0, staged.start()):
        return False
    if "■" in since:
        return bool(staged) and "■" not in _SPEAKER.sub("", since) and "\n" not in since
    if "\n" in since:
        begins = staged and staged.start() < _OPENING
        return bool(begins or word("part").search(context.clause) or _STEPS.search(since[-_PHASE:]))
    found = word("phase").search(since[-_PHASE:])
    if found is None or word("count").search(since[-_PHASE:], found.end() + 3):
        return False
    return not (found[0] in _TIMES and _REGION.search(context.clause))


def is_total(context: Context) -> bool:
    """Summed over several projects that were counted, or over a place."""
    if context.rate or _APIECE.search(context.clause):
        return False
    if word("count").match(context.after.lstrip(",:的、 ")):
        return True
    if _ITS_PROJECT.match(context.after):
        return False
    if _is_counted(context) or _is_told_of_many(context):
        return True
    if "■" in context.clause or context.last == "phase" or _ONE_WORK.search(context.clause):
        return False
    alone = "■" not in context.sentence
    if alone and not SUBJECT.search(context.clause) and word("time").search(context.clause):
        return True
    told = context.sentence if alone and not cue_in("before", context.clause) else context.clause
    return bool(word("whole").search(told))


def _is_counted(context: Context) -> bool:
    """Projects were counted in its sentence and none was singled out since: 16个项目,总投资31亿元."""
    for found in word("count").finditer(context.sentence):
        inside = found.end() > len(context.sentence) - len(context.clause)
        if not word("restart").search(context.sentence[found.end() :]) and (
            inside or _is_bare(context.clause)
        ):
            return True
    return False


def _is_told_of_many(context: Context) -> bool:
    """Its words are those of a sum: 合计投资 of two firms, 签约总额, 台资总投资, 其中能源类 of a total."""
    if _SEVERAL.search(context.clause) and word("sum").search(context.clause):
        return True
    if _SUMMED.search(context.sentence) or (context.last == "total" and _OF_KIND.search(context.clause)):
        return True
    if context.clause == "投资" and context.last in ("output", "revenue", "tax") and "■" not in context.line:
        return True
    of_many = _OF_CAMPAIGN.search(context.clause) or _OF_PLACE.search(context.clause)
    return bool(of_many) and "■" not in context.sentence


def _is_bare(clause: str) -> bool:
    """Whether a clause has no subject of its own: 计划总投资."""
    last = last_in("before", clause)
    return len(_FILLER.sub("", clause[: last.start()] if last else clause)) <= 2
