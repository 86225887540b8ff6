"""tokenizer.json says the same as our own encoding, and a trained folder the same as our own decoding."""

import json
import random
from pathlib import Path

import pytest
from tiny_training import article, vocabulary, write_checkpoint

from chinese_ie.tagging.decode import best_tags, log_softmax
from chinese_ie.tagging.labels import labels_of, to_spans
from chinese_ie.tagging.vocabulary import Vocabulary
from chinese_ie.text.fold import fold_table
from chinese_ie.text.normalize import normalize

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")

from training import tokenizer  # noqa: E402

pytestmark = pytest.mark.slow

ENCODER = Path(__file__).parents[2] / "training" / "encoder"


def chosen_characters(known: Vocabulary) -> str:
    """All that is folded, known, upper or lower case of something, and every 101st of the rest of Unicode."""
    singles = {t for t in known.tokens if len(t) == 1}
    cases = {c for t in singles for c in (t.upper(), t.lower()) if len(c) == 1}
    every = {chr(code) for code in range(0, 0x110000, 101) if not 0xD800 <= code <= 0xDFFF}
    ascii_ = {chr(code) for code in range(256)}
    found = sorted(singles | cases | every | ascii_ | {chr(code) for code in fold_table()})
    random.Random(1).shuffle(found)
    return "".join(found)


@pytest.fixture(scope="module", params=["packaged", "ours", "bert", "cased", "ernie"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a vocabulary and its tokenizer."""
    if request.param == "packaged":
        return ENCODER
    folder: Path = tmp_path_factory.mktemp(request.param)
    if request.param == "ours":
        known = vocabulary()
    else:
        known = Vocabulary.load(write_checkpoint(folder, request.param) / "vocab.txt")
    tokenizer.save(known, folder, window=60)
    return folder


def test_ids_and_offsets_of_every_kind_of_character(folder: Path) -> None:
    ours, theirs = Vocabulary.load(folder / "vocab.txt"), transformers.AutoTokenizer.from_pretrained(folder)
    assert theirs.is_fast
    assert len(theirs) == len(ours)
    text = chosen_characters(ours)
    pieces = [text[at : at + 200] for at in range(0, len(text), 200)]
    encoded = theirs(pieces, return_offsets_mapping=True, truncation=False)
    for piece, ids, offsets in zip(pieces, encoded["input_ids"], encoded["offset_mapping"], strict=True):
        assert ids == [ours.ids["[CLS]"], *ours.encode(piece).tolist(), ours.ids["[SEP]"]]
        assert offsets[1:-1] == [(at, at + 1) for at in range(len(piece))]


def test_names_of_special_tokens_are_text_like_any_other(folder: Path) -> None:
    ours, theirs = Vocabulary.load(folder / "vocab.txt"), transformers.AutoTokenizer.from_pretrained(folder)
    for text in ("[SEP]", "a[UNK]##ing", "[HAN] [PAD]", "", " ", "\r\n"):
        assert theirs(text)["input_ids"][1:-1] == ours.encode(text).tolist()
    assert theirs.pad_token_id == ours.ids["[PAD]"]
    assert theirs.mask_token_id == ours.ids["[MASK]"]


def test_saved_again_it_is_the_same(folder: Path, tmp_path: Path) -> None:
    first = transformers.AutoTokenizer.from_pretrained(folder)
    first.save_pretrained(tmp_path)
    second = transformers.AutoTokenizer.from_pretrained(tmp_path)
    text = "扬州ABC，１２亿元\n魑 Ж[SEP]"
    assert first(text)["input_ids"] == second(text)["input_ids"]
    assert first.decode(first("投资10亿元")["input_ids"], skip_special_tokens=True) == "投资10亿元"


def test_a_folder_without_tokenizer_gets_one(tmp_path: Path) -> None:
    vocabulary().save(tmp_path / "vocab.txt")
    (tmp_path / "card.json").write_text('{"window": 60}')
    tokenizer.main(tmp_path)
    assert transformers.AutoTokenizer.from_pretrained(tmp_path).model_max_length == 62


# A trained folder in the pipeline of transformers


@pytest.fixture(scope="module", params=["trained", "trained_bert"])
def run(request: pytest.FixtureRequest) -> Path:
    found: Path = request.getfixturevalue(request.param)
    return found


def own_spans(run: Path, text: str) -> list[tuple[int, int, str]]:
    """Our own decoding of one window, by the float network."""
    network = transformers.AutoModelForTokenClassification.from_pretrained(run).eval()
    known = Vocabulary.load(run / "vocab.txt")
    ids = [known.ids["[CLS]"], *known.encode(text).tolist(), known.ids["[SEP]"]]
    with torch.no_grad():
        logits = network(torch.tensor([ids])).logits[0, 1:-1].numpy()
    labels = labels_of(json.loads((run / "labels.json").read_text()))
    return [(start, end, labels[n]) for start, end, n in to_spans(best_tags(log_softmax(logits)))]


def found_spans(run: Path, text: str, **options: object) -> list[tuple[int, int, str]]:
    tagger = transformers.pipeline(
        "token-classification", model=str(run), aggregation_strategy="simple", device="cpu", **options
    )
    return [(group["start"], group["end"], group["entity_group"]) for group in tagger(text)]


@pytest.mark.parametrize("number", range(100, 104))
def test_pipeline_finds_what_we_find(run: Path, number: int) -> None:
    text = normalize(article(number).text).text[:60]
    spans = own_spans(run, text)
    assert spans
    assert found_spans(run, text) == spans


def test_pipeline_reads_long_text_by_strides(run: Path) -> None:
    articles = [article(number) for number in range(100, 106)]
    text = normalize("".join(a.text for a in articles)).text
    assert len(text) > 180
    names = {(e.label, e.text) for a in articles for e in a.entities}
    cut = found_spans(run, text)
    whole = found_spans(run, text, stride=16)
    assert max(end for _, end, _ in cut) <= 60
    assert max(end for _, end, _ in whole) > 150
    right = [(label, text[start:end]) in names for start, end, label in whole]
    assert sum(right) / len(right) > 0.8


def test_the_encoder_loads() -> None:
    encoder = transformers.AutoModel.from_pretrained(ENCODER)
    tokens = transformers.AutoTokenizer.from_pretrained(ENCODER)("投资10亿元", return_tensors="pt")
    with torch.no_grad():
        states = encoder(**tokens).last_hidden_state
    assert states.shape == (1, len("投资10亿元") + 2, encoder.config.hidden_size)
