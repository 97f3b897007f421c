"""What is written happens as a whole or not at all; keys on disk belong to one user."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.utils import timezone

from todoke.core.errors import OperatorError
from todoke.portal.apply.models import OpenAttempt
from todoke.web import keyfiles
from todoke.web.database import write


class Stumble(RuntimeError):
    pass


def add(key):
    OpenAttempt.objects.create(key=key, began_at=timezone.now())


def kept():
    return set(OpenAttempt.objects.values_list("key", flat=True))


@pytest.mark.django_db(transaction=True)
def test_a_write_that_ends_is_kept():
    with write():
        add("first")
        add("second")

    assert kept() == {"first", "second"}


@pytest.mark.django_db(transaction=True)
def test_a_write_that_stumbles_leaves_nothing():
    with pytest.raises(Stumble), write():
        add("first")
        add("second")
        raise Stumble

    assert kept() == set()


@pytest.mark.django_db(transaction=True)
def test_an_inner_write_goes_with_the_outer_one():
    with pytest.raises(Stumble), write():
        with write():
            add("inner")
        raise Stumble

    assert kept() == set()


@pytest.mark.django_db(transaction=True)
def test_after_a_stumble_the_next_write_works():
    with pytest.raises(Stumble), write():
        raise Stumble
    with write():
        add("later")

    assert kept() == {"later"}


def test_a_key_file_is_for_its_owner_alone(tmp_path):
    path = tmp_path / "keys" / "office.key"

    keyfiles.write(path, b"secret")

    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["office.key"]


def test_a_new_key_replaces_the_old_one_whole(tmp_path):
    path = tmp_path / "office.key"
    keyfiles.write(path, b"a long old secret")

    keyfiles.write(path, b"new")

    assert keyfiles.read(path) == b"new"


def test_a_write_that_fails_leaves_the_old_key_and_no_copy(tmp_path, monkeypatch):
    path = tmp_path / "office.key"
    keyfiles.write(path, b"old")

    def full(descriptor):
        raise OSError("disk full")

    monkeypatch.setattr("todoke.web.keyfiles.os.fsync", full)
    with pytest.raises(OSError, match="disk full"):
        keyfiles.write(path, b"new")

    assert keyfiles.read(path) == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_of_many_who_make_a_key_at_once_exactly_one_writes_it(tmp_path):
    path = tmp_path / "keys" / "office.key"
    together = threading.Barrier(8)

    def make(number):
        together.wait()
        return keyfiles.write_once(path, str(number).encode())

    with ThreadPoolExecutor(8) as many:
        wrote = list(many.map(make, range(8)))

    assert wrote.count(True) == 1
    assert keyfiles.read(path) == str(wrote.index(True)).encode()
    assert [one.name for one in path.parent.iterdir()] == ["office.key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_key_file_anybody_else_can_touch_is_refused(tmp_path, mode):
    path = tmp_path / "office.key"
    keyfiles.write(path, b"secret")
    path.chmod(mode)

    with pytest.raises(OperatorError, match="chmod 600"):
        keyfiles.read(path)


def test_a_missing_key_file_says_what_to_do(tmp_path):
    with pytest.raises(OperatorError, match="key backup"):
        keyfiles.read(tmp_path / "gone.key")
