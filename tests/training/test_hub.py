"""What goes to the hub: cards that its library reads, a corpus that datasets reads, no pickles."""

import shutil
from pathlib import Path
from typing import Any, ClassVar

import pytest
from typer.testing import CliRunner

from chinese_ie.corpus import read
from chinese_ie.errors import InputError

hub = pytest.importorskip("huggingface_hub")
datasets = pytest.importorskip("datasets")

from training import push_to_hub  # noqa: E402
from training.push_to_hub import Repository  # noqa: E402

REPO = Path(__file__).parents[2]
CARD = "---\nlanguage: zh\nlicense: apache-2.0\n---\n# Mine\nA tagger.\n"


@pytest.mark.parametrize("folder", ["chinese_ie/model", "training/encoder"])
def test_model_cards(folder: str) -> None:
    card = hub.ModelCard.load(REPO / folder / "README.md")
    assert card.data.language == "zh"
    assert card.data.license == "apache-2.0"
    assert card.data.pipeline_tag in ("token-classification", "fill-mask")
    push_to_hub.check_card(REPO / folder, Repository.model)
    push_to_hub.files(REPO / folder)


def test_dataset_card() -> None:
    card = hub.DatasetCard.load(REPO / "corpus" / "README.md")
    assert card.data.license == "cc-by-4.0"
    assert card.data.task_categories == ["token-classification"]
    push_to_hub.check_card(REPO / "corpus", Repository.dataset)
    push_to_hub.files(REPO / "corpus")


@pytest.mark.parametrize("split", ["train", "dev", "test"])
def test_one_file_of_the_corpus_as_json(split: str, tmp_path: Path) -> None:
    path = REPO / "corpus" / f"{split}.jsonl"
    rows = datasets.load_dataset("json", data_files=str(path), cache_dir=str(tmp_path))["train"]
    assert list(rows["id"]) == [article.id for article in read(path)]


def test_the_corpus_as_a_dataset(tmp_path: Path) -> None:
    """The card gives all splits one schema; nothing is lost but fields that were not there."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    for path in (REPO / "corpus").glob("*.*"):
        shutil.copy(path, folder)
    splits = datasets.load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))
    assert set(splits) == {"train", "dev", "test"}
    for split, rows in splits.items():
        assert rows.features == splits["train"].features
        for row, article in zip(rows, read(folder / f"{split}.jsonl"), strict=True):
            assert bare(row) == bare(article.to_dict())


def bare(value: Any) -> Any:
    """Without the fields that are None."""
    if isinstance(value, dict):
        return {key: bare(inner) for key, inner in value.items() if inner is not None}
    return [bare(inner) for inner in value] if isinstance(value, list) else value


class RecordingApi:
    """Stands for the hub."""

    calls: ClassVar[list[tuple[str, dict[str, Any]]]] = []

    def create_repo(self, repo_id: str, **given: Any) -> None:
        self.calls.append(("create", {"repo_id": repo_id, **given}))

    def upload_folder(self, **given: Any) -> str:
        self.calls.append(("upload", given))
        return "https://hub/commit"


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    monkeypatch.setattr(push_to_hub, "HfApi", RecordingApi)
    monkeypatch.setattr(RecordingApi, "calls", [])
    return RecordingApi.calls


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as training.train writes it, and a card."""
    for name in ("card.json", "config.json", "labels.json", "tokenizer.json"):
        (tmp_path / name).write_text("{}")
    (tmp_path / "model.safetensors").write_bytes(bytes(2000))
    (tmp_path / "README.md").write_text(CARD)
    return tmp_path


def command() -> Any:
    import typer

    app = typer.Typer()
    app.command()(push_to_hub.main)
    return app


def test_a_dry_run_lists_and_uploads_nothing(folder: Path, calls: list[Any]) -> None:
    done = CliRunner().invoke(command(), [str(folder), "me/tagger", "--dry-run"])
    assert done.exit_code == 0, done.output
    listed = [line.split() for line in done.stdout.splitlines()]
    assert ["2,000", "model.safetensors"] in listed
    assert {name for _, name in listed} == {path.name for path in folder.iterdir()}
    assert calls == []


def test_an_upload_is_one_commit(folder: Path, calls: list[Any]) -> None:
    done = CliRunner().invoke(command(), [str(folder), "me/tagger", "--private"])
    assert done.exit_code == 0, done.output
    assert [name for name, _ in calls] == ["create", "upload"]
    created, uploaded = (given for _, given in calls)
    assert created == {"repo_id": "me/tagger", "repo_type": "model", "private": True, "exist_ok": True}
    assert (uploaded["repo_id"], uploaded["folder_path"]) == ("me/tagger", folder)
    assert "https://hub/commit" in done.stdout


@pytest.mark.parametrize("name", ["pytorch_model.bin", "optimizer.pt", "checkpoints/one.pkl", "code.py", "x"])
def test_other_files_are_refused(name: str, folder: Path, calls: list[Any]) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(b"\x80\x04.")
    with pytest.raises(InputError, match=f"holds {name}"):
        push_to_hub.main(folder, "me/tagger")
    assert calls == []


@pytest.mark.parametrize(
    ("card", "told"),
    [
        (None, "has no README.md"),
        ("# No head\n", "lacks language, license or text"),
        ("---\nlanguage: zh\n---\n# No license\n", "lacks language, license or text"),
        (CARD.split("#")[0], "lacks language, license or text"),
        ("---\n- a\n---\n# A list\n", "a model card is README.md with a head"),
    ],
)
def test_a_missing_or_empty_card_is_refused(
    card: str | None, told: str, folder: Path, calls: list[Any]
) -> None:
    (folder / "README.md").unlink()
    if card is not None:
        (folder / "README.md").write_text(card)
    with pytest.raises(InputError, match=told):
        push_to_hub.main(folder, "me/tagger")
    assert calls == []


def test_no_folder(tmp_path: Path, calls: list[Any]) -> None:
    with pytest.raises(InputError, match="nothing to upload"):
        push_to_hub.main(tmp_path / "none", "me/tagger")
    assert calls == []
