"""What `chinese-ie extract --format jsonl` wrote, read again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn, get_args

from chinese_ie.document import Document, Investment, Modifier, Section, Span, Status
from chinese_ie.errors import InputError
from chinese_ie.interfaces.columns import INVESTMENTS


def read_results(path: Path) -> Iterator[tuple[str, Document]]:
    """The named documents of a file, a line at a time, with text, investments, sections and meta.

    Raises:
        InputError: the file cannot be read, or a line is not such a document; says which.
    """
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _named(path, number, line)
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 at byte {error.start}; expected JSON Lines") from error


def _named(path: Path, number: int, line: str) -> tuple[str, Document]:
    try:
        plain = json.loads(line, parse_constant=_refuse)
        found = tuple(map(_investment, plain["investments"]))
        sections = tuple(Section(s["kind"], int(s["start"]), int(s["end"])) for s in plain["sections"])
        document = Document(
            _text(plain["text"]), investments=found, sections=sections, meta=dict(plain["meta"])
        )
        return str(plain.get("source", path)), document
    except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise InputError(
            f"{path}:{number}: {type(error).__name__}: {error}; "
            "expected a line of chinese-ie extract --format jsonl"
        ) from error


def _investment(plain: Mapping[str, Any]) -> Investment:
    values = {field.name: plain[field.name] for field in fields(Investment)}
    for name, kind in INVESTMENTS.items():
        if kind == "exact":
            values[name] = _number(values[name])
        elif kind in ("span", "passage"):
            values[name] = _span(values[name])
        elif kind == "text" and not isinstance(values.get(name), str | None):
            raise TypeError(f"{name} is {values[name]!r}")
    if values["company"] is None or values["evidence"] is None:
        raise TypeError("an investment has a company and evidence")
    if values["status"] not in get_args(Status) or values["modifier"] not in (None, *get_args(Modifier)):
        raise ValueError(f"status {values['status']!r}, modifier {values['modifier']!r}")
    return Investment(**values)


def _text(plain: Any) -> str:
    if not isinstance(plain, str):
        raise TypeError(f"text is a {type(plain).__name__}")
    return plain


def _number(plain: Any) -> Decimal | None:
    number = None if plain is None else Decimal(str(plain))
    if number is not None and not number.is_finite():
        raise ValueError(f"{plain} is no amount")
    return number


def _span(plain: Any) -> Span | None:
    return None if plain is None else Span(int(plain["start"]), int(plain["end"]))


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")
