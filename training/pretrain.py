"""Pretrain the compact encoder.

    python -m training.pretrain pack  TEXT_FOLDER pretraining-data
    python -m training.pretrain train pretraining-data runs/encoder --minutes 60
    python -m training.pretrain plot  runs/encoder runs/other --out curves.png
    python -m training.pretrain export runs/encoder training/encoder

`pack` cleans, shuffles and cuts the text into blocks of ids with marks of words; `train` can be
killed at any moment and goes on from its last checkpoint with the same data order and masks;
`export` writes the encoder as a Hugging Face folder, in float16.
"""

import json
import math
import shutil
import time
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import torch
import typer
from safetensors.torch import load_file
from tqdm import tqdm

from chinese_ie.errors import InputError
from chinese_ie.tagging.vocabulary import Vocabulary
from training import networks, packing
from training.checkpoint import Checkpoint
from training.masking import Masking
from training.tokenizer import save

app = typer.Typer(add_completion=False, help=__doc__)

VOCABULARY = Path("training/vocab.txt")
LOGGED = 100  # steps a line of log.jsonl
VALIDATED = 1000  # steps between scores on the held-out blocks


class Units(StrEnum):
    """What is hidden at a time."""

    WORDS = "words"
    SPANS = "spans"


class Network(StrEnum):
    """See `training.networks.make`."""

    MASKED = "masked"
    REPLACED = "replaced"
    CLASSIC = "classic"


class Schedule(StrEnum):
    """Of the learning rate: stays until it falls over the last steps, or falls as a cosine all along."""

    CONSTANT = "constant"
    COSINE = "cosine"


@app.command()
def pack(
    source: Path,
    out: Path,
    seed: int = 1,
    megacharacters: Annotated[float, typer.Option(help="stop after so many million")] = math.inf,
    about: Annotated[
        str | None,
        typer.Option(
            help="only documents with at least 2 matches of this pattern, and 2 in 1,000 characters"
        ),
    ] = None,
    vocabulary: Annotated[Path, typer.Option(help="vocab.txt")] = VOCABULARY,
) -> None:
    """Cut the `GENRE-NN.txt.xz` shards of SOURCE into train.npy.xz and valid-GENRE.npy.xz.

    A second folder packed with `--about` serves for the last steps of `train`, while the rate falls.
    """
    selection = packing.Selection(seed, megacharacters * 1e6, about)
    selection.read(source)
    for line in packing.write(selection, vocabulary, out):
        typer.echo(line)


def learning_rate(step: int, steps: int, peak: float, warmup: int, decay: int, schedule: Schedule) -> float:
    """Warm up; then stay and fall to zero over the last `decay` of `steps` steps, or fall as a cosine."""
    if schedule is Schedule.COSINE:
        fall = 0.5 * (1 + math.cos(math.pi * step / steps))
    else:
        fall = (steps - step) / max(1, decay)
    return peak * min(1.0, (step + 1) / warmup, fall)


@torch.no_grad()
def validate(model: Any, data: Path, masking: Masking, device: str) -> dict[str, Any]:
    """Loss and accuracy on hidden characters of each held-out genre, at most 128 blocks each."""
    model.eval()
    result: dict[str, Any] = {}
    for path in sorted(data.glob("valid-*.npy.xz")):
        corrupted, labels = masking(packing.load(path)[:128], seed=7)
        loss = right = count = 0.0
        for at in range(0, len(labels), 32):
            goal = labels[at : at + 32].to(device)
            out = model(input_ids=corrupted[at : at + 32].to(device), labels=goal)
            logits = out.logits if out.logits.ndim == 2 else out.logits[goal != -100]
            target = goal[goal != -100]
            loss += out.loss.item() * len(target)
            right += (logits.argmax(-1) == target).sum().item()
            count += len(target)
        genre = path.name.removeprefix("valid-").removesuffix(".npy.xz")
        result[genre] = {"loss": round(loss / count, 4), "accuracy": round(right / count, 4)}
    model.train()
    return result


