"""How a company stands to an amount: named cases, tried in order, the first that holds is the rule.

Every rule is a function of reading, amount and company mention. Its docstring holds one sentence
that fires it and one that must not; how far a rule is to be trusted is counted on the corpus.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from chinese_ie.document import Entity
from chinese_ie.relations.candidates import Candidate, has_own_site, respective
from chinese_ie.relations.reading import Reading

_REFERENCE = 3  # sentences that 公司, 该项目 may refer back

Rule = Callable[[Reading, Candidate, Entity], bool]

_OF = re.compile(r"(?:人民币)?(?:左右)?(?:(?:新建|建设|兴建|打造)?的[^,。;、:()由与和]{0,8})?[“\"]?")
_BY = re.compile(r"由\s*$")
_BUILDS = re.compile(r"[^,。;]{0,14}(?:投资|出资|建设|投建|实施|打造|兴建|开发|筹建)")
_INVESTOR = re.compile(
    r"(?:投资方|投资人|投资主体|投资商|投资企业|投资单位|项目方|项目业主|业主|业主单位|建设单位|实施主体|项目公司)(?:[为是:系]|名称)?[:“]?\s*$"
)
_REFERS = re.compile(
    r"[^,。;]{0,3}(?:该公司|公司|该企业|企业|该集团|集团|其|该项目|项目|这个项目|此次|本项目|该基地|计划|拟|总投资|投资)"
)


def named_respectively(reading: Reading, candidate: Candidate, company: Entity) -> bool:
    """`甲、乙分别投资5亿元、3亿元`, in order; not `甲、乙共同投资5亿元`."""
    paired = respective(reading, candidate.amount)
    return paired is not None and paired.start == company.start


def amount_then_company(reading: Reading, candidate: Candidate, company: Entity) -> bool:
    """`投资50亿元的远禾锂电正极材料项目`; not `投资50亿元,由中建三局承建`."""
    end = candidate.amount.end
    if not end <= company.start <= end + 16:
        return False
    return bool(_OF.fullmatch(reading.text[end : company.start]))


def company_then_amount(reading: Reading, candidate: Candidate, company: Entity) -> bool:
    """`融安控股投资10亿元建厂`, `甲、乙共同投资10亿元`; not `甲表示看好当地,总投资10亿元`."""
    return candidate.item <= company.start < candidate.amount.start


def investor_named_after(reading: Reading, candidate: Candidate, company: Entity) -> bool:
    """`总投资10亿元,由友升铝业投资建设`, `项目投资方为甲`; not `总投资10亿元,将带动甲发展`."""
    if company.start < candidate.amount.end:
        return False
    if reading.within(candidate.amount.end, company.start, ("MONEY",)):
        return False
    before = reading.text[max(candidate.amount.end, company.start - 10) : company.start]
    built = _BY.search(before) and _BUILDS.match(reading.text, company.end)
    return bool(built or _INVESTOR.search(before))


def company_of_parallel_clause(reading: Reading, candidate: Candidate, company: Entity) -> bool:
    """`甲在襄阳投资30亿元,在宜昌投资20亿元`; not `甲在襄阳投资30亿元,一期投资20亿元`."""
    before = reading.sentences[max(0, reading.sentence_number(candidate.sentence.start) - 1)]
    joined = reading.text[slice(*before)].rstrip().endswith(";")
    start = before.start if joined else candidate.sentence.start
    return (
        start <= company.start < candidate.item
        and candidate.admitted_within(company.end, candidate.item) > 0
        and not reading.within(company.end, candidate.amount.start, ("COMPANY",))
        and has_own_site(reading, candidate)
    )


def company_earlier_in_sentence(reading: Reading, candidate: Candidate, company: Entity) -> bool:
    """`远禾锂电项目落户经开区,总投资60亿元`; not `远禾锂电总投资60亿元`, which stands in one clause."""
    return candidate.sentence.start <= company.start < candidate.item


def company_later_in_sentence(reading: Reading, candidate: Candidate, company: Entity) -> bool:
    """`总投资10亿元,友升铝业的二期昨日开工`; not `总投资10亿元,由友升铝业投资建设`."""
    return candidate.amount.end <= company.start < candidate.sentence.end


def company_of_headline(reading: Reading, candidate: Candidate, company: Entity) -> bool:
    """`友升铝业新厂奠基⏎昨日上午,投资7亿元的项目开工`; not `友升铝业投资7亿元⏎昨日上午…`."""
    return bool(reading.headline and reading.headline.start <= company.start < reading.headline.end)


def company_of_previous_sentence(reading: Reading, candidate: Candidate, company: Entity) -> bool:
    """`甲公司新厂昨日奠基。项目总投资5亿元`; not `甲、乙、丙到会。全区总投资5亿元`."""
    sentence = reading.text[candidate.sentence.start : candidate.sentence.end]
    near = reading.sentence_number(candidate.amount.start) - reading.sentence_number(company.start)
    return 0 < near <= _REFERENCE and bool(_REFERS.match(sentence.lstrip(' “"·—-')))


def company_sentences_away(reading: Reading, candidate: Candidate, company: Entity) -> bool:
    """`友升铝业来了。厂房边上要建二期,总投资5亿元`; not `友升铝业来了。公司投资5亿元`, which refers to it."""
    return not candidate.sentence.start <= company.start < candidate.sentence.end


RULES: tuple[Rule, ...] = (
    named_respectively,
    amount_then_company,
    company_then_amount,
    investor_named_after,
    company_of_parallel_clause,
    company_earlier_in_sentence,
    company_later_in_sentence,
    company_of_headline,
    company_of_previous_sentence,
    company_sentences_away,
)


def rule_of(reading: Reading, candidate: Candidate, company: Entity) -> str:
    """The name of the first rule that holds; one always does."""
    return next(rule.__name__ for rule in RULES if rule(reading, candidate, company))
