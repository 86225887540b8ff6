"""The recipes on tiny models made on the spot: train, resume, export, load; pretrain, kill, resume."""

import json
import lzma
import random
from pathlib import Path

import numpy as np
import pytest

import chinese_ie
from chinese_ie.corpus import Article, Record, write
from chinese_ie.document import Entity
from chinese_ie.errors import InputError, ModelFormatError
from chinese_ie.tagging.vocabulary import Vocabulary

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from training import export_onnx, learning_curve, pretrain, train  # noqa: E402
from training.augment import augmented, litter, other_width, swap_names, traditional  # noqa: E402
from training.names import Names  # noqa: E402

pytestmark = pytest.mark.slow

SENTENCES = (
    ("{c}投资{m}在{p}建设新厂。", "{o}出席。"),
    ("{p}管委会主任{o}说,{c}项目总投资{m}。", ""),
)
COMPANIES = ("天奇股份", "友升铝业", "蜂巢能源", "海立美达")
PARKS = ("扬州经开区", "上饶经开区", "临澧高新区")
PEOPLE = ("王雪", "孔国松", "叶和彬")
AMOUNTS = ("10亿元", "3.5亿元", "6000万美元")


def article(number: int) -> Article:
    """A made article whose mentions are known by construction."""
    rng = random.Random(number)
    names = {
        "c": ("COMPANY", COMPANIES),
        "p": ("PARK", PARKS),
        "o": ("OFFICIAL", PEOPLE),
        "m": ("MONEY", AMOUNTS),
    }
    text, entities = "", []
    for template in (part for parts in rng.sample(SENTENCES, 2) for part in parts):
        for piece in template.replace("{", "\0{").replace("}", "}\0").split("\0"):
            if piece.startswith("{"):
                label, choices = names[piece[1]]
                word = rng.choice(choices)
                entities.append(Entity(len(text), len(text) + len(word), label, word))
                text += word
            else:
                text += piece
    return Article(f"a{number}", text, tuple(entities), split="train", genre="other")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    write([article(n) for n in range(24)], folder / "train.jsonl")
    write([article(n) for n in range(100, 106)], folder / "dev.jsonl")
    return folder


@pytest.fixture(scope="module")
def vocabulary(corpus: Path) -> Vocabulary:
    texts = "".join(article(n).text for n in range(120)) + "".join(map(chr, range(33, 127)))
    return Vocabulary.of_characters(sorted(set(texts)))


