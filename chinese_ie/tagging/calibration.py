"""From the network's certainty to a probability: scores as often right as they say."""

from __future__ import annotations

import math
from dataclasses import dataclass

_EDGE = 1e-4  # certainties closer to 0 or 1 are taken as this far away


@dataclass(frozen=True, slots=True)
class Calibration:
    """Platt scaling: log odds times `slope` plus `offset`, set on dev by `training.export_onnx`.

    >>> Calibration(0.5)(0.9)
    0.75
    """

    slope: float = 1.0
    offset: float = 0.0

    def __call__(self, certainty: float) -> float:
        """The probability that a mention of this certainty is right; both in 0..1."""
        if self == Calibration():
            return certainty
        return 1 / (1 + math.exp(-self.slope * log_odds(certainty) - self.offset))


def log_odds(certainty: float) -> float:
    inside = min(max(certainty, _EDGE), 1 - _EDGE)
    return math.log(inside / (1 - inside))
