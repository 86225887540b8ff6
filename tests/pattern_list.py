"""Prints every regular expression of the package, with how it was called, as JSON: `python pattern_list.py`.

Run in an interpreter of its own: it wraps what `re` compiles while all modules are imported and some articles
are read, those built from TOML included.
"""

import importlib
import json
import pkgutil
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).parents[1] / "corpus" / "train.jsonl"
ARTICLES = 40
MADE = "星河材料公司、远禾股份公司分别投资5亿元、3亿元在扬州经开区建厂。"  # what few articles have
used: dict[tuple[str, int], set[str]] = {}
compiled = re._compile  # type: ignore[attr-defined]


class Recorder:
    """A pattern that writes down which of its methods are called."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._of = pattern
        self._used = used.setdefault((pattern.pattern, pattern.flags), set())

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._of, name)
        if callable(found):
            self._used.add(name)
        return found


def is_ours() -> bool:
    """Is `re` called from a module of the package?"""
    frame: Any = sys._getframe(2)
    while frame.f_globals.get("__name__") in ("re", "functools"):
        frame = frame.f_back
    return str(frame.f_globals.get("__name__")).startswith("chinese_ie")


def recording(pattern: Any, flags: Any) -> Any:
    found = compiled(pattern._of if isinstance(pattern, Recorder) else pattern, flags)
    return Recorder(found) if is_ours() and isinstance(found.pattern, str) else found


def caches(module: Any) -> list[Callable[[], object]]:
    """Functions of a module that keep what they return: tables read from files."""
    found = [f for f in vars(module).values() if hasattr(f, "cache_info")]
    return [f for f in found if not f.__wrapped__.__code__.co_argcount]


def main() -> None:
    sys.path.insert(0, str(CORPUS.parents[1]))
    re._compile = recording  # type: ignore[attr-defined]
    import chinese_ie

    for found in pkgutil.walk_packages(chinese_ie.__path__, "chinese_ie."):
        for table in caches(importlib.import_module(found.name)):
            table()
    texts = [json.loads(line)["text"] for line in CORPUS.read_text(encoding="utf-8").splitlines()[:ARTICLES]]
    for _ in chinese_ie.pipe([*texts, MADE]):
        pass
    json.dump([[pattern, flags, sorted(calls)] for (pattern, flags), calls in used.items()], sys.stdout)


if __name__ == "__main__":
    main()
