"""Pretrain the compact encoder by filling masked spans of characters.

    python -m training.pretrain pack  TEXT_FOLDER pretraining-data
    python -m training.pretrain train pretraining-data runs/encoder --minutes 60
    python -m training.pretrain export runs/encoder training/encoder

`pack` cleans, shuffles and cuts the text into blocks of ids; `train` can be killed at any moment
and goes on from its last checkpoint with the same data order and masks; `export` writes the
encoder as a Hugging Face folder (float16 safetensors, config.json, vocab.txt, card.json).
"""

import json
import lzma
import math
import random
import re
import shutil
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import torch
import typer
from huggingface_hub import save_torch_state_dict
from safetensors.torch import load_file
from tqdm import tqdm
from transformers import ModernBertConfig, ModernBertForMaskedLM

from chinese_ie.errors import InputError
from chinese_ie.tagging.vocabulary import CLS, MASK, PAD, SEP, SPECIAL, Vocabulary

app = typer.Typer(add_completion=False, help=__doc__)

BLOCK = 256  # tokens
VOCABULARY = Path("training/encoder/vocab.txt")
# Share of each genre's documents that is packed: text of our own kind first.
SHARES = {"finance": 1.0, "government": 1.0, "encyclopedia": 1.0, "news": 1.0, "law": 0.35, "misc": 0.35}
HELD_OUT = 0.01  # of the documents, per genre


def documents(shard: Path) -> Iterator[str]:
    """Documents of one shard: paragraphs joined by newlines, an empty line ends a document."""
    with lzma.open(shard, "rt", encoding="utf-8") as lines:
        paragraphs: list[str] = []
        for line in lines:
            if line.strip():
                paragraphs.append(line.rstrip("\n"))
            elif paragraphs:
                yield "\n".join(paragraphs)
                paragraphs = []
        if paragraphs:
            yield "\n".join(paragraphs)


def blocks_of(texts: list[str], vocabulary: Vocabulary) -> np.ndarray[Any, Any]:
    """Texts one after the other, each in [CLS] … [SEP], cut into blocks: uint16 (blocks, BLOCK)."""
    cls, sep = [vocabulary.ids[CLS]], [vocabulary.ids[SEP]]
    pieces = [part for text in texts for part in (cls, vocabulary.encode(text), sep)]
    stream = np.concatenate([np.asarray(p, dtype=np.uint16) for p in pieces])
    return stream[: len(stream) // BLOCK * BLOCK].reshape(-1, BLOCK)


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
) -> None:
    """Cut the `GENRE-NN.txt.xz` shards of SOURCE into train.npy.xz and valid-GENRE.npy.xz.

    A second folder packed with `--about` serves for the last steps of `train`, while the rate falls.
    """
    rng = random.Random(seed)
    subject = re.compile(about or "")
    vocabulary = Vocabulary.load(VOCABULARY)
    train: list[str] = []
    valid: dict[str, list[str]] = {}
    seen: set[int] = set()
    for shard in sorted(source.glob("*-*.txt.xz")):
        genre = shard.name.split("-")[0]
        for text in documents(shard):
            if hash(text) in seen or rng.random() > SHARES.get(genre, 1.0):
                continue
            if about and len(subject.findall(text)) < max(2, len(text) / 500):
                continue
            seen.add(hash(text))
            (valid.setdefault(genre, []) if rng.random() < HELD_OUT else train).append(text)
    rng.shuffle(train)
    if math.isfinite(megacharacters):
        lengths = np.cumsum([len(text) for text in train])
        train = train[: int(np.searchsorted(lengths, megacharacters * 1e6)) + 1]
    out.mkdir(parents=True, exist_ok=True)
    for name, texts in {"train": train, **{f"valid-{g}": t for g, t in valid.items()}}.items():
        blocks = blocks_of(texts, vocabulary)
        with lzma.open(out / f"{name}.npy.xz", "wb", preset=1) as file:
            np.save(file, blocks)
        typer.echo(f"{name}: {len(texts)} documents, {blocks.size / 1e6:.1f} M characters")
    shutil.copy(VOCABULARY, out / "vocab.txt")


def load_blocks(path: Path) -> torch.Tensor:
    with lzma.open(path) as file:
        return torch.from_numpy(np.load(file).astype(np.int32))


