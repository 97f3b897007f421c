"""When the door does not open: the operator is told what to mend, and it ends by itself."""

from __future__ import annotations

import datetime as dt
import ssl
import threading
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.utils import timezone

from todoke.core.envelope.keys import SigningKey
from todoke.core.errors import OperatorError
from todoke.office.exchange import site, transport, worker
from todoke.office.exchange.client import Door, DoorClosed, DoorLocked
from todoke.office.exchange.models import Alarm

Kind = Alarm.Kind


def door_answering(status: int, *, minutes: float = 0.0) -> Door:
    def answer(request: httpx.Request) -> httpx.Response:
        date = format_datetime(timezone.now() + dt.timedelta(minutes=minutes), usegmt=True)
        return httpx.Response(status, headers={"date": date}, json={"envelopes": []})

    return Door(
        "http://door.test",
        key=SigningKey.generate(),
        town_code="992011",
        transport=httpx.MockTransport(answer),
    )


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(6, "6 minutes apart"), (-6, "6 minutes apart"), (300, "5 hours apart"), (60 * 72, "3 days apart")],
)
def test_clocks_too_far_apart_are_said_with_the_distance_and_what_to_do(minutes, told):
    with door_answering(401, minutes=minutes) as door, pytest.raises(DoorLocked) as raised:
        door.waiting(after=0)
    assert told in str(raised.value)
    assert "NTP" in str(raised.value)
    assert raised.value.clocks_apart


@pytest.mark.parametrize("minutes", [0, 4, -4])
def test_a_key_the_portal_does_not_know_is_not_blamed_on_the_clocks(minutes):
    with (
        door_answering(401, minutes=minutes) as door,
        pytest.raises(DoorLocked, match="does not know the key"),
    ):
        door.waiting(after=0)


@pytest.fixture(autouse=True)
def the_connection_of_the_test_stays(monkeypatch):
    """The loop closes its own at the end, which is the test's here; PostgreSQL would end its transaction."""
    monkeypatch.setattr(worker.connection, "close", lambda: None)


def keep_doing_once_each(*doors: Door) -> None:
    """The worker's loop over these doors, one after the other, without its pauses."""
    stop, left = threading.Event(), list(doors)
    stop.wait = lambda seconds=None: False  # type: ignore[method-assign]

    def step(door: Door) -> None:
        if len(left) == 0:
            stop.set()
        door.waiting(after=0)

    worker.keep_doing(step, stop=stop, open_one=lambda: left.pop(0))


@pytest.mark.django_db
def test_the_alarm_stands_while_the_door_is_locked_and_ends_with_the_first_answer():
    keep_doing_once_each(door_answering(401, minutes=6), door_answering(401))
    standing = Alarm.objects.filter(ended_at=None).values_list("kind", flat=True)
    assert set(standing) == {Kind.CLOCKS_APART, Kind.KEY_UNKNOWN}
    assert transport.status()["alarms"] == {"clocks_apart": 1, "key_unknown": 1}
    keep_doing_once_each(door_answering(200))
    assert transport.status()["alarms"] == {}
    keep_doing_once_each(door_answering(401, minutes=6))
    assert transport.status()["alarms"] == {"clocks_apart": 1}, "raised again when it comes again"


@pytest.mark.django_db
def test_a_door_that_stays_unreachable_raises_an_alarm_after_a_while():
    few = worker.ALARM_AFTER_FAILURES - 1
    keep_doing_once_each(*(door_answering(503) for _ in range(few)))
    assert not Alarm.objects.exists()
    keep_doing_once_each(*(door_answering(503) for _ in range(few + 1)))
    assert Alarm.objects.get().kind == Kind.DOOR_UNREACHED


