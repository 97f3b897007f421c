"""The key that closes addresses is made before anything is served, once, and never replaced silently."""

from __future__ import annotations

import pytest

from todoke.cli.serve import PORTAL_KEYS
from todoke.core.errors import OperatorError
from todoke.portal import storage_secret
from todoke.portal.exchange import keys
from todoke.portal.mailbox import storage_key


def test_a_portal_is_not_served_without_exactly_these_keys():
    assert set(PORTAL_KEYS) == {keys.NAME, storage_secret.NAME}


@pytest.mark.django_db
def test_making_it_again_keeps_the_first_one():
    storage_key.make()
    closed = storage_key.close(b"hanako@example.jp", context="address:1")
    storage_key.make()
    assert storage_key.disclose(closed, context="address:1") == b"hanako@example.jp"
    assert storage_secret.path().stat().st_mode & 0o777 == 0o600


def test_a_missing_key_is_never_made_by_a_page():
    storage_secret.path().unlink()
    with pytest.raises(OperatorError, match="key backup"):
        storage_key.close(b"x", context="address:1")
    assert not storage_secret.path().exists()


def test_a_lost_key_under_which_applications_are_kept_is_not_replaced(hanako):
    storage_secret.path().unlink()
    with pytest.raises(OperatorError, match="Restore it from your key backup"):
        storage_key.make()
    assert not storage_secret.path().exists()


@pytest.mark.django_db
def test_a_portal_that_keeps_nothing_yet_gets_a_fresh_key():
    storage_secret.path().unlink()
    storage_key.make()
    assert len(storage_secret.path().read_bytes()) == 32
