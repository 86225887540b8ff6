"""Which investments are wrong and why, by cause and by where the right name stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from rich.console import Console
from rich.table import Table
from rich.text import Text

from chinese_ie.corpus import Article, Record
from chinese_ie.document import Document, Entity, Investment
from chinese_ie.linking.aliases import same_park
from chinese_ie.linking.companies import company_core
from chinese_ie.linking.places import find_regions, resolve
from chinese_ie.scoring import names_of, plain_name, same_investment
from chinese_ie.text.fold import fold
from chinese_ie.text.sentences import clauses, sentences

Part = Literal["place", "company", "invented"]
_WHERE = ("clause", "sentence", "line", "headline", "elsewhere", "-")  # nearest first
_EXAMPLES = 4  # of each cause
_AROUND = 30  # characters


class Fault(NamedTuple):
    """A gold record that was not found as it is, or a prediction that is in no record.

    Attributes:
        part: `place` where company and amount are right, `company` where they are not, `invented`.
        cause: what is wrong, in words.
        where: of the right name, how near to the amount it stands first: one of `_WHERE`.
        record: the gold record, None for an invention.
        found: the prediction, None where there is none.
    """

    part: Part
    cause: str
    where: str
    record: Record | None
    found: Investment | None


def faults(article: Article, document: Document) -> Iterator[Fault]:
    """The faults of one article: one for each required record not found, then the inventions."""
    active = [i for i in document.investments if i.status == "active"]
    for record in article.investments:
        near = [i for i in active if same_investment(record, i)]
        if record.optional or any(same_investment(record, i, location=True) for i in near):
            continue
        if near:
            place = _where(document, near[0].amount_span, names_of(record.location, record.location_aliases))
            yield Fault("place", _place_cause(document, record, near[0].location), place, record, near[0])
            continue
        found = next((i for i in active if _same_amount(record, i)), None)
        amount = next((e for e in document.entities if _is_amount(record, e)), None)
        known = names_of(record.company, record.company_aliases)
        where = _where(document, amount.span if amount else None, known)
        yield Fault("company", _company_cause(document, record, amount, found), where, record, found)
    for found in active:
        if not any(same_investment(record, found) for record in article.investments):
            told = any(_same_amount(record, found) for record in article.investments)
            cause = "another company has the amount" if told else "the amount is in no record"
            yield Fault("invented", f"{cause}: {found.rule}", "-", None, found)


def _same_amount(record: Record, found: Investment) -> bool:
    return (found.value, found.currency) == (record.value, record.currency)


def _is_amount(record: Record, entity: Entity) -> bool:
    return any((q.value, q.unit) == (record.value, record.currency) for q in entity.quantities)


def _place_cause(document: Document, record: Record, found: str | None) -> str:
    if record.location is None:
        return "there is none"
    if found is None:
        return "none found"
    labels = {e.norm: e.label for e in document.entities if e.label in ("PARK", "LOCATION")}
    known = [n for n in (record.location, *record.location_aliases) if n in labels]
    if not known:
        return "the right one is no mention"
    right = known[0]
    if labels[right] != labels.get(found):
        return "region instead of park" if labels[right] == "PARK" else "park instead of region"
    if labels[right] == "PARK":
        same = same_park(right, found) or same_park(found, right)
        return "another form of the name" if same else "another park"
    one, other = resolve([right, found])
    if one and one == other:
        return "another form of the name"
    if any(a.holds(b) for a in find_regions(found) for b in find_regions(right)):
        return "region around the right one"
    return "another region"


def _company_cause(
    document: Document, record: Record, amount: Entity | None, found: Investment | None
) -> str:
    known = names_of(record.company, record.company_aliases)
    if amount is None:
        return "the amount is no mention"
    if not any(plain_name(e.norm) in known for e in document.entities if e.label == "COMPANY"):
        return "the company is no mention"
    if found is None:
        hidden = [i for i in document.investments if _same_amount(record, i)]
        return f"status {hidden[0].status}" if hidden else f"nobody invests it, role {amount.role}"
    core = company_core(record.company)[:2]
    return "another form of the name" if core in found.company else "another company"


def _where(document: Document, amount: tuple[int, int] | None, known: set[str]) -> str:
    """Where the name stands nearest to the amount."""
    mentions = [e for e in document.entities if plain_name(e.norm) in known]
    if amount is None or not mentions:
        return "-"
    at, text = amount[0], fold(document.text)
    sentence = next(s for s in sentences(text) if s.start <= at < s.end)
    stretches = {
        "clause": next(c for c in clauses(text, *sentence) if c.start <= at < c.end),
        "sentence": sentence,
        "line": (text.rfind("\n", 0, at) + 1, text.find("\n", at) % (len(text) + 1)),
        "headline": next(((s.start, s.end) for s in document.sections if s.kind == "headline"), (0, 0)),
    }
    inside = (
        name
        for name, (start, end) in stretches.items()
        if any(start <= mention.start < end for mention in mentions)
    )
    return next(inside, "elsewhere")


def show_investment_errors(
    articles: Sequence[Article], documents: Sequence[Document], console: Console
) -> None:
    """A table of causes by where the right name stands, and examples of each."""
    found = [
        (article, fault)
        for article, document in zip(articles, documents, strict=True)
        for fault in faults(article, document)
    ]
    table = Table("", "cause", "all", *_WHERE, title="Errors of investments, by where the right name stands")
    counts = Counter((f.part, f.cause) for _, f in found)
    cells = Counter((f.part, f.cause, f.where) for _, f in found)
    for part, cause in sorted(counts, key=lambda key: (key[0] != "place", key[0], -counts[key])):
        row = (str(cells[part, cause, where] or "") for where in _WHERE)
        table.add_row(part, cause, str(counts[part, cause]), *row)
    console.print(table)
    for part, cause in counts:
        for article, fault in [(a, f) for a, f in found if (f.part, f.cause) == (part, cause)][:_EXAMPLES]:
            console.print(_example(article, fault), soft_wrap=True)


def _example(article: Article, fault: Fault) -> Text:
    line = Text(f"{fault.part}, {fault.cause}: {article.id} ")
    if fault.record:
        line.append(f"gold {fault.record.company} {fault.record.amount} {fault.record.location}; ")
    if fault.found:
        line.append(f"found {fault.found.company} {fault.found.amount} {fault.found.location}: ")
        start, end = fault.found.amount_span or fault.found.company_span
        line.append(article.text[max(0, start - _AROUND) : end + _AROUND].replace("\n", "⏎"), style="dim")
    return line
