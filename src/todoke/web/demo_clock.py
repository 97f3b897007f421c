"""A demo's clock may run ahead or behind, so that "unreachable for days" and "clocks apart" can be rehearsed.

It moves every time that Todoke itself writes or compares (`django.utils.timezone.now`). File times, time-outs
and the server's `Date` header stay real.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from todoke.core.errors import OperatorError
from todoke.web.config import SiteConfig

log = logging.getLogger(__name__)


def shift(config: SiteConfig) -> None:
    """Move this process's clock by the setting. OperatorError outside a demo."""
    if not config.demo_clock_offset:
        return
    # A wrong clock would falsify when an application arrived, which has consequences in law.
    if not config.demo:
        raise OperatorError(
            "The setting 'demo_clock_offset' moves the clock, and this site is not a demo.",
            todo="Remove demo_clock_offset (or TODOKE_DEMO_CLOCK_OFFSET).",
        )
    offset = timedelta(seconds=config.demo_clock_offset)
    log.warning("the clock of this demo is moved by %s s", config.demo_clock_offset)
    timezone.now = lambda: datetime.now(UTC) + offset  # type: ignore[assignment]
