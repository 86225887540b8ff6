"""Pretraining on tiny networks: packing, masks, learning, kill and resume, export."""

import json
import lzma
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from chinese_ie.errors import InputError
from chinese_ie.tagging.vocabulary import CLS, MASK, SPECIAL, Vocabulary

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from training import networks, packing, pretrain  # noqa: E402
from training.masking import Masking  # noqa: E402
from training.packing import BEGINS, IDS, TELLING  # noqa: E402
from training.vocabulary import characters, gb2312  # noqa: E402

pytestmark = pytest.mark.slow

LINES = (
    "天奇股份投资10亿元在扬州经开区建设新厂，项目年产3万吨电池材料。",
    "上饶经开区管委会主任叶和彬出席签约仪式，友升铝业负责人介绍了项目情况。",
    "记者从市政府获悉，今年全市新开工项目120个，总投资560亿元。",
    "公司表示，将加快推进工程建设，争取早日投产达效。",
)


def shard(folder: Path, name: str, texts: list[str]) -> None:
    folder.mkdir(exist_ok=True)
    with lzma.open(folder / name, "wt", encoding="utf-8") as file:
        file.write("".join(text + "\n\n" for text in texts))


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.of_characters(sorted(set("".join(LINES) + "".join(map(chr, range(33, 127))))))


