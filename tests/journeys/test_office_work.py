"""`todoke office work`: what no patience mends is one sentence; a door that is silent is called again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from todoke.core.envelope.keys import SigningKey

CONFIG = """
data = "{data}"
base_url = "http://office.localhost:8001"
door_url = "{door}"
secret_key_file = "keys/django-secret.key"

[town]
code = "992011"
slug = "hibari"
name = "ひばり市"
"""
NOBODY = "http://127.0.0.1:9"
PATIENCE_SECONDS = 40.0


def todoke(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "todoke.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def configured(folder: Path, *, door: str) -> Path:
    folder.mkdir(exist_ok=True)
    config = folder / "todoke.toml"
    config.write_text(CONFIG.format(data=folder, door=door))
    return config


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that could work if there were a door."""
    folder = tmp_path_factory.mktemp("office")
    config = configured(folder, door=NOBODY)
    assert todoke("office", "prepare", "--config", str(config)).returncode == 0
    key = SigningKey.generate().verify_key
    pin = ("keys", "pin", key.hex, "--fingerprint", key.fingerprint(), "--site", "office")
    assert todoke(*pin, "--config", str(config)).returncode == 0
    return folder


@pytest.fixture
def office(prepared: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "office"
    shutil.copytree(prepared, folder)
    configured(folder, door=NOBODY)
    return folder


def refused(folder: Path) -> str:
    done = todoke("office", "work", "--config", str(folder / "todoke.toml"))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


@pytest.mark.parametrize(
    "door",
    ["", "127.0.0.1:8010", "ftp://door.example.jp", "https://", "http://door.example.jp:http"],
    ids=["none", "no scheme", "another scheme", "no host", "no port"],
)
def test_an_address_where_no_door_can_be_is_said(office: Path, door: str) -> None:
    configured(office, door=door)
    assert f"The setting 'door_url' is '{door.rstrip('/')}'" in refused(office)


@pytest.mark.parametrize(
    ("key", "todo"),
    [
        ("office-signing.key", "Restore it"),
        ("office-ring.json", "Restore it"),
        ("portal-verify.key", "Pin the portal's key"),
    ],
)
def test_a_missing_or_damaged_key_is_said(office: Path, key: str, todo: str) -> None:
    (office / "keys" / key).write_text("x")
    assert str(office / "keys" / key) in refused(office) or key == "office-ring.json"
    (office / "keys" / key).unlink()
    said = refused(office)
    assert f"{key} is missing" in said and todo in said


def test_certificates_without_https_are_said(office: Path) -> None:
    config = configured(office, door=NOBODY)
    config.write_text('client_cert = "cert.pem"\n' + config.read_text())
    assert "door_url does not begin with https://" in refused(office)


def test_an_office_that_was_never_prepared_is_said(office: Path) -> None:
    shutil.rmtree(office / "db")
    (office / "db").mkdir()
    assert "never prepared. Run: todoke office prepare" in refused(office)


@pytest.mark.parametrize("text", ["data = ", 'dta = "x"'], ids=["no TOML", "a key nobody knows"])
def test_a_configuration_that_cannot_be_read_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "todoke.toml").write_text(text)
    assert "todoke.toml" in refused(tmp_path)


@pytest.fixture
def working(office: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    log = office / "work.log"
    command = [sys.executable, "-m", "todoke.cli", "office", "work", "--config", str(office / "todoke.toml")]
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=dict(os.environ))
    yield process, log
    if process.poll() is None:
        process.kill()
    process.wait(10)


def test_a_door_that_does_not_answer_is_called_again_and_again(
    working: tuple[subprocess.Popen[bytes], Path],
) -> None:
    process, log = working
    deadline = time.monotonic() + PATIENCE_SECONDS
    while log.read_text().count("door not reached") < 4 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert log.read_text().count("door not reached") >= 4, log.read_text()
    assert process.poll() is None, "it is still there"
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
