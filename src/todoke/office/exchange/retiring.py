"""Retiring a key of the office: only when nothing that nobody has opened still needs it.

Invariant: a key's private half is destroyed after the last check, and a portal that cannot be asked is a
reason to keep it. Whoever sealed to it has then heard of the newer key for longer than any sending takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from todoke.core.cases.receipt_number import grouped
from todoke.core.envelope.inspect import BEGINNING, claimed_recipients
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.office_keys import OfficeKeyRing
from todoke.core.errors import OperatorError, UntrustedEnvelope
from todoke.office.exchange import keyring
from todoke.office.exchange.client import Door, DoorClosed, DoorRefused
from todoke.office.exchange.models import Outgoing, Quarantined
from todoke.office.numbers.keeping import receipts_needing

STILL_SEALING = timedelta(minutes=10)
MOST_NAMED = 5


def retire_key(key_id: str, *, door: Door) -> OfficeKeyRing:
    """Forget the private half for good. OperatorError while anything still needs it."""
    now = timezone.now()
    # 1. The key is one that only opens.
    keyring.ring().retire(key_id, now=now)
    # 2. The portal has known the newer key long enough that nothing is being sealed to the older one.
    refuse_unheard(now)
    # 3. Nothing waits for it, here or at the portal.
    refuse_needed(key_id, at_portal=_at_portal(door), here=_in_quarantine(key_id))
    # 4. No case holds a My Number that this key alone opens.
    refuse_holding_numbers(key_id)
    return keyring.retire(key_id)


def refuse_unheard(now: datetime) -> None:
    newest = Outgoing.objects.filter(kind=Kind.KEY).order_by("-id").first()
    if newest is None or newest.posted_at is None:
        raise OperatorError(
            "The portal has not heard of the newer key yet and still seals to the older one.",
            todo="Let `todoke office work` run, then try again.",
        )
    if newest.posted_at + STILL_SEALING > now:
        minutes = STILL_SEALING.total_seconds() / 60
        raise OperatorError(
            "The portal heard of the newer key only just now; something sealed to the older may yet come.",
            todo=f"Try again in {minutes:.0f} minutes.",
        )


def refuse_needed(key_id: str, *, at_portal: Mapping[str, int], here: int) -> None:
    waiting = at_portal.get(key_id, 0)
    if waiting or here:
        raise OperatorError(
            f"{waiting} envelopes at the portal and {here} in quarantine here are sealed to {key_id};"
            " without it nobody could ever open them. The key was kept.",
            todo="Let `todoke office work` file them, mend what is in quarantine (`todoke exchange retry`),"
            " then try again.",
        )


def refuse_holding_numbers(key_id: str) -> None:
    """The recovery key lies offline and does not count as another one."""
    others = {key.key_id for key in keyring.ring().keys if key.key is not None and key.key_id != key_id}
    cases = receipts_needing(key_id, others=others)
    if cases:
        shown = ", ".join(grouped(receipt) for receipt in cases[:MOST_NAMED])
        raise OperatorError(
            f"{len(cases)} cases hold a My Number that only {key_id} opens: {shown}"
            f"{' …' if len(cases) > MOST_NAMED else ''}. The key was kept.",
            todo="Let the sections hand these numbers to the core system or delete them, then try again.",
        )


def _at_portal(door: Door) -> dict[str, int]:
    try:
        return door.unopened()
    except (DoorClosed, DoorRefused) as error:
        raise OperatorError(
            f"The portal could not be asked whether something still needs this key ({error}). It was kept.",
            todo="Try again when the door answers.",
        ) from error


def _in_quarantine(key_id: str) -> int:
    held = Quarantined.objects.filter(freed_at=None).values_list("raw", flat=True).iterator()
    return sum(key_id in _recipients(bytes(raw)[:BEGINNING]) for raw in held)


def _recipients(beginning: bytes) -> tuple[str, ...]:
    try:
        return claimed_recipients(beginning)
    except UntrustedEnvelope:  # not even a header: no key opens it
        return ()
