"""The public API: its names, what importing it costs, its errors, and that it works offline."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import chinese_ie
from chinese_ie import quantities

PUBLIC = [
    "ChineseIEError",
    "CorpusError",
    "Document",
    "Entity",
    "InputError",
    "Investment",
    "JobError",
    "MissingExtraError",
    "ModelError",
    "ModelFormatError",
    "ModelNotFoundError",
    "Person",
    "Quantity",
    "Section",
    "Span",
    "__version__",
    "extract",
    "extract_frame",
    "from_html",
    "load",
    "pipe",
    "quantities",
]
SENTENCE = "江苏星河新能源科技有限公司投资50亿元在扬州经济技术开发区建设项目。"


def _python(code: str, *arguments: str) -> str:
    """What a fresh interpreter prints; its standard error when it fails."""
    ran = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


# Names


def test_names_are_these_and_no_others() -> None:
    """A name that goes breaks someone's program; a new one belongs into this list and the changelog."""
    assert sorted(chinese_ie.__all__) == PUBLIC
    assert quantities.__all__ == ["Mention", "find_capacity", "find_money", "parse_capacity", "parse_money"]


def test_all_names_are_there_and_documented() -> None:
    for module in (chinese_ie, quantities):
        for name in module.__all__:
            found = getattr(module, name)
            assert name == "__version__" or found.__doc__, name


def test_nothing_else_looks_public() -> None:
    """What `chinese_ie.<tab>` offers beside `__all__` are its own modules and what it is written with."""
    code = "import chinese_ie; print(*(n for n in vars(chinese_ie) if n[0] != '_'))"
    modules = {p.stem for p in Path(chinese_ie.__file__).parent.iterdir()}
    written_with = {"annotations", "threading", "Iterable", "Iterator", "Path", "TYPE_CHECKING", "Literal"}
    assert set(_python(code).split()) <= {*PUBLIC, *modules, *written_with}


def test_version_is_that_of_the_distribution() -> None:
    from importlib.metadata import version

    assert chinese_ie.__version__ == version("chinese-ie")


# What importing costs

HEAVY = ("torch", "transformers", "datasets", "accelerate", "training")
LATER = (
    "trafilatura",
    "lxml",
    "onnxruntime",
    "spacy",
    "opencc",
    "pandas",
    "jinja2",
    "pyarrow",
    "rich",
    "typer",
    "seqeval",
    "hypothesis",
)


def _loaded(code: str, *packages: str) -> list[str]:
    printed = _python(f"{code}\nimport sys\nprint(*(p for p in {packages!r} if p in sys.modules))")
    return printed.split()


def test_import_loads_no_large_library() -> None:
    assert _loaded("import chinese_ie", *HEAVY, *LATER) == []


def test_extract_loads_no_training_library_and_no_spacy() -> None:
    code = f"import chinese_ie; assert chinese_ie.extract({SENTENCE!r}).entities"
    assert _loaded(code, *HEAVY, "spacy", "trafilatura", "lxml", "onnxruntime") == ["onnxruntime"]


def test_command_line_loads_no_training_library() -> None:
    assert _loaded("import chinese_ie.interfaces.cli", *HEAVY) == []


# Offline


def test_works_without_network() -> None:
    """Sockets raise when they are made, before anything of this package is imported."""
    code = """
import socket, sys
def refuse(*args, **kwargs):
    raise AssertionError(f"network used: {args}")
class Refusing(socket.socket):
    def __init__(self, *args, **kwargs):
        refuse(*args)
socket.socket = Refusing
socket.create_connection = socket.getaddrinfo = refuse
import chinese_ie
doc = chinese_ie.extract(sys.argv[1])
assert doc.entities
doc.to_html()
doc.to_spacy()
print(doc.triples)
try:
    socket.socket()
except AssertionError:
    print("refused")
"""
    assert _python(code, SENTENCE).splitlines() == [str(chinese_ie.extract(SENTENCE).triples), "refused"]


# Arguments


