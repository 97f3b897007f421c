"""Why a sign-in with an ID service did not work: a sentence for the person, a code for the log.

Invariant: nothing an ID service sent is part of a sentence, a code or a log line.
"""

from __future__ import annotations

import logging
from enum import StrEnum

from allauth.socialaccount.providers.base import ProviderException
from django.http import HttpRequest

from todoke.core.assurance.claims import UNREADABLE
from todoke.core.assurance.stepping_up import FUTURE_AUTH_TIME, NO_AUTH_TIME, UNKNOWN_ACR
from todoke.core.refusal import N_, Refusal

SESSION_KEY = "oidc_failure"
ANEW_KEY = "oidc_anew"
logger = logging.getLogger("todoke.identity.oidc")


class Failure(StrEnum):
    CANCELLED = "identity.oidc.cancelled"
    NOT_STARTED = "identity.oidc.not-started"
    UNREACHABLE = "identity.oidc.unreachable"
    DISTRUSTED = "identity.oidc.distrusted"
    TOO_WEAK = "identity.oidc.too-weak"
    TOO_OLD = "identity.oidc.too-old"
    TAKEN = "identity.oidc.taken"
    NOT_SIGNED = "identity.oidc.not-signed"


REFUSALS = {
    Failure.CANCELLED: N_("You stopped at the ID service. Nothing was handed over. Begin again, or choose "
                          "another way. What you have written is kept."),
    Failure.NOT_STARTED: N_("This sign-in is over, or it was not begun in this browser. Begin again. "
                            "What you have written is kept."),
    Failure.UNREACHABLE: N_("The ID service does not answer as it should just now. Try again in a while, or "
                            "choose another way. What you have written is kept."),
    Failure.DISTRUSTED: N_("The answer of the ID service could not be verified, so it was not used. Begin "
                           "again, or choose another way. What you have written is kept."),
    Failure.TOO_WEAK: N_("You signed in, but less surely than this needs. Begin again and take the surer way "
                         "there, such as your card, or choose another way. What you have written is kept."),
    Failure.TOO_OLD: N_("It is a while since you signed in at the ID service. Begin again and sign in there "
                        "anew. What you have written is kept."),
    Failure.TAKEN: N_("With this ID somebody already signs in to another account. Sign in to that one and "
                      "remove it there first."),
    Failure.NOT_SIGNED: N_("The ID service gave no signature. Begin again, or choose another way. "
                           "What you have written is kept."),
}  # fmt: skip
OF_ERROR = {
    "access_denied": Failure.CANCELLED,
    "login_required": Failure.CANCELLED,
    "interaction_required": Failure.CANCELLED,
    "consent_required": Failure.CANCELLED,
    "unmet_authentication_requirements": Failure.TOO_WEAK,
}
"""`error` of the callback (RFC 6749 §4.1.2.1, OpenID Connect Core 3.1.2.6). All others: not as it should."""
OF_AN_OLD_SIGN_IN = {Failure.TOO_WEAK, Failure.TOO_OLD}
OF_CORE = {one.code: one for one in (UNKNOWN_ACR, NO_AUTH_TIME, FUTURE_AUTH_TIME, UNREADABLE)}


class SignInFailed(ProviderException):
    """Ends a sign-in. `detail` is for the operator's log: a fixed word, never anything that was received."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail

    @property
    def refusal(self) -> Refusal:
        return refusal_of(self.code)


def refusal_of(code: str) -> Refusal:
    """An unknown code — a session of another version — is told as an answer that was not used."""
    if code in OF_CORE:
        return OF_CORE[code]
    failure = Failure(code) if code in set(Failure) else Failure.DISTRUSTED
    return Refusal(code=failure.value, message=REFUSALS[failure])


def of_error(word: str) -> Failure:
    return OF_ERROR.get(word, Failure.UNREACHABLE)


def keep(request: HttpRequest, failed: SignInFailed, *, provider: str) -> None:
    """For the page that tells it; one line for the operator."""
    logger.warning("%s, provider %s %s", failed.code, provider, failed.detail)
    request.session[SESSION_KEY] = failed.code
    if failed.code in OF_AN_OLD_SIGN_IN:
        request.session[ANEW_KEY] = provider


def sign_in_anew(request: HttpRequest, *, provider: str) -> bool:
    """Whether the last sign-in was too weak or too old, asked once: a service that remembers the person would
    answer with the same one again and again."""
    if request.session.get(ANEW_KEY) != provider:
        return False
    del request.session[ANEW_KEY]
    return True


def take(request: HttpRequest) -> Refusal | None:
    """What went wrong last, once; None where nothing did."""
    code = request.session.pop(SESSION_KEY, None)
    return refusal_of(code) if isinstance(code, str) else None
