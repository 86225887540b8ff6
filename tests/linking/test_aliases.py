"""Which names mean the same company or park; every text is clean and tagged inline."""

from collections.abc import Sequence

import pytest
from growth import growth

from chinese_ie.corpus.inline import parse_inline
from chinese_ie.document import Entity
from chinese_ie.linking.aliases import Aliases, aliases, park_core, same_park
from chinese_ie.linking.companies import company_core, leading_region


def grouped(tagged: str, headline: str = "") -> Aliases:
    article = parse_inline(f'+++\nid = "spec"\n+++\n{tagged}')
    return aliases(article.text, article.entities, headline)


def named(label: str, *names: str, headline: str = "") -> Aliases:
    """The names one after the other, with nothing between them that joins them."""
    return grouped("。".join(f"<{label}>{name}</{label}>" for name in names), headline)


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("天奇股份", "天奇自动化工程股份有限公司"),
        ("金澜铝业", "金澜铝业有限公司"),
        ("金澜铝业", "浙江金澜铝业有限公司"),
        ("华峰", "华峰锂电科技有限公司"),
        ("远帆集团", "远帆控股集团"),
        ("德胜", "德胜(中国)有限公司"),
        ("浙江金澜", "浙江金澜铝业股份有限公司"),
        ("远帆电子公司", "深圳市远帆电子有限责任公司"),
    ],
)
def test_a_short_name_stands_for_the_full_one(short: str, full: str) -> None:
    for names in ((short, full), (full, short)):
        found = named("COMPANY", *names)
        assert found.company(short) == found.company(full) == full


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("三辰", "三辰(中国)半导体有限公司"),  # a foreign group and its Chinese subsidiary
        ("华亚集团", "华亚新疆集团硅业公司"),  # a region inside the name: a subsidiary
        ("华亚集团", "华亚新材料有限公司"),  # 集团 is the parent
        ("江苏银行", "江苏银行滁州分行"),
        ("科技", "科技创新有限公司"),  # a common word is no name
        ("新能源", "新能源汽车有限公司"),
        ("浙江金澜", "江苏金澜铝业有限公司"),  # another region
        ("金澜", "远帆电子有限公司"),
        ("华", "华峰锂电有限公司"),  # one character is too short
    ],
)
def test_names_of_different_companies_stay_apart(one: str, other: str) -> None:
    found = named("COMPANY", one, other)
    assert found.company(one) == one
    assert found.company(other) == other


def test_a_short_name_of_two_companies_stands_for_itself() -> None:
    found = named("COMPANY", "华峰", "华峰锂电有限公司", "华峰化学有限公司")
    assert found.company("华峰") == "华峰"


@pytest.mark.parametrize(
    "between",
    [
        "(以下简称“{}”)",
        "(以下简称:{})",
        "(简称“{}”)",
        "(下称“{}”)",
        "(下称{})",
        "(“{}”)",
        "(以下称“{}”)",
        "(简称为“{}”)",
    ],
)
def test_an_alias_in_brackets_may_be_any_word(between: str) -> None:
    alias = between.format("<COMPANY>远瑞特</COMPANY>")
    found = grouped(f"<COMPANY>河南帆新材料有限公司</COMPANY>{alias}拟建新厂。")
    assert found.company("远瑞特") == "河南帆新材料有限公司"


def test_a_bare_bracket_holds_an_alias_only_where_it_shares_characters() -> None:
    for inside, same in (("帆新材", True), ("远瑞特", False)):
        found = grouped(f"<COMPANY>河南帆新材料有限公司</COMPANY>(<COMPANY>{inside}</COMPANY>)拟建新厂。")
        assert (found.company(inside) == "河南帆新材料有限公司") is same


@pytest.mark.parametrize("between", ["、", "和", ",", "向", "(由", "(控股", "的子公司"])
def test_other_words_between_two_companies_introduce_no_alias(between: str) -> None:
    found = grouped(f"<COMPANY>河南帆新材料有限公司</COMPANY>{between}<COMPANY>远瑞特</COMPANY>")
    assert found.company("远瑞特") == "远瑞特"


