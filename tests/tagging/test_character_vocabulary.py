"""One character is one token, for any text and any Chinese BERT vocabulary."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinese_ie.errors import ModelFormatError
from chinese_ie.tagging.vocabulary import HAN, LETTER, NEWLINE, SPACE, SPECIAL, UNK, Vocabulary

OURS = Vocabulary.of_characters("上饶经开区abg1,。")
FOREIGN = Vocabulary(
    ("[PAD]", "[unused1]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "上", "饶", "a", "##a", "##饶", "ing", "1")
)
VOCABULARIES = pytest.mark.parametrize("vocabulary", [OURS, FOREIGN], ids=["ours", "foreign"])


def tokens(vocabulary: Vocabulary, text: str) -> list[str]:
    return [vocabulary.tokens[i] for i in vocabulary.encode(text)]


@VOCABULARIES
@given(st.text(st.characters()))
def test_one_id_a_character(vocabulary: Vocabulary, text: str) -> None:
    ids = vocabulary.encode(text)
    assert ids.shape == (len(text),)
    assert ids.dtype == np.int32
    assert ((ids >= 0) & (ids < len(vocabulary))).all()


@VOCABULARIES
@given(st.text(st.characters(), max_size=20), st.text(st.characters(), max_size=20))
def test_a_character_is_read_alone(vocabulary: Vocabulary, left: str, right: str) -> None:
    both = np.concatenate([vocabulary.encode(left), vocabulary.encode(right)])
    assert (vocabulary.encode(left + right) == both).all()


def test_special_tokens_come_first() -> None:
    assert OURS.tokens[: len(SPECIAL)] == SPECIAL
    assert len(set(OURS.tokens)) == len(OURS)
    assert [OURS.ids[t] for t in OURS.tokens] == list(range(len(OURS)))
    assert len(Vocabulary.of_characters("上上上")) == len(SPECIAL) + 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("上饶", ["上", "饶"]),
        ("aB", ["a", "b"]),
        ("ＡＧ１", ["a", "g", "1"]),
        ("，", [","]),
        (" \u3000\xa0\t", [SPACE] * 4),
        ("\r\n\u2028", [NEWLINE] * 3),
        ("饕㐀𠮷", [HAN] * 3),
        ("zЖéの🎉", [LETTER] * 5),
        ("\x00\x1f\ud800\udfff\ue000", [UNK] * 5),
    ],
)
def test_ours(text: str, expected: list[str]) -> None:
    assert tokens(OURS, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("上饶aA1", ["上", "饶", "a", "a", "1"]),
        ("ing", [UNK] * 3),
        ("经 \n🎉\ud800z", [UNK] * 6),
    ],
)
def test_foreign_bert(text: str, expected: list[str]) -> None:
    assert tokens(FOREIGN, text) == expected


def test_own_upper_case_wins_over_lower_case() -> None:
    for characters in ("aA", "Aa"):
        assert tokens(Vocabulary.of_characters(characters), "aA") == ["a", "A"]


def test_save_and_load(tmp_path: Path) -> None:
    OURS.save(tmp_path / "vocab.txt")
    assert Vocabulary.load(tmp_path / "vocab.txt") == OURS
    (tmp_path / "dos.txt").write_bytes("\r\n".join(OURS.tokens).encode())
    assert Vocabulary.load(tmp_path / "dos.txt") == OURS


def test_decode() -> None:
    assert OURS.decode(OURS.encode("上饶经开区。").tolist()) == "上饶经开区。"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"lacks \[PAD\], \[UNK\], \[CLS\], \[SEP\]; expected the vocab.txt of a BERT-like model"),
        ("上\n饶\n[PAD]\n[UNK]\n[CLS]\n".encode(), r"vocabulary of 5 tokens lacks \[SEP\]"),
        ("上饶".encode("gbk"), "cannot read the vocabulary"),
    ],
)
def test_no_vocabulary(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "vocab.txt").write_bytes(content)
    with pytest.raises(ModelFormatError, match=message):
        Vocabulary.load(tmp_path / "vocab.txt")


def test_missing_vocabulary(tmp_path: Path) -> None:
    with pytest.raises(ModelFormatError, match="cannot read the vocabulary"):
        Vocabulary.load(tmp_path / "vocab.txt")
