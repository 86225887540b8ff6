"""Currencies and units: their written forms, as regular expressions and look-ups.

All forms are in the standard script (see `script.standard`); the data are `data/currencies.toml`
and `data/units.toml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from chinese_ie.quantities.tables import Words, one_of, table

_NEAR = 10
"""Characters around a mention in which a word can decide between two bases of one form."""


_COUNTRY = 200
"""Characters around an amount in which the country of its currency is looked for (比索, 卢比)."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One row of `units.toml`, see there for the meaning of the fields."""

    base: str
    factor: Decimal
    forms: tuple[str, ...]
    any_case: bool = False
    sure_from: Decimal | None = None
    scaled: bool = False
    not_before: str = ""
    near: tuple[str, ...] = ()

    def fits(self, text: str, start: int, end: int) -> bool:
        """Whether the words around `text[start:end]` allow this unit."""
        if text[end : end + 1] and text[end] in self.not_before:
            return False
        if not self.near:
            return True
        around = text[max(0, start - _NEAR) : end + _NEAR]
        return any(word in around for word in self.near)


@cache
def currency_signs() -> dict[str, str]:
    """Sign → ISO code."""
    return {sign: row["code"] for row in table("currencies")["currency"] for sign in row.get("signs", ())}


@cache
def currency_codes() -> dict[str, str]:
    """Latin code in lower case → ISO code."""
    return {c.lower(): row["code"] for row in table("currencies")["currency"] for c in row["codes"]}


@cache
def currency_words() -> dict[str, str]:
    """Chinese name → ISO code."""
    return {word: row["code"] for row in table("currencies")["currency"] for word in row["words"]}


@cache
def coins() -> dict[str, Decimal]:
    """Small coin of the generic currency → its worth."""
    return {word: Decimal(worth) for word, worth in table("currencies")["generic"]["coins"].items()}


@cache
def tails() -> re.Pattern[str]:
    """Regular expression of what may follow a coin or 元: the 8 of 3毛8, the 5角 of 3元5角."""
    behind = one_of([*coins(), *table("currencies")["generic"]["behind"]])
    return re.compile(
        rf"(?P<digit>[0-9一二三四五六七八九])(?P<coin>{behind}(?![米钟之]))?(?![0-9.十百千万亿折成])"
    )


@cache
def tailed() -> frozenset[str]:
    """Suffixes that smaller coins may follow."""
    return frozenset([*coins(), "元", "圆"])


def tail_worth(suffix: str, coin: str | None) -> Decimal | None:
    """What one of a tail is worth, None if it cannot stand behind `suffix`.

    >>> tail_worth("毛", None), tail_worth("元", "角"), tail_worth("元", None)
    (Decimal('0.01'), Decimal('0.1'), None)
    """
    whole = coins().get(suffix, Decimal(1))
    if coin is None:
        return whole / 10 if suffix in coins() else None
    worth = coins().get(coin) or Decimal(table("currencies")["generic"]["behind"][coin])
    return worth if worth < whole else None


def generic_currency() -> str:
    """ISO code of what 元 means when nothing names a currency."""
    code: str = table("currencies")["generic"]["code"]
    return code


@cache
def prefixes() -> dict[str, str]:
    """Sign or code, in every usual case, that opens an amount → ISO code."""
    codes = currency_codes()
    return {
        **{form: iso for code, iso in codes.items() for form in (code, code.upper(), code.capitalize())},
        **currency_signs(),
    }


@cache
def openers() -> Words:
    """The signs and codes of `prefixes`."""
    return Words(prefixes())


@cache
def prefix_ends() -> frozenset[str]:
    """The last characters of everything that may stand before a numeral and make it money."""
    return frozenset(form[-1] for form in (*prefixes(), *currency_words()))


@cache
def names() -> Words:
    """The Chinese names of `currency_words`."""
    return Words(currency_words())


@cache
def shared_names() -> dict[str, dict[str, str]]:
    """Name that currencies of several countries have → the country → ISO code: 比索 → 墨西哥 → MXN."""
    words = currency_words()
    same = {
        name: {word.removesuffix(name): words[word] for word in words if word.endswith(name) and word != name}
        for name in words
    }
    return {name: codes for name, codes in same.items() if set(codes.values()) - {words[name]}}


