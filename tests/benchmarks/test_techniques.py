"""Heads and trainers that `benchmarks/techniques.py` compares do what their names say."""

import itertools
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import heads  # noqa: E402
import techniques  # noqa: E402

from chinese_ie.tagging.labels import legal, tags_of  # noqa: E402
from chinese_ie.tagging.vocabulary import Vocabulary  # noqa: E402
from training.examples import IGNORED  # noqa: E402

TAGS = len(tags_of())
ROOT = Path(__file__).parents[2]


class Given(torch.nn.Module):
    """A network that has said what it is told to say."""

    def __init__(self, logits: Any, hidden: int = 4) -> None:
        super().__init__()
        self.logits = logits
        self.embeddings = torch.nn.Embedding(10_000, hidden)
        self.config = SimpleNamespace(num_labels=logits.shape[-1], hidden_size=hidden)

    def get_input_embeddings(self) -> Any:
        return self.embeddings

    def forward(self, **_: Any) -> Any:
        return SimpleNamespace(logits=self.logits, loss=self.logits.sum())


def test_crf_is_the_share_of_the_right_path_among_all_legal_ones() -> None:
    torch.manual_seed(1)
    count, length = 5, 4  # O and two labels
    crf = heads.Crf(Given(torch.randn(1, length + 2, count)))
    crf.steps.data.normal_()
    gold = [1, 2, 0, 3]
    labels = torch.tensor([[IGNORED, *gold, IGNORED]])

    def value(path: tuple[int, ...]) -> float:
        before = (0, *path[:-1])
        own = sum(crf.inner.logits[0, n + 1, tag] for n, tag in enumerate(path))
        return float(own + sum(crf.steps[a, b] for a, b in zip(before, path, strict=True)))

    allowed = legal(count)
    paths = [
        path
        for path in itertools.product(range(count), repeat=length)
        if all(allowed[a, b] for a, b in zip((0, *path[:-1]), path, strict=True))
    ]
    values = {path: value(path) for path in paths}
    expected = np.log(sum(np.exp(v) for v in values.values())) - values[tuple(gold)]
    assert float(crf(labels=labels)["loss"]) * length == pytest.approx(expected, abs=1e-4)
    best = max(paths, key=values.__getitem__)
    assert tuple(crf.decode(crf.inner.logits[0].numpy())) == best


def test_spans_that_are_wanted_are_decoded() -> None:
    gold = [0, 1, 2, 2, 0, 3, 4, 5, 0]
    labels = torch.tensor([[IGNORED, *gold, IGNORED]])
    head = heads.Spans(Given(torch.zeros(1, len(gold) + 2, TAGS)))
    shape = (1, len(gold) + 2, head.LONGEST, TAGS // 2 + 1)
    wanted = head._wanted(labels, torch.zeros(shape))
    assert torch.allclose(wanted.sum(-1), torch.ones(shape[:-1]))
    assert wanted[0, 2, 2, 1] == pytest.approx(1 - head.SHARED)  # behind [CLS] and an O, three characters
    assert list(head.decode((wanted[0] + 1e-6).log().numpy())) == gold


def test_lists_know_regions_and_parts_of_company_names() -> None:
    vocabulary = Vocabulary.load(ROOT / "training" / "encoder" / "vocab.txt")
    head = heads.Lexicon(Given(torch.zeros(1, 9, TAGS)), vocabulary)
    text = "在上饶投产"
    known = head._known(vocabulary.encode(text).tolist())
    assert known[:, :2].tolist() == [[0, 0], [1, 0], [0, 1], [0, 0], [0, 0]]


def test_the_mean_of_the_last_third_is_kept() -> None:
    model = torch.nn.Linear(1, 1, bias=False)
    averaging = techniques.Averaging()
    for step in range(1, 7):
        model.weight.data.fill_(float(step))
        averaging.on_step_end(None, SimpleNamespace(global_step=step, max_steps=6), None, model=model)
    averaging.on_train_end(None, None, None, model=model)
    assert float(model.weight) == 5.0  # of 4, 5, 6


def test_a_row_tells_mean_range_and_time() -> None:
    done = [{"core": 80.0 + n, "all": 70.0, "seconds": 20.0} for n in range(3)]
    line = techniques.row(techniques.TECHNIQUES[7], done, first=10.0)
    assert line == "| FGM | 81.0 (80.0 to 82.0) | 70.0 (70.0 to 70.0) | 2.0 |"