def test_an_introduced_alias_joins_further_short_names() -> None:
    found = grouped(
        "<COMPANY>浙江金澜铝业有限公司</COMPANY>(下称“<COMPANY>澜铝</COMPANY>”)。<COMPANY>金澜铝业</COMPANY>说。"
    )
    assert {found.company(n) for n in ("澜铝", "金澜铝业", "浙江金澜铝业有限公司")} == {
        "浙江金澜铝业有限公司"
    }


def test_an_unknown_name_stands_for_itself() -> None:
    assert Aliases({}, {}, None).company("远帆") == "远帆"
    assert Aliases({}, {}, None).park("经开区") == "经开区"


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("天奇自动化工程股份有限公司", "天奇自动化工程"),
        ("天奇股份", "天奇"),
        ("浙江金澜铝业有限公司", "金澜铝业"),
        ("德胜(中国)有限公司", "德胜"),
        ("中国华峰集团有限公司", "华峰"),
        ("总厂", "总厂"),
    ],
)
def test_core_of_a_company_name(name: str, core: str) -> None:
    assert company_core(name) == core


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("浙江金澜铝业有限公司", "浙江"),
        ("浙江省杭州市金澜铝业", "浙江省杭州市"),
        ("深圳市远帆电子", "深圳市"),
        ("中国化工", "中国"),
        ("中国人", ""),
        ("华峰锂电", ""),
        ("", ""),
    ],
)
def test_region_in_front_of_a_company_name(name: str, region: str) -> None:
    assert leading_region(name) == region


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("上饶经开区", "上饶经济技术开发区"),
        ("上饶经开", "上饶经济技术开发区"),
        ("上饶经开区", "江西省上饶经济技术开发区"),
        ("滁州高新区", "滁州高新技术产业开发区"),
        ("滁州高新区", "安徽滁州高新技术产业园区"),
        ("洋山综保区", "洋山综合保税区"),
        ("滁州经开区", "滁州经济开发区"),
        ("姚家港化工园", "姚家港化工园区"),
    ],
)
def test_a_short_park_name_stands_for_the_full_one(short: str, full: str) -> None:
    assert same_park(short, full)
    found = named("PARK", short, full)
    assert found.park(short) == found.park(full) == full


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("上饶经开区", "滁州经济技术开发区"),
        ("上饶经开区", "上饶高新技术产业开发区"),
        ("滁州高新区", "上饶高新区"),
        ("临江产业园", "临海产业园"),
    ],
)
def test_different_parks_stay_apart(one: str, other: str) -> None:
    found = named("PARK", one, other)
    assert not same_park(one, other)
    assert (found.park(one), found.park(other)) == (one, other)


@pytest.mark.parametrize("bare", ["经开区", "经开"])
def test_a_bare_form_is_the_one_park_of_its_kind(bare: str) -> None:
    found = named("PARK", "上饶经济技术开发区", bare, "滁州高新技术产业开发区")
    assert found.park(bare) == "上饶经济技术开发区"


@pytest.mark.parametrize("full", ["上饶经济技术开发区", "上饶经开区", "上饶高新技术产业开发区", "上饶开发区"])
def test_a_development_zone_may_be_of_any_kind(full: str) -> None:
    found = named("PARK", full, "开发区", "临空产业园")
    assert found.park("开发区") == full


def test_a_bare_form_of_another_kind_stands_for_itself() -> None:
    found = named("PARK", "上饶经济技术开发区", "高新区", "综保区")
    assert (found.park("高新区"), found.park("综保区")) == ("高新区", "综保区")


@pytest.mark.parametrize("full", ["大连经济技术开发区", "辽宁大连高新技术产业开发区"])
def test_a_named_zone_is_the_one_park_of_its_town(full: str) -> None:
    assert named("PARK", "大连开发区", full, "沈阳经开区").park("大连开发区") == full


def test_a_named_zone_of_two_parks_stands_for_itself() -> None:
    found = named("PARK", "大连开发区", "大连经开区", "大连高新区")
    assert found.park("大连开发区") == "大连开发区"
    assert named("PARK", "大连开发区", "沈阳经开区").park("大连开发区") == "大连开发区"