def currency_near(name: str, text: str, start: int, end: int) -> str | None:
    """ISO code of a shared `name` by the country last named before `text[start:end]`, else the next one."""
    codes = shared_names()[name]
    country = re.compile(one_of(codes))
    before = country.findall(text, max(0, start - _COUNTRY), start)
    after = None if before else country.search(text, end, end + _COUNTRY)
    return codes[before[-1]] if before else codes[after[0]] if after else None


@cache
def suffix_pattern() -> str:
    """Regular expression of what closes an amount: 元, 元人民币, 美元, RMB."""
    generic = one_of(table("currencies")["generic"]["suffixes"])
    after_yuan = one_of(word for word in currency_words() if word[-1] not in "元圆")
    codes = "|".join(re.escape(code) for code in sorted(currency_codes(), key=len, reverse=True))
    return (
        rf"(?:{one_of(currency_words())}|{generic}(?:\ ?{after_yuan})?|{one_of(coins())}多?"
        rf"|\ ?(?i:{codes})(?![A-Za-z]))"
    )


@lru_cache(maxsize=512)
def currency_of(suffix: str) -> tuple[str | None, Decimal]:
    """ISO code that a suffix names, None for a mere 元, and the worth of one of it.

    >>> currency_of("元港币")
    ('HKD', Decimal('1'))
    """
    name = suffix.strip().removesuffix("多")  # 一毛多
    if name in coins():
        return None, coins()[name]
    code = currency_words().get(name) or currency_codes().get(name.lower())
    if code is None:
        code = next((c for word, c in currency_words().items() if name.endswith(word)), None)
    return code, Decimal(1)


@cache
def units() -> tuple[Unit, ...]:
    """All rows of `units.toml`, in order."""
    return tuple(
        Unit(
            base=row["base"],
            factor=Decimal(row["factor"]),
            forms=tuple(row["forms"]),
            any_case=row.get("any_case", False),
            sure_from=Decimal(row["sure_from"]) if "sure_from" in row else None,
            scaled=row.get("scaled", False),
            not_before=row.get("not_before", ""),
            near=tuple(row.get("near", ())),
        )
        for row in table("units")["unit"]
    )


@cache
def unit_pattern() -> str:
    """Regular expression of every unit form, the longest first."""
    exact = [form for unit in units() if not unit.any_case for form in unit.forms]
    any_case = [form for unit in units() if unit.any_case for form in unit.forms]
    forms = sorted({*exact, *any_case}, key=lambda form: (-len(form), form))
    every = (_form(form, any_case=form in any_case) for form in forms)
    return f"(?:{_mixed().pattern}|{'|'.join(every)})"


@cache
def _mixed() -> re.Pattern[str]:
    """Several counters in a row: 片粒袋支, 支(瓶); those that are always written so are in the table."""
    counter = f"[{table('units')['mixed']['counters']}]"
    return re.compile(
        rf"(?!{one_of(form for unit in units() for form in unit.forms if len(form) > 1)})"
        rf"{counter}(?:[/(、]?{counter}\)?){{1,4}}"
    )


def _form(form: str, *, any_case: bool) -> str:
    latin = any(c.isascii() and c.isalpha() for c in form)
    written = rf"(?i:{re.escape(form)})" if any_case and latin else re.escape(form)
    return written + ("(?![A-Za-z0-9])" if latin else "")


@cache
def _units_by_form() -> dict[str, tuple[Unit, ...]]:
    rows: dict[str, tuple[Unit, ...]] = {}
    for unit in units():
        for form in unit.forms:
            key = form.lower() if unit.any_case else form
            rows[key] = (*rows.get(key, ()), unit)
    return rows


def unit_of(text: str, start: int, end: int, form: str) -> Unit | None:
    """The unit that `form` means at the end of the mention `text[start:end]`, None if another word."""
    rows = _units_by_form().get(form) or _units_by_form().get(form.lower(), ())
    if not rows:
        return Unit(table("units")["mixed"]["base"], Decimal(1), (form,))
    fitting = next((unit for unit in rows if unit.fits(text, start, end)), None)
    alone = rows and start == 0 and end == len(text)  # 500P as a whole can mean nothing else
    return fitting or (rows[0] if alone else None)
