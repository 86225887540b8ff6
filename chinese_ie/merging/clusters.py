"""Which reports are of one investment: a function of the set of reports, whatever their order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from chinese_ie.merging import amounts, sites, topics
from chinese_ie.merging.companies import MAYBE, SAME, Companies
from chinese_ie.merging.report import Report
from chinese_ie.merging.topics import Topic

_EARLY = ("planned", "signed")


class Clusters:
    """Reports grouped step by step, the surest first.

    Exact reports (an amount in yuan, a place, the full name of the company) are joined with each other.
    Then come those that are less exact, level by level: joined among themselves, each group goes to the
    one investment that it fits best, and stays apart where two fit equally well.
    """

    def __init__(self, reports: Iterable[Report], companies: Companies) -> None:
        self._companies = companies
        self._reports = {r.id: r for r in reports}
        self._topics = {key: Topic(r) for key, r in self._reports.items()}
        self._by_name: dict[str, list[str]] = defaultdict(list)
        for key in sorted(self._reports):
            self._by_name[self._reports[key].company].append(key)
        self._group: dict[str, list[str]] = {}  # report to the members of its group, itself included
        levels = defaultdict(list)
        for key, report in self._reports.items():
            levels[self._vagueness(report)].append(key)
        for level in sorted(levels):
            self._add(sorted(levels[level]))

    def groups(self) -> list[list[Report]]:
        """The investments, members and groups in order of their ids."""
        found = {min(group): sorted(group) for group in self._group.values()}
        return [[self._reports[key] for key in found[first]] for first in sorted(found)]

    def _vagueness(self, report: Report) -> int:
        short = self._companies.is_short(report.company)
        return amounts.vagueness(report) + int(short) + int(sites.precision(report) < 2)

    def _add(self, keys: Sequence[str]) -> None:
        before = set(self._group)
        pairs = [(self._score(a, b), a, b) for a, b in self._pairs(keys, set(keys))]
        for key in keys:
            self._group[key] = [key]
        for _, a, b in sorted((p for p in pairs if p[0]), key=lambda p: (-p[0], p[1], p[2])):
            self._join(a, b)
        new = {min(self._group[key]): self._group[key] for key in keys}
        homes = {first: self._home(group, before) for first, group in new.items()}
        for first in sorted(homes):
            home = homes[first]
            if home is not None:
                self._join(home, first)

    def _pairs(self, keys: Sequence[str], others: set[str]) -> Iterable[tuple[str, str]]:
        """Pairs of two of `keys` whose companies may be one, each once."""
        for key in keys:
            for name in self._companies.kin(self._reports[key].company):
                yield from ((key, other) for other in self._by_name[name] if key < other and other in others)

    def _home(self, group: Sequence[str], before: set[str]) -> str | None:
        """A member of the older group that fits best, None where none or two do."""
        scores: dict[str, int] = {}
        for key in group:
            for name in self._companies.kin(self._reports[key].company):
                for other in self._by_name[name]:
                    if other in before and (score := self._score(key, other)):
                        first = min(self._group[other])
                        if self._may_join(group, self._group[other]):
                            scores[first] = max(score, scores.get(first, 0))
        best = [first for first, score in scores.items() if score == max(scores.values())]
        return best[0] if len(best) == 1 else None

    def _join(self, one: str, other: str) -> None:
        first, second = self._group[one], self._group[other]
        if first is not second and self._may_join(first, second):
            first += second
            for key in second:
                self._group[key] = first

    def _may_join(self, group: Sequence[str], other: Sequence[str]) -> bool:
        return not any(self._forbidden(a, b) for a in group for b in other)

    def _forbidden(self, a: str, b: str) -> bool:
        """Two that are never one, whatever ties them to others: the article itself sets them apart,
        two phases, a project planned after another was completed, two companies with full names."""
        one, other = self._reports[a], self._reports[b]
        if one.article == other.article and (one.value, one.currency) != (other.value, other.currency):
            return True
        if other.company not in self._companies.kin(one.company) and not (
            self._companies.is_short(one.company) or self._companies.is_short(other.company)
        ):
            return True
        first, second = self._topics[a].phases, self._topics[b].phases
        return bool(first and second and not first & second) or _begins_anew(one, other)

    def _score(self, a: str, b: str) -> int:
        """How surely two reports are of one investment, 0 where they are not."""
        one, other = self._reports[a], self._reports[b]
        company = self._companies.kin(one.company).get(other.company, 0)
        if not company or self._forbidden(a, b):
            return 0
        amount, site = amounts.agreement(one, other), sites.agreement(one, other)
        topic = topics.agreement(self._topics[a], self._topics[b])
        if amount == amounts.DIFFERENT and self._topics[a].phases != self._topics[b].phases:
            return 0  # one names a phase and the other does not
        if not _same(company, amount, site, topic):
            return 0
        return 10 + company + 2 * amount + 2 * site + 2 * topic


def _same(company: int, amount: int, site: int, topic: int) -> bool:
    """The decision, from what was compared.

    Same place and amount: one, unless the articles name two phases. Sources disagree on one of the two: one
    only where the project is the same. Little known: one only where nothing speaks against it.
    """
    if topic == topics.DIFFERENT:
        return False
    if topic == topics.UNLIKE:
        return amount == amounts.EQUAL and site >= sites.NEAR
    if site == sites.DIFFERENT:
        return amount == amounts.EQUAL and topic == topics.SAME
    if amount == amounts.DIFFERENT:
        return site >= sites.NEAR and topic == topics.SAME
    if site == sites.UNKNOWN:
        return amount == amounts.EQUAL and (company == SAME or topic == topics.SAME)
    return amount > amounts.UNKNOWN or topic == topics.SAME or (company >= MAYBE and site == sites.SAME)


def _begins_anew(one: Report, other: Report) -> bool:
    """Was one completed a year before the other was planned or signed?"""
    first, second = sorted((one, other), key=lambda r: (r.published or "", r.id))
    if not first.published or not second.published:
        return False
    a_year_on = f"{int(first.published[:4]) + 1:04d}{first.published[4:]}"
    return first.stage == "completed" and second.stage in _EARLY and second.published >= a_year_on


def clusters(reports: Iterable[Report], companies: Companies) -> list[list[Report]]:
    """The reports of each investment."""
    return Clusters(reports, companies).groups()


def pairs(groups: Iterable[Sequence[Report]]) -> set[tuple[str, str]]:
    """The pairs of reports of one investment, by id."""
    return {(a.id, b.id) for group in groups for a, b in combinations(sorted(group, key=lambda r: r.id), 2)}
