"""Settings, key files, rate limits, and how SQLite is opened."""

from __future__ import annotations

import pytest
from django.db import connection

from todoke.core.errors import OperatorError
from todoke.web import keyfiles, postcodes
from todoke.web.config import make_site_folders, read_values


def test_a_key_nobody_knows_is_named(tmp_path):
    file = tmp_path / "todoke.toml"
    file.write_text("[town]\nsluggg = 'hibari'\n")

    with pytest.raises(OperatorError, match=r"town\.sluggg"):
        read_values(str(file))


def test_the_environment_overrides_the_file(tmp_path, monkeypatch):
    file = tmp_path / "todoke.toml"
    file.write_text("smtp_port = 25\n[town]\nslug = 'hibari'\n")
    monkeypatch.setenv("TODOKE_TOWN_SLUG", "morino")

    assert read_values(str(file))["town.slug"] == "morino"


def test_a_key_file_others_can_read_is_refused(tmp_path):
    path = tmp_path / "portal.key"
    keyfiles.write(path, b"secret")
    assert keyfiles.read(path) == b"secret"
    path.chmod(0o644)

    with pytest.raises(OperatorError, match="can be read by others"):
        keyfiles.read(path)


@pytest.mark.parametrize(
    ("postcode", "city"),
    [("0000101", "ひばり市"), ("0000201", "山辺郡森野町"), ("1000001", "千代田区")],
)
def test_a_postcode_gives_its_place(postcode, city):
    assert postcodes.lookup().areas(postcode)[0].city == city


def test_a_postcode_nobody_has_gives_nothing():
    assert postcodes.lookup().areas("9999999") == ()


@pytest.mark.django_db
def test_sqlite_syncs_fully_and_deletes_securely():
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only")
    with connection.cursor() as cursor:
        names = ("synchronous", "secure_delete")
        found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in names}

    assert found == {"synchronous": 2, "secure_delete": 1}


def test_what_holds_personal_data_is_for_its_owner_only(tmp_path):
    make_site_folders(tmp_path / "office")

    modes = {one.name: one.stat().st_mode & 0o777 for one in (tmp_path / "office").iterdir()}
    assert {name: mode for name, mode in modes.items() if name != "log"} == dict.fromkeys(
        ("db", "blobs", "keys", "mail", "tmp"), 0o700
    )


def test_a_folder_an_operator_opened_to_a_group_stays_so(tmp_path):
    make_site_folders(tmp_path)
    (tmp_path / "blobs").chmod(0o750)

    make_site_folders(tmp_path)

    assert (tmp_path / "blobs").stat().st_mode & 0o777 == 0o750