class Authority:
    """A small certificate authority in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.key = folder, ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "LGWAN test CA")])
        self.certificate = self._sign(self.name, self.key.public_key(), ca=True)
        (folder / "ca.pem").write_bytes(self.certificate.public_bytes(Encoding.PEM))

    def _sign(self, subject, public_key, *, ca: bool) -> x509.Certificate:
        now = dt.datetime.now(dt.UTC)
        builder = x509.CertificateBuilder(
            issuer_name=self.name,
            subject_name=subject,
            public_key=public_key,
            serial_number=x509.random_serial_number(),
            not_valid_before=now - dt.timedelta(days=1),
            not_valid_after=now + dt.timedelta(days=1),
        )
        builder = builder.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        for extension in self._extensions(ca=ca):
            builder = builder.add_extension(extension, critical=isinstance(extension, x509.KeyUsage))
        return builder.sign(self.key, hashes.SHA256())

    def _extensions(self, *, ca: bool) -> list[x509.ExtensionType]:
        """What RFC 5280 demands; Python 3.13 checks it."""
        names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
        public = self.key.public_key()
        if not ca:
            return [names, x509.AuthorityKeyIdentifier.from_issuer_public_key(public)]
        uses = {"key_encipherment", "data_encipherment", "key_agreement", "content_commitment"}
        uses |= {"digital_signature", "encipher_only", "decipher_only"}
        usage = x509.KeyUsage(key_cert_sign=True, crl_sign=True, **dict.fromkeys(uses, False))
        return [names, x509.SubjectKeyIdentifier.from_public_key(public), usage]

    def issue(self, name: str) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = self._sign(subject, key.public_key(), ca=False)
        (self.folder / f"{name}.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
        file = self.folder / f"{name}.key"
        file.touch(mode=0o600)
        file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


class EmptyLine(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"envelopes": []}')

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def authority(tmp_path):
    made = Authority(tmp_path)
    made.issue("door")
    made.issue("hibari")
    return made


@pytest.fixture
def tls_door(authority):
    """A door behind TLS that demands a certificate; its address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority.folder / "door.pem", authority.folder / "door.key")
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(authority.folder / "ca.pem")
    server = HTTPServer(("127.0.0.1", 0), EmptyLine)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, args=[0.05], daemon=True)
    thread.start()
    yield f"https://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def configured(settings, monkeypatch, authority):
    from dataclasses import replace

    def configure(**given: str) -> None:
        settings.TODOKE = replace(settings.TODOKE, data=authority.folder, **given)

    return configure


def ask(url: str) -> list:
    with Door(url, key=SigningKey.generate(), town_code="992011", tls=site.tls()) as door:
        return door.waiting(after=0, wait=0)


def test_the_office_shows_its_certificate_to_a_door_that_demands_one(configured, tls_door):
    configured(door_url=tls_door, client_cert="hibari.pem", client_key="hibari.key", door_ca="ca.pem")
    assert ask(tls_door) == []


@pytest.mark.parametrize(
    ("case", "given"),
    [
        ("no certificate shown", {"door_ca": "ca.pem"}),
        ("the door's authority unknown", {"client_cert": "hibari.pem", "client_key": "hibari.key"}),
    ],
)
def test_without_the_right_certificates_no_connection_comes_about(configured, tls_door, case, given):
    configured(door_url=tls_door, **given)
    with pytest.raises(DoorClosed):
        ask(tls_door)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"client_cert": "hibari.pem"}, "go together"),
        ({"client_cert": "none.pem", "client_key": "hibari.key"}, "can't be read or do not fit"),
        ({"client_cert": "hibari.pem", "client_key": "door.key"}, "can't be read or do not fit"),
        ({"door_ca": "hibari.key"}, "can't be read or do not fit"),
        ({"door_url": "http://door.test", "door_ca": "ca.pem"}, "does not begin with https://"),
    ],
)
def test_certificates_that_cannot_work_are_said_before_anything_is_sent(configured, given, told):
    configured(**{"door_url": "https://door.test"} | given)
    with pytest.raises(OperatorError, match=told):
        site.tls()


def test_a_private_key_that_others_can_read_is_refused(configured, authority):
    (authority.folder / "hibari.key").chmod(0o644)
    configured(door_url="https://door.test", client_cert="hibari.pem", client_key="hibari.key")
    with pytest.raises(OperatorError, match="can be read by others"):
        site.tls()


def test_without_tls_configured_nothing_is_demanded(configured):
    configured(door_url="http://127.0.0.1:8010")
    assert site.tls() is None
