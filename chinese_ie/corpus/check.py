"""What an annotator may have overlooked: warnings, beside the errors that reading raises."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chinese_ie.corpus.article import GENRES, SPLITS, STAGES, Article, Office, Record
from chinese_ie.document import INVESTED_ROLES, LABELS

_DIGITS = r"(?<![\d０-９])(?<![\d０-９][,.，．])[\d０-９][\d０-９,.，．]*"  # read once, from its first digit
_NUMERALS = r"(?<![一二两三四五六七八九十百千数几])[一二两三四五六七八九十百千数几]+"
_NUMBER = rf"(?:{_DIGITS}|{_NUMERALS})[余多几]?[十百千]?[万亿]{{0,2}}"
_AMOUNT = re.compile(
    rf"{_NUMBER}(?:元(?!素|件|旦)|美元|美金|欧元|日元|港元|港币|英镑|韩元|新台币)"
    rf"|{_DIGITS}\s?[万亿]?(?:[KMGT]?W(?:h|H)|[kKMGT]W\b|千瓦时|兆瓦|千瓦|吨(?!位)|标方)"
)
_DATE = re.compile(r"\d{4}(-[01]\d(-[0-3]\d)?)?")
_REPEATED = ("PARK", "COMPANY", "OFFICIAL", "EXECUTIVE", "LOCATION")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at: `kind` groups findings, `message` says what and where."""

    article: str
    kind: str
    message: str


def check(article: Article) -> Iterator[Finding]:
    """All findings of one article, in the order of its text."""
    yield from (Finding(article.id, *f) for f in _header(article))
    yield from (Finding(article.id, *f) for r in article.investments for f in _record(article, r))
    yield from (Finding(article.id, "person", m) for p in article.people for m in _person(article, p))
    yield from (Finding(article.id, "layer", m) for m in _unfinished(article))
    yield from (Finding(article.id, "untagged repeat", m) for m in _untagged_repeats(article))
    yield from (Finding(article.id, "untagged amount", m) for m in _untagged_amounts(article))


def _header(article: Article) -> Iterator[tuple[str, str]]:
    for name, value, known in (("split", article.split, SPLITS), ("genre", article.genre, GENRES)):
        if value not in known:
            yield "header", f"{name} is {value!r}, expected one of {', '.join(known)}"
    if others := sorted({e.label for e in article.entities}.difference(LABELS)):
        yield (
            "label",
            f"{', '.join(others)}: not of the packaged model; a training adds it (or is it a slip?)",
        )
    if not article.id:
        yield "header", "id is empty"


def _record(article: Article, record: Record) -> Iterator[tuple[str, str]]:
    tagged: dict[str, set[str]] = {}
    for entity in article.entities:
        tagged.setdefault(entity.label, set()).add(entity.text)
    companies = tagged.get("COMPANY", set())
    places = tagged.get("PARK", set()) | tagged.get("LOCATION", set())
    for name in (record.company, *record.company_aliases):
        if name not in companies:
            yield "record", f"company {name!r} is no tagged COMPANY of the article"
    if record.amount not in tagged.get("MONEY", set()):
        yield "record", f"amount {record.amount!r} is no tagged MONEY of the article"
    for place in (record.location, *record.location_aliases):
        if place is not None and place not in places:
            yield "record", f"location {place!r} is no tagged PARK or LOCATION of the article"
    if record.capacity and record.capacity not in article.text:
        yield "record", f"capacity {record.capacity!r} is not in the text"
    if record.stage and record.stage not in STAGES:
        yield "record", f"stage {record.stage!r}, expected one of {', '.join(STAGES)}"


def _person(article: Article, person: Office) -> Iterator[str]:
    labels = {e.label for e in article.entities if e.text == person.name}
    if not labels & {"OFFICIAL", "EXECUTIVE"}:
        yield f"{person.name!r} is no tagged OFFICIAL or EXECUTIVE of the article"
    for what, value in (("title", person.title), ("organization", person.organization)):
        if value and value not in article.text:
            yield f"{what} {value!r} of {person.name} is not in the text"
    if not person.title and not person.organization:
        yield f"{person.name!r} has neither title nor organization; leave the table out"
    tagged = {e.text for e in article.entities}
    for alias in person.organization_aliases:
        if alias not in tagged:
            yield f"organization alias {alias!r} of {person.name} is no tagged mention"


def _unfinished(article: Article) -> Iterator[str]:
    """Gaps in the further layers (roles of amounts, stages), of an article that has them at all."""
    money = [e for e in article.entities if e.label == "MONEY"]
    for record in article.investments:
        if record.date and not _DATE.fullmatch(record.date):
            yield f"date {record.date!r}, expected YYYY, YYYY-MM or YYYY-MM-DD"
    if not any(e.role for e in money):
        return
    for entity in money:
        if not entity.role:
            yield f"MONEY {entity.text!r} at {entity.start} has no role, others have"
    invested = {e.text for e in money if e.role in INVESTED_ROLES}
    for record in article.investments:
        if record.amount not in invested:
            yield f"no mention of the amount {record.amount!r} of {record.company} has the role investment"
        if not record.stage:
            yield f"the investment of {record.company} has no stage"


def _untagged_repeats(article: Article) -> Iterator[str]:
    names = {e.text: e.label for e in article.entities if e.label in _REPEATED and len(e.text) > 1}
    free = _outside(article)
    for name, label in sorted(names.items(), key=lambda item: -len(item[0])):
        for found in re.finditer(re.escape(name), free):
            around = _around(article.text, *found.span())
            yield f"{label} {name!r} stands untagged at {found.start()}: …{around}…"


def _untagged_amounts(article: Article) -> Iterator[str]:
    for found in _AMOUNT.finditer(_outside(article)):
        yield f"{found.group()!r} at {found.start()}: …{_around(article.text, *found.span())}…"


def _outside(article: Article) -> str:
    """The text with tagged characters blanked out, same length."""
    characters = list(article.text)
    for entity in article.entities:
        characters[entity.start : entity.end] = "\x00" * (entity.end - entity.start)
    return "".join(characters)


def _around(text: str, start: int, end: int) -> str:
    return text[max(0, start - 12) : end + 12].replace("\n", "⏎")
