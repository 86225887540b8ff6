"""The recipes on tiny models made on the spot: train, resume, export, load."""

import json
import lzma
import random
from pathlib import Path

import pytest
from tiny_training import article, run_training

import chinese_ie
from chinese_ie.corpus import Article, Record, write
from chinese_ie.document import Entity
from chinese_ie.errors import InputError, ModelFormatError

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
pytest.importorskip("onnx")

from training import export_onnx, learning_curve, train  # noqa: E402
from training.augment import augmented, litter, other_width, swap_names, traditional  # noqa: E402
from training.names import Names  # noqa: E402

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", ["trained", "trained_bert"])
def test_train_export_load(name: str, corpus: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    run = request.getfixturevalue(name)
    card = json.loads((run / "card.json").read_text())
    assert card["dev_seqeval"]["f1"] > 0.9  # the made corpus is easy: a model that learns nothing gets 0
    export_onnx.main(run, tmp_path / "model", corpus=corpus, int8=True)
    nlp = chinese_ie.load(tmp_path / "model")
    document = nlp("蜂巢能源投资10亿元在上饶经开区建设新厂。孔国松出席。")
    assert ("COMPANY", "蜂巢能源") in {(e.label, e.text) for e in document.entities}
    assert document.triples == [("蜂巢能源", "invests", "10亿元", "上饶经开区")]
    card = json.loads((tmp_path / "model" / "card.json").read_text())
    assert card["parity"]["torch_to_onnx"] < export_onnx.TOLERANCE


def test_a_student_learns_from_teachers_on_unlabelled_text(
    encoder: Path, trained: Path, corpus: Path, tmp_path: Path
) -> None:
    export_onnx.main(trained, tmp_path / "teacher", corpus=corpus, int8=False)
    (tmp_path / "text").mkdir()
    with lzma.open(tmp_path / "text" / "news-00.txt.xz", "wt", encoding="utf-8") as file:
        file.write("\n\n".join(article(n).text for n in range(200, 260)) + "\n\n没有关系的文章。\n")
    (tmp_path / "few").mkdir()
    write([article(0)], tmp_path / "few" / "train.jsonl")
    write([article(n) for n in range(100, 106)], tmp_path / "few" / "dev.jsonl")
    settings = {
        "base": str(encoder), "corpus": tmp_path / "few", "epochs": 12, "copies": 2, "augment": False,
        "rate": 3e-3, "batch": 4, "window": 60, "dropout": 0.0,
    }  # fmt: skip
    train.main(out=tmp_path / "alone", **settings)
    train.main(
        out=tmp_path / "taught", teacher=[tmp_path / "teacher"] * 2, unlabelled=tmp_path / "text", **settings
    )
    alone, taught = (json.loads((tmp_path / name / "card.json").read_text()) for name in ("alone", "taught"))
    assert taught["dev_seqeval"]["f1"] > alone["dev_seqeval"]["f1"] + 0.2
    assert taught["recipe"]["teachers"] == 2
    with pytest.raises(InputError, match="teachers need text"):
        train.main(out=tmp_path / "x", teacher=[tmp_path / "teacher"], **settings)
    with pytest.raises(InputError, match="has no GENRE-NN"):
        train.main(out=tmp_path / "x", teacher=[tmp_path / "teacher"], unlabelled=tmp_path, **settings)


def test_interrupted_training_goes_on(
    encoder: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class StopError(Exception):
        pass

    class StopAtTwo(transformers.TrainerCallback):  # type: ignore[misc]
        def on_epoch_end(self, args: object, state: object, control: object, **_: object) -> None:
            if state.epoch >= 2.5:  # type: ignore[attr-defined]
                raise StopError

    plain = transformers.Trainer.__init__

    def stopping(self: object, *args: object, **kwargs: object) -> None:
        plain(self, *args, **kwargs, callbacks=[StopAtTwo()])

    whole, parts = tmp_path / "whole", tmp_path / "parts"
    run_training(whole, encoder, corpus, epochs=4)
    monkeypatch.setattr(transformers.Trainer, "__init__", stopping)
    with pytest.raises(StopError):
        run_training(parts, encoder, corpus, epochs=4)
    assert list((parts / "checkpoints").glob("checkpoint-*"))
    monkeypatch.undo()
    run_training(parts, encoder, corpus, epochs=4)
    cards = [json.loads((folder / "card.json").read_text())["dev_seqeval"] for folder in (whole, parts)]
    assert cards[0]["f1"] == pytest.approx(cards[1]["f1"], abs=0.02)


def test_a_share_of_the_articles(encoder: Path, corpus: Path, tmp_path: Path) -> None:
    train.main(
        out=tmp_path, base=str(encoder), corpus=corpus, share=0.25, add=[corpus / "dev.jsonl"], epochs=1,
        copies=1, batch=4, window=60,
    )  # fmt: skip
    assert json.loads((tmp_path / "card.json").read_text())["articles"] == 24 // 4 + 6


def test_learning_curve_of_trainings_that_are_done(tmp_path: Path) -> None:
    for share, f1 in zip(learning_curve.SHARES, (0.7, 0.8, 0.85), strict=True):
        for seed in (1, 2):
            (tmp_path / f"{share:g}-{seed}").mkdir()
            card = {"dev_seqeval": {"f1": f1 - 0.1, "core_five_f1": f1 + seed / 100}}
            (tmp_path / f"{share:g}-{seed}" / "card.json").write_text(json.dumps(card))
    rows = {share: learning_curve.scores(tmp_path, share, 2, []) for share in learning_curve.SHARES}
    assert learning_curve.table(rows).splitlines()[2:] == [
        "| 25% | 71.5 (71.0 to 72.0) | 60.0 (60.0 to 60.0) |",
        "| 50% | 81.5 (81.0 to 82.0) | 70.0 (70.0 to 70.0) |",
        "| 100% | 86.5 (86.0 to 87.0) | 75.0 (75.0 to 75.0) |",
    ]


def test_a_training_that_fails_stops_the_curve(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"1-1 ended with 2"):
        learning_curve.scores(tmp_path, 1.0, 1, ["--no-such-option"])


def test_export_refuses_a_graph_that_differs(
    trained: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_onnx, "TOLERANCE", 0.0)
    with pytest.raises(ModelFormatError, match="differs from torch"):
        export_onnx.main(trained, tmp_path / "model", corpus=corpus, int8=True)


def sample() -> Article:
    text = "上饶经开区新动力电池项目:蜂巢能源投资51亿元,叶和彬出席。"
    spans = (("上饶经开区", "PARK"), ("蜂巢能源", "COMPANY"), ("51亿元", "MONEY"), ("叶和彬", "OFFICIAL"))
    entities = tuple(Entity(text.index(w), text.index(w) + len(w), label, w) for w, label in spans)
    record = Record("蜂巢能源", "51亿元", value=5_100_000_000, currency="CNY")  # type: ignore[arg-type]
    return Article("s", text, entities, (record,), split="train")


@pytest.mark.parametrize("seed", range(12))
def test_every_dress_keeps_the_mentions(seed: int) -> None:
    rng = random.Random(seed)
    plain = sample()
    for dressed in (
        traditional(plain, rng, 0.9),
        other_width(plain, rng),
        litter(plain, rng, 0.2),
        swap_names(plain, Names(), rng, 1.0),
        augmented(plain, Names(), rng),
    ):
        assert [e.label for e in dressed.entities] == [e.label for e in plain.entities]
        assert all(dressed.text[e.start : e.end] == e.text for e in dressed.entities)


def test_traditional_dress_falls_back_onto_the_same_names() -> None:
    from chinese_ie.text.normalize import normalize
    from training.examples import clean_spans

    dressed = traditional(sample(), random.Random(3), 0.9)
    assert dressed.text != sample().text
    aligned = normalize(dressed.text)
    found = [aligned.text[s:e] for s, e, _ in clean_spans(dressed, aligned)]
    assert found == [e.text for e in sample().entities]
    assert not dressed.entities[0].text.endswith(")")  # trailing pinyin is left out of the mention
