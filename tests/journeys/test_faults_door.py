"""Whatever is thrown at the running door: it never fails, refuses in one form, tells strangers nothing."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from todoke.cli import trial
from todoke.cli.layout import OFFICES, Layout
from todoke.core.envelope.keys import SigningKey
from todoke.core.envelope.requests import sign_request

HIBARI, MORINO = OFFICES[:2]
BASE = "/exchange/v1"
MEDIA_TYPE = "application/problem+json"
EXAMPLES = settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@dataclass
class Door:
    """The running door; `town` says whose office's key signs a request."""

    http: httpx.Client
    layout: Layout

    def key_of(self, office) -> SigningKey:
        file = self.layout.office_config(office).parent / "keys" / "office-signing.key"
        return SigningKey.from_bytes(file.read_bytes())

    def call(self, method: str, address: str, body: bytes = b"", *, token: str = "", **headers: str):
        request = self.http.build_request(method, address, content=body, headers=headers)
        if token:
            request.headers["Authorization"] = f"Bearer {token}"
        return self.http.send(request)

    def signed(
        self, method: str, address: str, body: bytes = b"", *, office=HIBARI, key=None, **headers: str
    ):
        target = self.http.build_request(method, address).url.raw_path.decode()
        token = sign_request(
            method,
            target,
            body=body,
            key=key or self.key_of(office),
            municipality=office.code,
            now=datetime.now(UTC),
        )
        return self.call(method, address, body, token=token, **headers)


@pytest.fixture(scope="module")
def door(layout: Layout) -> Iterator[Door]:
    with httpx.Client(base_url=layout.door_url, timeout=40, trust_env=False) as http:
        yield Door(http=http, layout=layout)


def refuse_bad_refusal(answer: httpx.Response) -> None:
    """No failure ever; every refusal is an RFC 9457 problem and says no more than the table does."""
    assert answer.status_code < 500, answer.text
    if answer.status_code < 400:
        return
    assert answer.headers["content-type"] == MEDIA_TYPE
    problem = answer.json()
    assert set(problem) == {"type", "title", "status"}
    assert problem["status"] == answer.status_code
    assert problem["type"].startswith("urn:todoke:exchange:")


TEXT = st.text(max_size=40)
NUMBER = st.one_of(
    st.integers(), st.integers(min_value=2**62), st.sampled_from(["nan", "inf", "-inf", "1e400", "", "0x1"])
)
PATHS = st.one_of(
    st.sampled_from(["/envelopes", "/receipts", "/keys", "/unopened", "/openapi.json", "/docs", "", "/"]),
    st.builds(lambda part: "/envelopes/" + quote(part, safe=""), TEXT),
    st.builds(lambda part: "/" + quote(part, safe="/"), TEXT),
)
# `wait` stays small: waiting long is what the address is for.
QUESTIONS = st.fixed_dictionaries(
    {},
    optional={
        "after": NUMBER,
        "limit": NUMBER,
        "kinds": st.one_of(TEXT, st.sampled_from(["application", "application,,notice", ","])),
        "wait": st.sampled_from(["nan", "-1", "0.01", "0", "soon"]),
        "nobody": TEXT,
    },
)
ADDRESSES = st.builds(
    lambda path, asked: BASE + path + ("?" + urlencode(asked, errors="surrogatepass") if asked else ""),
    PATHS,
    QUESTIONS,
)
METHODS = st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)
RECEIPTS = st.lists(st.binary(max_size=200), max_size=5).map(
    lambda found: {"receipts": [b64encode(one).decode() for one in found]}
)
BODIES = st.one_of(
    st.just(b""),
    st.binary(max_size=2000),
    st.binary(max_size=500).map(lambda rest: b"TODOKE" + rest),
    st.one_of(JSON, RECEIPTS).map(lambda value: json.dumps(value).encode()),
)
TOKENS = st.one_of(
    st.just(""),
    st.text(alphabet="abcXYZ019-_.=", max_size=200),
    st.builds(
        lambda claims: "e30." + b64encode(json.dumps(claims).encode()).decode().rstrip("=") + ".c2ln",
        st.dictionaries(st.sampled_from(["iss", "iat", "exp", "htm"]), JSON, max_size=4),
    ),
)


