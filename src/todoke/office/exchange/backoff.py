"""How long to wait after a failure: doubling, capped, with jitter so that offices don't come as one."""

from __future__ import annotations

import random

FIRST_SECONDS = 0.5
LONGEST_SECONDS = 60.0


class Backoff:
    """`next` after each failure, `reset` after a success."""

    def __init__(self, *, longest: float = LONGEST_SECONDS) -> None:
        self._longest = longest
        self._failures = 0

    @property
    def failures(self) -> int:
        return self._failures

    def next(self) -> float:
        self._failures += 1
        return delay(self._failures, longest=self._longest)

    def reset(self) -> None:
        self._failures = 0


def delay(failures: int, *, longest: float = LONGEST_SECONDS) -> float:
    """Seconds before the next try: between half and the whole of the doubled step."""
    step = min(longest, FIRST_SECONDS * 2 ** min(failures - 1, 20))
    return step * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards nothing
