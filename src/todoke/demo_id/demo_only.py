"""An ID service that lets anybody be anybody must never run beside a real portal."""

from __future__ import annotations

from todoke.core.errors import OperatorError
from todoke.web.config import SiteConfig


def require_demo(config: SiteConfig) -> None:
    """Called before anything is served, by the settings and by the command line."""
    if not config.demo:
        raise OperatorError(
            "The demo ID service lets anybody sign in as anybody, and this is not a demo.",
            todo="Use a real ID service. For a demo set demo = true (or TODOKE_DEMO=1).",
        )