@EXAMPLES
@given(method=METHODS, address=ADDRESSES, body=BODIES)
def test_an_office_that_asks_nonsense_is_refused_as_published_and_nothing_fails(
    door: Door, method: str, address: str, body: bytes
) -> None:
    answer = door.signed(method, address, body)
    if method == "HEAD":
        assert answer.status_code < 500
    else:
        refuse_bad_refusal(answer)
    if "%" not in address.split("?")[0]:  # no address of the interface needs an encoded character
        assert answer.status_code != 401, "the signature covers exactly what was sent"


@EXAMPLES
@given(method=METHODS, address=ADDRESSES, body=BODIES, token=TOKENS)
def test_whoever_is_no_office_gets_the_same_answer_whatever_they_send(
    door: Door, method: str, address: str, body: bytes, token: str
) -> None:
    answer = door.call(method, address, body, token=token)
    assert answer.status_code in {200, 401, 404, 405}
    if method == "HEAD":
        return
    refuse_bad_refusal(answer)
    if answer.status_code == 200:
        assert address.split("?")[0] == f"{BASE}/openapi.json"
    if answer.status_code == 401:
        assert answer.content == door.call("GET", f"{BASE}/keys").content


def test_an_envelope_that_waits_and_one_that_never_was_look_the_same_to_a_stranger(door: Door) -> None:
    answers = trial.ANSWERS | {
        "postcode": "000-0201",
        "house_address.postcode": "000-0201",
        "house_address.city": "山辺郡森野町",
        "house_address.town": "森野",
    }
    trial.apply_online(trial.portal_of(door.layout), town="morino", answers=answers)
    waiting = door.signed("GET", f"{BASE}/envelopes", office=MORINO).json()["envelopes"][0]["id"]
    stranger = SigningKey.generate()
    for ask in (
        lambda address: door.call("GET", address),
        lambda address: door.signed("GET", address, key=stranger),
        lambda address: door.signed("GET", address, office=HIBARI),  # the neighbour's office
    ):
        there, nowhere = ask(f"{BASE}/envelopes/{waiting}"), ask(f"{BASE}/envelopes/{'0' * 32}")
        assert there.status_code == nowhere.status_code >= 400
        assert there.content == nowhere.content
    assert door.signed("GET", f"{BASE}/envelopes/{waiting}", office=MORINO).status_code == 200


@pytest.mark.parametrize(
    ("case", "method", "sent"),
    [
        ("another method", "POST", f"{BASE}/envelopes?limit=1"),
        ("another address", "GET", f"{BASE}/keys"),
        ("another question", "GET", f"{BASE}/envelopes?limit=2"),
    ],
)
def test_a_signature_taken_from_another_request_opens_nothing(
    door: Door, case: str, method: str, sent: str
) -> None:
    token = sign_request(
        "GET",
        f"{BASE}/envelopes?limit=1",
        body=b"",
        key=door.key_of(HIBARI),
        municipality=HIBARI.code,
        now=datetime.now(UTC),
    )
    assert door.call("GET", f"{BASE}/envelopes?limit=1", token=token).status_code == 200
    assert door.call(method, sent, token=token).status_code == 401


def test_a_body_no_kind_can_have_gets_its_problem_and_no_reset(door: Door) -> None:
    answer = door.signed("POST", f"{BASE}/envelopes", b"x" * (20 * 1024 * 1024))
    assert answer.status_code == 413
    refuse_bad_refusal(answer)


def test_after_all_this_the_door_still_works(door: Door) -> None:
    assert trial.run(door.layout).notice_read
    log = (door.layout.portal_config.parent / "log" / "door.log").read_text()
    assert "Traceback" not in log
