"""Properties of numerals and finders: written in any form, an amount is read back exactly."""

import contextlib
import re
from decimal import Decimal, localcontext
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chinese_ie.errors import InputError
from chinese_ie.quantities import Mention, find_capacity, find_money, parse_capacity, parse_money
from chinese_ie.quantities.numerals import read

DIGITS = "零一二三四五六七八九"
FORMAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
TRADITIONAL = str.maketrans("万亿", "萬億")
WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
PIECES = st.sampled_from(
    re.findall(
        r"\S+",
        """1 2,300 0.5 十 百 千 万 亿 两三 几 数 上 余 多 来 个 点 壹 佰 億 - ~ 至 / ×
        元 美元 $ ¥ USD million 人民币 吨 GWh 千瓦 MW 片 台 度 P 三元 材料
        投资 产能 年产 占地 突破 约 以上 每亩 /年 ， 。 （ ）""",
    )
)
ANY_TEXT = st.one_of(
    st.text(st.characters(), max_size=80),
    st.lists(PIECES, max_size=30).map("".join),
)


def section(n: int) -> str:
    """0 < n < 10000 in Chinese, with every 一 and 零 written."""
    out, gap = "", False
    for scale, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, n = divmod(n, scale)
        if digit:
            out += ("零" if gap and out else "") + DIGITS[digit] + word
        gap = not digit
    return out


def chinese(n: int) -> str:
    """0 < n < 10**16 in Chinese."""
    high, low = divmod(n, 10**8)
    out = group(high) + "亿" if high else ""
    if not low:
        return out
    return out + ("零" if out and low < 10**7 else "") + group(low)


def group(n: int) -> str:
    high, low = divmod(n, 10**4)
    out = section(high) + "万" if high else ""
    if not low:
        return out
    return out + ("零" if out and low < 1000 else "") + section(low)


@given(st.integers(1, 10**16 - 1))
def test_chinese_numerals(n: int) -> None:
    written = chinese(n)
    numeral = read(written)
    assert numeral is not None
    assert numeral.value == n
    for form in (written.translate(FORMAL), written.translate(FORMAL).translate(TRADITIONAL)):
        assert parse_money(f"{form}元整")[0].value == n, form


@given(st.integers(1, 10**12), st.sampled_from(["元", "万元", "亿元", "万亿元"]))
def test_latin_numerals(n: int, unit: str) -> None:
    worth = n * {"元": 1, "万元": 10**4, "亿元": 10**8, "万亿元": 10**12}[unit]
    for form in (f"{n}{unit}", f"{n:,}{unit}", f"{n:,}{unit}".translate(WIDE), f"{n} {unit}"):
        assert parse_money(form)[0].value == worth
        (mention,) = find_money(f"投资{form}。")
        assert (mention.text, int(mention.quantities[0].value)) == (form, worth)


@given(st.integers(1, 10**9), st.integers(1, 8))
def test_decimals_are_exact_in_any_context(n: int, places: int) -> None:
    written = format(Decimal(n).scaleb(-places), "f")
    with localcontext() as context:
        context.prec = 3
        value = parse_money(f"{written}亿美元")[0].value
    assert value == Decimal(n).scaleb(8 - places)


@given(st.integers(1, 500), st.integers(1, 500), st.sampled_from(["-", "~", "—", "至", "到"]))
def test_ranges(low: int, more: int, dash: str) -> None:
    quantity = parse_capacity(f"{low}{dash}{low + more}万吨")[0]
    assert quantity.value == low * 10**4
    assert quantity.upper == (low + more) * 10**4


@given(ANY_TEXT)
@settings(max_examples=400)
def test_any_text_is_legal(text: str) -> None:
    for mentions in (find_money(text), find_capacity(text)):
        assert all(0 <= m.start < m.end and text[m.start : m.end] == m.text for m in mentions)
        assert all(a.end <= b.start for a, b in pairwise(mentions))
        assert all(bounds_rise(m) for m in mentions)


def bounds_rise(mention: Mention) -> bool:
    return all(q.upper is None or q.value < q.upper for q in mention.quantities)


@given(ANY_TEXT)
def test_any_text_parses_or_is_an_input_error(text: str) -> None:
    for parse in (parse_money, parse_capacity):
        with contextlib.suppress(InputError):
            assert parse(text)


@pytest.mark.parametrize("text", ["", "元", "万元", "12", "5亿元和3亿元", "项目投资5亿元", "5万吨", "\ud800"])
def test_no_amount(text: str) -> None:
    with pytest.raises(InputError, match="not one amount of money"):
        parse_money(text)


@pytest.mark.parametrize("text", ["", "吨", "12", "5亿元", "5万吨和3万吨", "年产5万吨", "\udfff"])
def test_no_capacity(text: str) -> None:
    with pytest.raises(InputError, match="not one capacity"):
        parse_capacity(text)


@pytest.mark.parametrize(
    "text", ["2000亿", "约 5 亿元以上", "每亩300万元", "不超过10亿元/年", "人民币12亿元", "千亿"]
)
def test_amounts_as_a_whole(text: str) -> None:
    assert parse_money(text)[0].unit == "CNY"
