"""The encoding of `chinese_ie.tagging.vocabulary` as a tokenizer of the Hugging Face libraries.

    python -m training.tokenizer FOLDER     writes tokenizer.json beside the vocab.txt of a model folder

`training.train` and `training.pretrain export` write it themselves. One character is one token with the id
that `Vocabulary.encode` gives it, so offsets of tokens are offsets of characters. The id of a class of
characters, such as `[HAN]`, is named by one of them, to which the normaliser turns the others.
"""

import json
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast

from chinese_ie.tagging.vocabulary import CLS, MASK, PAD, SEP, UNK, Vocabulary
from chinese_ie.text.fold import fold

WINDOW = 254  # characters; with [CLS] and [SEP] 256 tokens
_CODES = [*range(0xD800), *range(0xE000, 0x110000)]  # all characters but surrogates, which UTF-8 has not


def fast_tokenizer(vocabulary: Vocabulary, window: int) -> Any:
    """The tokenizer; it cuts texts after `window` characters unless it is told to stride."""
    tokens, replaced = characters(vocabulary)
    tokenizer = Tokenizer(models.WordLevel({t: n for n, t in enumerate(tokens)}, unk_token=UNK))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Replace(Regex(group), name) for group, name in replaced]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), "isolated")
    tokenizer.post_processor = processors.BertProcessing(
        (SEP, vocabulary.ids[SEP]), (CLS, vocabulary.ids[CLS])
    )
    tokenizer.decoder = decoders.Fuse()
    names = {"unk_token": UNK, "pad_token": PAD, "cls_token": CLS, "sep_token": SEP}
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        **names | ({"mask_token": MASK} if MASK in vocabulary.ids else {}),
        model_max_length=window + 2,
        model_input_names=["input_ids", "attention_mask"],
        split_special_tokens=True,  # "[SEP]" in a text is five characters
        clean_up_tokenization_spaces=False,
    )


def characters(vocabulary: Vocabulary) -> tuple[list[str], list[tuple[str, str]]]:
    """A name for each id, and what the normaliser replaces.

    Returns:
        The tokens in id order: a character with that id where there is one, else as in vocab.txt.
        Pairs of a regular expression of characters and the character that stands for them: the name of
        the id they share.
    """
    ids = vocabulary.encode("".join(map(chr, _CODES)))
    order = np.argsort(ids, kind="stable")
    codes = np.array(_CODES)[order]
    tokens, replaced = list(vocabulary.tokens), []
    for group in np.split(codes, np.flatnonzero(np.diff(ids[order])) + 1):
        members = list(map(chr, group.tolist()))
        number = vocabulary.encode(members[0])[0]
        known = vocabulary.tokens[number]
        name = known if known in members else next(m for m in members if fold(m) == m not in vocabulary.ids)
        if known == UNK:  # what is in no vocabulary is unknown without being replaced
            members = [m for m in members if m in vocabulary.ids]
        else:
            tokens[number] = name
        others = [ord(m) for m in members if m != name]
        if others:
            replaced.append((f"[{_ranges(others)}]", name))
    return tokens, replaced


def _ranges(codes: list[int]) -> str:
    """Sorted code points as ranges for the inside of a bracket expression."""
    runs = np.split(codes, np.flatnonzero(np.diff(codes) > 1) + 1)
    return "".join(rf"\x{{{run[0]:x}}}-\x{{{run[-1]:x}}}" for run in runs)


def save(vocabulary: Vocabulary, folder: Path, window: int = WINDOW) -> None:
    """Write vocab.txt, tokenizer.json and tokenizer_config.json."""
    fast_tokenizer(vocabulary, window).save_pretrained(folder)
    vocabulary.save(folder / "vocab.txt")


def main(folder: Annotated[Path, typer.Argument(help="vocab.txt and card.json are read here")]) -> None:
    """Write tokenizer.json and tokenizer_config.json into the folder of a tagger or an encoder."""
    card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
    save(Vocabulary.load(folder / "vocab.txt"), folder, card.get("window", WINDOW))


if __name__ == "__main__":
    typer.run(main)
