"""An office whose verify key changes: what 花子 has got stays readable, the former key lets nothing in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from todoke.core.envelope.keys import SigningKey
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.payloads import MessagePayload
from todoke.core.errors import UntrustedEnvelope
from todoke.core.lexicon.municipality import Municipality
from todoke.portal.catalogue.commands import add_town
from todoke.portal.exchange import inbound
from todoke.portal.exchange.models import FormerOfficeKey
from todoke.portal.exchange.towns import pin_office, readers_of, senders_of

pytestmark = pytest.mark.django_db

HIBARI = Municipality(code="992011", slug="hibari", name="ひばり市", kana="ひばりし", name_en="Hibari City")


def message(number: int, text: str) -> MessagePayload:
    return MessagePayload(
        number=number, receipt="12345678901234", text=text, at=datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    )


def by_command(key: SigningKey) -> None:
    assert pin_office("992011", key.verify_key)


def by_town(key: SigningKey) -> None:
    add_town(HIBARI, office_verify_key=key.verify_key.raw)


@pytest.mark.parametrize("pin", [by_command, by_town])
def test_a_message_let_in_under_the_former_key_stays_readable_under_the_new_one(hanako, pin):
    hanako.gets(Kind.MESSAGE, message(1, "床下も見せてください。"))
    pin(SigningKey.generate())
    page = hanako.get("status").content.decode()
    assert "床下も見せてください。" in page


def test_the_former_key_lets_nothing_new_in(hanako):
    _, raw = hanako.sealed(Kind.MESSAGE, message(1, "にせの知らせ"))
    by_command(SigningKey.generate())
    with pytest.raises(UntrustedEnvelope):
        inbound.take_outbound("992011", raw)


def test_a_neighbours_former_key_reads_nothing_here(hanako):
    neighbour = SigningKey.generate()
    FormerOfficeKey.objects.create(
        town_code="993417", verify_key=neighbour.verify_key.raw, until=datetime.now(UTC)
    )
    assert neighbour.key_id not in readers_of("992011")


def test_the_same_pin_again_is_no_former_one_and_an_unknown_town_takes_none(hanako, office):
    by_command(office.signing)
    by_town(office.signing)
    assert not FormerOfficeKey.objects.exists()
    assert readers_of("992011").keys() == senders_of("992011").keys()
    assert not pin_office("011002", office.signing.verify_key)


def test_a_key_that_returns_is_the_one_believed_again(hanako, office):
    by_command(SigningKey.generate())
    by_command(office.signing)
    assert set(senders_of("992011")) == {office.signing.key_id}
