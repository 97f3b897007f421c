"""A portal and an office set up by commands alone, as docs/how-to/run-a-portal-and-an-office.md says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from todoke.core.envelope.keys import SigningKey

PORTAL = """
data = "{data}"
base_url = "https://apply.example.jp"
https = true
secret_key_file = "keys/django-secret.key"
"""
OFFICE = """
data = "{data}"
base_url = "https://office.example.jp"
https = true
portal_url = "https://apply.example.jp"
door_url = "https://door.example.jp"
secret_key_file = "keys/django-secret.key"

[town]
code = "{code}"
slug = "hibari"
name = "ひばり市"
seal = "omitted"
arrival = "stored"
"""


def todoke(config: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "todoke.cli", *words],
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "TODOKE_CONFIG": str(config)},
    )


def done(config: Path, *words: str, typed: str = "") -> str:
    outcome = todoke(config, *words, typed=typed)
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout


def said(config: Path, *words: str, typed: str = "") -> str:
    """The one sentence of a refusal."""
    outcome = todoke(config, *words, typed=typed)
    assert outcome.returncode == 1, outcome.stdout
    assert "Traceback" not in outcome.stderr
    assert outcome.stdout == ""
    return outcome.stderr


def config_in(folder: Path, text: str, **facts: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "todoke.toml"
    file.write_text(text.format(data=folder, **facts))
    return file


def key_in(told: str) -> tuple[str, str]:
    """(verify key, fingerprint) as `prepare` prints them."""
    lines = dict(
        line.split(maxsplit=1) for line in told.splitlines() if line.startswith(("verify", "finger"))
    )
    return lines["verify_key"], lines["fingerprint"]


@dataclass(frozen=True, kw_only=True)
class Sites:
    portal: Path
    office: Path
    portal_told: str
    office_told: str


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    """Both sites after `prepare`, and nothing else."""
    folder = tmp_path_factory.mktemp("real")
    portal = config_in(folder / "portal", PORTAL)
    office = config_in(folder / "office", OFFICE, code="992011")
    yield Sites(
        portal=portal,
        office=office,
        portal_told=done(portal, "portal", "prepare"),
        office_told=done(office, "office", "prepare"),
    )


ADD = ("portal", "town", "add", "992011", "hibari", "ひばり市", "--fax", "000-0000-0102")


def test_a_town_is_ready_after_the_commands_of_the_how_to(sites: Sites, tmp_path: Path) -> None:
    key, fingerprint = key_in(sites.office_told)
    done(
        sites.portal,
        *ADD,
        "--mail",
        "todoke@hibari.example",
        "--office-key",
        key,
        "--fingerprint",
        fingerprint,
    )
    key, fingerprint = key_in(sites.portal_told)
    done(sites.office, "keys", "pin", key, "--fingerprint", fingerprint, "--site", "office")
    done(sites.office, "office", "section", "add", "税務課")
    told = done(sites.office, "office", "staff", "add", "sato", "佐藤", "--in", "税務課:caseworker")
    assert len(told.split("password")[1].strip()) >= 12
    local = ("--section", "税務課", "--standard-days", "10", "--notes-checked")
    done(sites.office, "office", "publish", "disaster_certificate", *local)
    carried = tmp_path / "to-portal.zip"
    done(sites.office, "exchange", "export", "--site", "office", str(carried))
    done(sites.portal, "exchange", "import", "--site", "portal", "--town", "992011", str(carried))
    (town,) = json.loads(done(sites.portal, "portal", "town", "list", "--json"))
    assert town["takes_applications"] is True
    assert town["procedures"] == ["disaster_certificate"]
    assert "disaster_certificate" in done(sites.portal, "portal", "town", "list")


def test_keys_and_secrets_are_for_their_owner_only(sites: Sites) -> None:
    kept = [*sites.portal.parent.glob("keys/*"), *sites.office.parent.glob("keys/*")]
    assert {path.name for path in kept} >= {"portal-storage.key", "portal-signing.key", "django-secret.key"}
    assert {path.name: path.stat().st_mode & 0o777 for path in kept} == {path.name: 0o600 for path in kept}


def test_preparing_again_changes_nothing(sites: Sites) -> None:
    before = {path: path.read_bytes() for path in sites.portal.parent.glob("keys/*")}
    assert key_in(done(sites.portal, "portal", "prepare")) == key_in(sites.portal_told)
    assert key_in(done(sites.office, "office", "prepare")) == key_in(sites.office_told)
    assert before == {path: path.read_bytes() for path in sites.portal.parent.glob("keys/*")}
    assert "up to date" in done(sites.portal, "portal", "migrate")
    assert "up to date" in done(sites.office, "office", "migrate")


TOWNS_REFUSED = {
    "code with a wrong check digit": (("992012", "hibari", "ひばり市"), "no 全国地方公共団体コード"),
    "code of five digits": (("99201", "hibari", "ひばり市"), "no 全国地方公共団体コード"),
    "a ward of a designated city": (("141038", "nishi", "横浜市西区"), "a ward of 横浜市"),
    "an address in capitals": (("992011", "Hibari", "ひばり市"), "can't stand in an address"),
    "an address that is taken by pages": (("992011", "static", "ひばり市"), "can't stand in an address"),
    "no name": (("992011", "hibari", " "), "name is missing"),
    "a name of 41 characters": (("992011", "hibari", "市" * 41), "longer than 40"),
}


@pytest.mark.parametrize(("words", "sentence"), TOWNS_REFUSED.values(), ids=TOWNS_REFUSED.keys())
def test_a_town_that_is_none_is_refused_in_a_sentence(
    sites: Sites, words: tuple[str, ...], sentence: str
) -> None:
    assert sentence in said(sites.portal, "portal", "town", "add", *words, "--fax", "000-0000-0102")


CONTACTS_REFUSED = {
    "no contact at all": ((), "can't use the telephone"),
    "the telephone alone": (("--phone", "000-0000-0101"), "can't use the telephone"),
    "a number that is none": (("--fax", "ask me"), "no telephone number"),
    "an address that is none": (("--mail", "hibari"), "no e-mail address"),
}


@pytest.mark.parametrize(("words", "sentence"), CONTACTS_REFUSED.values(), ids=CONTACTS_REFUSED.keys())
def test_a_town_nobody_can_reach_is_refused(sites: Sites, words: tuple[str, ...], sentence: str) -> None:
    assert sentence in said(sites.portal, "portal", "town", "add", "993417", "morino", "森野町", *words)


def test_a_key_without_its_fingerprint_is_never_believed(sites: Sites) -> None:
    key = SigningKey.generate().verify_key
    assert "with its fingerprint only" in said(sites.portal, *ADD, "--office-key", key.hex)
    wrong = SigningKey.generate().verify_key.fingerprint()
    assert "does not have this fingerprint" in said(
        sites.portal, *ADD, "--office-key", key.hex, "--fingerprint", wrong
    )


def test_two_towns_never_share_an_address(sites: Sites) -> None:
    done(sites.portal, *ADD)
    words = ("portal", "town", "add", "993417", "hibari", "森野町", "--fax", "000-0000-0202")
    assert "belongs to ひばり市 already" in said(sites.portal, *words)


STAFF_REFUSED = {
    "an account in kana": (("さとう", "佐藤", "--in", "税務課:caseworker"), "can't be an account"),
    "no name": (("sato2", " ", "--in", "税務課:caseworker"), "name is missing"),
    "no section": (("sato2", "佐藤"), "In which section"),
    "an unknown role": (
        ("sato2", "佐藤", "--in", "税務課:boss"),
        "Roles: caseworker, number_clerk, approver",
    ),
    "a role without a section": (("sato2", "佐藤", "--in", "caseworker"), "no section and role"),
    "a section nobody added": (("sato2", "佐藤", "--in", "税務化:caseworker"), "office section add 税務化"),
}


@pytest.mark.parametrize(("words", "sentence"), STAFF_REFUSED.values(), ids=STAFF_REFUSED.keys())
def test_a_wrong_account_is_refused_in_a_sentence(
    sites: Sites, words: tuple[str, ...], sentence: str
) -> None:
    done(sites.office, "office", "section", "add", "税務課")
    assert sentence in said(sites.office, "office", "staff", "add", *words)


def test_an_account_is_disabled_and_enabled_again(sites: Sites) -> None:
    done(sites.office, "office", "section", "add", "介護保険課")
    add = ("office", "staff", "add", "suzuki", "鈴木", "--in", "介護保険課:approver", "--password-stdin")
    assert "shorter than 12" in said(sites.office, *add, typed="short\n")
    assert "password" not in done(sites.office, *add, typed="three-grilled-mackerels\n")
    assert "already" in said(sites.office, *add, typed="three-grilled-mackerels\n")

    def active() -> bool:
        rows = json.loads(done(sites.office, "office", "staff", "list", "--json"))
        (row,) = [row for row in rows if row["login"] == "suzuki"]
        assert row["memberships"] == ["介護保険課:approver"]
        return bool(row["active"])

    assert active()
    assert "is disabled" in done(sites.office, "office", "staff", "disable", "suzuki")
    assert "was disabled already" in done(sites.office, "office", "staff", "disable", "suzuki")
    assert not active()
    assert "suzuki" in done(sites.office, "office", "staff", "list")
    done(sites.office, "office", "staff", "enable", "suzuki")
    assert active()
    assert "There is no account 'lan'" in said(sites.office, "office", "staff", "disable", "lan")


def test_a_lost_phone_is_helped_by_forgetting_the_second_step(sites: Sites) -> None:
    done(sites.office, "office", "section", "add", "介護保険課")
    add = ("office", "staff", "add", "mori", "森", "--in", "介護保険課:administrator", "--password-stdin")
    done(sites.office, *add, typed="three-grilled-mackerels\n")
    told = done(sites.office, "office", "staff", "reset-factors", "mori")
    assert told == "mori: 0 forgotten; the next sign-in sets the second step up anew.\n"
    assert "There is no account 'lan'" in said(sites.office, "office", "staff", "reset-factors", "lan")


def test_a_forgotten_password_is_replaced_and_lost_sessions_are_ended(sites: Sites) -> None:
    done(sites.office, "office", "section", "add", "介護保険課")
    add = ("office", "staff", "add", "watanabe", "渡邉", "--in", "介護保険課:administrator")
    easy = said(sites.office, *add, "--password-stdin", typed="hibari-office-2026\n")
    assert "too little is left of this password" in easy
    first = done(sites.office, *add).split("password")[1].strip()
    told = done(sites.office, "office", "staff", "new-password", "watanabe")
    assert "watanabe was signed out everywhere" in told
    second = told.rsplit("password", 1)[1].strip()
    assert len(second) >= 12 and second != first
    ended = "watanabe was signed out everywhere.\n"
    assert done(sites.office, "office", "staff", "end-sessions", "watanabe") == ended
    assert ended in done(sites.office, "office", "staff", "end-sessions", "--all")
    assert "Whose sessions?" in said(sites.office, "office", "staff", "end-sessions")
    for command in ("new-password", "end-sessions"):
        assert "There is no account 'lan'" in said(sites.office, "office", "staff", command, "lan")


def test_a_procedure_needs_a_section_that_is_there(sites: Sites) -> None:
    publish, days = ("office", "publish"), ("--standard-days", "10", "--notes-checked")
    assert "Name the section" in said(sites.office, *publish, "ltc_card", *days)
    assert "There is no section '福祉課'" in said(
        sites.office, *publish, "ltc_card", *days, "--section", "福祉課"
    )
    assert "neither a shipped procedure" in said(sites.office, *publish, "no_such_thing", "--section", "x")


CONFIGS = {
    "no data folder": ('secret_key_file = "keys/s"', "'data' is empty"),
    "no secret": ('data = "{data}"', "'secret_key_file' is empty"),
    "no TOML": ("data = ", "can't be read"),
    "a key nobody knows": ('dta = "{data}"', "nobody knows the key 'dta'"),
}


@pytest.mark.parametrize(("text", "sentence"), CONFIGS.values(), ids=CONFIGS.keys())
@pytest.mark.parametrize("site", ["portal", "office"])
def test_a_wrong_configuration_is_said_before_anything_is_made(
    tmp_path: Path, site: str, text: str, sentence: str
) -> None:
    config = config_in(tmp_path, text)
    assert sentence in said(config, site, "prepare")
    assert list(tmp_path.iterdir()) == [config]


def test_a_missing_configuration_is_said(tmp_path: Path) -> None:
    assert "There is no configuration file" in said(tmp_path / "gone.toml", "portal", "prepare")


def test_an_office_of_no_municipality_is_refused(tmp_path: Path) -> None:
    config = config_in(tmp_path, OFFICE, code="000000")
    assert "no 全国地方公共団体コード" in said(config, "office", "prepare")


def test_a_folder_that_can_not_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("")
    config = tmp_path / "todoke.toml"
    config.write_text(PORTAL.format(data=tmp_path / "a-file" / "portal"))
    assert "can't be written" in said(config, "portal", "prepare")


def test_a_site_that_was_never_prepared_is_said(tmp_path: Path) -> None:
    config = config_in(tmp_path, PORTAL)
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "django-secret.key").write_text("x")
    assert "prepare it first" in said(config, "portal", "town", "list")


@pytest.mark.parametrize("command", ["serve", "door"])
def test_a_portal_without_a_key_is_not_served(tmp_path: Path, command: str) -> None:
    config = config_in(tmp_path, PORTAL)
    assert "can't be read" in said(config, "portal", command, "--port", "9890")
    done(config, "portal", "prepare")
    (tmp_path / "keys" / "portal-storage.key").unlink()
    assert "portal-storage.key is missing. Run: todoke portal prepare" in said(
        config, "portal", command, "--port", "9890"
    )