@pytest.mark.parametrize("wrong", [None, b"abc", 3, ["a"], Path("a.txt")])
def test_extract_takes_only_str(wrong: object) -> None:
    with pytest.raises(chinese_ie.InputError, match=type(wrong).__name__):
        chinese_ie.extract(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("batch_size", [0, -1])
def test_batch_size_of_nothing(batch_size: int) -> None:
    with pytest.raises(chinese_ie.InputError, match=str(batch_size)):
        list(chinese_ie.pipe(["园区"], batch_size=batch_size))


def test_pipe_is_lazy(tiny_model: Path) -> None:
    taken = 0

    def endless() -> object:
        nonlocal taken
        while True:
            taken += 1
            yield f"园区{taken}"

    documents = chinese_ie.load(tiny_model).pipe(endless(), batch_size=3)
    assert taken == 0
    assert [next(documents).text for _ in range(4)] == ["园区1", "园区2", "园区3", "园区4"]
    assert taken == 6


def test_pipe_of_nothing() -> None:
    assert list(chinese_ie.pipe([])) == []


def test_load_takes_str_and_path(tiny_model: Path) -> None:
    for folder in (tiny_model, str(tiny_model)):
        assert chinese_ie.load(folder)("园区").entities[0].label == "PARK"


def test_load_without_folder_is_the_packaged_model() -> None:
    assert chinese_ie.load()(SENTENCE) == chinese_ie.extract(SENTENCE)


# Errors


def _copy(model: Path, folder: Path) -> Path:
    for file in model.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


def test_load_no_folder(tmp_path: Path) -> None:
    with pytest.raises(chinese_ie.ModelNotFoundError, match=r"no model folder at .*none"):
        chinese_ie.load(tmp_path / "none")


@pytest.mark.parametrize("name", ["model.onnx", "vocab.txt", "labels.json", "card.json"])
def test_load_file_missing(tiny_model: Path, tmp_path: Path, name: str) -> None:
    (_copy(tiny_model, tmp_path) / name).unlink()
    with pytest.raises(chinese_ie.ModelNotFoundError, match=f"lacks {name}"):
        chinese_ie.load(tmp_path)


@pytest.mark.parametrize("name", ["model.onnx", "vocab.txt", "labels.json", "card.json"])
def test_load_file_truncated(tiny_model: Path, tmp_path: Path, name: str) -> None:
    """At the call of `load`, not at the first text."""
    path = _copy(tiny_model, tmp_path) / name
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(chinese_ie.ModelFormatError, match=name):
        chinese_ie.load(tmp_path)


def test_load_pickle_is_never_read(tiny_model: Path, tmp_path: Path) -> None:
    """A folder of PyTorch weights is refused for what it lacks."""
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04.")
    with pytest.raises(chinese_ie.ModelNotFoundError, match=r"model\.onnx"):
        chinese_ie.load(tmp_path)


BASES = {
    "ChineseIEError": Exception,
    "InputError": ValueError,
    "ModelError": chinese_ie.ChineseIEError,
    "ModelNotFoundError": FileNotFoundError,
    "ModelFormatError": chinese_ie.ModelError,
    "CorpusError": chinese_ie.ChineseIEError,
    "JobError": chinese_ie.ChineseIEError,
    "MissingExtraError": ImportError,
}


def test_the_tree_of_errors_is_complete() -> None:
    assert set(BASES) == {name for name in chinese_ie.__all__ if name.endswith("Error")}


@pytest.mark.parametrize("name", BASES)
def test_each_error_is_of_the_kinds_promised(name: str) -> None:
    error = getattr(chinese_ie, name)
    assert issubclass(error, chinese_ie.ChineseIEError)
    assert issubclass(error, BASES[name])
    assert str(error("what was given")) == "what was given"
    assert f"{name} " in str(sys.modules[error.__module__].__doc__) or name == "ChineseIEError"


def test_model_errors_are_one_kind() -> None:
    assert issubclass(chinese_ie.ModelNotFoundError, chinese_ie.ModelError)


def test_corpus_error_says_where() -> None:
    error = chinese_ie.CorpusError("wrong", "a.jsonl", 3)
    assert (str(error), error.path, error.line) == ("a.jsonl:3: wrong", "a.jsonl", 3)
    assert str(chinese_ie.CorpusError("wrong", "a.txt")) == "a.txt: wrong"
