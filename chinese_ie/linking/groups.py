"""Names of one article that mean the same, joined step by step."""

from __future__ import annotations

from collections.abc import Iterable


class Groups:
    """Sets of names, each name in one of them; at first every name stands alone."""

    def __init__(self, names: Iterable[str]) -> None:
        self._group = {name: {name} for name in dict.fromkeys(names)}

    @property
    def names(self) -> list[str]:
        return list(self._group)

    def join(self, one: str, other: str) -> None:
        """Both names and all that were joined to either are one group."""
        merged = self._group[one] | self._group[other]
        for name in merged:
            self._group[name] = merged

    def same(self, one: str, other: str) -> bool:
        """Are the two names joined?"""
        return other in self._group[one]

    def fullest(self) -> dict[str, str]:
        """Each name and the longest of its group."""
        return {name: max(sorted(group), key=len) for name, group in self._group.items()}