def mask_spans(
    ids: torch.Tensor, vocabulary: Vocabulary, rate: float, generator: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """Hide about `rate` of the characters in spans of 1 to 4, 1.6 on average.

    Returns the corrupted ids and a boolean mask of the hidden places, both of ids' shape.
    Of the spans 8 in 10 become [MASK], 1 in 10 other characters, 1 in 10 stay as they are.
    """
    shape, longest = ids.shape, 4
    lengths = 1 + torch.empty(shape).geometric_(0.6, generator=generator).sub_(1).clamp_(0, longest - 1)
    starts = torch.rand(shape, generator=generator) < rate / 1.62
    kind = torch.rand(shape, generator=generator)
    hidden = torch.zeros(shape, dtype=torch.bool)
    fate = torch.zeros(shape)
    for k in range(longest):
        here = torch.zeros(shape, dtype=torch.bool)
        here[:, k:] = (starts & (lengths > k))[:, : shape[1] - k]
        shifted = torch.zeros(shape)
        shifted[:, k:] = kind[:, : shape[1] - k]
        fate = torch.where(here & ~hidden, shifted, fate)
        hidden |= here
    hidden &= ids >= vocabulary.ids[MASK] + 1
    other = torch.randint(len(SPECIAL), len(vocabulary), shape, generator=generator, dtype=ids.dtype)
    corrupted = torch.where(hidden & (fate < 0.8), vocabulary.ids[MASK], ids)
    corrupted = torch.where(hidden & (fate >= 0.8) & (fate < 0.9), other, corrupted)
    return corrupted, hidden


def encoder_config(vocabulary: Vocabulary, layers: int, width: int, inner: int) -> ModernBertConfig:
    return ModernBertConfig(
        vocab_size=len(vocabulary),
        hidden_size=width,
        intermediate_size=inner,
        num_hidden_layers=layers,
        num_attention_heads=width // 64,
        max_position_embeddings=2048,
        local_attention=128,
        pad_token_id=vocabulary.ids[PAD],
        cls_token_id=vocabulary.ids[CLS],
        sep_token_id=vocabulary.ids[SEP],
        bos_token_id=vocabulary.ids[CLS],
        eos_token_id=vocabulary.ids[SEP],
        sparse_prediction=True,
        attn_implementation="sdpa",
    )


def optimizers(model: torch.nn.Module) -> list[torch.optim.Optimizer]:
    """Muon for the matrices of the blocks, AdamW for embeddings, norms and head."""
    matrices: list[torch.nn.Parameter] = []
    rest: list[torch.nn.Parameter] = []
    for name, parameter in model.named_parameters():
        inside = parameter.ndim == 2 and ".layers." in name
        (matrices if inside else rest).append(parameter)
    return [
        torch.optim.Muon(matrices, lr=1.0, weight_decay=0.01, adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(rest, lr=1.0, betas=(0.9, 0.98), weight_decay=0.01),
    ]


def learning_rate(step: int, steps: int, peak: float, warmup: int, decay: int) -> float:
    """Warm up, stay, and fall to zero over the last `decay` of `steps` steps."""
    return peak * min(1.0, (step + 1) / warmup, (steps - step) / max(1, decay))


def fill(model: torch.nn.Module, tensors: dict[str, torch.Tensor], source: Path) -> None:
    """Load weights; raises `InputError` unless all are there (the output is tied to the embeddings)."""
    try:
        missing, foreign = model.load_state_dict(tensors, strict=False)
    except RuntimeError as error:
        raise InputError(f"the weights in {source} have another shape: {error}") from error
    if set(missing) - {"decoder.weight"} or foreign:
        raise InputError(
            f"{source} is no checkpoint of this shape: lacks {missing[:3]}, has {foreign[:3]} besides"
        )


class Checkpoint:
    """Model, optimiser state and step as safetensors pieces of at most 16 MB, swapped in whole."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "checkpoint"

    def save(
        self, model: torch.nn.Module, optims: list[torch.optim.Optimizer], state: dict[str, Any]
    ) -> None:
        tensors = {f"model/{k}": v for k, v in model.state_dict().items() if k != "decoder.weight"}
        for number, optimizer in enumerate(optims):
            for index, values in optimizer.state_dict()["state"].items():
                for key, value in values.items():
                    tensors[f"optimizer/{number}/{index}/{key}"] = torch.as_tensor(value).clone()
        new = self.folder.with_name("checkpoint.new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        save_torch_state_dict(tensors, new, max_shard_size="15MB", shared_tensors_to_discard=[])
        (new / "state.json").write_text(json.dumps(state))
        old = self.folder.with_name("checkpoint.old")
        shutil.rmtree(old, ignore_errors=True)
        if self.folder.exists():
            self.folder.replace(old)
        new.replace(self.folder)

    def load(self, model: torch.nn.Module, optims: list[torch.optim.Optimizer]) -> dict[str, Any] | None:
        folder = next(
            (
                f
                for f in (self.folder, self.folder.with_name("checkpoint.old"))
                if (f / "state.json").exists()
            ),
            None,
        )
        if folder is None:
            return None
        tensors: dict[str, torch.Tensor] = {}
        for piece in sorted(folder.glob("*.safetensors")):
            tensors.update(load_file(piece))
        fill(model, {k[6:]: v for k, v in tensors.items() if k.startswith("model/")}, folder)
        for number, optimizer in enumerate(optims):
            whole = optimizer.state_dict()
            whole["state"] = {}
            for name, value in tensors.items():
                if name.startswith(f"optimizer/{number}/"):
                    _, _, index, key = name.split("/", 3)
                    whole["state"].setdefault(int(index), {})[key] = value
            optimizer.load_state_dict(whole)
        state: dict[str, Any] = json.loads((folder / "state.json").read_text())
        return state


@torch.no_grad()
def validate(model: Any, data: Path, vocabulary: Vocabulary, rate: float, device: str) -> dict[str, Any]:
    """Loss and accuracy on hidden characters of each held-out genre, at most 128 blocks each."""
    model.eval()
    result: dict[str, Any] = {}
    for path in sorted(data.glob("valid-*.npy.xz")):
        ids = load_blocks(path)[:128]
        corrupted, hidden = mask_spans(ids, vocabulary, rate, torch.Generator().manual_seed(7))
        loss = right = count = 0.0
        for at in range(0, len(ids), 32):
            labels = torch.where(hidden, ids, -100)[at : at + 32].to(device)
            out = model(input_ids=corrupted[at : at + 32].to(device), labels=labels.long())
            target = labels[labels != -100]
            loss += out.loss.item() * len(target)
            right += (out.logits.argmax(-1) == target).sum().item()
            count += len(target)
        genre = path.name.removeprefix("valid-").removesuffix(".npy.xz")
        result[genre] = {"loss": round(loss / count, 4), "accuracy": round(right / count, 4)}
    model.train()
    return result


@app.command()
def train(
    data: Path,
    run: Path,
    minutes: Annotated[float, typer.Option(help="stop after so long, decayed or not")] = 60,
    steps: Annotated[int, typer.Option(help="steps of the whole schedule")] = 100_000,
    decay: Annotated[int, typer.Option(help="last steps over which the rate falls to 0")] = 2_000,
    batch: Annotated[int, typer.Option(help="blocks a step")] = 16,
    layers: int = 5,
    width: int = 256,
    inner: int = 384,
    peak: Annotated[float, typer.Option(help="learning rate of embeddings, norms and head (AdamW)")] = 2e-3,
    matrix_peak: Annotated[float, typer.Option(help="learning rate of the blocks' matrices (Muon)")] = 6e-3,
    warmup: int = 100,
    rate: Annotated[float, typer.Option(help="share of characters hidden")] = 0.2,
    seed: int = 1,
    start: Annotated[Path | None, typer.Option(help="an exported encoder to go on from")] = None,
    device: str = "cpu",
    compiled: Annotated[
        bool, typer.Option(help="let torch.compile fuse the model (1.5 times as fast)")
    ] = True,
    save_every: Annotated[float, typer.Option(help="minutes between checkpoints")] = 3,
) -> None:
    """Train on the packed DATA, with checkpoints and log.jsonl in RUN."""
    vocabulary = Vocabulary.load(data / "vocab.txt")
    blocks = load_blocks(data / "train.npy.xz")
    torch.manual_seed(seed)
    model: Any = ModernBertForMaskedLM(encoder_config(vocabulary, layers, width, inner)).to(device)
    if start is not None:
        fill(model, load_file(start / "model.safetensors"), start)
    optims = optimizers(model)
    run.mkdir(parents=True, exist_ok=True)
    checkpoint = Checkpoint(run)
    state = checkpoint.load(model, optims) or {"step": 0, "characters": 0, "seconds": 0.0}
    shutil.copy(data / "vocab.txt", run / "vocab.txt")
    started = saved = logged = time.monotonic()
    first, per_epoch = state["step"], len(blocks) // batch
    forward = torch.compile(model) if compiled else model
    losses: list[float] = []
    bar = tqdm(total=steps, initial=first, unit="step")

    def save() -> None:
        whole = {**state, "seconds": state["seconds"] + time.monotonic() - started}
        checkpoint.save(model, optims, whole)

    for step in range(first, steps):
        order = np.random.default_rng((seed, step // per_epoch)).permutation(len(blocks))
        at = step % per_epoch * batch
        ids = blocks[torch.from_numpy(order[at : at + batch])]
        corrupted, hidden = mask_spans(
            ids, vocabulary, rate, torch.Generator().manual_seed(seed * 10**9 + step)
        )
        labels = torch.where(hidden, ids, -100).long()
        for optimizer, top in zip(optims, (matrix_peak, peak), strict=True):
            for group in optimizer.param_groups:
                group["lr"] = learning_rate(step, steps, top, warmup, decay)
        with torch.autocast(device, dtype=torch.bfloat16):
            loss = forward(input_ids=corrupted.to(device), labels=labels.to(device)).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimizer in optims:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        losses.append(loss.item())
        state["step"] = step + 1
        state["characters"] += ids.numel()
        bar.update()
        now = time.monotonic()
        if len(losses) == 100:
            line = {
                "step": step + 1,
                "characters": state["characters"],
                "loss": round(float(np.mean(losses)), 4),
                "characters_per_second": round(100 * ids.numel() / (now - logged)),
            }
            if (step + 1) // 1000 > (step - 99) // 1000 or step + 1 == steps:
                line["valid"] = validate(model, data, vocabulary, rate, device)
            with (run / "log.jsonl").open("a") as log:
                log.write(json.dumps(line) + "\n")
            bar.set_postfix(loss=line["loss"])
            losses, logged = [], time.monotonic()
        if now - saved > save_every * 60:
            save()
            saved = now
        if now - started > minutes * 60:
            break
    save()


@app.command()
def export(run: Path, out: Path) -> None:
    """Write the encoder of RUN as a Hugging Face folder in float16 (embeddings and blocks)."""
    vocabulary = Vocabulary.load(run / "vocab.txt")
    folder = Checkpoint(run).folder
    state = json.loads((folder / "state.json").read_text())
    tensors: dict[str, torch.Tensor] = {}
    for piece in sorted(folder.glob("*.safetensors")):
        tensors.update({k[6:]: v for k, v in load_file(piece).items() if k.startswith("model/")})
    layers = 1 + max(int(k.split(".")[2]) for k in tensors if k.startswith("model.layers."))
    inner, width = tensors["model.layers.0.mlp.Wo.weight"].shape[::-1]
    model: Any = ModernBertForMaskedLM(encoder_config(vocabulary, layers, width, inner))
    fill(model, tensors, folder)
    model.half().save_pretrained(out)
    vocabulary.save(out / "vocab.txt")
    log = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
    card = {
        "what": "character encoder for Chinese, pretrained from scratch by filling masked spans",
        "made": date.today().isoformat(),
        "shape": f"{layers}x{width}, inner {inner}, {len(vocabulary)} tokens",
        "parameters": sum(p.numel() for p in model.parameters()),
        "characters_seen": state["characters"],
        "steps": state["step"],
        "hours": round(state["seconds"] / 3600, 2),
        "held_out": next((line["valid"] for line in reversed(log) if "valid" in line), None),
        "rebuild": "python -m training.pretrain pack|train|export (training/README.md)",
    }
    (out / "card.json").write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n")
    typer.echo(json.dumps(card, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    app()
