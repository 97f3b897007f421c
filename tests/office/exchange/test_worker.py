"""The loop against a door that listens, fails and lies."""

from __future__ import annotations

import json
import threading
from base64 import b64decode, b64encode

import httpx
import pytest
from django.utils import timezone

from todoke.core.envelope.keys import SealingKey
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.payloads import MessagePayload
from todoke.core.errors import UntrustedEnvelope
from todoke.office.exchange import commands, keyring, posting, worker
from todoke.office.exchange.backoff import Backoff
from todoke.office.exchange.client import Door, DoorClosed
from todoke.office.exchange.models import Alarm, Outgoing, SignedReceipt

pytestmark = pytest.mark.django_db


class FakeDoor:
    """Answers like the portal's door, from memory."""

    def __init__(self, portal):
        self.portal, self.line, self.receipts, self.posted = portal, [], [], []
        self.fails = 0
        self.refuses = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["authorization"].startswith("Bearer ")
        if self.fails:
            self.fails -= 1
            raise httpx.ConnectError("no route")
        if self.refuses:
            return httpx.Response(self.refuses)
        return {"GET": self._get, "POST": self._post}[request.method](request)

    def _get(self, request):
        if request.url.path.endswith("/envelopes"):
            after = int(request.url.params["after"])
            rows = [
                self._row(seq, sealed) for seq, sealed in enumerate(self.line, 1) if sealed and seq > after
            ]
            return httpx.Response(200, json={"envelopes": rows})
        wanted = request.url.path.rsplit("/", 1)[-1]
        return httpx.Response(200, content=next(sealed.raw for sealed in self.line if sealed.id == wanted))

    def _row(self, seq, sealed):
        body = b64encode(sealed.raw).decode() if seq % 2 else None
        return {
            "seq": seq, "id": sealed.id, "kind": "withdrawal", "size": sealed.size, "sha256": sealed.sha256,
            "body": body,
        }  # fmt: skip

    def _post(self, request):
        if request.url.path.endswith("/receipts"):
            found = [b64decode(text) for text in json.loads(request.content)["receipts"]]
            self.receipts += found
            self.line = [None] * len(self.line)
            return httpx.Response(200, json={"answers": ["taken"] * len(found)})
        row = Outgoing.objects.get(raw=request.content)
        self.posted.append(row.envelope_id)
        receipt = self.portal.stored(row.envelope_id, row.sha256)
        return httpx.Response(200, json={"receipt": b64encode(receipt).decode()})


@pytest.fixture
def fake(portal) -> FakeDoor:
    return FakeDoor(portal)


@pytest.fixture
def door(fake):
    with Door(
        "http://door.test", key=keyring.signing_key(), town_code="992011", transport=httpx.MockTransport(fake)
    ) as found:
        yield found


def _queue() -> Outgoing:
    payload = MessagePayload(number=1, receipt="1" * 14, at=timezone.now(), text="…")
    return commands.queue_message(Kind.MESSAGE, payload, reply_key=SealingKey.generate().public.b64)


def test_one_step_files_what_waits_and_posts_the_receipts(portal, filed, fake, door):
    fake.line = [portal.send(), portal.send(), portal.send()]
    expected = [sealed.id for sealed in fake.line]
    worker.Puller(threading.Event()).step(door)
    assert filed == expected
    assert len(fake.receipts) == 3
    assert not SignedReceipt.objects.filter(posted_at=None).exists()


def test_an_envelope_without_a_way_forward_is_passed_over_and_looked_at_again_later(
    portal, filed, fake, door
):
    fake.line = [portal.send()]
    puller = worker.Puller(threading.Event())
    puller._take = lambda door, row: None
    puller.step(door)
    assert puller._cursor == 1
    puller.step(door)
    assert puller._cursor == 0


def test_receipts_left_over_from_a_lost_connection_are_posted_first(portal, filed, fake, door):
    fake.line = [portal.send()]
    SignedReceipt.objects.create(envelope_id="x", receipt=b"left over", created_at=timezone.now())
    worker.Puller(threading.Event()).step(door)
    assert fake.receipts[0] == b"left over"


def test_the_outbox_is_posted_in_order_and_settled_by_the_portals_receipt(portal, fake, door):
    rows = [_queue(), _queue()]
    assert posting.post_envelopes(door) == 2
    assert fake.posted == [row.envelope_id for row in rows]
    assert not Outgoing.objects.filter(posted_at=None).exists()
    assert posting.post_envelopes(door) == 0


def test_a_refused_envelope_waits_longer_each_time_and_raises_an_alarm(portal, fake, door):
    row = _queue()
    fake.refuses = 422
    for _ in range(posting.ALARM_AFTER_ATTEMPTS):
        Outgoing.objects.update(next_try=None)
        posting.post_envelopes(door)
    row.refresh_from_db()
    assert (row.attempts, row.last_problem) == (5, "refused with status 422")
    assert row.next_try > timezone.now()
    assert Alarm.objects.get().kind == Alarm.Kind.REFUSED_BY_PORTAL


def test_a_receipt_for_another_envelope_settles_nothing(portal, fake, door, monkeypatch):
    _queue()
    monkeypatch.setattr(
        portal, "stored", lambda envelope_id, sha256: portal.__class__.stored(portal, envelope_id, "0" * 64)
    )
    assert posting.post_envelopes(door) == 0
    assert Outgoing.objects.get().posted_at is None


def test_a_public_document_goes_out_signed(portal, fake, door):
    commands.publish_keys()
    assert posting.post_envelopes(door) == 1
    assert Outgoing.objects.get().kind == Kind.KEY


@pytest.mark.parametrize("status", [401, 500, 503])
def test_a_door_that_does_not_serve_us_is_closed_not_refusing(portal, fake, door, status):
    fake.refuses = status
    with pytest.raises(DoorClosed):
        door.waiting(after=0)


def test_the_loop_waits_and_recovers_by_itself(portal, fake, door, monkeypatch):
    monkeypatch.setattr(worker.connection, "close", lambda: None)
    monkeypatch.setattr("todoke.office.exchange.backoff.FIRST_SECONDS", 0.001)
    stop, steps = threading.Event(), []
    fake.fails = 3

    def reopened():
        return Door(
            "http://door.test",
            key=keyring.signing_key(),
            town_code="992011",
            transport=httpx.MockTransport(fake),
        )

    def step(opened):
        opened.waiting(after=0)
        steps.append(1)
        stop.set()

    worker.keep_doing(step, stop=stop, open_one=reopened)
    assert steps == [1]
    assert fake.fails == 0


def test_the_wait_doubles_up_to_a_minute_and_starts_again_after_a_success():
    backoff = Backoff()
    waits = [backoff.next() for _ in range(20)]
    assert 0.25 <= waits[0] <= 0.5
    assert 30 <= waits[-1] <= 60
    backoff.reset()
    assert backoff.next() <= 0.5


def test_a_portal_key_nobody_pinned_is_not_believed(portal, fake, door):
    _queue()
    keyring.pin_portal(SealedStranger.key)
    assert posting.post_envelopes(door) == 0
    with pytest.raises(UntrustedEnvelope):
        posting.take_stored_receipts([portal.stored("ab" * 16, "0" * 64)])


class SealedStranger:
    from todoke.core.envelope.keys import SigningKey

    key = SigningKey.generate().verify_key
