"""Names that augmentation draws: enough of them, and each in the style of the one it replaces."""

import re
from itertools import product
from pathlib import Path
from random import Random

import pytest

from chinese_ie.linking import places
from training.names import DATA, Names

NAMES = Names()
HAN = "[一-龥]"


def drawn(kind: str, like: str, times: int = 200) -> list[str]:
    rng = Random(like)
    return [getattr(NAMES, kind)(rng, like) for _ in range(times)]


@pytest.mark.parametrize(
    ("file", "least"),
    [
        ("surnames.tsv", 300),
        ("given_name_characters.tsv", 600),
        ("company_words.tsv", 800),
        ("industries.tsv", 250),
        ("company_suffixes.tsv", 20),
        ("brands.tsv", 400),
        ("parks.tsv", 400),
        ("park_kinds.tsv", 30),
        ("foreign_places.tsv", 150),
    ],
)
def test_lists_are_long_and_without_repeats(file: str, least: int) -> None:
    lines = (DATA / file).read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    rows = [line.split("\t") for line in lines[1:]]
    assert len({len(row) for row in rows}) == 1
    assert all(cell.strip() == cell != "" for row in rows for cell in row)
    keys = [tuple(row) for row in rows] if file == "foreign_places.tsv" else [row[0] for row in rows]
    assert len(keys) == len(set(keys))
    assert len(rows) >= least


def test_enough_names_can_be_made() -> None:
    words = NAMES.words["idea"] + NAMES.words["auspicious"]
    assert len({word + trade for word, trade in product(words[:400], NAMES.industries)}) >= 100_000
    shorts = {short for region in places.regions() for short in region.short_names[:1] if len(short) > 1}
    assert len({region + kind for region, (_, kind, _) in product(shorts, NAMES.park_kinds)}) >= 1_000
    people = {a + b + c for a, b, c in product(NAMES.surnames.items[:12], *[NAMES.given.items[:100]] * 2)}
    assert len(people) >= 100_000


@pytest.mark.parametrize(
    ("kind", "like", "least"),
    [
        ("company", "天奇自动化工程股份有限公司", 1700),
        ("company", "江苏亿特森新材料", 1900),
        ("park", "上饶经开区", 1000),
        ("person", "杨红新", 1900),
        ("person", "黄斌", 1300),
        ("location", "郴州资兴", 1000),
    ],
)
def test_draws_seldom_repeat(kind: str, like: str, least: int) -> None:
    assert len(set(drawn(kind, like, 2000))) >= least


