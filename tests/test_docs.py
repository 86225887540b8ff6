"""The pages for people run: every fenced block of README*.md and docs/*.md, in order.

The blocks of a page run in one empty folder: `python` blocks in one namespace, `sh` blocks with bash, which
ends at the first error. There `chinese-ie` and `python` are on PATH, the checkout is $REPO, and no model hub
answers. `text`, `json` and other data are not run. HTML comments, unseen by readers, say the rest:

    <!-- slow -->                 on the first line: the page takes longer than a minute
    <!-- needs: fastapi, npm -->  skip the page where a module or command is missing
    <!-- setup: cp "$REPO"/… -->  shell lines to run here, such as files that the reader would have
    <!-- not run: reason -->      just before a block that would install, or train for long

A page is one process (`python tests/test_docs.py PAGE`), so that pages cannot disturb each other.
"""

import contextlib
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

import chinese_ie

REPO = Path(__file__).parent.parent
PAGES = sorted([*REPO.glob("README*.md"), *REPO.glob("docs/*.md")])
DATA = ("text", "json", "jsonl", "yaml", "toml", "csv", "html", "xml")
LONGEST = 3600  # seconds after which a page is taken to hang


@dataclass(frozen=True)
class Block:
    """A block of a page; `left_out` is why it is not run, None for one that is."""

    page: Path
    line: int  # of the fence, from 1
    language: str
    code: str
    left_out: str | None = None

    def __str__(self) -> str:
        return f"{os.path.relpath(self.page, REPO)}:{self.line}"


def comment(name: str, html: str) -> str | None:
    """What the comment of this name says, None where `html` is no such comment."""
    found = re.fullmatch(rf"<!--\s*{name}(?::(.*))?\s*-->\s*", html, re.DOTALL)
    return None if found is None else (found[1] or "").strip()


def blocks(page: Path) -> Iterator[Block]:
    before = ""
    for token in MarkdownIt().parse(page.read_text(encoding="utf-8")):
        line = token.map[0] + 1 if token.map else 0
        if token.type == "html_block" and (setup := comment("setup", token.content)) is not None:
            yield Block(page, line, "sh", setup)
        elif token.type == "fence":
            yield Block(page, line, token.info.strip(), token.content, comment("not run", before))
        before = token.content if token.type == "html_block" else ""


def missing(page: Path) -> list[str]:
    """What the page needs and this machine lacks."""
    parts = (
        t.content for t in MarkdownIt().parse(page.read_text(encoding="utf-8")) if t.type == "html_block"
    )
    needed = [name for html in parts for name in re.split(r",\s*", comment("needs", html) or "") if name]
    return [n for n in needed if importlib.util.find_spec(n) is None and shutil.which(n) is None]


def run(page: Path) -> None:
    """Run the blocks of a page in the folder where this process is; an error ends it."""
    sys.path.insert(0, "")
    namespace = {"__name__": "__main__"}
    for block in blocks(page):
        if block.left_out is not None or block.language in DATA:
            continue
        print(f"── {block}", flush=True)  # noqa: T201
        if block.language == "python":  # empty lines in front, so that errors name the line of the page
            exec(compile("\n" * block.line + block.code, str(page), "exec"), namespace)
        else:
            subprocess.run(["bash", "-euo", "pipefail", "-c", block.code], check=True)


def parameter(page: Path) -> object:
    slow = page.read_text(encoding="utf-8").startswith("<!-- slow -->")
    return pytest.param(page, id=str(page.relative_to(REPO)), marks=[pytest.mark.slow] if slow else [])


def run_apart(page: Path, folder: Path) -> tuple[int, str]:
    """Run a page in a process of its own in the new `folder`: exit code and what it printed."""
    folder.mkdir()
    log = folder.with_suffix(".log")
    paths = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    settings = {"REPO": str(REPO), "PATH": paths, "PYTHONPATH": str(REPO), "HF_HUB_OFFLINE": "1"}
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-P", __file__, str(page)],
            cwd=folder,
            env=os.environ | settings,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            code = process.wait(timeout=LONGEST)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # servers that the page left running
    return code, log.read_text(encoding="utf-8", errors="replace")


