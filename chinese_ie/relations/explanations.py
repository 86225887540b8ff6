"""Why an amount became an investment or did not: the veto, or the rule and its heaviest signals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chinese_ie.document import Entity
from chinese_ie.relations import investors
from chinese_ie.relations.candidates import candidates, veto
from chinese_ie.relations.choice import Signals, weights
from chinese_ie.relations.reading import Reading
from chinese_ie.relations.rules import rule_of

_HEAVIEST = 4  # signals named for each amount


@dataclass(frozen=True, slots=True)
class Explanation:
    """What happened to one amount of money.

    Attributes:
        amount: the mention.
        company: who invests it, by the fullest name; None where nobody does.
        why: the name of the rule, of the veto that dropped the amount, or `no investor`.
        score: how sure the choice is, 0..1; 1 for a veto.
        signals: the heaviest signals with their weights, for what was chosen; empty for a veto.
    """

    amount: Entity
    company: str | None
    why: str
    score: float
    signals: tuple[tuple[str, float], ...] = ()


def explanations(reading: Reading) -> Iterator[Explanation]:
    """One for each amount, in order."""
    asked = {candidate.amount.start: candidate for candidate in candidates(reading)}
    known = weights("investor")
    for amount in reading.within(0, len(reading.text), ("MONEY",)):
        candidate = asked.get(amount.start)
        if candidate is None:
            yield Explanation(amount, None, veto(reading, amount) or "no cue", 1.0)
            continue
        choice = investors.choice(reading, candidate)
        likely = choice.likely(known)
        chosen = investors.chosen(reading, candidate)
        company = reading.aliases.company(chosen[0][0].text) if chosen else None
        mentions = (s for name, s in zip(choice.names, choice.signals, strict=True) if name == company)
        nothing: Signals = frozenset()
        found = max(mentions, key=lambda some: sum(known.get(s, 0.0) for s in some), default=nothing)
        heavy = sorted(((s, known.get(s, 0.0)) for s in found), key=lambda pair: (-abs(pair[1]), pair[0]))
        why = rule_of(reading, candidate, chosen[0][0]) if chosen else "no investor"
        yield Explanation(amount, company, why, likely.get(company, 0.0), tuple(heavy[:_HEAVIEST]))