STYLES = [
    ("company", "天奇自动化工程股份有限公司", rf".*{HAN}.*公司"),
    ("company", "合克萨斯精工(嘉兴)有限公司", rf".+\({HAN}+\)有限公司|.+公司"),
    ("company", "江西赣锋锂业集团股份有限公司", r"(.{2,})集团股份有限公司"),
    ("company", "蜂巢能源", r"[一-龥]{2,10}(?<!公司)"),
    ("company", "汉尧", rf"{HAN}{{2}}"),
    ("company", "藤青青", rf"{HAN}{{3}}"),
    ("company", "深圳大为弘德汽车", rf"{HAN}{{6,}}"),
    ("company", "天奇股份", rf"{HAN}{{2,5}}"),
    ("company", "上饶银行", r".+银行"),
    ("company", "建设银行", r".*银行"),
    ("company", "建行", rf"{HAN}{{2}}"),
    ("company", "农业银行上饶分行", r".+银行.+分行"),
    ("company", "中国银行股份有限公司", r".*银行.*公司"),
    ("company", "海铜峰和储能产业基金", r".{4,}产业基金"),
    ("company", "BASF", r"[A-Z]{4}"),
    ("company", "TCL科技", rf"[A-Z]{{2,5}}{HAN}+"),
    ("company", "河南永泰公司", rf"{HAN}{{4,}}公司"),
    ("company", "美国蓝丝带", r"[一-龥()]{5,}|[一-龥]{4,6}"),
    ("park", "上饶经开区", r"[一-龥-]{4,}|[一-龥]{2,3}"),
    ("park", "经开区", rf"{HAN}{{2,4}}"),
    ("park", "经开", r"经开|高新|综保"),
    ("park", "江苏省盐城经济技术开发区", rf"{HAN}+(省|自治区|市){HAN}+"),
    ("park", "中国(上海)自由贸易试验区", rf"中国\({HAN}{{2,3}}\)自由贸易试验区"),
    ("person", "杨红新", rf"{HAN}{{3}}"),
    ("person", "黄斌", rf"{HAN}{{2}}"),
    ("person", "欧阳修文", rf"{HAN}{{4}}"),
    ("person", "王", rf"{HAN}{{1,2}}"),
    ("person", "欧阳", rf"{HAN}{{2}}"),
    ("person", "刘\u3000杰", rf"{HAN}\u3000{HAN}"),
    ("person", "汤姆·克鲁斯", rf"{HAN}{{2}}·{HAN}{{3}}"),
    ("location", "上饶", rf"{HAN}{{2,}}(?<!市)"),
    ("location", "上饶市", rf"{HAN}{{2,}}市"),
    ("location", "江西省", rf"{HAN}+省"),
    ("location", "贵州省纳雍县", rf"{HAN}+(省|区|市){HAN}+县"),
    ("location", "江西省赣州龙南", rf"{HAN}+省{HAN}+|{HAN}+自治区{HAN}+"),
    ("location", "沪", rf"{HAN}"),
    ("location", "美", rf"{HAN}"),
    ("location", "美国", r".{2,}"),
    ("location", "中国香港", rf"中国{HAN}{{2,}}"),
    ("location", "玉山四股桥乡", rf"{HAN}{{3,}}乡"),
    ("location", "上饶机场", rf"{HAN}{{2,}}机场"),
    ("location", "中国", r"中国"),
    ("money", "51亿元", r"[0-9,.]+[亿万](元|美元|欧元|港元|日元|英镑)"),
    ("money", "1.05亿美元", r"[0-9,.]+[亿万](元|美元|欧元|港元|日元|英镑)"),
    ("money", "2000亿", r"[0-9,]+亿"),
    ("money", "12亿元人民币", r"[0-9,.]+[亿万]元人民币"),
    ("money", "10余亿元", r"[0-9]+余亿(元|美元|欧元|港元|日元|英镑)"),
    ("money", "百亿元", r"[十百千]亿(元|美元|欧元|港元|日元|英镑)"),
    ("money", "¥1,200万元", r"[¥￥$€£][0-9,]+万(元|美元|欧元|港元|日元|英镑)"),
    ("capacity", "24GWh", r"[0-9,]+[GM]Wh"),
    ("capacity", "10万吨", r"[0-9,]+万?吨"),
    ("capacity", "4×600吨", r"[0-9]+×[0-9]+吨"),
    ("capacity", "24Gwh", r"[0-9,]+Gwh"),
]


@pytest.mark.parametrize(("kind", "like", "pattern"), STYLES, ids=[f"{k}:{s}" for k, s, _ in STYLES])
def test_style_is_kept(kind: str, like: str, pattern: str) -> None:
    for name in drawn(kind, like):
        assert re.fullmatch(pattern, name), name


def test_a_region_in_front_stays_a_region() -> None:
    for name in drawn("company", "深圳大为弘德汽车"):
        assert places.find_regions(name) or places.region_of_park(name), name


def test_ranges_ascend_and_pairs_keep_their_ratio() -> None:
    for name in drawn("money", "10-50亿元") + drawn("money", "10亿至50亿元"):
        low, high = map(int, re.findall("[0-9]+", name))
        assert low < high, name
    for name in drawn("capacity", "400MW/800MWh"):
        power, energy = map(int, re.findall("[0-9]+", name))
        assert energy == 2 * power, name


def test_surname_is_real() -> None:
    for name in drawn("person", "杨红新"):
        assert name[0] in NAMES.surnames.items or name[:2] in NAMES.surnames.items


def test_pairs_are_of_one_company() -> None:
    rng = Random(7)
    pairs = [NAMES.company_pair(rng) for _ in range(500)]
    assert len(set(pairs)) > 490
    for full, short in pairs:
        assert full.endswith("公司")
        assert 2 <= len(short) <= 8 < len(full) + 3
        assert short.removesuffix("股份").removesuffix("集团") in full


@pytest.mark.parametrize("kind", ["company", "park", "person", "location", "money", "capacity"])
@pytest.mark.parametrize(
    "like", ["公司", "中", "经开区", "·", "A", "1", "有限公司", "市", "中国(", "　", "银行", "基金", "-"]
)
def test_odd_names_do_no_harm(kind: str, like: str) -> None:
    assert all(isinstance(name, str) and name for name in drawn(kind, like, 30))


def test_the_same_seed_gives_the_same_names() -> None:
    again = Names(Path(DATA))
    for kind, like, _ in STYLES:
        assert getattr(again, kind)(Random(5), like) == getattr(NAMES, kind)(Random(5), like)
