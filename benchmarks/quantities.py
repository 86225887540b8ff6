"""Amounts of money, side by side with JioNLP and Recognizers-Text: `python benchmarks/quantities.py`.

Read are the spec table of this project and the sentences beside this file. What is compared:

* exact spans: the libraries count words of bounding (约, 以上), signs and currency names in front as part of
  the span, each in its own way; such words are cut off everybody's spans, the gold ones too. An amount that
  lies inside another one found is dropped.
* values: of the amounts that overlap a gold one, whatever their spans. Right is the lower bound and the
  currency; a range needs its upper bound too, which may be an amount of its own. An upper bound that a
  library gives for a vague numeral (十几亿: 20亿) is not counted against it, nor a currency it leaves open.

A library that is not installed has no row: `pip install jionlp recognizers-text-suite "emoji<2"`.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from chinese_ie.corpus import read
from chinese_ie.quantities import find_money

HERE = Path(__file__).parent
TABLES = {
    "sentences": HERE / "quantity_sentences.jsonl",
    "spec table": HERE.parent / "tests/specs/money.jsonl",
}
ARTICLES = HERE.parent / "corpus/train.jsonl"
BOUND = re.compile(
    r"^(?:不?[超低少高]于?过?|大?约合?|近|逾|过|破|将近|接近|至少要?|不足|最高|最低|共|达|到|为|每|要"
    r"|[¥￥](?=.*元)|人民币(?=.*[元圆])|\s)+"
)
AFTER = re.compile(r"(?:[(（]含[)）]|以上|以下|以内|左右|上下|起|整|\s)+$")
JIONLP_CURRENCIES = {
    "元": "CNY", "美元": "USD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY", "港元": "HKD", "港币": "HKD",
    "韩元": "KRW", "台币": "TWD", "新台币": "TWD", "澳元": "AUD", "澳大利亚元": "AUD", "加元": "CAD",
    "加拿大元": "CAD", "新加坡元": "SGD", "新西兰元": "NZD", "泰铢": "THB", "卢布": "RUB", "卢比": "INR",
    "印度卢比": "INR", "越南盾": "VND", "瑞士法郎": "CHF", "马来西亚林吉特": "MYR", "林吉特": "MYR",
    "澳门元": "MOP", "葡币": "MOP",
}  # fmt: skip
COINS = {"Fen": Decimal("0.01"), "Jiao": Decimal("0.1")}  # of Recognizers-Text


class Amount(NamedTuple):
    """A found or gold amount; `upper` is None without a range."""

    start: int
    end: int
    value: Decimal
    upper: Decimal | None
    unit: str | None


Finder = Callable[[str], list[Amount]]


def ours(text: str) -> list[Amount]:
    return [Amount(m.start, m.end, q.value, q.upper, q.unit) for m in find_money(text) for q in m.quantities]


def jionlp() -> Finder:
    """JioNLP: `extract_money` gives text, offset and a value, a range as a list of two."""
    with contextlib.redirect_stdout(io.StringIO()):
        import jionlp as jio

    def find(text: str) -> list[Amount]:
        return [_jionlp(row) for row in jio.ner.extract_money(text)]

    return find


def _jionlp(row: dict) -> Amount:
    number, case = row["detail"]["num"], row["detail"]["case"]
    low, high = (number, None) if isinstance(number, str) else (number[0], number[-1])
    upper = None if high is None else Decimal(high)
    return Amount(*row["offset"], Decimal(low), upper, JIONLP_CURRENCIES.get(case, case))


def recognizers() -> Finder:
    """Recognizers-Text, Chinese culture; its end is the last character; it knows no ranges."""
    from recognizers_number_with_unit import Culture, NumberWithUnitRecognizer

    model = NumberWithUnitRecognizer(Culture.Chinese).get_currency_model()

    def find(text: str) -> list[Amount]:
        rows = ((r.start, r.end + 1, r.resolution) for r in model.parse(text))
        return [
            Amount(start, end, _recognized(found), None, found.get("isoCurrency"))
            for start, end, found in rows
            if found and found.get("value")
        ]

    return find


def _recognized(found: dict) -> Decimal:
    return Decimal(found["value"]) * COINS.get(found.get("unit"), 1)


def gold() -> Iterator[tuple[str, str, list[Amount]]]:
    """Table, text and amounts."""
    for table, path in TABLES.items():
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield table, row["text"], _amounts(row["text"], row.get("amounts", row.get("expect")))


def _amounts(text: str, rows: list[dict]) -> list[Amount]:
    found, at = [], 0
    for row in rows:
        start = text.index(row["text"], at)
        at = start + len(row["text"])
        upper = Decimal(str(row["upper"])) if "upper" in row else None
        found.append(Amount(start, at, Decimal(str(row["value"])), upper, row["unit"]))
    return found


def trimmed(text: str, amount: Amount) -> tuple[int, int]:
    """The span without words that bound the amount and without a currency name in front of 元."""
    surface = text[amount.start : amount.end]
    front, back = BOUND.match(surface), AFTER.search(surface)
    return amount.start + (front.end() if front else 0), amount.end - (len(back.group()) if back else 0)


def overlapping(one: Amount, others: list[Amount]) -> list[Amount]:
    return [other for other in others if other.start < one.end and one.start < other.end]


def outermost(found: list[Amount]) -> list[Amount]:
    """Those that lie in no other."""
    return [a for a in found if not any(b != a and b.start <= a.start and a.end <= b.end for b in found)]


def is_right(want: Amount, got: list[Amount]) -> bool:
    known = [a for a in overlapping(want, got) if a.unit in (want.unit, None)]
    bounds = {a.value for a in known} | {a.upper for a in known if want.upper is not None}
    return {want.value, want.upper or want.value} <= bounds


def score(finder: Finder, cases: list[tuple[str, list[Amount]]]) -> list[str]:
    """Gold, found, exact spans, precision, recall, values right."""
    wanted = found = spans = values = 0
    results = [outermost(finder(text)) for text, _ in cases]
    for (text, want), got in zip(cases, results, strict=True):
        wanted += len(want)
        found += len(got)
        spans += len({trimmed(text, a) for a in want} & {trimmed(text, a) for a in got})
        values += sum(is_right(a, got) for a in want)
    return [
        str(wanted), str(found), str(spans), f"{spans / max(found, 1):.3f}", f"{spans / wanted:.3f}",
        f"{values / wanted:.3f}",
    ]  # fmt: skip


def speed(finder: Finder, texts: list[str]) -> float:
    """Characters a second of CPU time."""
    started = time.process_time()
    for text in texts:
        finder(text)
    return sum(map(len, texts)) / (time.process_time() - started)


def main() -> None:
    finders: dict[str, Finder] = {"chinese_ie": ours}
    for name, make in (("JioNLP", jionlp), ("Recognizers-Text", recognizers)):
        try:
            finders[name] = make()
        except ImportError as error:
            print(f"{name} is left out: {error}")
    for table in TABLES:
        cases = [(text, amounts) for name, text, amounts in gold() if name == table]
        columns = ("", "gold", "found", "exact spans", "P", "R", "values right")
        shown = Table(*columns, title=f"{table}: {len(cases)} texts")
        for name, finder in finders.items():
            with contextlib.redirect_stdout(io.StringIO()):
                finder(cases[0][0])
                cells = score(finder, cases)
            shown.add_row(name, *cells)
        Console().print(shown)
    texts = [article.text for article in read(ARTICLES)[:20]]
    for name, finder in finders.items():
        with contextlib.redirect_stdout(io.StringIO()):
            pace = speed(finder, texts)
        print(f"{name}: {pace:,.0f} characters/s of CPU time on {len(texts)} articles of {ARTICLES.name}")


if __name__ == "__main__":
    main()
