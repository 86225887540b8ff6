"""Turn a fine-tuned folder into a model folder for `chinese_ie.load`: int8 ONNX, vocabulary, tags, card.

    python -m training.export_onnx runs/tagger chinese_ie/model

The float graph is compared with torch (largest difference of the logits) and the int8 graph with
the float one (characters of dev with another tag); an export that is off is refused.
"""

import json
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import onnx
import onnxruntime
import torch
import typer
from onnxruntime.quantization import QuantType, quantize_dynamic
from scipy.optimize import minimize
from transformers import AutoModelForTokenClassification

from chinese_ie.corpus import Article, read
from chinese_ie.errors import ModelFormatError
from chinese_ie.pipeline import Pipeline
from chinese_ie.scoring import expected_calibration_error, reliability
from chinese_ie.tagging.calibration import Calibration, log_odds
from chinese_ie.tagging.model import FILES, TaggerModel
from chinese_ie.tagging.tagger import Tagger
from chinese_ie.tagging.vocabulary import Vocabulary
from chinese_ie.text.normalize import normalize
from training.examples import clean_spans, examples
from training.onnx_graph import score_spreads, with_rotary_nodes, without_subnormals

TOLERANCE = 1e-3  # of the logits, torch against float ONNX
CHANGED = 0.02  # share of characters whose tag int8 may change


