"""A corpus that is easy by construction, checkpoints of each style, and a short training."""

import random
from pathlib import Path

from chinese_ie.corpus import Article
from chinese_ie.document import Entity
from chinese_ie.tagging.vocabulary import Vocabulary

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


def vocabulary() -> Vocabulary:
    """Ours: a token a character of the articles, upper and lower case, classes of rare characters."""
    texts = "".join(article(n).text for n in range(120)) + "".join(map(chr, range(33, 127)))
    return Vocabulary.of_characters(sorted(set(texts)))


def write_encoder(folder: Path) -> Path:
    """A random encoder in the form of training/encoder."""
    import torch
    import transformers

    from training import networks, tokenizer

    torch.manual_seed(0)
    config = networks.encoder_config(vocabulary(), layers=2, width=64, inner=64)
    transformers.ModernBertForMaskedLM(config).half().save_pretrained(folder)
    tokenizer.save(vocabulary(), folder)
    return folder


def write_checkpoint(folder: Path, style: str) -> Path:
    """A random checkpoint in the form of others: their configuration and the order of their vocabulary.

    `bert` (bert-base-chinese, chinese-roberta-wwm-ext, chinese-macbert-base): lower case, pieces of words,
    neither white space nor classes; `cased`: upper case too; `ernie`: other places of the special tokens,
    fewer tokens than rows.
    """
    import torch
    import transformers

    torch.manual_seed(0)
    single = [t for t in vocabulary().tokens if len(t) == 1 and (style == "cased" or not t.isupper())]
    pieces = ["##ing", "##亿", "hello", "##元"]
    tokens = {
        "bert": ["[PAD]", "[unused1]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *single, *pieces],
        "cased": ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *pieces, *single],
        "ernie": ["[PAD]", "[CLS]", "[SEP]", "[MASK]", *single, *pieces, "[UNK]"],
    }[style]
    shape = {
        "vocab_size": len(tokens) + (7 if style == "ernie" else 0), "hidden_size": 64, "num_hidden_layers": 2,
        "num_attention_heads": 2, "intermediate_size": 64, "max_position_embeddings": 128,
    }  # fmt: skip
    if style == "ernie":
        model = transformers.ErnieForMaskedLM(transformers.ErnieConfig(**shape, use_task_id=True))
    else:
        model = transformers.BertForMaskedLM(transformers.BertConfig(**shape))
    model.save_pretrained(folder)
    Vocabulary(tuple(tokens)).save(folder / "vocab.txt")
    return folder


def run_training(out: Path, base: Path, corpus: Path, epochs: int = 12, copies: int = 2) -> None:
    from training import train

    train.main(
        out=out, base=str(base), corpus=corpus, add=None, epochs=epochs, copies=copies, augment=False,
        rate=3e-3, batch=4, window=60, dropout=0.0, seed=1, device="cpu",
    )  # fmt: skip
