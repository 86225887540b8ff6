"""`training.train --base`: checkpoints with vocabularies of their own, and those that cannot work."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from tiny_training import run_training, write_checkpoint

import chinese_ie
from chinese_ie.errors import InputError, ModelFormatError
from chinese_ie.tagging.vocabulary import Vocabulary

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from training import export_onnx  # noqa: E402

pytestmark = pytest.mark.slow

# Characters that every vocabulary here has, upper case, white space, and what none has.
TEXT = "蜂巢能源ABC公司 投资10亿元\n在上饶经开区建设新厂Ж魑。"


@pytest.mark.parametrize("style", ["bert", "cased", "ernie"])
def test_a_checkpoint_is_trained_exported_and_run(style: str, corpus: Path, tmp_path: Path) -> None:
    base = write_checkpoint(tmp_path / "base", style)
    run_training(tmp_path / "run", base, corpus, epochs=1, copies=1)
    export_onnx.main(tmp_path / "run", tmp_path / "model", corpus=corpus, int8=False)
    pipeline = chinese_ie.load(tmp_path / "model")
    assert pipeline(TEXT).text == TEXT

    network = pipeline.tagger.model
    assert network.vocabulary == Vocabulary.load(base / "vocab.txt")
    assert network.window == 60
    network_of_torch = transformers.AutoModelForTokenClassification.from_pretrained(tmp_path / "run").eval()
    tokens = transformers.AutoTokenizer.from_pretrained(tmp_path / "run")(TEXT, return_tensors="pt")
    with torch.no_grad():
        expected = network_of_torch(**tokens).logits[0, 1:-1].numpy()
    found = network.logits(network.vocabulary.encode(TEXT))
    assert found.shape == expected.shape == (len(TEXT), len(network.tags))
    assert np.abs(found - expected).max() < export_onnx.TOLERANCE


@pytest.mark.parametrize(("style", "same"), [("bert", True), ("ernie", True), ("cased", False)])
def test_case_is_that_of_the_vocabulary(style: str, same: bool, tmp_path: Path) -> None:
    vocabulary = Vocabulary.load(write_checkpoint(tmp_path, style) / "vocab.txt")
    upper, lower = vocabulary.encode("GB"), vocabulary.encode("gb")
    assert (upper == lower).all() == same
    assert vocabulary.ids["[UNK]"] not in (*upper, *lower)
    assert vocabulary.encode("亿").tolist() == [vocabulary.ids["亿"]]  # not the piece ##亿
    assert (vocabulary.encode(" \nЖ") == vocabulary.ids["[UNK]"]).all()


def spoilt(folder: Path, how: str) -> Path:
    """A BERT checkpoint that cannot work."""
    write_checkpoint(folder, "bert")
    words = folder / "vocab.txt"
    if how == "SentencePiece":
        words.replace(folder / "spiece.model")
    elif how == "no special tokens":
        words.write_text(words.read_text().replace("[CLS]", "<s>").replace("[SEP]", "</s>"))
    elif how == "more tokens than rows":
        words.write_text(words.read_text() + "多\n")
    elif how == "English":
        lines = words.read_text().splitlines()
        words.write_text("".join(f"{t if t.isascii() else 'word'}\n" for t in lines))
    elif how == "pickled":
        weights = transformers.BertForMaskedLM.from_pretrained(folder).state_dict()
        torch.save(weights, folder / "pytorch_model.bin")
        (folder / "model.safetensors").unlink()
    elif how == "no configuration":
        (folder / "config.json").write_text("{}")
    elif how == "empty":
        shutil.rmtree(folder)
        folder.mkdir()
    return folder


@pytest.mark.parametrize(
    ("how", "error", "told"),
    [
        ("SentencePiece", InputError, "no vocab.txt in .*SentencePiece"),
        ("empty", InputError, "no vocab.txt in"),
        ("no special tokens", ModelFormatError, r"lacks \[CLS\], \[SEP\]"),
        ("more tokens than rows", InputError, "not of one model"),
        ("English", InputError, "% of the characters .* are unknown"),
        ("pickled", InputError, "no pickled pytorch_model.bin"),
        ("no configuration", InputError, "cannot load the encoder"),
    ],
)
def test_what_cannot_work_is_refused(
    how: str, error: type[Exception], told: str, corpus: Path, tmp_path: Path
) -> None:
    base = spoilt(tmp_path / "base", how)
    with pytest.raises(error, match=told):
        run_training(tmp_path / "run", base, corpus, epochs=1)


def test_an_unknown_hub_name_is_refused(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(InputError, match=r"no vocab\.txt in the folder or hub model"):
        run_training(tmp_path / "run", Path("no-such/checkpoint"), corpus, epochs=1)


def test_a_spoilt_checkpoint_is_told_from_a_good_one(corpus: Path, tmp_path: Path) -> None:
    """The same folder before it is spoilt trains: what is refused above is refused for its fault."""
    run_training(tmp_path / "run", spoilt(tmp_path / "base", "not at all"), corpus, epochs=1, copies=1)
    assert json.loads((tmp_path / "run" / "card.json").read_text())["articles"] == 24