class _Logits(torch.nn.Module):
    """Positional inputs and a bare tensor out, as the exporter wants them."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> Any:
        return self.model(input_ids=input_ids, attention_mask=attention_mask).logits


def export_float(model: Any, path: Path) -> None:
    """Write the float32 graph with free batch size and length."""
    sample = torch.ones((2, 16), dtype=torch.long)
    free = {0: "batch", 1: "length"}
    torch.onnx.export(
        _Logits(model).eval(),
        (sample, sample),
        str(path),
        input_names=["input_ids", "attention_mask"],
        output_names=["logits"],
        dynamic_axes={"input_ids": free, "attention_mask": free, "logits": free},
        opset_version=17,
        dynamo=False,
    )
    onnx.save(with_rotary_nodes(onnx.load(path)), path)


def open_graph(path: Path) -> Any:
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


def of_all_lengths(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Some sixteen of the windows, from the shortest to the longest."""
    return sorted(rows, key=lambda row: len(row["input_ids"]))[:: max(1, len(rows) // 16)]


def feed(row: dict[str, Any]) -> dict[str, np.ndarray[Any, Any]]:
    """A window as the inputs of the network, int64 (1, length)."""
    ids = np.asarray([row["input_ids"]], dtype=np.int64)
    return {"input_ids": ids, "attention_mask": np.ones_like(ids)}


def logits(graph: Any, row: dict[str, Any]) -> np.ndarray[Any, Any]:
    """Scores of one window, float32 (1, length, tags)."""
    result: np.ndarray[Any, Any] = graph.run(["logits"], feed(row))[0]
    return result


def parity(model: Any, path: Path, rows: list[dict[str, Any]]) -> float:
    """Largest difference of the logits between torch and ONNX on real windows of all lengths."""
    graph, worst = open_graph(path), 0.0
    for row in of_all_lengths(rows):
        with torch.no_grad():
            inputs = {name: torch.from_numpy(value) for name, value in feed(row).items()}
            expected = model(**inputs).logits.numpy()
        worst = max(worst, float(np.abs(expected - logits(graph, row)).max()))
    return worst


def changed_tags(exact: Path, quantised: Path, rows: list[dict[str, Any]]) -> float:
    """Share of characters whose best tag differs between two graphs."""
    first, second = open_graph(exact), open_graph(quantised)
    differ = total = 0
    for row in rows:
        differ += int((logits(first, row).argmax(-1) != logits(second, row).argmax(-1)).sum())
        total += len(row["input_ids"])
    return differ / max(1, total)


def least_scores(folder: Path, articles: list[Article]) -> dict[str, float]:
    """For each label the score below which dropping mentions helps F1 on `articles`, if by half a point."""
    model = TaggerModel.load(folder)
    cleaned = [normalize(article.text) for article in articles]
    gold = [set(clean_spans(*pair)) for pair in zip(articles, cleaned, strict=True)]

    def f1(least: float) -> dict[str, float]:
        card = {**model.card, "least_scores": dict.fromkeys(model.labels, least)}
        tagged = Tagger(replace(model, card=card)).tag(aligned.text for aligned in cleaned)
        found = [{(e.start, e.end, e.label) for e in entities} for entities in tagged]
        both = list(zip(gold, found, strict=True))
        return {
            label: 2 * sum(of(label, one & other) for one, other in both)
            / max(1, sum(of(label, one) + of(label, other) for one, other in both))
            for label in model.labels
        }  # fmt: skip

    def of(label: str, spans: set[tuple[int, int, str]]) -> int:
        return sum(span[2] == label for span in spans)

    scores = {least: f1(least) for least in (0.0, *np.arange(0.3, 0.75, 0.05).round(2).tolist())}
    best = {label: max(scores, key=lambda least: scores[least][label]) for label in model.labels}
    return {
        label: least for label, least in best.items() if scores[least][label] >= scores[0.0][label] + 0.005
    }


def fit_calibration(folder: Path, articles: list[Article]) -> dict[str, Any]:
    """Slope and offset on `articles`, and how reliable the scores were and are there.

    Mentions of labels that the articles have none of say nothing.
    The prior, a slope of 1 and an offset of 0, counts as one mention: it decides only where there are few.
    """
    gold = [article.entities for article in articles]
    known = {e.label for mentions in gold for e in mentions}
    tagged = Pipeline(folder).pipe(article.text for article in articles)
    bare = [[e for e in document.entities if e.label in known] for document in tagged]
    pairs = [
        (log_odds(e.score), any(e.span == g.span and e.label == g.label for g in wanted))
        for wanted, mentions in zip(gold, bare, strict=True)
        for e in mentions
    ]
    odds, right = np.array(pairs, dtype=float).reshape(-1, 2).T

    def surprise(at: np.ndarray[Any, Any]) -> float:
        z = at[0] * odds + at[1]
        return float((np.logaddexp(0, z) - right * z).sum() + (at[0] - 1) ** 2 + at[1] ** 2)

    slope, offset = minimize(surprise, [1.0, 0.0]).x.round(4).tolist()
    calibration = Calibration(slope, offset)
    found = [[replace(e, score=calibration(e.score)) for e in mentions] for mentions in bare]
    before, after = reliability(gold, bare), reliability(gold, found)
    return {
        "slope": slope,
        "offset": offset,
        "dev_error_before": round(expected_calibration_error(before), 4),
        "dev_error": round(expected_calibration_error(after), 4),
        "dev_bins": [[b.mentions, round(b.score, 3), round(b.right, 3)] for b in after],
    }


def write_card(folder: Path, card: dict[str, Any]) -> None:
    text = json.dumps(card, indent=2, ensure_ascii=False) + "\n"
    (folder / "card.json").write_text(text, encoding="utf-8")


def main(
    trained: Path,
    out: Path,
    corpus: Annotated[Path, typer.Option(help="dev.jsonl is read here for the checks")] = Path("corpus"),
    int8: Annotated[bool, typer.Option(help="quantise the weights to int8")] = True,
) -> None:
    """Export TRAINED (written by training.train) into the model folder OUT."""
    model: Any = AutoModelForTokenClassification.from_pretrained(
        trained, attn_implementation="eager", dtype=torch.float32
    ).eval()
    vocabulary = Vocabulary.load(trained / "vocab.txt")
    card = json.loads((trained / "card.json").read_text(encoding="utf-8"))
    tags = tuple(json.loads((trained / "labels.json").read_text(encoding="utf-8")))
    with tempfile.TemporaryDirectory() as folder:
        exact, small = Path(folder) / "float.onnx", Path(folder) / "model.onnx"
        export_float(model, exact)
        rows = list(examples(read(corpus / "dev.jsonl"), vocabulary, tags, card["window"]))
        graph = onnx.load(exact)
        onnx.save(without_subnormals(graph, score_spreads(graph, map(feed, of_all_lengths(rows)))), exact)
        difference = parity(model, exact, rows)
        if difference > TOLERANCE:
            raise ModelFormatError(
                f"ONNX differs from torch by {difference:.2g}, at most {TOLERANCE} is allowed"
            )
        changed = 0.0
        if int8:
            # Embeddings stay float: quantising them changes as many tags again for 5 MB. Seven bits, since
            # processors without VNNI overflow on eight.
            quantize_dynamic(
                exact,
                small,
                weight_type=QuantType.QInt8,
                per_channel=True,
                reduce_range=True,
                op_types_to_quantize=["MatMul"],
            )
            changed = changed_tags(exact, small, rows)
            if changed > CHANGED:
                raise ModelFormatError(
                    f"int8 changes {changed:.2%} of the tags, at most {CHANGED:.0%} is allowed"
                )
        out.mkdir(parents=True, exist_ok=True)
        shutil.copy(small if int8 else exact, out / "model.onnx")
    shutil.copy(trained / "config.json", out / "config.json")  # for a training that starts from this folder
    vocabulary.save(out / "vocab.txt")
    (out / "labels.json").write_text(json.dumps(tags) + "\n", encoding="utf-8")
    card["parity"] = {"torch_to_onnx": float(f"{difference:.2g}"), "tags_changed_by_int8": round(changed, 5)}
    card["files"] = {name: (out / name).stat().st_size for name in FILES if name != "card.json"}
    write_card(out, card)
    dev = read(corpus / "dev.jsonl")
    card["least_scores"] = least_scores(out, dev)
    write_card(out, card)
    card["calibration"] = fit_calibration(out, dev)
    write_card(out, card)
    typer.echo(f"{out}: {card['files']['model.onnx'] / 1e6:.1f} MB, {card['parity']}, {card['least_scores']}")


if __name__ == "__main__":
    typer.run(main)
