"""How well reports of one investment are brought together: `python benchmarks/merging.py [FILE…]`.

Pairs of reports in one investment against gold events, articles of our own in `corpus/events/`: from the
gold reports (merging alone) and from what the packaged pipeline extracts: reports missed or made up count.
"""

import json
import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any

import typer

from chinese_ie import load
from chinese_ie.linking.places import resolve
from chinese_ie.merging.investments import merge
from chinese_ie.merging.report import Names, Report, names_of, reports_of
from chinese_ie.scoring import Score

EVENTS = [Path("corpus/events/dev.jsonl")]
Article = dict[str, Any]


def records_of_gold(articles: list[Article]) -> Iterator[Article]:
    """The gold reports in the JSON form of a document."""
    for article in articles:
        rows = []
        for gold in article["investments"]:
            names = [n for n in gold["company"] if n in article["text"]] or gold["company"]
            region = resolve([gold["location"]])[0]
            start, end = sentence_with(article["text"], names)
            row = {**gold, "company": names[0], "adcode": region.code if region else None, "status": "active"}
            rows.append({**row, "amount": str(gold["value"]), "evidence": {"start": start, "end": end}})
        yield {**article, "investments": rows}


def sentence_with(text: str, names: list[str]) -> tuple[int, int]:
    """The first sentence, or half of one, with one of the names and an amount; else the whole text."""
    for match in re.finditer(r"[^。；\n]+", text):
        if any(name in match.group() for name in names) and re.search("[亿万億萬]", match.group()):
            return match.span()
    return 0, len(text)


def records_extracted(articles: list[Article]) -> Iterator[Article]:
    """What the packaged pipeline finds, in the JSON form."""
    documents = load().pipe((a["text"] for a in articles), published=[a["published"] for a in articles])
    for article, document in zip(articles, documents, strict=True):
        yield {"id": article["id"], "published": article["published"], **document.to_dict()}


def event_of(report: Report, article: Article) -> str | None:
    """The gold event of a report: a name of its company and its value."""
    fits = (
        g for g in article["investments"] if report.company in g["company"] and report.value == g["value"]
    )
    return next((str(gold["event"]) for gold in fits), None)


def score(articles: list[Article], records: Iterator[Article], show: bool) -> tuple[int, Score]:
    """How many of the gold reports are there, and pairs against all gold pairs."""
    reports: list[Report] = []
    names: Names = {}
    for record in records:
        found = list(reports_of(record))
        reports += found
        names |= names_of(record, found)
    by_id = {a["id"]: a for a in articles}
    events = {r.id: event_of(r, by_id[r.article]) for r in reports}
    investments = merge(reports, names)
    if show:
        print_investments(investments, {r.id: r for r in reports}, events)
    gold = [i["event"] for a in articles for i in a["investments"]]
    made = [pair for i in investments for pair in combinations(i.report_ids, 2)]
    right = sum(events[a] is not None and events[a] == events[b] for a, b in made)
    found_gold = {(r.article, events[r.id]) for r in reports if events[r.id]}
    return len(found_gold), Score(sum(a == b for a, b in combinations(gold, 2)), len(made), right)


def print_investments(investments: Any, reports: dict[str, Report], events: dict[str, str | None]) -> None:
    for i in investments:
        print(i.company, i.amount, i.location, i.stage)
        for key in i.report_ids:
            r = reports[key]
            print("   ", events[key], r.article, r.company, r.amount, r.location, r.capacity, r.stage)
        for c in i.contradictions:
            print("    !", c.field, c.value, c.other_value)


def main(
    files: Annotated[list[Path] | None, typer.Argument(help="gold events, .jsonl")] = None,
    show: Annotated[bool, typer.Option(help="print the investments and their reports")] = False,
) -> None:
    print("| file | from | reports | pairs, P / R / F1 |\n|---|---|---|---|")
    for file in files or EVENTS:
        articles = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        total = sum(len(a["investments"]) for a in articles)
        for source, records in (("gold", records_of_gold), ("extracted", records_extracted)):
            found, s = score(articles, records(articles), show)
            cells = f"{s.precision:.3f} / {s.recall:.3f} / {s.f1:.3f}"
            print(f"| {file.name} | {source} reports | {found} of {total} | {cells} |")


if __name__ == "__main__":
    typer.run(main)