@pytest.fixture(scope="module")
def encoder(vocabulary: Vocabulary, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("encoder")
    torch.manual_seed(0)
    config = pretrain.encoder_config(vocabulary, layers=2, width=64, inner=64)
    transformers.ModernBertForMaskedLM(config).half().save_pretrained(folder)
    vocabulary.save(folder / "vocab.txt")
    return folder


@pytest.fixture(scope="module")
def classic(vocabulary: Vocabulary, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random checkpoint in the form of bert-base-chinese: WordPiece pieces, lower case, no [SPACE]."""
    folder = tmp_path_factory.mktemp("classic")
    tokens = ["[PAD]", "[unused1]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokens += [t for t in vocabulary.tokens if len(t) == 1 and not t.isupper()] + ["##ing", "##亿", "hello"]
    Vocabulary(tuple(tokens)).save(folder / "vocab.txt")
    config = transformers.BertConfig(
        vocab_size=len(tokens), hidden_size=64, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=64, max_position_embeddings=128,
    )  # fmt: skip
    transformers.BertForMaskedLM(config).save_pretrained(folder)
    return folder


def run_training(out: Path, base: Path, corpus: Path, epochs: int = 12, copies: int = 2) -> None:
    train.main(
        out=out, base=str(base), corpus=corpus, add=None, epochs=epochs, copies=copies, augment=False,
        rate=3e-3, batch=4, window=60, dropout=0.0, seed=1, device="cpu",
    )  # fmt: skip


@pytest.mark.parametrize("base", ["encoder", "classic"])
def test_train_export_load(base: str, corpus: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    run_training(tmp_path / "run", request.getfixturevalue(base), corpus)
    card = json.loads((tmp_path / "run" / "card.json").read_text())
    assert card["dev_seqeval"]["f1"] > 0.9  # the made corpus is easy: a model that learns nothing gets 0
    export_onnx.main(tmp_path / "run", tmp_path / "model", corpus=corpus, int8=True)
    nlp = chinese_ie.load(tmp_path / "model")
    document = nlp("蜂巢能源投资10亿元在上饶经开区建设新厂。孔国松出席。")
    assert ("COMPANY", "蜂巢能源") in {(e.label, e.text) for e in document.entities}
    assert document.triples == [("蜂巢能源", "invests", "10亿元", "上饶经开区")]
    card = json.loads((tmp_path / "model" / "card.json").read_text())
    assert card["parity"]["torch_to_onnx"] < export_onnx.TOLERANCE


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


def test_foreign_base_is_refused(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    Vocabulary.of_characters("你好").save(tmp_path / "vocab.txt")
    with pytest.raises(InputError, match="cannot load the encoder"):
        run_training(tmp_path / "run", tmp_path, corpus, epochs=1)


def test_export_refuses_a_graph_that_differs(
    encoder: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_training(tmp_path / "run", encoder, corpus, epochs=1)
    monkeypatch.setattr(export_onnx, "TOLERANCE", 0.0)
    with pytest.raises(ModelFormatError, match="differs from torch"):
        export_onnx.main(tmp_path / "run", tmp_path / "model", corpus=corpus, int8=True)


@pytest.fixture
def packed(vocabulary: Vocabulary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    vocabulary.save(tmp_path / "vocab.txt")
    monkeypatch.setattr(pretrain, "VOCABULARY", tmp_path / "vocab.txt")
    monkeypatch.setattr(pretrain, "HELD_OUT", 0.2)
    (tmp_path / "source").mkdir()
    with lzma.open(tmp_path / "source" / "news-00.txt.xz", "wt", encoding="utf-8") as file:
        for number in range(400):
            file.write(article(number).text * 3 + "\n第二段也有内容。\n\n")
    pretrain.pack(tmp_path / "source", tmp_path / "data", seed=1, megacharacters=1.0)
    return tmp_path / "data"


def test_packing_by_subject(vocabulary: Vocabulary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vocabulary.save(tmp_path / "vocab.txt")
    monkeypatch.setattr(pretrain, "VOCABULARY", tmp_path / "vocab.txt")
    near, far = "园区投资亿元项目" * 20, "今天天气很好" * 400 + "投资"
    (tmp_path / "source").mkdir()
    with lzma.open(tmp_path / "source" / "news-00.txt.xz", "wt", encoding="utf-8") as shard:
        shard.write("".join(f"{text}{n}\n\n" for n in range(60) for text in (near, far)))
    pretrain.pack(tmp_path / "source", tmp_path / "all", seed=1)
    pretrain.pack(tmp_path / "source", tmp_path / "some", seed=1, about="园区|投资")
    whole, some = (pretrain.load_blocks(tmp_path / name / "train.npy.xz").numel() for name in ("all", "some"))
    assert 0 < some < whole / 5


def pretraining(packed: Path, run: Path, steps: int, minutes: float = 60) -> list[dict[str, object]]:
    pretrain.train(
        packed, run, minutes=minutes, steps=steps, decay=50, batch=2, layers=1, width=64, inner=64, peak=2e-3,
        matrix_peak=6e-3, warmup=10, rate=0.2, seed=1, device="cpu", compiled=False, save_every=0.0,
    )  # fmt: skip
    return [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]


def test_pretraining_learns_and_exports(packed: Path, tmp_path: Path) -> None:
    log = pretraining(packed, tmp_path / "run", steps=300)
    assert log[-1]["loss"] < log[0]["loss"] - 0.3  # type: ignore[operator]
    assert log[-1]["valid"]["news"]["accuracy"] > 0.05  # type: ignore[index]
    pretrain.export(tmp_path / "run", tmp_path / "encoder")
    model = transformers.AutoModel.from_pretrained(tmp_path / "encoder")
    assert model.config.hidden_size == 64
    assert json.loads((tmp_path / "encoder" / "card.json").read_text())["steps"] == 300


def test_killed_pretraining_goes_on_as_if_nothing_had_happened(packed: Path, tmp_path: Path) -> None:
    whole = pretraining(packed, tmp_path / "whole", steps=200)
    stopped = tmp_path / "stopped"
    bomb = {"left": 130}
    real = pretrain.mask_spans

    def failing(*args: object) -> object:
        bomb["left"] -= 1
        if bomb["left"] == 0:
            raise KeyboardInterrupt
        return real(*args)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pretrain, "mask_spans", failing)
        with pytest.raises(KeyboardInterrupt):
            pretraining(packed, stopped, steps=200)
    resumed = pretraining(packed, stopped, steps=200)
    tensors = [_weights(tmp_path / name) for name in ("whole", "stopped")]
    for name, value in tensors[0].items():
        np.testing.assert_allclose(value, tensors[1][name], atol=2e-3, err_msg=name)
    assert whole[-1]["characters"] == 200 * 2 * pretrain.BLOCK
    assert resumed[-1]["characters"] == whole[-1]["characters"] or len(resumed) < len(whole)


def _weights(run: Path) -> dict[str, np.ndarray]:
    from safetensors.numpy import load_file

    found: dict[str, np.ndarray] = {}
    for piece in (run / "checkpoint").glob("*.safetensors"):
        found |= {k: v for k, v in load_file(piece).items() if k.startswith("model/")}
    return found


def test_masks_hide_the_asked_share_and_spare_special_tokens(vocabulary: Vocabulary) -> None:
    ids = torch.randint(0, len(vocabulary), (64, 256), dtype=torch.int32)
    corrupted, hidden = pretrain.mask_spans(ids, vocabulary, 0.2, torch.Generator().manual_seed(1))
    assert 0.15 < hidden[ids > 4].float().mean() < 0.25
    assert not hidden[ids <= 4].any()
    assert (corrupted[~hidden] == ids[~hidden]).all()
    assert 0.7 < (corrupted[hidden] == vocabulary.ids["[MASK]"]).float().mean() < 0.9


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
