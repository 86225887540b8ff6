"""What articles of a corpus share and should not: sentences, names, events."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from chinese_ie.corpus.article import Article
from chinese_ie.corpus.check import Finding
from chinese_ie.document import LABELS, Entity

_NAMES = ("PARK", "COMPANY", "OFFICIAL", "EXECUTIVE")
_BARE = re.compile(
    r"(?:国家级|省级)?(?:经济技术|高新技术产业|高新|经济|经)?开(?:发区?|区)?|高新区?|新区|综保区|自贸区"
)
# What the rules for listed companies make every announcement say.
_FORMULA = re.compile(r"董事会(?:及?全体)|虚假记载|真实准确|证券代码0|重大资|关联交易")
# A mention in masked text: a letter that no article writes.
_MASKS = dict(zip(LABELS, "ⓅⒸⓄⒺⓂⒶⓁ", strict=True))
_OTHER = "Ⓧ"
_OVERUSED = 0.01  # share of the articles that one name may stand in
_RUN = 24  # characters, names and numbers masked, that two articles may not share
_CHINESE = 20  # of them Chinese characters outside names


def check_together(articles: Sequence[Article]) -> Iterator[Finding]:
    """Findings that need more than one article: over-used names, shared sentences and events."""
    yield from _overused(articles)
    yield from _repeated(articles)
    yield from _events(articles)


def _overused(articles: Sequence[Article]) -> Iterator[Finding]:
    seen: Counter[tuple[str, str]] = Counter()
    for article in articles:
        seen.update({(e.label, e.text) for e in article.entities if e.label in _NAMES})
    most = max(3, _OVERUSED * len(articles))
    for (label, name), count in sorted(seen.items(), key=lambda item: -item[1]):
        if count > most and not _BARE.fullmatch(name):
            yield Finding("-", "over-used name", f"{label} {name!r} stands in {count} articles")


def _repeated(articles: Sequence[Article]) -> Iterator[Finding]:
    """The first run of text that an article shares with an earlier one, one finding a pair.

    Runs with two officials are left out, since chains of titles are alike everywhere, and so are
    prescribed formulas.
    """
    first: dict[str, int] = {}
    for number, article in enumerate(articles):
        masked = _masked(article)
        found: dict[int, str] = {}
        own: dict[str, int] = {}
        for at in range(len(masked) - _RUN + 1):
            run = masked[at : at + _RUN]
            if (
                sum("一" <= c <= "鿿" for c in run) < _CHINESE
                or run.count(_MASKS["OFFICIAL"]) > 1
                or _FORMULA.search(run)
            ):
                continue
            other = first.get(run)
            if other is None:
                own[run] = number
            else:
                found.setdefault(other, run)
        first.update(own)
        for other, run in found.items():
            kind = "shared sentence" if articles[other].split == article.split else "sentence in two splits"
            yield Finding(article.id, kind, f"…{run}… stands in {articles[other].id} too")


def _masked(article: Article) -> str:
    """The words of an article: mentions as one circled letter, digits as 0, no space or punctuation."""
    pieces, at = [], 0
    for entity in article.entities:
        pieces += [article.text[at : entity.start], _MASKS.get(entity.label, _OTHER)]
        at = entity.end
    return re.sub(r"[\d０-９]+", "0", re.sub(r"[^\wⒶ-Ⓩ]+|_", "", "".join([*pieces, article.text[at:]])))


def _events(articles: Sequence[Article]) -> Iterator[Finding]:
    """Pairs in different splits that seem to report one event.

    They share a person and a park or company, a park and a company, three companies, or a company
    that invests the same amount.
    """
    by_name: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, article in enumerate(articles):
        for key in {(e.label, e.text) for e in article.entities if e.label in _NAMES and len(e.text) > 1}:
            if not _BARE.fullmatch(key[1]):
                by_name[key].append(number)
    shared: dict[tuple[int, int], list[tuple[str, str]]] = defaultdict(list)
    for key, numbers in by_name.items():
        for pair in combinations(numbers, 2):
            if articles[pair[0]].split != articles[pair[1]].split:
                shared[pair].append(key)
    for (one, other), keys in sorted(shared.items()):
        labels = Counter("PERSON" if label in ("OFFICIAL", "EXECUTIVE") else label for label, _ in keys)
        deals = _deals(articles[one]) & _deals(articles[other])
        if len(labels) > 1 or labels["COMPANY"] > 2 or deals:
            names = "、".join(sorted({name for _, name in keys}.union(*deals)))
            yield Finding(
                articles[other].id, "event in two splits", f"shares {names} with {articles[one].id}"
            )


def _deals(article: Article) -> set[tuple[str, str]]:
    """Who invests what, by every name of the investor."""
    return {(name, r.amount) for r in article.investments for name in (r.company, *r.company_aliases)}


def shared_names(articles: Iterable[Article], label: str) -> dict[str, set[str]]:
    """Names of one label that stand in more than one split: name to splits."""
    splits: dict[str, set[str]] = {}
    for article in articles:
        for entity in article.entities:
            if entity.label == label and article.split:
                splits.setdefault(entity.text, set()).add(article.split)
    return {name: found for name, found in splits.items() if len(found) > 1}


def distinct_share(entities: Iterable[Entity]) -> float:
    """Distinct surfaces over mentions, 0..1; 0 for none."""
    surfaces = [e.text for e in entities]
    return len(set(surfaces)) / len(surfaces) if surfaces else 0.0
