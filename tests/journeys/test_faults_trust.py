"""What a break-in surrenders: each line of the table in docs/explanation/trust.md, tried on real servers.

Each attacker is given exactly what the line says is lost. Each test also shows that the rightful key opens
what the attacker's keys do not, so that none of them can pass for want of anything to open.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest

from todoke.cli import trial
from todoke.cli.layout import OFFICES, Layout
from todoke.cli.pages import Walker
from todoke.cli.supervisor import Supervisor
from todoke.cli.up import plans
from todoke.core.envelope.applicant_key import ApplicantKey, open_box
from todoke.core.envelope.keys import SEALING_SEED_BYTES, FixedKeys, SealingKey, SigningKey, VerifyKey
from todoke.core.envelope.kinds import KINDS, Direction, Kind
from todoke.core.envelope.office_keys import OfficeKeyRing
from todoke.core.envelope.opening import Receiver, open_envelope
from todoke.core.envelope.payloads import MessagePayload, encode
from todoke.core.envelope.requests import sign_request
from todoke.core.envelope.sealing import seal
from todoke.core.errors import UntrustedEnvelope

HIBARI, MORINO = OFFICES[:2]
WORDS = {
    "applicant_name.name": "鴎沢 瑠璃子",
    "applicant_phone": "000-8642-9753",
    "damage_description": "納屋の古い蓄音機が流された。",
    "survey_dates": "日曜の夜明けまえ",
}
AT_MORINO = {
    "postcode": "000-0201",
    "house_address.postcode": "000-0201",
    "house_address.city": "山辺郡森野町",
    "house_address.town": "森野",
}


def portal_rows(layout: Layout, question: str, *values: object) -> list[tuple]:
    file = layout.portal_config.parent / "db" / "portal.sqlite3"
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as database:
        return database.execute(question, values).fetchall()


def key_of(walker: Walker, path: str) -> ApplicantKey:
    """The applicant key on this device for the application at this address."""
    jar = walker.client.cookies.jar
    return ApplicantKey.parse(next(one.value for one in jar if one.name == "todoke_key" and one.path in path))


@dataclass(frozen=True, kw_only=True)
class Application:
    """An application that was sent: its id and the key only its applicant holds."""

    id: UUID
    key: ApplicantKey
    receipt: str


def applied(layout: Layout, *, town: str = "hibari", **answers: str) -> Application:
    walker = trial.portal_of(layout)
    page, _ = trial.apply_online(walker, town=town, answers=trial.ANSWERS | WORDS | answers)
    id = UUID(re.search(r"/a/([0-9a-f-]{36})/", page.path)[1])
    return Application(id=id, key=key_of(walker, page.path), receipt=trial.receipt_on(page))


@dataclass(frozen=True, kw_only=True)
class Loot:
    """Every box and envelope in the portal's files: (what it is, id for its box, bytes)."""

    boxes: list[tuple[str, UUID, bytes]]
    envelopes: list[tuple[str, str, bytes]]


@pytest.fixture(scope="module")
def hanako(layout: Layout) -> Application:
    """Sent, decided, and the notice lies in her mailbox."""
    walker = trial.portal_of(layout)
    page, _ = trial.apply_online(walker, answers=trial.ANSWERS | WORDS)
    sato = trial.office_of(layout, "sato")
    receipt = trial.receipt_on(page)
    case = trial.wait_for(trial.find_case(sato, receipt), named="the case")
    trial.handle(layout, case.path)
    trial.wait_for(trial.certificate_in(walker, page), named="the certificate")
    id = UUID(re.search(r"/a/([0-9a-f-]{36})/", page.path)[1])
    return Application(id=id, key=key_of(walker, page.path), receipt=receipt)


@pytest.fixture(scope="module")
def draft(layout: Layout) -> Application:
    """ラン began and did not send."""
    walker = trial.portal_of(layout)
    page = walker.get("/hibari/disaster_certificate/start")
    page = walker.send(page, page.main_form(), values=trial.ANSWERS | WORDS)
    page = walker.get(page.next_link())
    page = walker.send(page, page.main_form(), values=trial.ANSWERS | WORDS)
    id = UUID(re.search(r"/a/([0-9a-f-]{36})/", page.path)[1])
    return Application(id=id, key=key_of(walker, page.path), receipt="")


