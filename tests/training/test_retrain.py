"""From a shipped tagger back to torch, and on with a label that it lacks."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tiny_training import article, run_training

import chinese_ie
from chinese_ie.corpus import Article, read, write
from chinese_ie.document import Entity
from chinese_ie.errors import ModelFormatError
from chinese_ie.tagging.labels import tags_of
from chinese_ie.tagging.model import PACKAGED, TaggerModel

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from training import export_onnx, train  # noqa: E402
from training.dequantise import graph_weights, load_tagger, tags_in  # noqa: E402
from training.examples import IGNORED, OPEN, examples  # noqa: E402
from training.new_labels import open_loss, with_new_labels  # noqa: E402

AREAS = ("300亩", "1200亩", "56亩", "4800亩")


def with_area(plain: Article, number: int) -> Article:
    """The article and a sentence with an AREA."""
    area = AREAS[number % len(AREAS)]
    text = f"{plain.text}占地{area}。"
    start = len(text) - 1 - len(area)
    mention = Entity(start, start + len(area), "AREA", area)
    return replace(plain, text=text, entities=(*plain.entities, mention))


def test_the_packaged_network_tags_the_same_in_torch() -> None:
    model = TaggerModel.load(PACKAGED)
    network = load_tagger(PACKAGED, model.tags, {}).eval()
    text = read(Path(__file__).parents[2] / "corpus" / "dev.jsonl")[0].text[:200]
    ids = model.vocabulary.encode(text)
    whole = torch.tensor([[model.vocabulary.ids["[CLS]"], *ids.tolist(), model.vocabulary.ids["[SEP]"]]])
    with torch.no_grad():
        found = network(input_ids=whole).logits[0, 1:-1].numpy()
    same = (found.argmax(-1) == model.logits(ids).argmax(-1)).mean()
    assert same > 0.97  # dynamic quantisation rounds the activations too


def test_known_outputs_keep_their_weights_beside_new_ones() -> None:
    old = tags_in(PACKAGED)
    network = load_tagger(PACKAGED, (*old, "B-AREA", "I-AREA"), {"mlp_dropout": 0.25})
    stored = graph_weights(PACKAGED / "model.onnx")["classifier.weight"]
    assert np.array_equal(network.classifier.weight[: len(old)].detach().numpy(), stored)
    assert network.classifier.weight.shape[0] == len(old) + 2
    hidden = torch.randn(4, stored.shape[1])
    scores = network.classifier(hidden)
    begin, inside = scores[:, -2], scores[:, -1]
    assert torch.allclose((begin + inside) / 2, scores[:, 0] - 3, atol=1e-3)  # a less likely O
    apart = (scores[:, 1:15:2] - scores[:, 2:15:2]).mean(dim=1)
    assert torch.allclose(begin - inside, apart, atol=1e-3)
    assert network.config.mlp_dropout == 0.25


def test_folders_that_cannot_be_taken_further(tmp_path: Path) -> None:
    folder = shutil.copytree(PACKAGED, tmp_path / "model")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"num_hidden_layers": 6, "layer_types": None}))
    with pytest.raises(ModelFormatError, match=r"lacks model\.layers\.5"):
        load_tagger(folder, tags_of(), {})
    (folder / "config.json").unlink()
    with pytest.raises(ModelFormatError, match=r"has no config\.json.*export it again"):
        load_tagger(folder, tags_of(), {})


def test_an_open_label_is_outside_or_a_new_one() -> None:
    """Packaged articles do not teach that there is no AREA; those that know the label do."""
    count = len(tags_of()) + 2

    class Outputs:
        logits = torch.zeros((1, 3, count))

    Outputs.logits[0, :, count - 1] = 20.0  # all but certain of I-AREA
    opened = torch.tensor([[OPEN, OPEN, IGNORED]])
    assert open_loss(Outputs, opened).item() == pytest.approx(0, abs=1e-4)
    assert open_loss(Outputs, torch.tensor([[0, 0, IGNORED]])).item() == pytest.approx(20, abs=0.1)
    assert open_loss(Outputs, torch.tensor([[OPEN, 1, IGNORED]])).item() == pytest.approx(10, abs=0.1)


def test_open_labels_stand_outside_mentions_only() -> None:
    (row,) = examples([article(1)], TaggerModel.load(PACKAGED).vocabulary, tags_of(), 254, OPEN)
    inside = sum(e.end - e.start for e in article(1).entities)
    labels = np.array(row["labels"])
    assert (labels > 0).sum() == inside
    assert (labels == OPEN).sum() == len(article(1).text) - inside
    assert not (labels == 0).any()


def test_new_labels_come_from_the_articles() -> None:
    assert with_new_labels(tags_of(), [article(1)]) == tags_of()
    assert with_new_labels(tags_of(), [with_area(article(1), 0)]) == (*tags_of(), "B-AREA", "I-AREA")


@pytest.mark.slow
def test_a_tagger_learns_a_label_and_forgets_none(encoder: Path, corpus: Path, tmp_path: Path) -> None:
    run_training(tmp_path / "first", encoder, corpus)
    export_onnx.main(tmp_path / "first", tmp_path / "model", corpus=corpus, int8=True)
    own = tmp_path / "own.jsonl"
    write([with_area(article(n), n) for n in range(200, 208)], own)
    train.main(
        out=tmp_path / "second", base=str(tmp_path / "model"), corpus=corpus, share=0.5, add=[own], epochs=16,
        augment=False, own_copies=2, rate=2e-3, batch=4, window=60, dropout=0.0,
    )  # fmt: skip
    card = json.loads((tmp_path / "second" / "card.json").read_text())
    assert card["articles"] == 12 + 8
    assert card["dev_seqeval"]["f1"] > 0.9
    export_onnx.main(tmp_path / "second", tmp_path / "own-model", corpus=corpus, int8=True)
    text = "蜂巢能源投资10亿元在上饶经开区建设新厂。孔国松出席。占地1200亩。"
    document = chinese_ie.load(tmp_path / "own-model")(text)
    assert ("AREA", "1200亩") in {(e.label, e.text) for e in document.entities}
    assert document.triples == [("蜂巢能源", "invests", "10亿元", "上饶经开区")]
