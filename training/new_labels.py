"""Labels that only the added articles have: their tags, and a loss for articles that do not know them."""

from collections.abc import Iterable
from typing import Any

import torch

from chinese_ie.corpus import Article
from chinese_ie.tagging.labels import labels_of, tags_of
from training.examples import IGNORED, OPEN


def with_new_labels(known: tuple[str, ...], articles: Iterable[Article]) -> tuple[str, ...]:
    """The known tags, then those of labels that only the articles have, by the alphabet."""
    labels = labels_of(known)
    return tags_of((*labels, *sorted({e.label for a in articles for e in a.entities}.difference(labels))))


def open_loss(outputs: Any, labels: torch.Tensor, **_: Any) -> torch.Tensor:
    """Mean cross entropy of the labels that count; an `OPEN` one may be O or any tag beyond our own.

    So an article whose annotators did not know a new label does not teach that there is none of it.
    """
    scores = torch.log_softmax(outputs.logits.float(), dim=-1)
    either = torch.cat((scores[..., :1], scores[..., len(tags_of()) :]), dim=-1).logsumexp(dim=-1)
    chosen = scores.gather(-1, labels.clamp(min=0).unsqueeze(-1)).squeeze(-1)
    return -torch.where(labels == OPEN, either, chosen)[labels != IGNORED].mean()
