"""Public NER sets in the form in which their authors publish them."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from chinese_ie.errors import InputError

pytest.importorskip("torch")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def public_ner() -> ModuleType:
    spec = importlib.util.spec_from_file_location("public_ner", Path("benchmarks/public_ner.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["public_ner"] = module
    spec.loader.exec_module(module)
    return module


def test_cluener_counts_the_last_character_in(public_ner: ModuleType, tmp_path: Path) -> None:
    labels = '{"company": {"甲公司": [[0, 2], [7, 9]]}, "address": {"乙市": [[4, 5]]}}'
    line = f'{{"text": "甲公司在乙市，甲公司说", "label": {labels}}}\n'
    (tmp_path / "dev.json").write_text(line, encoding="utf-8")
    [(text, spans)] = public_ner.read_cluener(tmp_path / "dev.json")
    assert [(text[start:end], label) for start, end, label in spans] == [
        ("甲公司", "company"),
        ("乙市", "address"),
        ("甲公司", "company"),
    ]


def test_resume_sentences_end_at_empty_lines(public_ner: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "x.bmes").write_text(
        "王 B-NAME\n五 E-NAME\n， O\n汉 S-RACE\n\n任 O\n总 B-TITLE\n经 M-TITLE\n\n理 E-TITLE\n兼 O\n",
        encoding="utf-8",
    )
    assert list(public_ner.read_bmes(tmp_path / "x.bmes")) == [
        ("王五，汉", [(0, 2, "NAME"), (3, 4, "RACE")]),
        ("任总经", []),
        ("理兼", [(0, 1, "TITLE")]),
    ]


def test_a_learnable_set_is_learned(
    public_ner: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rows and predictions stay together, whatever order the trainer takes them in."""
    (tmp_path / "cluener").mkdir()
    line = '{"text": "%s访问了北京", "label": {"name": {"%s": [[0, 1]]}}}\n'
    names = [a + b for a in "张王李赵" for b in "伟芳娜强敏静"]
    padded = "".join(line.replace("访问", "昨天" * (n % 5) + "访问") % (w, w) for n, w in enumerate(names))
    for name in ("train.json", "dev.json"):
        (tmp_path / "cluener" / name).write_text(padded * 8, encoding="utf-8")
    public_ner.main(tmp_path, seed=[1], epochs=8, rate=2e-3)
    score = float(capsys.readouterr().out.split("| cluener | ")[1].split()[0])
    assert score > 95


def test_a_folder_without_sets_is_refused(public_ner: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"cluener/dev\.json"):
        public_ner.main(tmp_path)
