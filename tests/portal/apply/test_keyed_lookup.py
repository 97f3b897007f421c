"""What the database keeps of an applicant key can't be computed without the site's secret."""

from __future__ import annotations

import importlib

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from todoke.core.envelope.applicant_key import ApplicantKey
from todoke.portal import storage_secret
from todoke.portal.apply.models import Draft


def in_the_database() -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT lookup_id FROM portal_apply_draft")
        return bytes(cursor.fetchone()[0])


def test_the_look_up_id_itself_is_never_stored(hanako):
    lookup_id = ApplicantKey.parse(hanako.key).lookup_id()
    assert in_the_database() != lookup_id
    assert len(in_the_database()) == 32
    assert Draft.objects.get(lookup_id=lookup_id).pk


def test_under_another_secret_the_same_key_finds_nothing(hanako, tmp_path, monkeypatch):
    other = tmp_path / "other.key"
    other.write_bytes(b"o" * 32)
    other.chmod(0o600)
    monkeypatch.setattr(storage_secret, "path", lambda: other)
    assert not Draft.objects.filter(lookup_id=ApplicantKey.parse(hanako.key).lookup_id()).exists()
    assert hanako.get("s/house").status_code == 404


def test_a_row_saved_again_is_still_found(hanako):
    Draft.objects.get().save(update_fields=["lookup_id"])
    assert hanako.get("s/house").status_code == 200


def test_what_was_kept_before_is_found_after_the_migration(hanako):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE portal_apply_draft SET lookup_id = %s", [ApplicantKey.parse(hanako.key).lookup_id()]
        )
    assert hanako.get("s/house").status_code == 404
    migration = importlib.import_module("todoke.portal.apply.migrations.0002_keyed_lookup")
    before = MigrationLoader(connection).project_state(("portal_apply", "0001_initial"))
    migration.key_the_lookup_ids(before.apps, None)
    assert hanako.get("s/house").status_code == 200
