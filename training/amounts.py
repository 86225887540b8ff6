"""Other numbers in the same pattern: amounts of money and capacities for augmented articles.

`money` and `capacity` keep everything that is not a number, now and then they swap the scale, the
currency or the unit for a neighbour. Ranges stay ascending, pairs (400MW/800MWh) keep their ratio.
"""

import re
from random import Random

_NUMBER = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")
_RANGE = re.compile(r"(?:[万千百十亿]*(?:美元|欧元|元|吨|[GMk]?Wh?)?)(?:-|—|~|至|到)")
_PAIR = re.compile(r"[A-Za-z]*/")
_HAN_DIGIT = re.compile(r"[一二三四五六七八九](?![十百千]?[几余多])")
_HAN_SCALE = re.compile(r"^[十百千](?=[万亿])")
_CURRENCIES = ("元", "美元", "欧元", "港元", "日元", "英镑")
_CURRENCY = re.compile(r"(?<=[亿万千百])(?:美元|欧元|港元|日元|英镑|元)$")
_CODES = ("USD", "EUR", "RMB", "CNY", "HKD", "JPY")
_SIGNS = ("¥", "￥", "$", "€", "£")
_UNITS = (
    ("GWh", "MWh"),
    ("GW", "MW"),
    ("万吨", "吨"),
    ("万千瓦时", "亿千瓦时"),
    ("万片", "万套", "万台", "万件", "万支", "万只", "万块"),
    ("片", "套", "台", "件", "支", "只"),
    ("万辆", "辆"),
    ("万平方米", "平方米"),
    ("万立方米", "立方米"),
)


def money(rng: Random, like: str) -> str:
    """Another amount written like `like`: 1.05亿美元 → 3.41亿美元, 10-50亿元 → 20-80亿元."""
    text = _scaled(rng, _renumbered(rng, like))
    if rng.random() < 0.15 and "人民币" not in text and (match := _CURRENCY.search(text)):
        text = text[: match.start()] + rng.choice([c for c in _CURRENCIES if c != match[0]])
    if rng.random() < 0.3:
        for marks in (_CODES, _SIGNS):
            if mark := next((m for m in marks if m in text), None):
                text = text.replace(mark, rng.choice(marks))
    return text


def capacity(rng: Random, like: str) -> str:
    """Another quantity written like `like`: 24GWh → 60GWh, 4×600吨 → 2×300吨."""
    text = _renumbered(rng, like)
    if "×" not in text and rng.random() < 0.25:
        for units in _UNITS:
            unit = next((u for u in units if re.search(rf"[0-9余多]{u}$", text)), None)
            if unit:
                return text.removesuffix(unit) + rng.choice(units)
    return text


def _renumbered(rng: Random, like: str) -> str:
    """`like` with every number drawn anew."""
    numbers = list(_NUMBER.finditer(like))
    if not numbers:
        other = _HAN_DIGIT.sub(lambda _: rng.choice("一二三四五六七八九"), like)
        return _HAN_SCALE.sub(lambda _: rng.choice("十百千"), other)
    drawn = [_redrawn(rng, number[0], longer=len(numbers) == 1) for number in numbers]
    for i in range(len(numbers) - 1):
        between = like[numbers[i].end() : numbers[i + 1].start()]
        first, second = numbers[i][0], numbers[i + 1][0]
        if _RANGE.fullmatch(between) and _value(first) < _value(second):
            drawn[i], drawn[i + 1] = _ascending(drawn[i], drawn[i + 1])
        elif _PAIR.fullmatch(between) and _value(first):
            drawn[i + 1] = _times(drawn[i], _value(second) / _value(first), second)
    parts, end = [], 0
    for number, new in zip(numbers, drawn, strict=True):
        parts += [like[end : number.start()], new]
        end = number.end()
    return "".join(parts) + like[end:]


def _value(number: str) -> float:
    return float(number.replace(",", ""))


def _redrawn(rng: Random, number: str, *, longer: bool) -> str:
    """As many decimals, as many digits or with `longer` about as many; round numbers stay mostly round."""
    whole, _, decimals = number.replace(",", "").partition(".")
    vary = longer and len(whole) > 1 and rng.random() < 0.2
    digits = len(whole) + (rng.choice((-1, 1)) if vary else 0)
    zeros = len(whole) - len(whole.rstrip("0"))
    zeros = min(zeros, digits - 1) if rng.random() < 0.7 else 0
    head = rng.randrange(10 ** (digits - zeros - 1), 10 ** (digits - zeros))
    new = head * 10**zeros if whole != "0" else 0
    grouped = f"{new:,}" if "," in number or (new >= 10_000 and rng.random() < 0.05) else str(new)
    tail = "".join(rng.choice("0123456789") for _ in decimals[:-1]) + rng.choice("123456789")
    return f"{grouped}.{tail}" if decimals else grouped


def _ascending(low: str, high: str) -> tuple[str, str]:
    low, high = sorted((low, high), key=_value)
    return (low, high) if _value(low) < _value(high) else (low, _times(low, 2, high))


def _times(number: str, factor: float, like: str) -> str:
    decimals = max(len(n.partition(".")[2]) for n in (number, like))
    product = f"{_value(number) * factor:.{decimals}f}"
    return product.rstrip("0").rstrip(".") if "." in product else product


def _scaled(rng: Random, text: str) -> str:
    """Now and then 亿 for 万 or the other way, with a number that suits it."""
    match = re.fullmatch(r"([0-9.,]+)(亿|万)(元|美元|欧元|人民币|元人民币)", text)
    if match is None or rng.random() > 0.25:
        return text
    if match[2] == "万":
        return f"{rng.choice((rng.randrange(1, 200), rng.randrange(10, 999) / 10))}亿{match[3]}"
    return f"{rng.choice((rng.randrange(1, 100) * 1000, rng.randrange(100, 9999), 8000))}万{match[3]}"