@pytest.fixture(scope="module")
def packed(vocabulary: Vocabulary, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packed")
    vocabulary.save(folder / "vocab.txt")
    rng = random.Random(1)
    texts = ["\n".join(rng.sample(LINES, 3)) + f"第{n}篇。" for n in range(500)]
    shard(folder / "source", "news-00.txt.xz", texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packing, "HELD_OUT", 0.2)
        pretrain.pack(folder / "source", folder / "data", megacharacters=1.0, vocabulary=folder / "vocab.txt")
    return folder / "data"


def training(packed: Path, run: Path, steps: int, **more: object) -> list[dict[str, object]]:
    settings = {
        "minutes": 60, "steps": steps, "decay": 50, "batch": 2, "layers": 1, "width": 64, "inner": 64,
        "warmup": 10, "compiled": False, "save_every": 60,
    } | more  # fmt: skip
    pretrain.train(packed, run, **settings)
    return pretrain.read_log(run / "log.jsonl")


def test_vocabulary_knows_rare_ideographs_of_names(tmp_path: Path) -> None:
    (tmp_path / "chars.tsv").write_text("的\t100\n馘\t1\n㼁\t1\n鑫\t2\n", encoding="utf-8")
    kept = characters(tmp_path / "chars.tsv", least=2)
    assert kept[:2] == ["的", "鑫"]
    assert "馘" in kept
    assert "㼁" not in kept
    assert len(set(gb2312())) == 6763


def test_packed_ids_carry_words_and_telling_words(vocabulary: Vocabulary) -> None:
    text = "天奇股份投资10亿元在扬州经济技术开发区建设新厂。"
    marked = packing.marked_ids(text, vocabulary)
    assert vocabulary.decode(marked & IDS) == vocabulary.decode(vocabulary.encode(text))
    begins = {i for i, m in enumerate(marked) if m & BEGINS}
    assert {0, text.index("投资"), text.index("在扬州"), text.index("建设")} <= begins
    assert text.index("投资") + 1 not in begins
    telling = "".join(c for c, m in zip(text, marked, strict=True) if m & TELLING)
    assert "10亿元" in telling
    assert "开发区" in telling
    assert "建设" not in telling


def test_packing_keeps_each_document_once_and_only_the_subject(
    vocabulary: Vocabulary, tmp_path: Path
) -> None:
    vocabulary.save(tmp_path / "vocab.txt")
    near, far = "园区投资亿元项目" * 20, "今天天气很好" * 400 + "投资"
    texts = [f"{text}{n}" for n in range(60) for text in (near, far)]
    shard(tmp_path / "source", "news-00.txt.xz", texts + texts)
    sizes = {}
    for name, about in (("all", None), ("some", "园区|投资")):
        out = tmp_path / name
        pretrain.pack(tmp_path / "source", out, about=about, vocabulary=tmp_path / "vocab.txt")
        sizes[name] = packing.load(out / "train.npy.xz").numel()
    assert sizes["all"] < sum(map(len, texts)) * 1.05
    assert 0 < sizes["some"] < sizes["all"] / 5


@pytest.mark.parametrize("seed", range(6))
def test_dirt_leaves_text_that_says_the_same(seed: int) -> None:
    dressed = packing.dirty("".join(LINES), random.Random(seed))
    assert dressed
    shared = set(dressed) & set("".join(LINES))
    assert len(shared) > len(set("".join(LINES))) / 2


def blocks(vocabulary: Vocabulary, count: int = 64) -> "torch.Tensor":
    """Words of 1 to 3 characters, a fifth of them telling, a special token at every 50th place."""
    rng = np.random.default_rng(1)
    ids = rng.integers(len(SPECIAL), len(vocabulary), (count, 256)).astype(np.int32)
    ids[:, ::50] = vocabulary.ids[CLS]
    begins = rng.random((count, 256)) < 0.6
    begins[:, ::50] = begins[:, 1::50] = True
    word = begins.cumsum(axis=1) + 1000 * np.arange(count)[:, None]
    telling = np.isin(word, rng.choice(np.unique(word), len(np.unique(word)) // 5, replace=False))
    return torch.from_numpy(ids | begins * BEGINS | telling * TELLING)


@pytest.mark.parametrize("words", [True, False])
def test_masks_hide_the_asked_share_and_spare_special_tokens(vocabulary: Vocabulary, words: bool) -> None:
    marked = blocks(vocabulary)
    corrupted, labels = Masking(vocabulary, 0.2, words)(marked, seed=1)
    ids, hidden = marked & IDS, labels != -100
    special = ids < len(SPECIAL)
    assert 0.17 < hidden[~special].float().mean() < 0.23
    assert not hidden[special].any()
    assert (corrupted[~hidden] == ids[~hidden]).all()
    assert (labels[hidden] == ids[hidden]).all()
    assert 0.75 < (corrupted[hidden] == vocabulary.ids[MASK]).float().mean() < 0.85
    again = Masking(vocabulary, 0.2, words)(marked, seed=1)
    assert all((a == b).all() for a, b in zip(again, (corrupted, labels), strict=True))
    assert (Masking(vocabulary, 0.2, words)(marked, seed=2)[1] != labels).any()


def test_words_are_hidden_whole_and_telling_ones_twice_as_often(vocabulary: Vocabulary) -> None:
    marked = blocks(vocabulary, 256)
    _, labels = Masking(vocabulary, 0.2, True)(marked, seed=1)
    hidden, begins, telling = labels != -100, marked & BEGINS > 0, marked & TELLING > 0
    inside = ~begins[:, 1:] & ((marked & IDS) >= len(SPECIAL))[:, 1:]
    assert (hidden[:, 1:] == hidden[:, :-1])[inside].all()
    ratio = hidden[telling].float().mean() / hidden[~telling].float().mean()
    assert 1.7 < ratio < 2.3


@pytest.mark.parametrize(
    ("network", "units"),
    [("masked", "words"), ("masked", "spans"), ("replaced", "words"), ("classic", "words")],
)
def test_every_network_learns_and_exports(network: str, units: str, packed: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    log = training(packed, run, 400, network=pretrain.Network(network), units=pretrain.Units(units))
    assert log[-1]["loss"] < log[0]["loss"] - 0.3  # type: ignore[operator]
    assert log[-1]["valid"]["news"]["accuracy"] > 0.05  # type: ignore[index]
    pretrain.export(run, tmp_path / "encoder")
    model = transformers.AutoModel.from_pretrained(tmp_path / "encoder")
    assert model.config.hidden_size == 64
    assert model.dtype == torch.float16
    card = json.loads((tmp_path / "encoder" / "card.json").read_text())
    assert card["steps"] == 400
    assert card["characters_seen"] == 400 * 2 * packing.BLOCK
    pretrain.plot([run], tmp_path / "curves.png")
    assert (tmp_path / "curves.png").read_bytes().startswith(b"\x89PNG")


def test_accumulated_batches_count(packed: Path, tmp_path: Path) -> None:
    log = training(packed, tmp_path / "run", 100, accumulate=2, schedule=pretrain.Schedule.COSINE)
    assert log[-1]["characters"] == 100 * 2 * 2 * packing.BLOCK


def test_schedules() -> None:
    constant, cosine = (
        [pretrain.learning_rate(step, 100, 2.0, 10, 20, s) for step in range(100)] for s in pretrain.Schedule
    )
    assert constant[0] == cosine[0] == 0.2
    assert constant[50] == 2.0
    assert constant[90] == 1.0
    assert cosine[50] == pytest.approx(1.0)
    assert cosine[-1] < 0.01


def test_killed_pretraining_gives_the_same_curve(packed: Path, tmp_path: Path) -> None:
    whole = training(packed, tmp_path / "whole", 400)
    run = tmp_path / "killed"
    shape = {"batch": 2, "layers": 1, "width": 64, "inner": 64, "warmup": 10}
    options = shape | {"steps": 400, "decay": 50, "save-every": 0.002}
    command = [sys.executable, "-m", "training.pretrain", "train", str(packed), str(run), "--no-compiled"]
    command += [f"--{name}={value}" for name, value in options.items()]
    for _ in range(2):
        seen = len(pretrain.read_log(run / "log.jsonl"))
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        while len(pretrain.read_log(run / "log.jsonl")) <= seen and process.poll() is None:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    resumed = pretrain.read_log(run / "log.jsonl")
    assert [line["step"] for line in resumed] == [100, 200, 300, 400]
    for ours, theirs in zip(resumed, whole, strict=True):
        assert ours["characters"] == theirs["characters"]
        assert ours["loss"] == pytest.approx(theirs["loss"], abs=1e-3)


def test_another_vocabulary_takes_the_rows_of_its_tokens(
    packed: Path, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    training(packed, tmp_path / "run", 20)
    pretrain.export(tmp_path / "run", tmp_path / "encoder")
    larger = Vocabulary((*SPECIAL, "镕", *reversed(vocabulary.tokens[len(SPECIAL) :])))
    model = networks.make("masked", larger, 1, 64, 64)
    state = pretrain.begin(model, tmp_path / "encoder", larger)
    old = transformers.AutoModel.from_pretrained(tmp_path / "encoder").embeddings.tok_embeddings.weight
    new = model.model.embeddings.tok_embeddings.weight
    for token in ("投", "亿", "[MASK]"):
        assert torch.equal(old[vocabulary.ids[token]].float(), new[larger.ids[token]])
    assert state["characters"] == 20 * 2 * packing.BLOCK


def test_more_layers_begin_with_the_same_answers(
    packed: Path, vocabulary: Vocabulary, tmp_path: Path
) -> None:
    training(packed, tmp_path / "run", 20, layers=3)
    pretrain.export(tmp_path / "run", tmp_path / "encoder")
    three, five = (networks.make("masked", vocabulary, layers, 64, 64).eval() for layers in (3, 5))
    for model in (three, five):
        pretrain.begin(model, tmp_path / "encoder", vocabulary)
    ids = torch.arange(len(vocabulary))[None]
    assert torch.equal(three(input_ids=ids).logits, five(input_ids=ids).logits)
    seven = networks.make("masked", vocabulary, 7, 64, 64)
    training(packed, tmp_path / "more", 20, layers=5, start=tmp_path / "encoder")
    pretrain.export(tmp_path / "more", tmp_path / "grown")
    pretrain.begin(seven, tmp_path / "grown", vocabulary)
    assert seven.model.layers[3].attn.Wo.weight.any(), "a new layer that is not the last has learnt nothing"
    with pytest.raises(InputError, match="no checkpoint of this shape"):
        pretrain.begin(networks.make("masked", vocabulary, 2, 64, 64), tmp_path / "encoder", vocabulary)


def test_wrong_folders_are_refused(packed: Path, vocabulary: Vocabulary, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no checkpoint"):
        pretrain.export(tmp_path, tmp_path / "out")
    with pytest.raises(InputError, match=r"no log\.jsonl"):
        pretrain.plot([tmp_path], tmp_path / "x.png")
    training(packed, tmp_path / "run", 2)
    with pytest.raises(InputError, match="another shape"):
        training(packed, tmp_path / "run", 2, width=128)


def test_rows_join_neighbouring_blocks() -> None:
    blocks = torch.arange(5 * packing.BLOCK).reshape(5, packing.BLOCK)
    rows = pretrain.rows_of(blocks, 2 * packing.BLOCK)
    assert rows.tolist() == [list(range(512)), list(range(512, 1024))]
    with pytest.raises(InputError, match="multiple of 256"):
        pretrain.rows_of(blocks, 300)
