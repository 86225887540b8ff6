"""What charts show: bars of a share of the longest, and months one after another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

_MOST = 10  # bars of a chart; the rest is one bar
_MONTHS = 36  # months of a chart, the last ones


@dataclass(frozen=True)
class Bar:
    """A name, the sum behind it, how many it is made of, and its length in 0..100; None for the others."""

    name: str
    value: Decimal
    count: int
    length: float | None


@dataclass(frozen=True)
class Month:
    """A column: `name` is YYYY-MM, `height` in 0..100, `tick` what is written below it, if anything."""

    name: str
    value: Decimal
    count: int
    height: float
    tick: str


def bars(sums: Mapping[str, tuple[Decimal, int]], *, ranked: bool = True) -> list[Bar]:
    """The largest ten, longest first, and the others together; in the order given if not `ranked`."""
    items = [(name, *sum_and_count) for name, sum_and_count in sums.items()]
    if ranked:
        items.sort(key=lambda item: (-item[1], item[0]))
    shown, rest = items[:_MOST], items[_MOST:]
    longest = max((value for _, value, _ in shown), default=Decimal())
    found = [Bar(name, value, count, _share(value, longest)) for name, value, count in shown]
    if rest:
        total, count = sum((value for _, value, _ in rest), Decimal()), sum(n for _, _, n in rest)
        found.append(Bar(f"{len(rest)} others", total, count, None))
    return found


def months(sums: Mapping[str, tuple[Decimal, int]]) -> list[Month]:
    """Every month from the first to the last, those without a sum too; at most the last three years."""
    if not sums:
        return []
    names = list(_every_month(min(sums), max(sums)))
    highest = max(sums[name][0] for name in names if name in sums)
    columns = []
    for place, name in enumerate(names):
        value, count = sums.get(name, (Decimal(), 0))
        first = place == 0 or name.endswith("-01")
        columns.append(Month(name, value, count, _share(value, highest), name[:4] if first else name[5:]))
    return columns


def short(value: Decimal) -> str:
    """`12.6亿`, `8,000万`, `950`: what Chinese readers compare at a glance; three digits that count."""
    for unit, size in (("亿", Decimal(10**8)), ("万", Decimal(10**4))):
        if value >= size:
            return f"{_three(value / size)}{unit}"
    return _three(value)


def _three(value: Decimal) -> str:
    places = 0 if value >= 100 else 1 if value >= 10 else 2
    written = f"{value:,.{places}f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def _share(value: Decimal, longest: Decimal) -> float:
    return round(float(value / longest * 100), 2) if longest else 0.0


def _every_month(first: str, last: str) -> Iterator[str]:
    month, end = (int(name[:4]) * 12 + int(name[5:7]) - 1 for name in (first, last))
    for number in range(max(month, end + 1 - _MONTHS), end + 1):
        yield f"{number // 12:04}-{number % 12 + 1:02}"
