"""What teachers say about unlabelled text, and which text they are given."""

import lzma
from pathlib import Path

import numpy as np
import pytest

from chinese_ie.tagging.model import PACKAGED, TaggerModel

pytest.importorskip("torch")
pytest.importorskip("jieba")

from training.distillation import Teachers, documents, ordinary_words


def test_ordinary_words_are_no_names() -> None:
    words = ordinary_words()
    assert {"千方百计", "引擎", "均衡", "国家"} <= words
    assert not words & {"东风", "大众", "苹果", "华为", "上海"}  # brands of ours, names of jieba's


@pytest.mark.parametrize(("name", "kept"), [("引擎", False), ("东风", True), ("友升铝业", True)])
def test_ordinary_words_are_no_companies(monkeypatch: pytest.MonkeyPatch, name: str, kept: bool) -> None:
    tags = TaggerModel.load(PACKAGED).tags
    text = f"为发展装上{name}。"
    logits = np.zeros((len(text), len(tags)), dtype=np.float32)
    logits[:, 0] = 3
    start = text.index(name)
    logits[start, tags.index("B-COMPANY")] = 5
    logits[start + 1 : start + len(name), tags.index("I-COMPANY")] = 5
    teachers = Teachers([PACKAGED, PACKAGED], tags)
    monkeypatch.setattr(TaggerModel, "logits", lambda self, ids: logits)
    said = teachers.logits(text)
    assert bool(said[start].argmax() == tags.index("B-COMPANY")) is kept
    assert said[0].argmax() == 0


def test_half_of_the_text_is_about_anything(tmp_path: Path) -> None:
    about = [f"第{n}个开发区签约，投资{n}亿元，产业园动工。" for n in range(40)]
    other = [f"第{n}首诗写春天，花开了，水暖了，人来了又走。" for n in range(400)]
    with lzma.open(tmp_path / "misc-00.txt.xz", "wt", encoding="utf-8") as file:
        file.write("\n\n".join(about + other) + "\n")
    found = documents(tmp_path, seed=1, megacharacters=1000 / 1e6)
    of_other = [text for text in found if "诗" in text]
    assert 0.3 < len(of_other) / len(found) < 0.7  # of all documents it would be nine in ten
    assert len(found) == len(set(found))
