"""What is seen of one amount of money when its role is decided."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Context:
    """What the rules see of one amount; mentions blanked out.

    Attributes:
        line: what stands before the amount in its line.
        sentence: what stands before it in its sentence.
        clause: what stands before it in its clause.
        after: what stands behind it in its sentence.
        above: the line above.
        rate: the amount is a rate (每亩, /吨).
        small: it is less than a thousand.
        band: it is a range (1亿元至5亿元).
        last: role of the amount before it in the line, None for the first.
        between: what stands between the two.
        item: role of the first amount of the line above, None where that has none.
        since: what stands between the last investment of the last lines and the amount.
        head: the head of its column, None outside a table.
    """

    line: str
    sentence: str
    clause: str
    after: str
    above: str
    rate: bool
    small: bool
    band: bool
    last: str | None
    between: str
    item: str | None
    since: str | None
    head: str | None
