"""How CPU time grows with the input: measured as a ratio in one run, never against a limit."""

import time
from collections.abc import Callable


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds, the least of three runs."""
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


def growth(short: Callable[[], object], long: Callable[[], object], enough: float = 8) -> float:
    """Time of `long` over that of `short`, the least of some tries; stops early below `enough`."""
    least = float("inf")
    for _ in range(6):
        least = min(least, seconds(long) / max(seconds(short), 5e-4))
        if least < enough:
            break
    return least
