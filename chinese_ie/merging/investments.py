"""Investments from the reports of many articles, with what the articles contradict each other about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from chinese_ie.merging import amounts, sites
from chinese_ie.merging.clusters import clusters
from chinese_ie.merging.companies import Companies
from chinese_ie.merging.report import Names, Report

_RANKS = {"planned": 0, "signed": 0, "started": 1, "under construction": 2, "completed": 3}


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two reports of one investment that cannot both be right; the columns of the table.

    `field` is `amount`, `location`, `stage` (an earlier one told later) or `status`. Of many reports that
    say the same, the one with the least id stands for all.
    """

    investment_id: str
    field: str
    report_id: str
    other_report_id: str
    value: str
    other_value: str


@dataclass(frozen=True, slots=True)
class MergedInvestment:
    """One investment as its reports tell it together.

    Of values that differ the one told by most articles is here, of equals the exact one told last; what
    the others say is in `contradictions` and in the reports. `id` is the least id of its reports.
    """

    id: str
    company: str
    amount: str | None
    value: float | None
    upper: float | None
    currency: str | None
    location: str | None
    adcode: str | None
    project: str | None
    capacity: str | None
    stage: str | None
    status: str | None
    date: str | None
    first_published: str | None
    last_published: str | None
    report_ids: tuple[str, ...]
    articles: int
    contradictions: tuple[Contradiction, ...]

    def row(self) -> dict[str, Any]:
        """The columns of the table `investment`."""
        names = (
            "id", "company", "amount", "value", "upper", "currency", "location", "adcode", "project",
            "capacity", "stage", "status", "date", "first_published", "last_published", "articles",
        )  # fmt: skip
        counts = {"reports": len(self.report_ids), "contradictions": len(self.contradictions)}
        return {name: getattr(self, name) for name in names} | counts


def merge(reports: Iterable[Report], names: Names) -> list[MergedInvestment]:
    """The investments of all reports: the same for the same set of reports, in whatever order.

    Args:
        reports: of any number of articles; equal ones count once.
        names: of each article and company, all names that the article has for it.
    """
    distinct = sorted({r.id: r for r in reports}.values(), key=lambda r: r.id)
    every = {r.company for r in distinct}.union(*names.values())
    known = sorted({(name, full) for (_, full), used in names.items() for name in used})
    return [_merged(group) for group in clusters(distinct, Companies(every, known))]


def _merged(group: Sequence[Report]) -> MergedInvestment:
    amount = _most_told(group, lambda r: r.value is not None, amounts.agreement, amounts.vagueness)
    place = _most_told(group, lambda r: bool(r.location), sites.agreement, lambda r: -sites.precision(r))
    newest = max(group, key=_newness)
    project = max((r for r in group if r.project), key=lambda r: (len(r.project or ""), r.id), default=None)
    capacity = max((r for r in group if r.capacity), key=_newness, default=None)
    published = sorted(r.published for r in group if r.published)
    first = min(r.id for r in group)
    return MergedInvestment(
        id=first,
        company=max((r.company for r in group), key=lambda name: (len(name), name)),
        amount=amount.amount if amount else None,
        value=amount.value if amount else None,
        upper=amount.upper if amount else None,
        currency=amount.currency if amount else None,
        location=place.location if place else None,
        adcode=place.adcode if place else None,
        project=project.project if project else None,
        capacity=capacity.capacity if capacity else None,
        stage=newest.stage,
        status=newest.status,
        date=newest.date,
        first_published=published[0] if published else None,
        last_published=published[-1] if published else None,
        report_ids=tuple(sorted(r.id for r in group)),
        articles=len({r.article for r in group}),
        contradictions=tuple(_contradictions(first, group)),
    )


def _newness(report: Report) -> tuple[bool, str, int, str]:
    """Reports with a stage first, then by day, then by how far the stage is."""
    return report.stage is not None, report.published or "", _RANKS.get(report.stage or "", -1), report.id


def _most_told(
    group: Sequence[Report],
    told: Callable[[Report], bool],
    agreement: Callable[[Report, Report], int],
    vagueness: Callable[[Report], int],
) -> Report | None:
    """The report whose value most articles agree with; of equals the most exact, then the newest."""
    telling = [r for r in group if told(r)]

    def support(report: Report) -> int:
        return len({r.article for r in telling if agreement(r, report) > 0})

    return max(telling, key=lambda r: (support(r), -vagueness(r), r.published or "", r.id), default=None)


def _contradictions(investment: str, group: Sequence[Report]) -> Iterator[Contradiction]:
    """What the reports differ in, each pair of values once."""
    seen: set[tuple[str, str, str]] = set()
    for one, other in combinations(sorted(group, key=lambda r: r.id), 2):
        for field, value, other_value in _differences(one, other):
            key = (field, min(value, other_value), max(value, other_value))
            if key not in seen:
                seen.add(key)
                yield Contradiction(investment, field, one.id, other.id, value, other_value)


def _differences(one: Report, other: Report) -> Iterator[tuple[str, str, str]]:
    if amounts.agreement(one, other) == amounts.DIFFERENT:
        yield "amount", str(one.amount), str(other.amount)
    if sites.agreement(one, other) == sites.DIFFERENT:
        yield "location", str(one.location), str(other.location)
    if _goes_back(one, other) or _goes_back(other, one):
        yield "stage", str(one.stage), str(other.stage)
    if one.status != other.status and one.status and other.status:
        yield "status", one.status, other.status


def _goes_back(earlier: Report, later: Report) -> bool:
    """Does a later article tell an earlier stage? Signed and planned count as one."""
    if not earlier.published or not later.published or earlier.published >= later.published:
        return False
    first, second = _RANKS.get(earlier.stage or ""), _RANKS.get(later.stage or "")
    return first is not None and second is not None and second < first
