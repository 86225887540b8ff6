"""One amount as it stands in a text."""

from __future__ import annotations

from dataclasses import dataclass

from chinese_ie.document import Quantity


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that states an amount, with its exact value.

    Attributes:
        start: first character, a `str` index into the text as given.
        end: one past the last character.
        text: the characters of the span, `text_given[start:end]`.
        quantities: one, or two for a joined pair such as `400MW/800MWh`.
    """

    start: int
    end: int
    text: str
    quantities: tuple[Quantity, ...]