def begin(model: Any, start: Path, vocabulary: Vocabulary) -> dict[str, Any]:
    """Fill `model` from an exported encoder of as many layers or fewer; what it has seen counts on."""
    tensors = {key: value.float() for key, value in load_file(start / "model.safetensors").items()}
    old = Vocabulary.load(start / "vocab.txt")
    tensors = networks.with_vocabulary(tensors, old, vocabulary)
    networks.fill(model, networks.deeper(tensors, model.config.num_hidden_layers), start)
    card = json.loads((start / "card.json").read_text())
    return {"characters": card["characters_seen"], "seconds": card["hours"] * 3600}


def rows_of(blocks: Any, window: int) -> Any:
    """Neighbouring blocks joined to rows of `window` tokens."""
    joined, rest = divmod(window, blocks.shape[1])
    if rest or not joined:
        raise InputError(f"a window of {window} tokens, expected a multiple of {blocks.shape[1]}")
    return blocks[: len(blocks) // joined * joined].reshape(-1, window)


def batch_at(blocks: Any, step: int, batch: int, seed: int) -> Any:
    """The blocks of one step; each pass has an order of its own."""
    per_pass = len(blocks) // batch
    order = np.random.default_rng((seed, step // per_pass)).permutation(len(blocks))
    return blocks[torch.from_numpy(order[step % per_pass * batch :][:batch])]


@app.command()
def train(
    data: Path,
    run: Path,
    minutes: Annotated[float, typer.Option(help="stop after so long, decayed or not")] = 60,
    steps: Annotated[int, typer.Option(help="steps of the whole schedule")] = 100_000,
    schedule: Schedule = Schedule.CONSTANT,
    decay: Annotated[int, typer.Option(help="last steps over which a constant rate falls to 0")] = 2_000,
    window: Annotated[int, typer.Option(help="tokens a row; several blocks may make one")] = packing.BLOCK,
    batch: Annotated[int, typer.Option(help="rows at a time")] = 16,
    accumulate: Annotated[int, typer.Option(help="batches a step")] = 1,
    network: Network = Network.MASKED,
    layers: int = 5,
    width: int = 256,
    inner: int = 384,
    peak: Annotated[float, typer.Option(help="learning rate of embeddings, norms and head (AdamW)")] = 2e-3,
    matrix_peak: Annotated[float, typer.Option(help="learning rate of the blocks' matrices (Muon)")] = 6e-3,
    warmup: int = 100,
    units: Units = Units.WORDS,
    rate: Annotated[float, typer.Option(help="share of characters hidden")] = 0.2,
    seed: int = 1,
    start: Annotated[
        Path | None, typer.Option(help="an exported encoder to go on from, of as many layers or fewer")
    ] = None,
    device: str = "cpu",
    compiled: Annotated[
        bool, typer.Option(help="let torch.compile fuse the model (1.5 times as fast)")
    ] = True,
    save_every: Annotated[float, typer.Option(help="minutes between checkpoints")] = 3,
) -> None:
    """Train on the packed DATA, with checkpoints and log.jsonl in RUN."""
    vocabulary = Vocabulary.load(data / "vocab.txt")
    blocks = rows_of(packing.load(data / "train.npy.xz"), window)
    masking = Masking(vocabulary, rate, units is Units.WORDS)
    torch.manual_seed(seed)
    model = networks.make(network, vocabulary, layers, width, inner).to(device)
    optims = networks.optimizers(model)
    run.mkdir(parents=True, exist_ok=True)
    shutil.copy(data / "vocab.txt", run / "vocab.txt")
    checkpoint = Checkpoint(run)
    state = checkpoint.load(model, optims)
    if state is None:
        state = {"step": 0, "characters": 0, "seconds": 0.0, "losses": []}
        state |= {"network": network, "layers": layers, "width": width, "inner": inner}
        if start is not None:
            state |= begin(model, start, vocabulary)
    log = Log(run / "log.jsonl", state["step"])
    forward = torch.compile(model) if compiled else model
    before, started = state["seconds"], time.monotonic()
    saved = logged = started

    for step in tqdm(range(state["step"], steps), total=steps, initial=state["step"], unit="step"):
        for optimizer, top in zip(optims, (matrix_peak, peak), strict=True):
            for group in optimizer.param_groups:
                group["lr"] = learning_rate(step, steps, top, warmup, decay, schedule)
        total = 0.0
        for part in range(accumulate):
            number = step * accumulate + part
            corrupted, labels = masking(batch_at(blocks, number, batch, seed), seed * 10**9 + number)
            with torch.autocast(device, dtype=torch.bfloat16):
                loss = forward(input_ids=corrupted.to(device), labels=labels.to(device)).loss / accumulate
            loss.backward()
            total += loss.item()
            state["characters"] += labels.numel()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimizer in optims:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        state["step"] = step + 1
        state["losses"].append(total)
        now = time.monotonic()
        state["seconds"] = before + now - started
        if (step + 1) % LOGGED == 0 or step + 1 == steps:
            seen = len(state["losses"]) * accumulate * labels.numel()
            line = {
                "step": step + 1,
                "characters": state["characters"],
                "seconds": round(state["seconds"], 1),
                "loss": round(float(np.mean(state["losses"])), 4),
                "characters_per_second": round(seen / (now - logged)),
            }
            if (step + 1) % VALIDATED == 0 or step + 1 == steps:
                line["valid"] = validate(model, data, masking, device)
            log.append(line)
            state["losses"], logged = [], time.monotonic()
        if now - saved > save_every * 60:
            checkpoint.save(model, optims, state)
            saved = now
        if now - started > minutes * 60:
            break
    checkpoint.save(model, optims, state)


class Log:
    """One JSON object a line; what a killed run wrote after its last checkpoint is dropped."""

    def __init__(self, path: Path, step: int) -> None:
        self._path = path
        kept = [line for line in read_log(path) if line["step"] <= step]
        path.write_text("".join(json.dumps(line) + "\n" for line in kept))

    def append(self, line: dict[str, Any]) -> None:
        with self._path.open("a") as file:
            file.write(json.dumps(line) + "\n")


def read_log(path: Path) -> list[dict[str, Any]]:
    """The lines of a log, the last one left out where it was cut off."""
    lines = path.read_text().split("\n") if path.exists() else []
    return [json.loads(line) for line in lines if line.endswith("}")]


@app.command()
def plot(
    runs: list[Path],
    out: Annotated[Path, typer.Option(help="picture to write")] = Path("curves.png"),
) -> None:
    """Draw the loss and speed of each run against the characters it has seen."""
    from matplotlib import pyplot

    figure, (losses, speeds) = pyplot.subplots(2, 1, sharex=True, figsize=(8, 7), height_ratios=(3, 1))
    for run in runs:
        lines = read_log(run / "log.jsonl")
        if not lines:
            raise InputError(f"{run} has no log.jsonl with lines; give folders that `train` wrote")
        seen = [line["characters"] / 1e6 for line in lines]
        losses.plot(seen, [line["loss"] for line in lines], label=run.name)
        speeds.plot(seen, [line["characters_per_second"] for line in lines])
    losses.set_ylabel("loss on hidden characters")
    losses.legend()
    speeds.set_ylabel("characters/s")
    speeds.set_xlabel("million characters seen")
    figure.tight_layout()
    figure.savefig(out, dpi=120)
    typer.echo(str(out))


@app.command()
def export(run: Path, out: Path) -> None:
    """Write the encoder of RUN as a Hugging Face folder in float16 (embeddings and blocks)."""
    read = Checkpoint(run).read()
    if read is None:
        raise InputError(f"{run} holds no checkpoint; give a folder that `train` wrote")
    tensors, state = read
    vocabulary = Vocabulary.load(run / "vocab.txt")
    shape = [state[name] for name in ("layers", "width", "inner")]
    model = networks.make(state["network"], vocabulary, *shape)
    networks.fill(model, {k[6:]: v for k, v in tensors.items() if k.startswith("model/")}, run)
    encoder = model.model if state["network"] == Network.REPLACED else model
    encoder.half().save_pretrained(out)
    save(vocabulary, out)
    card = {
        "what": f"character encoder for Chinese, pretrained from scratch ({state['network']} characters)",
        "made": date.today().isoformat(),
        "shape": "{}x{}, inner {}, {} tokens".format(*shape, len(vocabulary)),
        "parameters": sum(p.numel() for p in encoder.parameters()),
        "characters_seen": state["characters"],
        "steps": state["step"],
        "hours": round(state["seconds"] / 3600, 2),
        "held_out": next((x["valid"] for x in reversed(read_log(run / "log.jsonl")) if "valid" in x), None),
        "rebuild": "python -m training.pretrain pack|train|export (training/README.md)",
    }
    (out / "card.json").write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n")
    typer.echo(json.dumps(card, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    app()