@pytest.mark.parametrize("page", [parameter(page) for page in PAGES])
def test_page_runs(page: Path, tmp_path: Path) -> None:
    if lacks := missing(page):
        pytest.skip(f"the page needs {', '.join(lacks)}")
    code, log = run_apart(page, tmp_path / "page")
    assert code == 0, log


def test_the_api_reference_has_every_public_name(tmp_path: Path) -> None:
    pytest.importorskip("pdoc")
    command = ["-m", "pdoc", "chinese_ie", "--docformat", "google", "--output-directory", str(tmp_path)]
    subprocess.run([sys.executable, *command], check=True, cwd=REPO)
    page = (tmp_path / "chinese_ie.html").read_text(encoding="utf-8")
    modules = {path.stem for path in (tmp_path / "chinese_ie").glob("*.html")}
    missing = [name for name in chinese_ie.__all__ if f'id="{name}"' not in page and name not in modules]
    assert missing == []


LEFT_OUT = [block for page in PAGES for block in blocks(page) if block.left_out is not None]


@pytest.mark.parametrize("block", LEFT_OUT, ids=lambda block: f"{block} {block.left_out}")
def test_a_block_that_is_not_run_says_why(block: Block) -> None:
    assert block.left_out


def test_every_block_has_a_language_that_is_run_or_data() -> None:
    known = ("python", "sh", *DATA)
    found = (block for page in PAGES for block in blocks(page) if block.left_out is None)
    assert [f"{b}: {b.language!r}" for b in found if b.language not in known] == []


def links(page: Path) -> set[str]:
    """The files that a page links to, as written."""
    written = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    return {link for link in written if "://" not in link}


def test_links_lead_to_files() -> None:
    broken = [f"{p.name}: {link}" for p in PAGES for link in links(p) if not (p.parent / link).exists()]
    assert broken == []


def test_every_page_is_listed() -> None:
    index = REPO / "docs" / "README.md"
    assert {p.name for p in PAGES if p.parent == index.parent and p != index} <= links(index)


PAGE = """# A page
<!-- setup: echo 甲 > given.txt -->
```python
from pathlib import Path
text = Path("given.txt").read_text()
```
```sh
test -d "$REPO"/chinese_ie
cat given.txt given.txt > both.txt
```
<!-- not run: it would fail -->
```sh
exit 1
```
```python
assert Path("both.txt").read_text() == 2 * text
```
```text
what came out
```
"""


def test_the_runner_runs_blocks_in_order_in_one_folder(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE, encoding="utf-8")
    assert [(b.line, b.language, b.left_out) for b in blocks(page)] == [
        (2, "sh", None), (3, "python", None), (7, "sh", None), (12, "sh", "it would fail"),
        (15, "python", None), (18, "text", None),
    ]  # fmt: skip
    code, log = run_apart(page, tmp_path / "folder")
    assert code == 0, log


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("```sh\nfalse\ntrue\n```", "non-zero exit status 1"),
        ("```python\n1\n1 / 0\n```", 'page.md", line 3'),
        ("<!-- not run: only the next one -->\n```sh\nfalse\n```\n```python\nunknown\n```", "NameError"),
    ],
)
def test_the_runner_fails_where_a_block_does(wrong: str, told: str, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(wrong, encoding="utf-8")
    code, log = run_apart(page, tmp_path / "folder")
    assert code != 0
    assert told in log


def test_marks_of_a_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A\n\n<!-- needs: bash, no_such_module -->\n<!-- not run -->\n```sh\n```\n")
    assert missing(page) == ["no_such_module"]
    page.write_text("<!-- not run -->\n```sh\n```\n")
    assert [b.left_out for b in blocks(page)] == [""]


if __name__ == "__main__":
    run(Path(sys.argv[1]))
