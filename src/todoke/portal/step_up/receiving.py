"""Somebody has proved who they are: if a form in this browser waits for it, it is sealed for that form.

Invariant: a proof goes only to the step-up that this browser began; its cookie says which.
"""

from __future__ import annotations

import json
import logging
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from todoke.core.assurance.identity import IdentityProof
from todoke.core.refusal import Refusal
from todoke.portal.identity import signals
from todoke.portal.identity.oidc import signals as id_services
from todoke.portal.step_up import commands
from todoke.portal.step_up.models import Purpose
from todoke.portal.step_up.queries import waiting_step_up

log = logging.getLogger(__name__)


def connect() -> None:
    signals.proved.connect(keep_proof, dispatch_uid="todoke.step_up.keep_proof")
    id_services.signed.connect(keep_signature, dispatch_uid="todoke.step_up.keep_signature")
    id_services.failed.connect(keep_failure, dispatch_uid="todoke.step_up.keep_failure")


def keep_proof(*, request: HttpRequest, proof: IdentityProof, **_: Any) -> None:
    """The signal's receiver. Nobody waits: nothing is kept."""
    row = waiting_step_up(request, now=timezone.now())
    if row is not None and row.purpose == Purpose.IDENTIFY:
        commands.hand_over(row, json.dumps(proof.as_json(), ensure_ascii=False).encode())


def keep_signature(*, request: HttpRequest, cms: bytes, **_: Any) -> None:
    """As `keep_proof`, for what a card signed."""
    row = waiting_step_up(request, now=timezone.now())
    if row is not None and row.purpose == Purpose.SIGN:
        commands.hand_over(row, cms)


def keep_failure(*, request: HttpRequest, refusal: Refusal, **_: Any) -> None:
    """Why it did not work: told on the page the person comes back to."""
    row = waiting_step_up(request, now=timezone.now())
    if row is not None:
        commands.note_failure(row, refusal)
