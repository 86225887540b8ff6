"""Upload a model folder, or the corpus, to the Hugging Face hub.

    python -m training.push_to_hub runs/tagger NAME/tagger --dry-run     what would go
    python -m training.push_to_hub corpus NAME/corpus --kind dataset

The folder needs a README.md whose head names language and license. Files that may be pickles, and all other
kinds that this project does not write, are refused. The token is that of `hf auth login`, or HF_TOKEN.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from huggingface_hub import DatasetCard, HfApi, ModelCard

from chinese_ie.errors import InputError

KINDS = (".json", ".jsonl", ".md", ".onnx", ".safetensors", ".txt")  # of files; none can hold code


class Repository(StrEnum):
    model = "model"
    dataset = "dataset"


def files(folder: Path) -> list[Path]:
    """What would go, sorted; raises `InputError` for no folder and for files of other kinds."""
    found = sorted(path for path in folder.rglob("*") if not path.is_dir())
    if not found:
        raise InputError(f"nothing to upload in {folder}; give a folder written by training.train or export")
    foreign = [str(path.relative_to(folder)) for path in found if path.suffix not in KINDS]
    if foreign:
        raise InputError(
            f"{folder} holds {', '.join(foreign)}; only {' '.join(KINDS)} are uploaded, since other "
            "files may be pickles, which run code when they are read; move them away"
        )
    return found


def check_card(folder: Path, kind: Repository) -> None:
    """Raises `InputError` unless README.md is a card: a YAML head with language and license, then text."""
    path = folder / "README.md"
    wanted = "a model card is README.md with a head (---) of `language: zh` and `license: …`, then text"
    if not path.is_file():
        raise InputError(f"{folder} has no README.md; {wanted}")
    try:
        card = (DatasetCard if kind is Repository.dataset else ModelCard).load(path)
    except ValueError as error:
        raise InputError(f"{path}: {error}; {wanted}") from error
    if not (card.data.language and card.data.license and card.text.strip()):
        raise InputError(f"{path} lacks language, license or text; {wanted}")


def main(
    folder: Annotated[Path, typer.Argument(help="of training.train, export_onnx or pretrain; or the corpus")],
    repository: Annotated[str, typer.Argument(help="NAME/REPOSITORY on the hub")],
    kind: Annotated[Repository, typer.Option(help="model or dataset")] = Repository.model,
    private: Annotated[bool, typer.Option(help="make a new repository private")] = False,
    dry_run: Annotated[bool, typer.Option(help="only list the files")] = False,
) -> None:
    """Check FOLDER, list its files, and upload them as one commit."""
    going = files(folder)
    check_card(folder, kind)
    for path in going:
        typer.echo(f"{path.stat().st_size:>12,} {path.relative_to(folder)}")
    if dry_run:
        return
    api = HfApi()
    api.create_repo(repository, repo_type=kind.value, private=private, exist_ok=True)
    done = api.upload_folder(
        repo_id=repository,
        repo_type=kind.value,
        folder_path=folder,
        commit_message="Upload from chinese_ie",
    )
    typer.echo(str(done))


if __name__ == "__main__":
    typer.run(main)
