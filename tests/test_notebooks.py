"""Every notebook runs from top to bottom without an error, and is stored with its outputs."""

import sys
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")

from jupyter_client.kernelspec import KernelSpec  # noqa: E402
from jupyter_client.manager import AsyncKernelManager  # noqa: E402

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
SLOW = {"03_train_your_own": "torch"}  # takes more than a minute; what it needs


@pytest.fixture
def own_kernel(monkeypatch: pytest.MonkeyPatch) -> type[AsyncKernelManager]:
    """A kernel in this very Python, whatever kernels are installed on the machine."""
    spec = KernelSpec(
        argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        display_name="this Python",
        language="python",
    )
    monkeypatch.setattr(AsyncKernelManager, "kernel_spec", spec)
    return AsyncKernelManager


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize(
    "path",
    [pytest.param(p, marks=pytest.mark.slow) if p.stem in SLOW else p for p in NOTEBOOKS],
    ids=lambda path: path.stem,
)
def test_notebook_runs(path: Path, own_kernel: type[AsyncKernelManager]) -> None:
    if path.stem in SLOW:
        pytest.importorskip(SLOW[path.stem])
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "python3"
    client = nbclient.NotebookClient(
        notebook,
        timeout=3600 if path.stem in SLOW else 300,
        allow_errors=False,
        km=own_kernel(),
        resources={"metadata": {"path": str(FOLDER)}},
    )
    client.execute()
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            assert output.output_type != "error"
            assert output.get("name") != "stderr", output.text


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_stored_with_outputs(path: Path) -> None:
    """Readers on the web see results; those of a clean run, and not so large that a diff drowns."""
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert any(cell.outputs for cell in code)
    assert not any(output.output_type == "error" for cell in code for output in cell.outputs)
    assert path.stat().st_size < 300_000
