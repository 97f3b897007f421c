"""A key is kept while a case holds a My Number that no other key of the office opens."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from django.utils import timezone
from tests.office.claims import sealed

from todoke.core.cases.receipt_number import grouped
from todoke.core.envelope.keys import SigningKey
from todoke.core.envelope.office_keys import OfficeKeyState
from todoke.core.errors import OperatorError
from todoke.office.exchange import commands as exchange
from todoke.office.exchange import keyring
from todoke.office.exchange.client import Door
from todoke.office.exchange.models import Outgoing
from todoke.office.exchange.retiring import retire_key
from todoke.office.numbers import commands
from todoke.office.numbers.queries import digits_at, sealed_places

pytestmark = pytest.mark.django_db


def retire(key_id):
    def answer(request):
        return httpx.Response(200, json={"unopened": {}})

    with Door("http://door.test", key=SigningKey.generate(), town_code="992011",
              transport=httpx.MockTransport(answer)) as door:  # fmt: skip
        retire_key(key_id, door=door)


def state_of(key_id):
    return next(key.state for key in keyring.ring().keys if key.key_id == key_id)


@pytest.fixture
def older(claim):
    """The key the claim's numbers are sealed to; the office has a newer one since an hour."""
    key_id = keyring.ring().active().key_id
    keyring.rotate()
    exchange.publish_keys()
    Outgoing.objects.update(posted_at=timezone.now() - timedelta(hours=1))
    return key_id


def test_a_key_is_kept_while_a_case_holds_a_number_only_it_opens(older, claim):
    with pytest.raises(OperatorError, match=f"1 cases hold a My Number .*{grouped(claim.receipt)}"):
        retire(older)
    assert state_of(older) is OfficeKeyState.OPEN_ONLY
    assert digits_at(claim, "claimant_my_number") == "123456789018"


def test_it_may_go_once_every_number_is_gone(older, claim, clerk):
    for place in sealed_places(claim):
        with pytest.raises(OperatorError, match="hold a My Number"):
            retire(older)
        commands.part_with(claim, place, staff=clerk, why="handed_over", confirmations=2)
        claim.refresh_from_db()
    retire(older)
    assert state_of(older) is OfficeKeyState.RETIRED


def test_a_number_that_a_correction_replaced_keeps_the_key_too(older, claim, clerk):
    old = dict(claim.answers)["claimant_my_number"]
    for place in sealed_places(claim):
        claim.answers = {**claim.answers}
        commands.part_with(claim, place, staff=clerk, why="handed_over", confirmations=2)
    claim.corrections.create(
        number=1, message="番号", fields=["claimant_my_number"], due="2026-12-01",
        asked_at="2026-11-23T00:00Z", answered_at="2026-11-24T00:00Z", before={"claimant_my_number": old},
    )  # fmt: skip
    with pytest.raises(OperatorError, match="hold a My Number"):
        retire(older)


def test_numbers_sealed_to_the_newer_key_and_bytes_of_no_key_do_not_hold_the_older_one(older, claim):
    claim.answers = {"claimant_my_number": sealed(), "stray": {"sealed": "bm90IG91cnMgYXQgYWxs"}}
    claim.save(update_fields=["answers"])
    retire(older)
    assert digits_at(claim, "claimant_my_number") == "123456789018"
