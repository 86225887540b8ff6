"""The packaged word segmenter."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chinese_ie.errors import ModelFormatError
from chinese_ie.text.words import FILES, PACKAGED, Segmenter, packaged


def words(text: str) -> list[str]:
    return [text[start:end] for start, end in packaged().words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("记者从市政府获悉", "记者 从 市政府 获悉"),
        ("公司计划投资建设新能源汽车项目", "公司 计划 投资 建设 新能源 汽车 项目"),
        ("项目落户赣州经济技术开发区。", "项目 落户 赣州经济技术开发区 。"),
        ("今年上半年， 全市经济运行平稳", "今年 上半年 ， 全市 经济运行 平稳"),
    ],
)
def test_words_of_our_kind_of_text(text: str, expected: str) -> None:
    assert " ".join(words(text)) == expected


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("园区投资亿元在 \n\t　。；a1.,-｜😀\ud800\x00"), max_size=40))
@example("")
@example("\ud800园区")
@example(" " * 5)
def test_words_cover_all_but_white_space(text: str) -> None:
    end = 0
    for start, stop in packaged().words(text):
        assert not text[end:start].strip()
        assert start < stop
        assert not any(c.isspace() for c in text[start:stop])
        end = stop
    assert not text[end:].strip()


def test_a_long_text_without_any_stop_is_read_whole() -> None:
    text = "园区投资" * 2000
    assert "".join(words(text)) == text


def test_card_tells_size_and_scores() -> None:
    card = json.loads((PACKAGED / "card.json").read_text(encoding="utf-8"))
    assert sum(file.stat().st_size for file in PACKAGED.iterdir()) < 10_000_000
    assert card["scores"]["held_out_f1_against_jieba"] > 0.9
    assert card["words_per_second"] > 0


def test_a_folder_without_the_model_is_refused(tmp_path: Path) -> None:
    for name in FILES[1:]:
        shutil.copy(PACKAGED / name, tmp_path)
    with pytest.raises(ModelFormatError, match=r"lacks features\.msgpack"):
        Segmenter(tmp_path)
