"""Which step-up is this browser's, which is this draft's, and how often each method was finished.

Invariant: an unknown step-up, another browser's, another draft's and one that is over are answered alike.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from todoke.core.assurance.methods import Completion
from todoke.core.refusal import Refusal
from todoke.portal.step_up.models import MethodCount, StepUp

COOKIE, PATH = "todoke_stepup", "/account/"
_FORM = re.compile(r"([0-9a-f]{32})\.([A-Za-z0-9_-]{43})")


def waiting_step_up(request: HttpRequest, *, now: datetime) -> StepUp | None:
    """The step-up that this very browser began from a form.

    Attack: somebody begins a step-up for their own draft and sends its address to a victim, whose name would
    then fill the attacker's form. The victim's browser has not the cookie, so nothing happens.
    """
    found = _FORM.fullmatch(request.COOKIES.get(COOKIE, ""))
    if found is None:
        return None
    row = StepUp.objects.filter(pk=UUID(found[1]), expires_at__gt=now).first()
    if row is None or not hmac.compare_digest(bytes(row.browser), hashed(found[2])):
        return None
    return row


def own_step_up(request: HttpRequest, id: UUID, *, now: datetime) -> StepUp | None:
    """As `waiting_step_up`, and it is the one the address names."""
    row = waiting_step_up(request, now=now)
    return row if row is not None and row.pk == id else None


def step_up_of(draft_id: UUID, id: UUID, *, now: datetime) -> StepUp | None:
    """For a page of the draft, which is guarded by the applicant key."""
    return StepUp.objects.filter(pk=id, draft_id=draft_id, expires_at__gt=now).first()


def hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def completion() -> Mapping[str, Completion]:
    rows = MethodCount.objects.values_list("method", "started", "finished")
    return {
        method: Completion(started=started, finished=min(finished, started))
        for method, started, finished in rows
    }


def failure_of(row: StepUp) -> Refusal | None:
    return Refusal(**row.failure) if row.failure else None