@pytest.fixture
def loot(layout: Layout, hanako: Application, draft: Application) -> Loot:
    applied(layout, town="morino", **AT_MORINO)  # waits at the portal, unopened
    boxes = [
        ("draft", UUID(str(id)), box)
        for id, box in portal_rows(layout, "select id, box from portal_apply_draft")
    ]
    envelopes = [
        ("copy", town, raw)
        for town, raw in portal_rows(layout, "select town_code, copy from portal_apply_submission")
    ]
    envelopes += [
        ("message", town, raw)
        for town, raw in portal_rows(
            layout,
            "select s.town_code, m.raw from portal_mailbox_message m"
            " join portal_apply_submission s on s.id = m.submission_id",
        )
    ]
    rows = portal_rows(layout, "select town_code, raw from portal_exchange_foroffice where raw is not null")
    envelopes += [("application", town, raw) for town, raw in rows]
    blobs = (layout.portal_config.parent / "blobs").rglob("*.sealed")
    envelopes += [("application", MORINO.code, file.read_bytes()) for file in blobs]
    assert {what for what, _, _ in envelopes} == {"copy", "message", "application"}
    assert boxes
    return Loot(boxes=boxes, envelopes=envelopes)


def opens(raw: bytes, *, town: str, ring, layout: Layout) -> bool:
    """Whether any of these keys opens an envelope; whoever signed it is believed, to ask nothing but that."""
    signers = [signing_key(layout, office).verify_key for office in OFFICES]
    portal = SigningKey.from_bytes((layout.portal_config.parent / "keys" / "portal-signing.key").read_bytes())
    senders: dict[str, VerifyKey] = {key.key_id: key for key in [*signers, portal.verify_key]}
    for direction in Direction:
        kinds = frozenset(kind for kind in KINDS if direction in KINDS[kind].directions)
        receiver = Receiver(municipality=town, direction=direction, kinds=kinds, senders=senders, ring=ring)
        try:
            open_envelope(raw, receiver=receiver, now=datetime.now(UTC))
        except UntrustedEnvelope:
            continue
        return True
    return False


def signing_key(layout: Layout, office) -> SigningKey:
    file = layout.office_config(office).parent / "keys" / "office-signing.key"
    return SigningKey.from_bytes(file.read_bytes())


def box_opens(key: bytes, box: bytes, id: UUID) -> bool:
    try:
        open_box(key, box, id.bytes)
    except UntrustedEnvelope:
        return False
    return True


def material(folder: Path) -> list[bytes]:
    """Every key file, and what an attacker would make of it, as 32 bytes and as a sealing seed."""
    found: set[bytes] = set()
    for file in folder.iterdir():
        content = file.read_bytes()
        found |= {content[:32].ljust(32), hashlib.sha256(content).digest()}
    return sorted(found)


@dataclass(frozen=True)
class EveryKey:
    """A ring, and the one private key it offers under whatever id is asked for."""

    hpke: object
    key_id: str = ""

    def find(self, key_id: str) -> EveryKey:
        return replace(self, key_id=key_id)


def test_the_portals_database_and_files_give_no_answer_and_no_notice(layout: Layout, loot: Loot) -> None:
    """Line 1: portal database and its backups."""
    portal = layout.portal_config.parent
    stolen = b"".join(
        file.read_bytes() for part in ("db", "blobs") for file in (portal / part).rglob("*") if file.is_file()
    )
    assert len(loot.envelopes) > 3, "the attacker gets sealed envelopes"
    for text in [*WORDS.values(), "床上浸水 45cm", "%PDF-1."]:
        for spelling in (text.encode(), text.encode("utf-16-le"), json.dumps(text).strip('"').encode()):
            assert spelling not in stolen, text


def test_the_portals_keys_open_nothing_of_an_anonymous_applicant(
    layout: Layout, loot: Loot, hanako: Application, draft: Application
) -> None:
    """Line 2: portal database and its key."""
    for key in material(layout.portal_config.parent / "keys"):
        assert not any(box_opens(key, box, id) for _, id, box in loot.boxes)
        seed = hashlib.shake_256(key).digest(SEALING_SEED_BYTES)
        ring = EveryKey(SealingKey.from_seed(seed).hpke)
        assert not any(opens(raw, town=town, ring=ring, layout=layout) for _, town, raw in loot.envelopes)
    assert any(box_opens(draft.key.draft_key(), box, id) for _, id, box in loot.boxes if id == draft.id)
    ring = FixedKeys(hanako.key.reply_key())
    opened = [what for what, town, raw in loot.envelopes if opens(raw, town=town, ring=ring, layout=layout)]
    assert {"copy", "message"} <= set(opened), "her own key opens her own"
    assert "application" not in opened


