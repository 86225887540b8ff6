"""Place names to regions: the spec table, and what must hold for the whole table."""

import json
import re
from pathlib import Path

import pytest
from growth import growth
from hypothesis import given, settings
from hypothesis import strategies as st

from chinese_ie.linking import places

SPECS = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "specs" / "places.jsonl").read_text("utf-8").splitlines()
]
TABLE = places.regions()


@pytest.mark.parametrize("spec", SPECS, ids=lambda s: f"{s['call']}:{'+'.join(s['names'])}")
def test_spec(spec: dict) -> None:
    if spec["call"] == "resolve":
        found = [r.code if r else None for r in places.resolve(spec["names"])]
    else:
        (name,) = spec["names"]
        found = [r.code for r in getattr(places, spec["call"])(name)]
    assert found == spec["codes"], spec["why"]


def test_specs_are_many() -> None:
    assert len(SPECS) >= 80


def test_table_is_whole() -> None:
    codes = [r.code for r in TABLE]
    assert codes == sorted(set(codes))
    assert sum(r.level == "province" for r in TABLE) == 34
    assert sum(r.level == "prefecture" for r in TABLE) == 333
    assert sum(r.level == "county" for r in TABLE) > 2800
    for region in TABLE:
        assert re.fullmatch("[0-9]{6}", region.code)
        assert region.name not in region.short_names
        assert len(set(region.short_names)) == len(region.short_names)
        assert region.level == "province" or places.region_of_code(region.province_code)


def test_codes_of_the_levels_above() -> None:
    county = places.find_regions("江西省上饶市横峰县")[0]
    assert (county.province_code, county.prefecture_code) == ("360000", "361100")
    district = places.find_regions("北京市朝阳区")[0]
    assert (district.province_code, district.prefecture_code) == ("110000", None)
    direct = places.find_regions("济源市")[0]
    assert (direct.province_code, direct.prefecture_code) == ("410000", None)
    assert places.find_regions("江西")[0].prefecture_code is None


@pytest.mark.parametrize("level", ["province", "prefecture", "county"])
def test_every_full_name_is_found(level: str) -> None:
    for region in TABLE:
        if region.level == level:
            assert region in places.find_regions(region.name), region


def test_every_full_chain_is_unique() -> None:
    for region in TABLE:
        above = [region.province_code, region.prefecture_code]
        chain = "".join(r.name for c in above if c and c != region.code and (r := places.region_of_code(c)))
        assert places.find_regions(chain + region.name) == [region], region


def test_short_name_with_a_park_kind_leads_back() -> None:
    for region in TABLE:
        if region.level == "prefecture":
            assert region in places.region_of_park(region.short_names[0] + "经济技术开发区"), region


def test_one_character_never_leads_a_park() -> None:
    for region in TABLE:
        for short in region.short_names:
            if len(short) == 1:
                assert places.region_of_park(short) == places.region_of_park(short + "经开区") == []


@settings(deadline=None)
@given(
    st.text(max_size=60),
    st.lists(st.sampled_from(["上饶", "朝阳区", "雄安新区", "中国", "-", "市", "浦东"]), max_size=9),
)
def test_any_text_is_legal(text: str, parts: list[str]) -> None:
    for name in (text, "".join(parts), "".join(parts) + text):
        for region in places.find_regions(name):
            assert region in TABLE
    assert len(places.resolve([text, *parts])) == len(parts) + 1


@pytest.mark.parametrize("piece", ["上饶", "浦东新区", "雄安", "-", "上海-", "中"])
def test_long_names_cost_time_in_proportion(piece: str) -> None:
    assert growth(lambda: places.find_regions(piece * 5_000), lambda: places.find_regions(piece * 20_000)) < 8
