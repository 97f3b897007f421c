"""Slow, down, other keys: switched by the operator while it runs."""

from __future__ import annotations

import json
import time

import pytest
from click.testing import CliRunner
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from tests.demo_id.asking_site import CERTS, claims_of

from todoke.cli.id_service import command
from todoke.demo_id import signing_keys
from todoke.demo_id.faults import FILE, Fault, present, switch


def test_down_is_down_for_everybody_but_the_load_balancer(portal, settings):
    switch(settings.TODOKE.data, Fault(down=True))
    answer = portal.browser.get(portal.address())
    assert answer.status_code == 503
    assert "見本" in answer.content.decode()
    assert answer["X-Frame-Options"] == "DENY"
    assert portal.browser.get("/healthz").status_code == 200
    switch(settings.TODOKE.data, Fault())
    assert portal.browser.get(portal.address()).status_code == 200


def test_slow_is_slow(portal, settings):
    switch(settings.TODOKE.data, Fault(slow_seconds=0.3))
    began = time.monotonic()
    assert portal.browser.get(CERTS).status_code == 200
    assert time.monotonic() - began >= 0.3


def test_a_new_key_signs_at_once_and_the_former_stays_published(portal):
    before = portal.ask_token(portal.code()).json()["id_token"]
    former = KeySet.import_key_set(portal.browser.get(CERTS).json())
    kid = signing_keys.rotate()
    after = portal.ask_token(portal.code()).json()["id_token"]
    assert claims_of(before)["sub"] == claims_of(after)["sub"]
    published = portal.browser.get(CERTS).json()["keys"]
    assert [key["kid"] for key in published] == [kid, former.keys[0].kid]
    with pytest.raises(JoseError):
        jwt.decode(after, former, algorithms=["ES256"])


def test_two_rotations_later_the_first_key_is_gone(portal):
    before = portal.ask_token(portal.code()).json()["id_token"]
    signing_keys.rotate()
    signing_keys.rotate()
    with pytest.raises((JoseError, ValueError)):
        claims_of(before)


def test_no_private_part_is_published(portal):
    for key in portal.browser.get(CERTS).json()["keys"]:
        assert set(key) == {"kty", "crv", "x", "y", "use", "alg", "kid"}
        assert (key["crv"], key["alg"]) == ("P-256", "ES256")


def test_the_key_file_is_for_its_owner_only():
    assert signing_keys.path().stat().st_mode & 0o077 == 0


SWITCHES = {
    "down": (["--down"], Fault(down=True)),
    "slow": (["--slow", "6"], Fault(slow_seconds=6.0)),
    "both": (["--slow", "1.5", "--down"], Fault(slow_seconds=1.5, down=True)),
    "well again": ([], Fault()),
}


@pytest.mark.parametrize(("options", "fault"), SWITCHES.values(), ids=SWITCHES)
def test_the_command_switches(tmp_path, monkeypatch, options, fault):
    monkeypatch.setattr("todoke.cli.id_service.open_demo", lambda config: tmp_path)
    done = CliRunner().invoke(command, ["fault", *options])
    assert done.exit_code == 0, done.output
    assert present(tmp_path) == fault
    assert json.loads((tmp_path / FILE).read_text())["down"] is fault.down


@pytest.mark.parametrize("wrong", ["-1", "nan-no", "9999"])
def test_a_slowness_that_is_none_is_refused(wrong):
    done = CliRunner().invoke(command, ["fault", "--slow", wrong])
    assert done.exit_code == 2
    assert "--slow" in done.output
