"""Which characters of a name or an address an ID service says are substitutes (代替文字)."""

from __future__ import annotations

import pytest

from todoke.core.assurance.claims import identity_from_claims
from todoke.core.errors import Refused


@pytest.mark.parametrize(
    ("name", "flags", "places"),
    [
        ("高橋　恵", "1000", (0,)),
        ("高橋　恵", "0000", ()),
        ("　高橋　恵", "01000", (0,)),
        ("\ue000橋　恵", "0001", (0, 3)),
        ("高橋　恵", None, ()),
    ],
    ids=["the first", "none", "after a space that goes", "one unreadable besides", "not told"],
)
def test_flags_name_the_places_in_the_text_that_is_kept(name, flags, places):
    assert identity_from_claims({"name": name, "name_substituted": flags}).name_substituted == places


def test_an_address_has_flags_of_its_own():
    claims = {"address": {"formatted": "霧原県ひばり市"}, "address_substituted": "0001000"}
    assert identity_from_claims(claims).address_substituted == (3,)


@pytest.mark.parametrize("flags", ["100", "10000", "10x0", "", 1000, ["1"]], ids=repr)
def test_flags_that_do_not_fit_the_text_are_refused(flags):
    with pytest.raises(Refused):
        identity_from_claims({"name": "高橋　恵", "name_substituted": flags})


def test_a_name_that_was_declined_needs_no_flags():
    assert identity_from_claims({"name_substituted": "1000"}).name is None
