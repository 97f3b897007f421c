"""Begin a way out of a form, keep what came of it, and forget it.

Invariants:
- what was proved is sealed to the draft's reply key before it is stored; the row never holds it in clear.
- a hand-over is taken once: deleting the row decides who took it.
- a row lives half an hour, whatever became of it.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from todoke.core.assurance.identity import Claim
from todoke.core.assurance.stepping_up import Demand
from todoke.core.envelope.applicant_key import ApplicantKey
from todoke.core.envelope.handover import open_handover, seal_handover
from todoke.core.envelope.keys import SealingPublicKey
from todoke.core.refusal import N_, Refusal
from todoke.portal.apply.models import OpenAttempt
from todoke.portal.step_up.models import MethodCount, Purpose, StepUp
from todoke.portal.step_up.queries import hashed
from todoke.web.database import write
from todoke.web.ids import uuid7
from todoke.web.rate_limit import hit, network_of

LIFETIME = timedelta(minutes=30)
WINDOW = timedelta(hours=1)
FROM_ONE_DRAFT = 30  # a person who tries every method, cancels and comes back, several times
FROM_ONE_ADDRESS = 3_000  # a thousand people behind one address, three tries each
TOO_MANY = N_(
    "You tried very often within the last hour. Try again in %(minutes)s minutes. "
    "What you have written is kept."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What the person goes out for. `to` is the step they come back to, or "check"."""

    purpose: Purpose
    method: str
    demand: Demand
    claims: frozenset[Claim] = frozenset()
    digest: bytes | None = None
    to: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """The draft the person leaves."""

    draft: UUID
    town_code: str
    town_slug: str
    key: ApplicantKey


@dataclass(frozen=True, kw_only=True, slots=True)
class Begun:
    """`cookie` goes to this browser and to nobody else."""

    row: StepUp
    cookie: str


def refuse_many(draft: UUID, *, address: str) -> Refusal | None:
    """Counts one try of this draft, from this network address."""
    found = hit(OpenAttempt, f"step-up of:{draft}", limit=FROM_ONE_DRAFT, window=WINDOW) or hit(
        OpenAttempt, f"step-up from:{network_of(address)}", limit=FROM_ONE_ADDRESS, window=WINDOW
    )
    return found and Refusal(code="step-up.too-many", message=TOO_MANY, params=found.params)


def begin(origin: Origin, wanted: Wanted) -> Begun:
    """One row, bound to this browser; one more person began with this method."""
    now, token = timezone.now(), secrets.token_urlsafe(32)
    max_age = wanted.demand.max_age
    row = StepUp(
        id=uuid7(),
        town_code=origin.town_code,
        town_slug=origin.town_slug,
        draft_id=origin.draft,
        purpose=wanted.purpose,
        method=wanted.method,
        identity=wanted.demand.levels.identity,
        authentication=wanted.demand.levels.authentication,
        max_age_minutes=None if max_age is None else int(max_age.total_seconds() // 60),
        claims=" ".join(sorted(wanted.claims)),
        digest=wanted.digest,
        to=wanted.to,
        browser=hashed(token),
        reply_key=origin.key.reply_key().public.b64,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    with write():
        row.save(force_insert=True)
        _count(wanted.method, "started")
    return Begun(row=row, cookie=f"{row.pk.hex}.{token}")


def hand_over(row: StepUp, content: bytes) -> None:
    """Seal what was proved for the form that waits; a later proof replaces an earlier one."""
    box = seal_handover(
        content, to=SealingPublicKey.from_b64(row.reply_key), draft=row.draft_id, step_up=row.pk
    )
    with write():
        StepUp.objects.filter(pk=row.pk).update(box=box, failure=None)


def note_failure(row: StepUp, refusal: Refusal) -> None:
    params = {name: str(value) for name, value in refusal.params.items()}
    failure = {"code": refusal.code, "message": refusal.message, "params": params}
    with write():
        StepUp.objects.filter(pk=row.pk, box=None).update(failure=failure)


def look_into(row: StepUp, key: ApplicantKey) -> bytes | None:
    """What was handed over, without taking it; None where nothing came. Raises UntrustedEnvelope."""
    if row.box is None:
        return None
    return open_handover(bytes(row.box), key=key.reply_key(), draft=row.draft_id, step_up=row.pk)


def take(row: StepUp) -> bool:
    """Whether this request is the one that took it: a hand-over that is replayed finds no row."""
    with write():
        return StepUp.objects.filter(pk=row.pk).delete()[0] > 0


def count_finished(method: str) -> None:
    with write():
        _count(method, "finished")


def forget_old_step_ups(now: datetime) -> int:
    """Housekeeping: nobody came back, or nobody goes on."""
    with write():
        return StepUp.objects.filter(expires_at__lte=now).delete()[0]


def _count(method: str, what: str) -> None:
    MethodCount.objects.get_or_create(method=method)
    MethodCount.objects.filter(method=method).update(**{what: F(what) + 1})
