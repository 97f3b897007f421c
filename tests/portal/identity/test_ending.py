"""An operator signs people out of the portal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.portal.identity.conftest import Person

from todoke.portal.identity.ending import end_sessions
from todoke.portal.identity.models import Account


def is_in(person: Person) -> bool:
    return person.client.get("/account/").status_code == 200


@pytest.fixture
def three(db):
    people = [Person("hanako@example.jp"), Person("hanako@example.jp"), Person("lan@example.jp")]
    for one in people:
        one.sign_in()
    Person("megumi@example.jp").ask_for_code()
    return people


def test_the_operator_ends_every_session_of_one_account(three):
    assert end_sessions(Account.objects.filter(email="hanako@example.jp")) == 2
    assert [is_in(one) for one in three] == [False, False, True]


def test_the_operator_ends_every_session_of_everybody_and_nobodys_account(three):
    assert end_sessions(Account.objects.all()) == 3
    assert [is_in(one) for one in three] == [False, False, False]
    assert Account.objects.count() == 2
    three[0].sign_in()
    assert is_in(three[0])


def test_the_command_says_what_is_missing(tmp_path: Path):
    config = tmp_path / "todoke.toml"
    config.write_text(f'data = "{tmp_path}"\n')
    command = [sys.executable, "-m", "todoke.cli", "portal", "end-sessions", "--config", str(config)]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TODOKE_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    for given in ([], ["hanako@example.jp", "--all"]):
        answer = subprocess.run(
            [*command, *given], capture_output=True, text=True, check=False, env=kept, timeout=60
        )
        assert answer.returncode != 0
        assert "Whose sessions?" in answer.stderr
