"""Train the word segmenter that the package ships: spacy-pkuseg on words found by jieba.

    python -m training.segmenter TEXT_FOLDER chinese_ie/segmenter --gold test.conllu

Few segmented texts and few segmenters may be built upon freely. So jieba (MIT licence), which knows
the words of its dictionary and of ours (regions, parks, brands), cuts sentences of the pretraining
text, and pkuseg's CRF learns from them what words look like. `--gold` measures the result and
jieba on a treebank in CoNLL-U form (Universal Dependencies), from which nothing is learned.
"""

import json
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from importlib.metadata import version
from itertools import accumulate
from pathlib import Path
from typing import Annotated, Any

import jieba
import numpy as np
import spacy_pkuseg
import srsly
import typer
from spacy_pkuseg.config import config

from chinese_ie.linking.places import regions
from chinese_ie.text.words import Segmenter
from training.names import Names
from training.packing import documents

# Characters of each genre, what our articles are like first.
CHARACTERS = {
    "news": 450_000,
    "finance": 400_000,
    "government": 200_000,
    "encyclopedia": 100_000,
    "law": 50_000,
    "misc": 50_000,
}
HELD_OUT = 1000  # sentences
_SENTENCE = re.compile(r"[^。！？；\s][^。！？；\n]{6,150}[。！？；]?")

Words = list[str]


def user_words() -> Words:
    """Regions, parks and brands of three characters and more; shorter ones are parts of other words."""
    lists = Names()
    names = {name for full, short, *_ in (*lists.parks, *lists.brands) for name in (full, *short)}
    names |= {region.name for region in regions()}
    return sorted(name for name in names if re.fullmatch(r"[一-龥]{3,}", name))


def sentences(source: Path, seed: int) -> list[str]:
    """Sentences of every genre in `CHARACTERS`, shuffled."""
    rng = random.Random(seed)
    drawn: list[str] = []
    for genre, wanted in CHARACTERS.items():
        texts = [text for shard in sorted(source.glob(f"{genre}-*.txt.xz")) for text in documents(shard)]
        rng.shuffle(texts)
        for text in texts:
            found = rng.sample(all_of := _SENTENCE.findall(text), min(len(all_of), 20))
            drawn += found
            wanted -= sum(map(len, found))
            if wanted < 0:
                break
    rng.shuffle(drawn)
    return drawn


def jieba_words(text: str) -> Words:
    return [word for word in jieba.cut(text) if word.strip()]


def fit(train: Iterable[Words], held_out: Iterable[Words], folder: Path, passes: int, least: int) -> None:
    """Run pkuseg's trainer; features seen fewer than `least` times are left out."""
    with tempfile.TemporaryDirectory() as scratch:
        files = [Path(scratch, name) for name in ("train.txt", "test.txt")]
        for file, rows in zip(files, (train, held_out), strict=True):
            file.write_text("".join(" ".join(words) + "\n" for words in rows), encoding="utf-8")
        config.featureTrim = least - 1
        spacy_pkuseg.train(*map(str, files), str(folder), train_iter=passes)


def shrink(folder: Path, smallest: float) -> tuple[int, int]:
    """Drop features without a weight of at least `smallest`, round the others; features before and after.

    Rounded to 1/128 the weights compress to a seventh and cut the same.
    """
    features = srsly.read_msgpack(folder / "features.msgpack")
    with np.load(folder / "weights.npz") as file:
        (tags, count), weights = file["sizes"], file["w"]
    nodes, edges = weights[: tags * count].reshape(count, tags), weights[tags * count :]
    kept = np.abs(nodes).max(axis=1) >= smallest
    kept[0] = True  # the feature of every place
    number = np.cumsum(kept) - 1
    features["feature_to_idx"] = {
        name: int(number[old]) for name, old in features["feature_to_idx"].items() if kept[old]
    }
    features["bigram"] = []  # pkuseg needs it only for training
    rounded = np.round(np.concatenate([nodes[kept].ravel(), edges]) * 128) / 128
    srsly.write_msgpack(folder / "features.msgpack", features)
    np.savez_compressed(folder / "weights.npz", sizes=np.array([tags, kept.sum()]), w=rounded)
    return int(count), int(kept.sum())


def conllu(path: Path) -> Iterator[Words]:
    """The words of each sentence of a CoNLL-U file."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.split("\n") if line and not line.startswith("#")]
        if rows:
            yield [row[1] for row in rows if row[0].isdigit()]


def f1(gold: Iterable[Words], cut: Callable[[str], Words]) -> float:
    """F1 of words with their places."""
    right = total = 0
    for words in gold:
        theirs, ours = (
            set(zip(ends, side, strict=True))
            for side in (words, cut("".join(words)))
            for ends in [accumulate(map(len, side))]
        )
        right += len(theirs & ours)
        total += len(theirs) + len(ours)
    return 2 * right / max(1, total)


def main(
    source: Annotated[Path, typer.Argument(help="GENRE-NN.txt.xz, see training/README.md")],
    out: Path,
    gold: Annotated[list[Path] | None, typer.Option(help="CoNLL-U files to be scored on")] = None,
    passes: Annotated[int, typer.Option(help="over the training sentences")] = 6,
    least: Annotated[int, typer.Option(help="fewest occurrences of a feature")] = 4,
    smallest: Annotated[float, typer.Option(help="features of less weight are dropped")] = 0.05,
    seed: int = 1,
) -> None:
    """Cut, train, shrink, score, write OUT with card.json."""
    names = user_words()
    for name in names:
        jieba.add_word(name)
    rows = [jieba_words(text) for text in sentences(source, seed)]
    held_out, train = rows[:HELD_OUT], rows[HELD_OUT:]
    random.seed(seed)
    out.mkdir(parents=True, exist_ok=True)
    fit(train, held_out, out, passes, least)
    before, after = shrink(out, smallest)
    (out / "words.txt").write_text("\n".join(names) + "\n", encoding="utf-8")
    segmenter = Segmenter(out)

    def cut(text: str) -> Words:
        return [text[start:end] for start, end in segmenter.words(text)]

    started = time.perf_counter()
    scores: dict[str, Any] = {"held_out_f1_against_jieba": round(f1(held_out, cut), 4)}
    seconds = time.perf_counter() - started
    for path in gold or []:
        treebank = list(conllu(path))
        both = {"ours": cut, "jieba": jieba_words}
        scores[path.name] = {name: round(f1(treebank, way), 4) for name, way in both.items()}
    card = {
        "what": "word segmenter for spacy-pkuseg",
        "made": date.today().isoformat(),
        "taught_by": f"jieba {version('jieba')} with our names",
        "sentences": len(train),
        "characters": sum(len(word) for words in train for word in words),
        "features": after,
        "features_before_shrinking": before,
        "user_words": len(names),
        "scores": scores,
        "words_per_second": round(sum(map(len, held_out)) / seconds),
        "bytes": sum(file.stat().st_size for file in out.iterdir()),
        "rebuild": "python -m training.segmenter (training/README.md)",
    }
    (out / "card.json").write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n")
    typer.echo(json.dumps(card, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    typer.run(main)
