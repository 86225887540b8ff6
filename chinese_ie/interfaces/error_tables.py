"""Where the tagger goes wrong: kinds of errors by label, scores by genre, examples in context."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from chinese_ie.corpus import Article
from chinese_ie.document import LABELS, Document, Entity
from chinese_ie.scoring import all_labels, score_entities

Kind = Literal["boundary", "label", "missed", "invented"]
KINDS: tuple[Kind, ...] = ("boundary", "label", "missed", "invented")
_EXAMPLES = 3  # of each label and kind
_AROUND = 12  # characters of context


@dataclass(frozen=True, slots=True)
class Mistake:
    """A gold mention that was not found as it is, or a prediction where there is none.

    `boundary`: an overlapping prediction of the same label; `label`: one of another label;
    `missed`: no overlapping prediction; `invented`: a prediction that overlaps no gold mention.
    """

    kind: Kind
    gold: Entity | None
    found: Entity | None

    @property
    def mention(self) -> Entity:
        """Gold's, or of an invention the predicted one."""
        mention = self.gold or self.found
        assert mention is not None
        return mention


def mistakes(gold: Sequence[Entity], found: Sequence[Entity]) -> Iterator[Mistake]:
    """The mistakes of one article: one for each gold mention not found, then the inventions."""
    exact = {(e.start, e.end, e.label) for e in found}
    for want in gold:
        if (want.start, want.end, want.label) in exact:
            continue
        near = [e for e in found if e.start < want.end and want.start < e.end]
        same = [e for e in near if e.label == want.label]
        if same:
            yield Mistake("boundary", want, same[0])
        elif near:
            yield Mistake("label", want, near[0])
        else:
            yield Mistake("missed", want, None)
    for got in found:
        if not any(e.start < got.end and got.start < e.end for e in gold):
            yield Mistake("invented", None, got)


def show_errors(articles: Sequence[Article], documents: Sequence[Document], console: Console) -> None:
    """Three tables: kinds by label, F1 by genre and label, examples."""
    found = [
        (article, mistake)
        for article, document in zip(articles, documents, strict=True)
        for mistake in mistakes(article.entities, document.entities)
    ]
    console.print(_by_label(articles, [m for _, m in found]))
    console.print(_by_genre(articles, documents))
    for line in _examples(found):
        console.print(line, soft_wrap=True)


def _by_label(articles: Sequence[Article], found: Sequence[Mistake]) -> Table:
    table = Table("", "gold", "right", *KINDS, title="Errors by label")
    gold = Counter(e.label for a in articles for e in a.entities)
    counts = Counter((m.mention.label, m.kind) for m in found)
    for label in all_labels([*(a.entities for a in articles), *([m.mention] for m in found)]):
        wrong = [counts[label, kind] for kind in KINDS]
        table.add_row(label, str(gold[label]), str(gold[label] - sum(wrong[:3])), *map(str, wrong))
    return table


def _by_genre(articles: Sequence[Article], documents: Sequence[Document]) -> Table:
    table = Table("genre", "articles", *LABELS, "core five", title="F1 (gold mentions) by genre and label")
    groups: dict[str, list[tuple[Sequence[Entity], Sequence[Entity]]]] = defaultdict(list)
    for article, document in zip(articles, documents, strict=True):
        groups[article.genre or "-"].append((article.entities, document.entities))
    for genre, pairs in sorted(groups.items()):
        scores = score_entities(*zip(*pairs, strict=True))
        cells = [
            f"{scores[name].f1:.2f} ({scores[name].gold})" if scores[name].gold else "-"
            for name in (*LABELS, "core five")
        ]
        table.add_row(genre, str(len(pairs)), *cells)
    return table


def _examples(found: Sequence[tuple[Article, Mistake]]) -> Iterator[Text]:
    grouped: dict[tuple[str, Kind], list[tuple[Article, Mistake]]] = defaultdict(list)
    for article, mistake in found:
        grouped[mistake.mention.label, mistake.kind].append((article, mistake))
    for label in all_labels([m.mention] for _, m in found):
        for kind in KINDS:
            for article, mistake in grouped[label, kind][:_EXAMPLES]:
                yield Text(f"{label} {kind}: {article.id} …") + in_context(article.text, mistake)


def in_context(text: str, mistake: Mistake) -> Text:
    """The stretch of `text` around a mistake, then what gold and the model say."""
    mentions = [m for m in (mistake.gold, mistake.found) if m is not None]
    start, end = min(m.start for m in mentions), max(m.end for m in mentions)
    line = Text(text[max(0, start - _AROUND) : start].replace("\n", "⏎"))
    line.append(text[start:end].replace("\n", "⏎"), style="bold")
    line.append(text[end : end + _AROUND].replace("\n", "⏎") + "…")
    for what, mention in (("gold", mistake.gold), ("found", mistake.found)):
        if mention is not None:
            line.append(f"  {what} {mention.label} {mention.text!r}")
    return line
