"""Django's cache as rows: what allauth counts lasts across processes, and no key can be read back."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from todoke.portal.identity.models import CacheRow

pytestmark = pytest.mark.django_db


def test_the_first_to_add_a_key_wins_until_it_is_over():
    assert cache.add("totp.used?user=1", "y", timeout=30)
    assert not cache.add("totp.used?user=1", "y", timeout=30)
    CacheRow.objects.update(expires_at="2020-01-01T00:00:00+00:00")
    assert cache.add("totp.used?user=1", "y", timeout=30)


def test_values_come_back_until_they_are_over():
    cache.set("tries", [1.5, 2.5], 60)
    assert cache.get("tries", []) == [1.5, 2.5]
    assert cache.touch("tries", 0)
    assert cache.get("tries", []) == []
    assert not cache.touch("tries", 60)


def test_none_lasts_for_ever_and_deleting_ends_it():
    cache.set("kept", 1, None)
    assert cache.get("kept") == 1
    assert cache.delete("kept")
    assert not cache.delete("kept")


def test_keys_lie_in_the_database_hashed_only():
    cache.set("ip:192.0.2.1", 1, 60)
    assert "192.0.2.1" not in CacheRow.objects.get().key


def test_values_are_json_and_never_code():
    with pytest.raises(TypeError):
        cache.set("object", object(), 60)


def test_what_is_over_is_swept_and_the_rest_stays():
    cache.set("over", 1, 0)
    cache.set("living", 1, 60)
    assert cache.forget_over() == 1
    assert cache.get("living") == 1
    cache.clear()
    assert not CacheRow.objects.exists()
