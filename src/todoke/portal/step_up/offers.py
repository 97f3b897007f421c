"""Which methods this portal has, and which of them it offers for a demand, easiest first.

Invariant: a method is offered only where it reaches what is asked; where none does, that is said.
"""

from __future__ import annotations

from django.conf import settings

from todoke.catalogue.assurance import shipped_methods
from todoke.core.assurance.levels import Levels
from todoke.core.assurance.methods import Method, methods_offered
from todoke.portal.identity.oidc.providers import id_provider, id_providers
from todoke.portal.identity.queries import EMAIL_CODE, PASSKEY, TOTP
from todoke.portal.step_up.queries import completion

OWN = frozenset({EMAIL_CODE, PASSKEY, TOTP})
SIGNATURE = "jpki_signature"


def available() -> frozenset[str]:
    """The portal's own methods and every ID service it is configured for; signatures where one can be asked
    for and verified."""
    providers = id_providers()
    signs = {SIGNATURE} if signing_provider() else set()
    return OWN | {one.id for one in providers} | signs


def offered(levels: Levels) -> tuple[Method, ...]:
    """For signing in: a signature is asked for at the end, not here."""
    usable = available() - {SIGNATURE}
    return methods_offered(levels, shipped_methods(), available=usable, completion=completion())


def signing_provider() -> str | None:
    """The ID service that lets a card sign, where this portal can also verify what comes back."""
    if not settings.TODOKE.jpki:
        return None
    return next((one.id for one in id_providers() if one.sign_url), None)


def is_id_service(method: str) -> bool:
    return id_provider(method) is not None
