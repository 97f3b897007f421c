"""The card's part: a signature over the digest that a site left."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils import timezone

from todoke.demo_id import forms
from todoke.demo_id.asking import Asked
from todoke.demo_id.models import SigningTransaction, Status
from todoke.demo_id.people import Person
from todoke.demo_id.spoilt_cards import LABELS, CardKind, card_of
from todoke.web.database import write

CARDS = "cards"


def signature(form: QueryDict, transaction: SigningTransaction, *, person: Person) -> bytes:
    """CMS (DER) without the content. Raises Refused for a wrong PIN."""
    forms.read_signing(form)
    now = timezone.now()
    card = card_of(settings.TODOKE.data / CARDS, person, kind=chosen_kind(form), now=now)
    return card.sign_digest(bytes(transaction.digest), now)


def chosen_kind(form: QueryDict) -> CardKind:
    given = form.get("card", "")
    return CardKind(given) if given in set(CardKind) else CardKind.GOOD


def choice(form: QueryDict) -> dict[str, Any]:
    """The cards of the page, and which one is chosen."""
    return {"cards": LABELS.items(), "chosen": chosen_kind(form)}


def keep(transaction: SigningTransaction, cms: bytes) -> None:
    """Only for one that still waits: two windows sign once."""
    with write():
        _waiting(transaction).update(status=Status.SIGNED, cms=cms)


def decline(asked: Asked) -> None:
    if asked.transaction:
        with write():
            _waiting(asked.transaction).update(status=Status.DECLINED)


def _waiting(transaction: SigningTransaction):
    return SigningTransaction.objects.filter(pk=transaction.pk, status=Status.WAITING)
