"""What one article says about one investment, and the files such reports are read from."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

from chinese_ie.document import Entity
from chinese_ie.errors import InputError, MissingExtraError
from chinese_ie.linking.aliases import aliases
from chinese_ie.text.normalize import normalize
from chinese_ie.text.page import sections

_NUMBERS = ("value", "upper", "score")
_SPANS = ("evidence", "company_span", "amount_span", "location_span")


@dataclass(frozen=True)
class Report:
    """An investment as one article tells it; the columns of the table `report`.

    `article` is its id, else its source, else a hash of its text. `published` and `date` are `YYYY`,
    `YYYY-MM` or `YYYY-MM-DD`. Spans are offsets in the article, None where the input had only the
    flat row; `evidence` is the sentence.
    """

    article: str
    published: str | None
    company: str
    amount: str | None
    value: float | None
    upper: float | None
    currency: str | None
    modifier: str | None
    location: str | None
    adcode: str | None
    project: str | None
    capacity: str | None
    stage: str | None
    status: str | None
    date: str | None
    rule: str | None
    score: float | None
    evidence: str | None = None
    evidence_start: int | None = None
    evidence_end: int | None = None
    company_start: int | None = None
    company_end: int | None = None
    amount_start: int | None = None
    amount_end: int | None = None
    location_start: int | None = None
    location_end: int | None = None

    @cached_property
    def id(self) -> str:
        """A hash of all fields: the same report read twice is one."""
        plain = json.dumps(self.values, ensure_ascii=False)
        return hashlib.sha256(plain.encode()).hexdigest()[:32]

    @property
    def values(self) -> tuple[str | float | None, ...]:
        """The fields, in the order of `COLUMNS`."""
        return tuple(getattr(self, name) for name in COLUMNS)


COLUMNS = tuple(f.name for f in fields(Report))
Names = dict[tuple[str, str], set[str]]  # (article, company) to all names that the article has for it


def read_reports(paths: Iterable[Path]) -> tuple[list[Report], Names]:
    """The reports of files of documents or flat rows: `.jsonl`, `.json`, `.parquet`.

    Returns:
        The reports, and of each article the names it uses for a company.

    Raises:
        InputError: a file is not there, of another kind, or holds something else.
        MissingExtraError: a Parquet file, and pyarrow is not installed.
    """
    reports: list[Report] = []
    names: Names = {}
    for path in paths:
        for where, record in _records(path):
            if not isinstance(record, dict) or not ("investments" in record or "company" in record):
                raise InputError(
                    f"{where} is neither a document (`investments`) nor a row (`company`); "
                    "give what `chinese-ie extract` wrote"
                )
            try:
                found = list(reports_of(record))
                names_here = names_of(record, found)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                raise InputError(f"{where} holds no report: {error!r}") from error
            reports += found
            for key, used in names_here.items():
                names.setdefault(key, set()).update(used)
    return reports, names


def _records(path: Path) -> Iterator[tuple[str, Any]]:
    """Each JSON object or table row, and where it stands."""
    ending = path.suffix.lower()
    if ending not in (".jsonl", ".json", ".parquet"):
        raise InputError(f"{path} is no .jsonl, .json or .parquet file, as `chinese-ie extract` writes them")
    try:
        if ending == ".parquet":
            rows: Iterable[Any] = _parquet_rows(path)
            yield from ((f"{path}: row {n}", row) for n, row in enumerate(rows, 1))
        elif ending == ".json":
            whole = json.loads(path.read_text(encoding="utf-8"))
            rows = whole if isinstance(whole, list) else [whole]
            yield from ((f"{path}: item {n}", row) for n, row in enumerate(rows, 1))
        else:
            with path.open(encoding="utf-8") as lines:
                for number, line in enumerate(lines, 1):
                    if line.strip():
                        yield f"{path}:{number}", json.loads(line)
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from error
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"{path} is no JSON in UTF-8: {error}") from error


def _parquet_rows(path: Path) -> Iterator[Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtraError("Parquet needs pyarrow: pip install 'chinese-ie[parquet]'") from error
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(1024):
                yield from batch.to_pylist()
    except pyarrow.ArrowInvalid as error:
        raise InputError(f"{path} is no whole Parquet file: {error}") from error


def reports_of(record: Mapping[str, Any]) -> Iterator[Report]:
    """The reports of one document (the form of `Document.to_dict`) or of one flat row."""
    article = _article(record)
    text = record.get("text")
    if "investments" not in record:
        yield _report(record, article, _clean(record.get("published")), None)
        return
    meta = record.get("meta") or {}
    published = _clean(record.get("published") or meta.get("date"))
    for row in record["investments"] or ():
        yield _report(row, article, published, text)


def _report(row: Mapping[str, Any], article: str, published: str | None, text: str | None) -> Report:
    values: dict[str, Any] = {name: row.get(name) for name in COLUMNS if name != "evidence"}
    values |= {"article": article, "published": published, "evidence": None}
    for name in _SPANS:
        span = row.get(name)
        if isinstance(span, Mapping):
            side = name.removesuffix("_span")
            values[f"{side}_start"], values[f"{side}_end"] = int(span["start"]), int(span["end"])
            if name == "evidence" and text is not None:
                values["evidence"] = text[span["start"] : span["end"]]
    for name in _NUMBERS:
        values[name] = _number(values[name])
    if not isinstance(values["company"], str) or not values["company"]:
        raise ValueError(f"company is {values['company']!r}, expected a name")
    return Report(**{name: _clean(value) for name, value in values.items()})


def _article(record: Mapping[str, Any]) -> str:
    given = record.get("id") or record.get("source")
    if given is None:
        given = hashlib.sha256(str(record.get("text", "")).encode("utf-8", "replace")).hexdigest()[:32]
    return str(_clean(str(given)))


def _number(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not math.isfinite(number := float(value)):
        raise ValueError(f"{value!r} is no number")
    return number


def _clean(value: Any) -> Any:
    """Without what no database holds: lone surrogates and NULs."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")
    return value


def names_of(record: Mapping[str, Any], reports: Iterable[Report]) -> Names:
    """All names that the article has for the companies of its reports."""
    wanted: Names = {(r.article, r.company): {r.company} for r in reports}
    text, entities = record.get("text"), record.get("entities")
    if not wanted or not isinstance(text, str) or not entities:
        return wanted
    aligned = normalize(text)
    mentions = []
    for entity in entities:
        place = aligned.clean_span(entity["start"], entity["end"])
        if place is not None:
            mentions.append(Entity(*place, entity["label"], aligned.text[slice(*place)]))
    parts = sections(aligned.text)
    headline = next((aligned.text[s.start : s.end] for s in parts if s.kind == "headline"), "")
    article = _article(record)
    for name, full in aliases(aligned.text, mentions, headline).companies.items():
        if (article, full) in wanted:
            wanted[article, full].add(str(_clean(name)))
    return wanted
