"""What others hear from the accounts' room.

`proved(sender, request, proof)`: this browser has just proved something about who sits there. `proof` is an
IdentityProof. portal/step_up seals it for the application that waits. Sent after every sign-in and every
renewed one; for an ID service by the oidc room, which alone knows what was handed over.
"""

from __future__ import annotations

import time

from allauth.account.signals import authentication_step_completed
from allauth.account.signals import user_logged_in as signed_in
from allauth.socialaccount.signals import social_account_added
from django.contrib.auth.signals import user_logged_in
from django.dispatch import Signal
from django.http import HttpRequest

from todoke.portal.identity.middleware import SIGNED_IN_AT

proved = Signal()


def connect() -> None:
    user_logged_in.connect(_note_when, dispatch_uid="portal_identity.note_when")
    signed_in.connect(_tell_signed_in, dispatch_uid="portal_identity.signed_in")
    social_account_added.connect(_tell_connected, dispatch_uid="portal_identity.connected")
    authentication_step_completed.connect(_tell_renewed, dispatch_uid="portal_identity.renewed")


def _note_when(sender: object, request: HttpRequest, **more: object) -> None:
    request.session[SIGNED_IN_AT] = time.time()


def _tell_signed_in(sender: object, request: HttpRequest, **more: object) -> None:
    _tell(request)


def _tell_renewed(sender: object, request: HttpRequest, **more: object) -> None:
    if more.get("reauthenticated"):
        _tell(request)


def _tell_connected(sender: object, request: HttpRequest, **more: object) -> None:
    from todoke.portal.identity import mails

    mails.tell(request.user, mails.Change.SERVICE_ADDED, language=request.language)


def _tell(request: HttpRequest) -> None:
    from todoke.portal.identity.queries import last_method, proof_of_session

    if last_method(request) == "socialaccount":
        return
    if proof := proof_of_session(request):
        proved.send(sender=None, request=request, proof=proof)
