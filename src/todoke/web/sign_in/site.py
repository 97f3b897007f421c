"""What differs between the sites one signs in to. `SIGN_IN_SITE` in a site's settings names its own.

Invariant: the rules (steps, limits, what ends a session) are the same everywhere; only words and places
where things are written down differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from todoke.web.rate_limit import RateWindow


class Change(StrEnum):
    """What somebody changed about the own sign-in."""

    FACTOR_ADDED = "factor_added"
    FACTOR_REMOVED = "factor_removed"
    CODES_MADE = "codes_made"
    CODE_USED = "code_used"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a kind of event


@dataclass(frozen=True, kw_only=True, slots=True)
class SignInWords:
    """Sentences marked with `N_()`. `ready` stands on the button that leads away from the codes."""

    for_whom: str
    forgotten: str
    not_alone: str
    lost: str
    until_then: str
    shown_in_demo: str
    example: str
    ready: str


def no_changes(account: Any) -> bool:
    return False


@dataclass(frozen=True, kw_only=True, slots=True)
class SignInSite:
    """`window` counts tries; `purpose` binds the encryption of secrets to this site and never changes.

    `changed_since` tells at a sign-in whether the means to sign in were changed since the last one.
    `note` writes down a change of somebody's factors; `about` gives the account page what the site adds.
    """

    window: type[RateWindow]
    purpose: bytes
    note: Callable[[Any, Change], None]
    about: Callable[[Any], Mapping[str, Any]]
    account_template: str
    words: SignInWords
    nav: str = ""
    changed_since: Callable[[Any], bool] = no_changes


def site() -> SignInSite:
    found: SignInSite = import_string(settings.SIGN_IN_SITE)
    return found
