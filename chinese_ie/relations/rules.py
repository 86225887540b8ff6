"""Who invests: rules from an amount to companies, tried in order, the first that answers wins.

Every rule is a function of reading and candidate that gives company mentions, none if it does not
apply. Its docstring holds one sentence that fires it and one that must not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from chinese_ie.document import Entity
from chinese_ie.relations.candidates import Candidate, veto
from chinese_ie.relations.reading import Reading
from chinese_ie.text.sentences import clauses

Rule = Callable[[Reading, Candidate], Sequence[Entity]]

_OF = re.compile(r"(?:人民币)?(?:左右)?(?:(?:新建|建设|兴建|打造)?的[^,。;、:()由与和]{0,8})?[“\"]?")
_JOINT = re.compile(r"\s*(?:、|和|与|及|以及|携手|联合|同)\s*")
_TOGETHER = re.compile(r"共同|联合|合资|合作|携手|双方|各方")
_BY = re.compile(r"由\s*$")
_BUILDS = re.compile(r"[^,。;]{0,14}(?:投资|出资|建设|投建|实施|打造|兴建|开发|筹建)")
_INVESTOR = re.compile(
    r"(?:投资方|投资人|投资主体|投资商|投资企业|投资单位|项目方|项目业主|业主|业主单位|建设单位|实施主体|项目公司)(?:[为是:系]|名称)?[:“]?\s*$"
)
_REFERS = re.compile(
    r"[^,。;]{0,3}(?:该公司|公司|该企业|企业|该集团|集团|其|该项目|项目|这个项目|此次|本项目|该基地|计划|拟|总投资|投资)"
)
_FINANCIER = re.compile(r"银行|证券|律师|会计|信用社|担保")


def amount_then_company(reading: Reading, candidate: Candidate) -> Sequence[Entity]:
    """`投资50亿元的远禾锂电正极材料项目`; not `投资50亿元,由中建三局承建`."""
    amount = candidate.amount
    for company in reading.within(amount.end, candidate.sentence.end, ("COMPANY",))[:1]:
        if _OF.fullmatch(reading.text[amount.end : company.start]):
            return [company]
    return []


def company_then_amount(reading: Reading, candidate: Candidate) -> Sequence[Entity]:
    """`融安控股投资10亿元建厂`, `甲、乙共同投资10亿元`; not `甲表示看好当地,总投资10亿元`."""
    found = _investors(reading.within(candidate.item, candidate.amount.start, ("COMPANY",)))
    return _with_partners(reading, found, candidate) if found else []


def investor_named_after(reading: Reading, candidate: Candidate) -> Sequence[Entity]:
    """`总投资10亿元,由友升铝业投资建设`, `项目投资方为甲`; not `总投资10亿元,将带动甲发展`."""
    number = reading.sentence_number(candidate.amount.start)
    end = reading.sentences[min(number + 1, len(reading.sentences) - 1)].end
    following = reading.within(candidate.amount.end, end, ("MONEY", "COMPANY"))
    for entity in following:
        if entity.label == "MONEY":
            break
        before = reading.text[max(candidate.amount.end, entity.start - 10) : entity.start]
        built = _BY.search(before) and _BUILDS.match(reading.text, entity.end)
        if built or _INVESTOR.search(before):
            return [entity]
    return []


def company_earlier_in_sentence(reading: Reading, candidate: Candidate) -> Sequence[Entity]:
    """`远禾锂电项目落户经开区,总投资60亿元`; not across another amount's company."""
    for clause in reversed(clauses(reading.text, candidate.sentence.start, candidate.item)):
        found = _investors(reading.within(clause.start, min(clause.end, candidate.item), ("COMPANY",)))
        if found:
            names = reading.names(found)
            if len(names) > 3 or _taken(reading, found[-1], candidate):
                return []
            return _with_partners(reading, found, candidate)
    return []


def company_of_previous_sentence(reading: Reading, candidate: Candidate) -> Sequence[Entity]:
    """`甲公司新厂昨日奠基。项目总投资5亿元`; not `甲、乙、丙到会。全区总投资5亿元`."""
    sentence = reading.text[candidate.sentence.start : candidate.sentence.end]
    if not _REFERS.match(sentence.lstrip(' “"·—-')):
        return []
    number = reading.sentence_number(candidate.sentence.start)
    for back in range(number - 1, max(-1, number - 4), -1):
        span = reading.sentences[back]
        found = _investors(reading.within(span.start, span.end, ("COMPANY",)))
        if found:
            names = reading.names(found)
            if len(names) == 1:
                return found[:1]
            return (
                found[:1] if len(names) == 2 and reading.text[span.start : span.end].find("项目") >= 0 else []
            )
    return []


def company_of_headline(reading: Reading, candidate: Candidate) -> Sequence[Entity]:
    """The one company of the headline, for an amount of the lead that has none of its own."""
    if reading.headline is None:
        return []
    found = reading.within(*reading.headline, ("COMPANY",))
    near = (
        reading.sentence_number(candidate.amount.start) <= reading.sentence_number(reading.headline.end) + 4
    )
    others = reading.within(*candidate.sentence, ("COMPANY",))
    return found[:1] if near and not others and len(reading.names(found)) == 1 else []


RULES: tuple[tuple[Rule, float], ...] = (
    (amount_then_company, 0.9),
    (company_then_amount, 0.9),
    (investor_named_after, 0.85),
    (company_earlier_in_sentence, 0.75),
    (company_of_previous_sentence, 0.6),
    (company_of_headline, 0.5),
)


def _investors(companies: Sequence[Entity]) -> list[Entity]:
    """Companies that may invest; banks and advisers only where there is no one else."""
    others = [c for c in companies if not _FINANCIER.search(c.text)]
    return others or list(companies)


def _taken(reading: Reading, company: Entity, candidate: Candidate) -> bool:
    """Does another amount have the company: one in front of it (投资5亿元的甲), or a whole (其中)?"""
    part = reading.text.startswith(("其中", "包括"), candidate.item)
    end = candidate.item if part else company.start
    others = reading.within(reading.clause(company.start).start, end, ("MONEY",))
    return any(veto(reading, amount) is None for amount in others)


def _with_partners(reading: Reading, found: Sequence[Entity], candidate: Candidate) -> list[Entity]:
    """The company nearest to the amount, and those coordinated with it if they act together."""
    group = [found[-1]]
    for company in reversed(found[:-1]):
        if not _JOINT.fullmatch(reading.text[company.end : group[0].start]):
            break
        group.insert(0, company)
    if len(group) > 1 and not _TOGETHER.search(reading.text[group[0].start : candidate.amount.start]):
        return group[:1] if len(group) == 2 else []
    return group
