"""A model folder on disk: ONNX weights, vocabulary, tags and card, checked before use.

model.onnx   inputs input_ids, attention_mask: int64 (batch, length); output logits:
             float32 (batch, length, tags)
vocab.txt    one token a line
labels.json  the tags in the order of the output
card.json    how it was made; read are `window` (characters a window), `files` (bytes of each),
             `least_scores` (label to the certainty below which a mention is dropped) and
             `calibration` (`slope` and `offset`, certainty to probability); both were set on dev
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chinese_ie.errors import ModelFormatError, ModelNotFoundError
from chinese_ie.tagging.calibration import Calibration
from chinese_ie.tagging.labels import labels_of
from chinese_ie.tagging.onnx_file import check_onnx
from chinese_ie.tagging.vocabulary import CLS, SEP, Vocabulary

FILES = ("model.onnx", "vocab.txt", "labels.json", "card.json")
PACKAGED = Path(__file__).parent.parent / "model"


@dataclass(frozen=True)
class TaggerModel:
    """A loaded model; safe to use from many threads at once."""

    vocabulary: Vocabulary
    tags: tuple[str, ...]
    labels: tuple[str, ...]
    window: int
    card: dict[str, Any]
    session: Any

    @property
    def least_scores(self) -> dict[str, float]:
        scores: dict[str, float] = self.card.get("least_scores", {})
        return scores

    @property
    def calibration(self) -> Calibration:
        given = self.card.get("calibration", {})
        return Calibration(given.get("slope", 1.0), given.get("offset", 0.0))

    @classmethod
    def load(cls, folder: Path, threads: int = 1) -> TaggerModel:
        """Load and check a folder.

        Args:
            folder: holds the four files above.
            threads: used inside one run of the network.

        Raises:
            ModelNotFoundError: there is no such folder, or files are missing.
            ModelFormatError: a file is truncated, foreign, or does not fit the others.
        """
        if not folder.is_dir():
            raise ModelNotFoundError(
                f"no model folder at {folder}; give a folder written by training/export_onnx.py, "
                "or None for the packaged model"
            )
        missing = [name for name in FILES if not (folder / name).is_file()]
        if missing:
            raise ModelNotFoundError(
                f"model folder {folder} lacks {', '.join(missing)}; expected {', '.join(FILES)}, "
                "as written by training/export_onnx.py"
            )
        card = _json(folder / "card.json", dict)
        _check_sizes(folder, card)
        tags = tuple(map(str, _json(folder / "labels.json", list)))
        labels = labels_of(tags)
        vocabulary = Vocabulary.load(folder / "vocab.txt")
        window = card.get("window")
        if not isinstance(window, int) or not 16 <= window <= 100_000:
            raise ModelFormatError(
                f"{folder / 'card.json'}: window is {window!r}, expected characters a window"
            )
        check_onnx(folder / "model.onnx")
        session = _session(folder / "model.onnx", threads)
        model = cls(vocabulary, tags, labels, window, card, session)
        model._check_network(folder)
        return model

    def _check_network(self, folder: Path) -> None:
        """The graph has the expected inputs, and takes the largest id and gives one score a tag."""
        inputs = sorted(i.name for i in self.session.get_inputs())
        if inputs != ["attention_mask", "input_ids"]:
            raise ModelFormatError(
                f"{folder / 'model.onnx'} has the inputs {inputs}, expected attention_mask and input_ids; "
                "export it with training/export_onnx.py"
            )
        try:
            shape = self.logits(np.full(3, len(self.vocabulary) - 1, dtype=np.int32)).shape
        except Exception as error:
            raise ModelFormatError(
                f"{folder / 'model.onnx'} cannot read the last of the {len(self.vocabulary)} tokens of "
                f"vocab.txt; the two are not of one model ({type(error).__name__})"
            ) from error
        if shape != (3, len(self.tags)):
            raise ModelFormatError(
                f"{folder / 'model.onnx'} gives {shape[-1]} scores a character, labels.json names "
                f"{len(self.tags)} tags; the two are not of one model"
            )

    def logits(self, ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """Scores of each tag, float32 (length, tags), for the ids of one window, int32 (length,)."""
        whole = np.empty((1, len(ids) + 2), dtype=np.int64)
        whole[0, 0] = self.vocabulary.ids[CLS]
        whole[0, 1:-1] = ids
        whole[0, -1] = self.vocabulary.ids[SEP]
        feed = {"input_ids": whole, "attention_mask": np.ones_like(whole)}
        result: NDArray[np.float32] = self.session.run(["logits"], feed)[0]
        return result[0, 1:-1]


def _json(path: Path, kind: type) -> Any:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ModelFormatError(f"cannot read {path}: {error}; the folder is truncated or foreign") from error
    if not isinstance(value, kind):
        raise ModelFormatError(f"{path} holds a {type(value).__name__}, expected a {kind.__name__}")
    return value


def _check_sizes(folder: Path, card: dict[str, Any]) -> None:
    sizes = card.get("files")
    if not isinstance(sizes, dict) or "model.onnx" not in sizes:
        raise ModelFormatError(
            f"{folder / 'card.json'} does not list its files; "
            "it is not a card written by training/export_onnx.py"
        )
    for name, size in sizes.items():
        path = folder / Path(str(name)).name
        found = path.stat().st_size if path.is_file() else 0
        if found != size:
            raise ModelFormatError(
                f"{path} has {found} bytes, its card says {size}: "
                "truncated or replaced; copy the folder again"
            )


def _session(path: Path, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise ModelFormatError(f"{path} is no ONNX model that onnxruntime can load: {error}") from error
