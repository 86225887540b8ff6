"""Many articles as one page: totals, charts and a table of all investments.

The charts are SVG from our own templates. A plotting library would be the heaviest dependency of the package
for four kinds of bars, its pictures would follow neither a dark theme nor the reader's font, and their texts
could not be selected or read out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import Any

from chinese_ie.document import Document, Investment
from chinese_ie.interfaces.charts import Bar, Month, bars, months, short
from chinese_ie.interfaces.columns import first_day
from chinese_ie.interfaces.html import exact_value, headline
from chinese_ie.interfaces.page import render_page, web_address

_CHARTED = 3  # investments of a currency that make a chart worth its place
_STAGES = ("planned", "signed", "started", "under construction", "completed", "expanded")
_UNTOLD = "not told"


@dataclass(frozen=True)
class Row:
    """An investment of the table.

    `same` is the row of the same event further up, `counts` whether its amount is added to totals, `link`
    where its article is, `evidence` the sentence.
    """

    number: int
    found: Investment
    evidence: str
    source: str
    title: str
    link: str | None
    month: str | None
    same: int | None
    counts: bool


@dataclass(frozen=True)
class Money:
    """What was found in one currency: how many investments count, their sum, and the charts."""

    currency: str
    count: int
    total: Decimal
    places: list[Bar]
    investors: list[Bar]
    stages: list[Bar]
    months: list[Month]


def render_report(documents: Iterable[tuple[str, Document]]) -> str:
    """One self-contained page about many named articles.

    Amounts of different currencies are never added. Left out of totals and charts: investments that are not
    active, those without an exact value, those of an event that another row has already (the same company,
    value, currency and place), and in all but the chart of investors the second and later co-investors of
    one amount. A range counts by its lower bound.
    """
    numbers = count()
    rows = list(_rows(named for named, _ in zip(documents, numbers, strict=False)))
    money = list(_money(rows))
    return render_page(
        "report",
        title=f"{len(rows)} investments in {next(numbers)} articles",
        rows=rows,
        money=money,
        charted=[one for place, one in enumerate(money) if place == 0 or one.count >= _CHARTED],
        same=sum(row.same is not None for row in rows),
        inactive=sum(row.found.status != "active" for row in rows),
        short=short,
        exact_value=exact_value,
    )


def _rows(documents: Iterable[tuple[str, Document]]) -> Iterator[Row]:
    """The investments in order; documents are not kept."""
    events: dict[tuple[Any, ...], int] = {}
    number = 0
    for source, document in documents:
        known = [events.get(_event(found)) if _is_active(found) else None for found in document.investments]
        pairs = list(zip(document.investments, known, strict=True))
        amounts = {found.amount_span for found, same in pairs if same is not None}
        for found, same in pairs:
            number += 1
            active = _is_active(found)
            if active and same is None:
                first = events.setdefault(_event(found), number)
                same = None if first == number else first
            told = found.amount_span is not None and found.amount_span in amounts
            yield Row(
                number=number,
                found=found,
                evidence=" ".join(document.text[slice(*found.evidence)].split()),
                source=source,
                title=headline(document),
                link=web_address(document.meta.get("url")) or web_address(source),
                month=_month(found.date) or _month(document.meta.get("date")),
                same=same,
                counts=active and same is None and not told,
            )
            if active:
                amounts.add(found.amount_span)


def _is_active(found: Investment) -> bool:
    return found.status == "active" and found.value is not None


def _event(found: Investment) -> tuple[Any, ...]:
    return found.company, found.value, found.currency, found.location


def _month(told: object) -> str | None:
    """The month of `YYYY-MM` or `YYYY-MM-DD`."""
    known = isinstance(told, str) and len(told) >= 7 and first_day(told[:7]) is not None
    return str(told)[:7] if known else None


def _money(rows: list[Row]) -> Iterator[Money]:
    """What each currency comes to, that of the most investments first."""
    currencies = Counter(row.found.currency for row in rows if row.counts and row.found.currency)
    for currency, counted in currencies.most_common():
        own = [row for row in rows if row.found.currency == currency]
        once = [row for row in own if row.counts]
        invested = [row for row in own if row.same is None and _is_active(row.found)]
        stages = _sums((r.found.stage or _UNTOLD, r) for r in once)
        yield Money(
            currency=currency,
            count=counted,
            total=sum((row.found.value or Decimal() for row in once), Decimal()),
            places=bars(_sums((r.found.location or _UNTOLD, r) for r in once)),
            investors=bars(_sums((r.found.company, r) for r in invested)),
            stages=bars({name: stages[name] for name in sorted(stages, key=_progress)}, ranked=False),
            months=months(_sums((r.month, r) for r in once if r.month)),
        )


def _progress(stage: str) -> int:
    """The place of a stage in a project's life; what is no stage of ours comes last."""
    return _STAGES.index(stage) if stage in _STAGES else len(_STAGES)


def _sums(named: Iterable[tuple[str, Row]]) -> Mapping[str, tuple[Decimal, int]]:
    """For each name the sum of its values, and how many there are."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    counts: Counter[str] = Counter()
    for name, row in named:
        sums[name] += row.found.value or 0
        counts[name] += 1
    return {name: (value, counts[name]) for name, value in sums.items()}
