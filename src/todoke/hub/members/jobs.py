"""What the hub's worker does between page views. A room registers its job in its `apps.ready`.

A job does one piece of work and returns whether there was any; it is called again at once while there is.
It keeps its transactions short, and whatever it can foresee to fail it handles itself.
"""

from __future__ import annotations

from collections.abc import Callable

Job = Callable[[], bool]
_jobs: list[Job] = []


def register(job: Job) -> None:
    """Once each, however often Django is set up."""
    if job not in _jobs:
        _jobs.append(job)


def all_jobs() -> tuple[Job, ...]:
    return tuple(_jobs)