def test_the_portal_keeps_no_applicant_key(layout: Layout, hanako: Application, draft: Application) -> None:
    """Line 2 and 3: neither the digits nor anything made of them lies in the portal's files."""
    made = {
        part
        for one in (hanako, draft)
        for part in (one.key.digits.encode(), one.key.draft_key(), one.key.reply_key().private_bytes)
    }
    for file in layout.portal_config.parent.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert not any(part in content or part.hex().encode() in content for part in made), file.name


INTRUDER = """
import gc, sys, threading
from wsgiref.simple_server import WSGIRequestHandler, make_server
from todoke.portal.wsgi import application

class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass

server = make_server("127.0.0.1", 0, application, handler_class=Quiet)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_port, flush=True)
for line in sys.stdin:
    text = line.strip()[::-1]
    raw = text.encode()
    gc.collect()
    found = set()
    for holder in gc.get_objects():
        for part in gc.get_referents(holder):
            if type(part) is str and part is not text and text in part:
                found.add(type(holder).__name__)
            elif type(part) in (bytes, bytearray) and part is not raw and raw in part:
                found.add(type(holder).__name__)
    print(" ".join(sorted(found)), flush=True)
"""


@pytest.fixture
def intruder(layout: Layout) -> Iterator[subprocess.Popen[str]]:
    """The portal's pages in a process in which somebody else's code runs as well."""
    environment = {**os.environ, "TODOKE_CONFIG": str(layout.portal_config), "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(
        [sys.executable, "-c", INTRUDER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=environment,
    ) as process:
        yield process
        process.kill()


def holders_of(text: str, process: subprocess.Popen[str]) -> str:
    """Kinds of live objects that hold a text; asked for backwards, so that the question is no answer."""
    process.stdin.write(text[::-1] + "\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


def test_whoever_takes_over_the_running_process_finds_nothing_of_what_was_sent_before(
    layout: Layout, intruder: subprocess.Popen[str]
) -> None:
    """Line 3: the portal's process while it runs."""
    port = int(intruder.stdout.readline())
    walker = Walker(f"http://127.0.0.1:{port}", host=f"portal.localhost:{layout.portal_port}")
    mark = f"納屋の蓄音機 {uuid4().hex}"
    page, _ = trial.apply_online(walker, answers=trial.ANSWERS | {"damage_description": mark})
    key = key_of(walker, page.path)
    walker.get("/hibari/")  # somebody else's page, after hers
    assert holders_of("被害のようす", intruder), "what the process may keep (the form) must be found"
    for secret in (mark, key.digits, trial.receipt_on(page)):
        assert holders_of(secret, intruder) == ""


class Recorder(threading.Thread):
    """Sits on the line between office and door and writes everything down."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self.target, self.heard = ("127.0.0.1", port), bytearray()
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.server.getsockname()[1]}"

    def run(self) -> None:
        while True:
            try:
                near, _ = self.server.accept()
            except OSError:
                return
            far = socket.create_connection(self.target)
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self.carry, args=(one, other), daemon=True).start()

    def carry(self, one: socket.socket, other: socket.socket) -> None:
        try:
            while content := one.recv(65536):
                self.heard += content
                other.sendall(content)
        except OSError:
            pass
        for end in (one, other):
            end.close()


@pytest.fixture
def recorder(running: tuple[Layout, Supervisor]) -> Iterator[Recorder]:
    layout, supervisor = running
    recorder = Recorder(layout.door_port)
    recorder.start()
    worker = next(plan for plan in plans(layout) if plan.name == "worker")
    supervisor.kill("worker")
    supervisor.start(replace(worker, environment={**worker.environment, "TODOKE_DOOR_URL": recorder.url}))
    yield recorder
    supervisor.kill("worker")
    supervisor.start(worker)
    recorder.server.close()


def everything_in(heard: bytes) -> bytes:
    """The traffic, and what its base64 stands for."""
    runs = re.findall(rb"[A-Za-z0-9+/]{40,}={0,2}", heard)
    return heard + b"".join(b64decode(run + b"=" * (-len(run) % 4)) for run in runs if len(run) % 4 != 1)


def test_the_exchanges_traffic_tells_sizes_and_times_but_not_what_or_who(
    layout: Layout, recorder: Recorder
) -> None:
    """Line 4: exchange traffic, with TLS taken away."""
    result = []
    for words in ("短い。", "これは少しだけ長い。"):
        mark = f"{uuid4().hex} {words}"
        one = applied(layout, damage_description=mark)
        case = trial.wait_for(trial.find_case(trial.office_of(layout, "sato"), one.receipt), named="the case")
        result.append((one, mark, case))
    one, _, case = result[0]
    trial.handle(layout, case.path)
    deadline = time.monotonic() + 30
    while not portal_rows(layout, "select 1 from portal_mailbox_message m where m.kind = 'notice' and"
                          " m.submission_id = ?", one.id.hex):  # fmt: skip
        assert time.monotonic() < deadline
        time.sleep(0.2)
    heard = everything_in(bytes(recorder.heard))
    sizes = portal_rows(
        layout,
        "select f.size from portal_exchange_foroffice f join portal_apply_submission s"
        " on s.envelope_id = f.envelope_id where s.id in (?, ?)",
        result[0][0].id.hex,
        result[1][0].id.hex,
    )
    assert b"/exchange/v1/envelopes" in heard, "the recorder must have sat on the line"
    said = [*WORDS.values(), "床上浸水 45cm", "%PDF-1.", result[0][1], result[1][1]]
    said += [one.receipt for one, _, _ in result] + [one.key.digits for one, _, _ in result]
    said += [str(one.id) for one, _, _ in result] + [one.id.hex for one, _, _ in result]
    for text in said:
        assert text.encode() not in heard, text
        assert json.dumps(text).strip('"').encode() not in heard, text
    assert len({size for (size,) in sizes}) == 1, "a little more text looks no larger"


def test_one_office_gives_nothing_of_another_municipality(layout: Layout) -> None:
    """Line 6: ひばり市's office with all its keys, against 森野町."""
    lan = applied(layout, town="morino", **AT_MORINO)
    (envelope_id,) = portal_rows(
        layout, "select envelope_id from portal_apply_submission where id = ?", lan.id.hex
    )[0]
    hibari = signing_key(layout, HIBARI)
    address = f"/exchange/v1/envelopes/{envelope_id}"
    # 1. It may not fetch it in its own name, nor in the neighbour's.
    statuses = [ask(layout, "GET", address, key=hibari, town=town) for town in (HIBARI.code, MORINO.code)]
    assert [status for status, _ in statuses] == [404, 401]
    status, raw = ask(layout, "GET", address, key=signing_key(layout, MORINO), town=MORINO.code)
    assert status == 200
    # 2. Had it the bytes, its keys would not open them.
    assert not opens(raw, town=MORINO.code, ring=ring_of(layout, HIBARI), layout=layout)
    assert opens(raw, town=MORINO.code, ring=ring_of(layout, MORINO), layout=layout)
    # 3. It may not write to the neighbour's applicants, in whatever name.
    for name in (HIBARI.code, MORINO.code):
        status, _ = ask(
            layout, "POST", "/exchange/v1/envelopes", message(lan, hibari, name), key=hibari, town=HIBARI.code
        )
        assert status == 422, name


def ring_of(layout: Layout, office) -> OfficeKeyRing:
    return OfficeKeyRing.from_json(
        (layout.office_config(office).parent / "keys" / "office-ring.json").read_text()
    )


def message(to: Application, sender: SigningKey, municipality: str) -> bytes:
    now = datetime.now(UTC)
    return seal(
        Kind.MESSAGE,
        [encode(MessagePayload(number=1, receipt=to.receipt, at=now, text="にせの知らせ"))],
        sender=sender,
        municipality=municipality,
        recipients=[to.key.reply_key().public],
        issued=now,
    ).raw


def ask(
    layout: Layout, method: str, address: str, body: bytes = b"", *, key: SigningKey, town: str
) -> tuple[int, bytes]:
    token = sign_request(method, address, body=body, key=key, municipality=town, now=datetime.now(UTC))
    with httpx.Client(base_url=layout.door_url, trust_env=False, timeout=30) as http:
        answer = http.request(method, address, content=body, headers={"Authorization": f"Bearer {token}"})
    return answer.status_code, answer.content


def test_every_line_of_the_trust_table_names_a_test_that_exists_or_says_why_not() -> None:
    root = Path(__file__).parents[2]
    rows = [
        line for line in (root / "docs/explanation/trust.md").read_text().splitlines() if line.startswith("|")
    ]
    names = {
        name
        for file in (root / "tests").rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)", file.read_text())
    }
    assert len(rows) == 8
    for row in rows[2:]:
        proved = row.rstrip("|").rsplit("|", 1)[1]
        told = re.findall(r"`(test_\w+)`", proved)
        assert told or "not there yet" in proved, row
        assert set(told) <= names, set(told) - names