@pytest.mark.parametrize(
    ("short", "full"), [("罗桥园", "罗桥工业园"), ("洋浦", "洋浦经济开发区"), ("屏都新区", "屏都综合新区")]
)
def test_an_abbreviated_park_is_the_park(short: str, full: str) -> None:
    assert named("PARK", short, full).park(short) == full


@pytest.mark.parametrize(
    ("one", "other"),
    [("湘江新区", "湘江新区湘阴新片区"), ("大丰经开区", "大丰港经济开发区"), ("罗桥园", "城北工业园")],
)
def test_a_park_with_another_name_is_another(one: str, other: str) -> None:
    assert named("PARK", one, other).park(one) == one


def test_forms_of_one_region_have_one_name() -> None:
    found = named("LOCATION", "邵东", "湖南邵东", "邵东市", "邵东市仙槎桥镇", "长沙")
    assert [found.place(n) for n in ("邵东", "邵东市", "邵东市仙槎桥镇", "长沙")] == [
        "湖南邵东", "湖南邵东", "邵东市仙槎桥镇", "长沙",
    ]  # fmt: skip
    assert found.regions["邵东"] == found.regions["邵东市仙槎桥镇"]


def test_a_new_area_is_no_form_of_a_region() -> None:
    assert named("LOCATION", "雄安新区", "河北", "安新县").place("雄安新区") == "雄安新区"


def test_a_bare_form_of_two_parks_is_the_main_one() -> None:
    found = named("PARK", "滁州经开区", "上饶经开区", "经开区", headline="上饶经开区签下大单")
    assert found.main_park == "上饶经开区"
    assert found.park("经开区") == "上饶经开区"


def test_a_bare_form_of_two_parks_without_a_main_one_stands_for_itself() -> None:
    found = named("PARK", "滁州经开区", "上饶经开区", "经开区")
    assert found.park("经开区") == "经开区"
    assert found.main_park is None


def test_a_bare_form_alone_stands_for_itself() -> None:
    found = named("PARK", "经开区", "经开区")
    assert found.park("经开区") == "经开区"
    assert found.main_park is None


def test_the_headline_names_the_main_park() -> None:
    names = ["上饶经开区", "滁州高新区", "滁州高新区", "滁州高新区"]
    assert named("PARK", *names).main_park == "滁州高新区"
    assert named("PARK", *names, headline="上饶经开区签下大单").main_park == "上饶经开区"


def test_the_main_park_counts_its_short_names() -> None:
    names = ["上饶经济技术开发区", "上饶经开区", "滁州高新区", "宜宾三江新区"]
    assert named("PARK", *names, "上饶经开区").main_park == "上饶经济技术开发区"


def core_of(names: Sequence[str]) -> list[str]:
    return [park_core(n) for n in names]


def test_park_kinds_in_short_form() -> None:
    names = ["盐城经济技术开发区", "盐城经开", "盐城自由贸易试验区", "盐城工业园区", "盐城"]
    assert core_of(names) == ["盐城经开区", "盐城经开区", "盐城自贸区", "盐城工业园", "盐城"]


def test_every_full_name_stands_for_itself_and_is_a_mention() -> None:
    names = ["华峰", "华峰锂电", "华峰锂电有限公司", "远帆", "远帆电子股份有限公司", "金澜"]
    found = named("COMPANY", *names)
    assert set(found.companies) == set(names)
    assert all(found.company(full) == full for full in found.companies.values())


def test_the_order_of_the_names_changes_nothing() -> None:
    names = ["华峰", "华峰锂电", "浙江华峰锂电有限公司", "远帆", "远帆电子股份有限公司"]
    assert named("COMPANY", *names).companies == named("COMPANY", *reversed(names)).companies


def test_mentions_cost_time_in_proportion() -> None:
    def read(count: int) -> object:
        entities = [Entity(5 * n, 5 * n + 4, "COMPANY", "华峰锂电") for n in range(count)]
        return aliases("华峰锂电。" * count, entities)

    assert growth(lambda: read(2_000), lambda: read(8_000)) < 8


def test_names_cost_at_most_their_square() -> None:
    def read(count: int) -> object:
        return named("COMPANY", *(f"远{chr(0x4E00 + n)}电子有限公司" for n in range(count)))

    assert growth(lambda: read(100), lambda: read(400), 24) < 24
