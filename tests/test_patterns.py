"""Every regular expression of the package takes linear time, called in the way that the package calls it."""

import json
import random
import re
import re._parser as parser  # type: ignore[import-not-found]
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from growth import growth

SHORT = 400  # characters of the texts that look for a suspect
LONG = 1_600  # characters that a suspect is measured with, and four times that
TRIES = 25  # pairs of pieces a pattern
ENOUGH = 1e-4  # seconds: what is faster on the short text is no suspect
OTHERS = (" ", "1", "中", "a", "。", "\n", ",")

Pattern = re.Pattern[str]
Call = Callable[[Pattern, str], object]
CALLS: dict[str, Call] = {
    "match": lambda pattern, text: pattern.match(text),
    "fullmatch": lambda pattern, text: pattern.fullmatch(text),
    "search": lambda pattern, text: pattern.search(text),
    "finditer": lambda pattern, text: sum(1 for _ in pattern.finditer(text)),
}


@pytest.fixture(scope="module")
def patterns() -> list[tuple[Pattern, list[str]]]:
    """Every pattern and how it is called; what no article called is taken to be searched for."""
    here = Path(__file__).parent
    ran = subprocess.run(
        [sys.executable, here / "pattern_list.py"], capture_output=True, check=True, cwd=here.parent
    )
    found = []
    for pattern, flags, calls in json.loads(ran.stdout):
        kinds = {call if call in CALLS else "finditer" for call in calls} or {"search"}
        if "+++" not in pattern.replace(
            "\\", ""
        ):  # the header of an inline article is matched once, at its start
            found.append((re.compile(pattern, flags), sorted(kinds)))
    return found


def literals(node: Any) -> Iterator[str]:
    """The words and single characters that a parsed pattern names."""
    word = ""
    for kind, value in node:
        name = str(kind)
        if name == "LITERAL":
            word += chr(value)
            continue
        if word:
            yield from (word, word[0], word[-1])
        word = ""
        if name == "IN":
            yield from (
                chr(v if isinstance(v, int) else v[0]) for k, v in value if str(k) in ("LITERAL", "RANGE")
            )
        elif name == "BRANCH":
            for branch in value[1]:
                yield from literals(branch)
        elif name == "ATOMIC_GROUP":
            yield from literals(value)
        elif isinstance(value, tuple) and isinstance(value[-1], parser.SubPattern):
            yield from literals(value[-1])
    if word:
        yield from (word, word[0], word[-1])


def texts(pattern: Pattern) -> Iterator[Callable[[int], str]]:
    """Functions from a length to a text that may take long: pieces of the pattern again and again."""
    some = random.Random(repr(pattern.pattern))
    named = list(dict.fromkeys(literals(parser.parse(pattern.pattern, pattern.flags))))
    pieces = [*some.sample(named, min(len(named), 14)), *OTHERS]
    for one in pieces:
        yield lambda n, one=one: (one * n)[:n]  # type: ignore[misc]
    for _ in range(TRIES):
        one, other = some.choice(pieces), some.choice(pieces)
        yield lambda n, one=one, other=other: ((one + other) * n)[:n]  # type: ignore[misc]
        yield lambda n, one=one, other=other: (one + other * n)[:n]  # type: ignore[misc]


def slowest(pattern: Pattern, call: Call) -> tuple[float, Callable[[int], str]]:
    """The text of `SHORT` characters that takes longest, and its seconds."""
    worst, made = 0.0, lambda n: "a" * n
    for make in texts(pattern):
        text = make(SHORT)
        started = time.process_time()
        call(pattern, text)
        took = time.process_time() - started
        if took > worst:
            worst, made = took, make
    return worst, made


def test_there_are_patterns(patterns: list[tuple[Pattern, list[str]]]) -> None:
    """Those written in code, and those built from tables."""
    every = "\n".join(pattern.pattern for pattern, _ in patterns)
    assert len(patterns) > 200
    assert all(word in every for word in ("简称", "以上", "开工"))


def test_no_pattern_searches_again_and_again(patterns: list[tuple[Pattern, list[str]]]) -> None:
    slow = []
    for pattern, calls in patterns:
        for name in calls:
            call = CALLS[name]
            took, make = slowest(pattern, call)
            if took < ENOUGH:
                continue
            short, long = make(LONG), make(4 * LONG)
            times = growth(lambda: call(pattern, short), lambda: call(pattern, long))  # noqa: B023
            if times > 8:
                slow.append((round(times), name, pattern.pattern[:80], short[:12]))
    assert slow == []


def test_a_pattern_that_does_is_found() -> None:
    pattern = re.compile(r"\s*(?:x)?\s*y")
    took, make = slowest(pattern, CALLS["match"])
    assert took >= ENOUGH
    assert growth(lambda: pattern.match(make(LONG)), lambda: pattern.match(make(4 * LONG))) > 8
