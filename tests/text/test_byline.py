"""Date, source and author from the lines around an article."""

import pytest

from chinese_ie.text.byline import byline
from chinese_ie.text.normalize import normalize
from chinese_ie.text.page import sections

BODY = "\n2019年3月1日，上饶经开区举行签约仪式，总投资51亿元。\n"


def of(text: str) -> dict[str, str]:
    clean = normalize(text).text
    return byline(clean, sections(clean))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("发布时间：2020-10-29 来源：上饶日报", {"date": "2020-10-29", "source": "上饶日报"}),
        (
            "2020年10月9日 08:30 来源：新华网 作者：李明",
            {"date": "2020-10-09", "source": "新华网", "author": "李明"},
        ),
        ("日期：2020/5/6 点击：306", {"date": "2020-05-06"}),
        ("[2020.05.06] [来源：江门日报] [点击：1]", {"date": "2020-05-06", "source": "江门日报"}),
        ("首页 > 要闻 > 正文 2021-12-31", {"date": "2021-12-31"}),
        ("（来源：曲靖珠江网 记者 李明）", {"source": "曲靖珠江网"}),
        ("发布时间：2020-13-29", {}),
        ("发布时间：2020-02-30 更新时间：2020-03-01", {"date": "2020-03-01"}),
        ("发布时间：12020-10-291", {}),
        ("来源：扬州日报发布时间：2021-03-04字号：大", {"date": "2021-03-04", "source": "扬州日报"}),
        ("作者：Li Ming 来源：中国日报", {"author": "Li Ming", "source": "中国日报"}),
        ("责任编辑：李明", {}),
        ("", {}),
    ],
)
def test_above_and_below(line: str, expected: dict[str, str]) -> None:
    assert of(line + BODY) == expected
    assert of(BODY + line) == expected


def test_the_first_date_and_the_last_field_count() -> None:
    assert of("发布时间：2020-10-29" + BODY + "2020年11月1日")["date"] == "2020-10-29"
