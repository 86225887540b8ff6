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
from typing import Any

from chinese_ie.document import Document, Investment, Span
from chinese_ie.interfaces.charts import Bar, Month, bars, months, short
from chinese_ie.interfaces.columns import first_day
from chinese_ie.interfaces.html import exact_value, headline
from chinese_ie.interfaces.page import render_page, web_address

_CHARTED = 3  # investments of a currency that make a chart worth its place
_STAGES = ("planned", "signed", "started", "under construction", "completed", "expanded")


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
    articles = 0

    def counted() -> Iterator[tuple[str, Document]]:
        nonlocal articles
        for articles, named in enumerate(documents, 1):  # noqa: B007
            yield named

    rows = list(_rows(counted()))
    money = list(_money(rows))
    return render_page(
        "report",
        title=f"{len(rows)} investments in {articles} articles",
        articles=articles,
        rows=rows,
        money=money,
        charted=[sum_ for place, sum_ in enumerate(money) if place == 0 or sum_.count >= _CHARTED],
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
        amounts: set[Span | None] = set()
        for found in document.investments:
            number += 1
            active = found.status == "active" and found.value is not None
            event = (found.company, found.value, found.currency, found.location)
            same = events.setdefault(event, number) if active else number
            shared = found.amount_span in amounts
            if active:
                amounts.add(found.amount_span)
            yield Row(
                number=number,
                found=found,
                evidence=" ".join(document.text[slice(*found.evidence)].split()),
                source=source,
                title=headline(document),
                link=web_address(document.meta.get("url")) or web_address(source),
                month=_month(found.date) or _month(document.meta.get("date")),
                same=None if same == number else same,
                counts=active and same == number and not shared,
            )


def _month(told: object) -> str | None:
    """The month of `YYYY-MM` or `YYYY-MM-DD`."""
    known = isinstance(told, str) and len(told) >= 7 and first_day(told[:7]) is not None
    return str(told)[:7] if known else None


def _money(rows: list[Row]) -> Iterator[Money]:
    """What each currency comes to, that of the most investments first."""
    currencies = Counter(row.found.currency for row in rows if row.counts and row.found.currency)
    for currency, count in currencies.most_common():
        own = [row for row in rows if row.found.currency == currency]
        once = [row for row in own if row.counts]
        invested = [
            r for r in own if r.same is None and r.found.status == "active" and r.found.value is not None
        ]
        stages = _sums((r.found.stage or "not told", r) for r in once)
        yield Money(
            currency=currency,
            count=count,
            total=sum((row.found.value or Decimal() for row in once), Decimal()),
            places=bars(_sums((r.found.location or "not told", r) for r in once)),
            investors=bars(_sums((r.found.company, r) for r in invested)),
            stages=bars(
                {name: stages[name] for name in (*_STAGES, "not told") if name in stages}, ranked=False
            ),
            months=months(_sums((r.month, r) for r in once if r.month)),
        )


def _sums(named: Iterable[tuple[str, Row]]) -> Mapping[str, tuple[Decimal, int]]:
    """For each name the sum of its values, and how many there are."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    counts: Counter[str] = Counter()
    for name, row in named:
        sums[name] += row.found.value or 0
        counts[name] += 1
    return {name: (value, counts[name]) for name, value in sums.items()}
