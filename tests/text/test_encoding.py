"""Bytes of pages in every encoding, declared rightly, wrongly and not at all."""

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinese_ie.text.encoding import decode

SENTENCE = "江苏星河新能源科技有限公司计划投资50亿元，在扬州经济技术开发区建设动力电池项目，年产20吉瓦时。"
TRADITIONAL = opencc.OpenCC("s2t").convert(SENTENCE)
DECLARED = [
    "",
    *(
        f'<meta charset="{name}">'
        for name in ("utf-8", "gb2312", "GBK", "big5", "iso-8859-1", "nonsense", "zlib")
    ),
]


def page(text: str, head: str = "") -> str:
    return f"<html><head>{head}<title>{text[:9]}</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize("head", DECLARED)
@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", SENTENCE),
        ("utf-8-sig", SENTENCE),
        ("gb2312", SENTENCE),
        ("gbk", SENTENCE + "镕堃"),
        ("gb18030", SENTENCE + "䶮𠮷"),
        ("gbk", TRADITIONAL),
        ("big5", TRADITIONAL),
        ("big5hkscs", TRADITIONAL + "𨋢"),
        ("utf-16", SENTENCE),
        ("utf-16-le", "\ufeff" + SENTENCE),
        ("utf-16-be", "\ufeff" + SENTENCE),
    ],
)
def test_any_encoding_with_any_declaration(encoding: str, text: str, head: str) -> None:
    html = page(text.removeprefix("\ufeff"), head)
    data = ("\ufeff" * text.startswith("\ufeff") + html).encode(encoding)
    assert decode(data)[0] == html


@pytest.mark.parametrize(("declared", "encoding"), [("gb2312", "gbk"), ("big5", "big5")])
def test_a_word_is_read_as_declared(declared: str, encoding: str) -> None:
    html = page("中文", f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">')
    assert decode(html.encode(encoding))[0] == html


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5"])
def test_a_broken_character_costs_no_others(encoding: str) -> None:
    html = page(TRADITIONAL * 4)
    data = html.encode(encoding)
    found, _ = decode(data[:200] + b"\xff" + data[200:])
    assert TRADITIONAL in found


def test_what_it_was_is_told() -> None:
    assert decode(SENTENCE.encode("gbk"))[1] == "gb18030"
    assert decode(b"plain") == ("plain", "utf-8")


@given(st.binary(max_size=200))
def test_any_bytes_are_text(data: bytes) -> None:
    text, encoding = decode(data)
    assert isinstance(text, str)
    assert "x".encode(encoding)
