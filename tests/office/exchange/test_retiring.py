"""A key is destroyed only when nothing unopened needs it, and the refusal says how many do."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from django.utils import timezone

from todoke.core.envelope.keys import SigningKey
from todoke.core.envelope.office_keys import OfficeKeyState
from todoke.core.errors import OperatorError
from todoke.office.exchange import commands, keyring
from todoke.office.exchange.client import Door
from todoke.office.exchange.models import Outgoing
from todoke.office.exchange.receiving import Arrival, Fate, receive, retry_quarantined
from todoke.office.exchange.retiring import retire_key

pytestmark = pytest.mark.django_db


def door(unopened: dict[str, int] | int) -> Door:
    """A door that answers this count, or fails with this status."""

    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.path == "/exchange/v1/unopened"
        if isinstance(unopened, int):
            return httpx.Response(unopened)
        return httpx.Response(200, json={"unopened": unopened})

    return Door(
        "http://door.test",
        key=SigningKey.generate(),
        town_code="992011",
        transport=httpx.MockTransport(answer),
    )


@pytest.fixture
def older(portal) -> str:
    """The key before the last rotation, of which the portal heard an hour ago."""
    key_id = keyring.ring().active().key_id
    keyring.rotate()
    commands.publish_keys()
    Outgoing.objects.update(posted_at=timezone.now() - timedelta(hours=1))
    return key_id


def state_of(key_id: str) -> OfficeKeyState:
    return next(key.state for key in keyring.ring().keys if key.key_id == key_id)


def refused(key_id: str, *, told: str, at_portal: dict[str, int] | int) -> None:
    with door(at_portal) as closed, pytest.raises(OperatorError, match=told):
        retire_key(key_id, door=closed)
    assert state_of(key_id) is not OfficeKeyState.RETIRED


def test_a_key_nothing_needs_is_retired(older):
    with door({"some other key": 5}) as open_door:
        retire_key(older, door=open_door)
    assert state_of(older) is OfficeKeyState.RETIRED


def test_a_key_is_kept_while_envelopes_at_the_portal_need_it(older):
    refused(older, told="3 envelopes at the portal and 0 in quarantine", at_portal={older: 3})


def test_a_key_is_kept_while_an_envelope_in_quarantine_needs_it(older, portal, filed):
    sealed = portal.send(recipients=[keyring.ring().find(older).public], content=b"not a payload")
    assert receive(Arrival.of(sealed.id, "withdrawal", sealed.raw)) is Fate.QUARANTINED
    refused(older, told="0 envelopes at the portal and 1 in quarantine", at_portal={})
    retry_quarantined()
    refused(older, told="1 in quarantine", at_portal={})


@pytest.mark.parametrize("status", [401, 500, 503, 404])
def test_a_portal_that_cannot_be_asked_is_a_reason_to_keep_the_key(older, status):
    refused(older, told="could not be asked", at_portal=status)


def test_a_key_is_kept_until_the_portal_has_heard_of_the_newer_one(older):
    Outgoing.objects.update(posted_at=None)
    refused(older, told="has not heard of the newer key", at_portal={})


def test_a_key_is_kept_while_something_may_still_be_on_its_way(older):
    Outgoing.objects.update(posted_at=timezone.now() - timedelta(minutes=9))
    refused(older, told="only just now", at_portal={})


@pytest.mark.parametrize("which", ["active", "unknown"])
def test_only_a_key_that_merely_opens_can_be_retired(older, which):
    key_id = keyring.ring().active().key_id if which == "active" else "0" * 16
    with door({}) as open_door, pytest.raises(OperatorError, match="is not one that only opens"):
        retire_key(key_id, door=open_door)
