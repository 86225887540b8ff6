"""What `chinese-ie extract --format jsonl` wrote, read again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from chinese_ie.document import Document, Investment, Section, Span
from chinese_ie.errors import InputError


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
        document = Document(plain["text"], investments=found, sections=sections, meta=dict(plain["meta"]))
        return str(plain.get("source", path)), document
    except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise InputError(
            f"{path}:{number}: {type(error).__name__}: {error}; "
            "expected a line of chinese-ie extract --format jsonl"
        ) from error


def _investment(plain: Mapping[str, Any]) -> Investment:
    values = {field.name: plain[field.name] for field in fields(Investment)}
    for name in ("value", "upper"):
        values[name] = None if values[name] is None else Decimal(str(values[name]))
    for name in ("evidence", "company_span", "amount_span", "location_span"):
        values[name] = (
            None if values[name] is None else Span(int(values[name]["start"]), int(values[name]["end"]))
        )
    if not isinstance(values["company"], str) or values["evidence"] is None:
        raise TypeError("an investment has a company and evidence")
    return Investment(**values)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")
