"""What an ID service says of a person: read, absent or refused, never guessed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.core.assurance.claims import GETA, identity_from_claims
from todoke.core.assurance.identity import Identity, Sex
from todoke.core.errors import Refused

READ = {
    "nothing handed over": ({}, Identity()),
    "a name as it stands": ({"name": "山田　花子"}, Identity(name="山田　花子")),
    "a Latin name": ({"name": "NGUYEN THI LAN"}, Identity(name="NGUYEN THI LAN")),
    "outer spaces": ({"name": "　花子 "}, Identity(name="花子")),
    "an empty name": ({"name": ""}, Identity()),
    "a null": ({"name": None, "address": None, "birthdate": None, "gender": None}, Identity()),
    "other claims": ({"sub": "1", "email": "hanako@example.jp"}, Identity()),
    "an address as text": (
        {"address": "霧原県ひばり市本町１－２"},
        Identity(address="霧原県ひばり市本町１－２"),
    ),
    "an address as OIDC has it": (
        {"address": {"formatted": "霧原県ひばり市\n本町１－２", "country": "JP"}},
        Identity(address="霧原県ひばり市 本町１－２"),
    ),
    "an address object without a line": ({"address": {"country": "JP"}}, Identity()),
    "a day of ISO": ({"birthdate": "1990-04-02"}, Identity(birth_date=date(1990, 4, 2))),
    "a day with its era": ({"birthdate": "419900402"}, Identity(birth_date=date(1990, 4, 2))),
    "an unknown day": ({"birthdate": "419900400"}, Identity()),
    "an unknown month": ({"birthdate": "1990-00-02"}, Identity()),
    "an unknown era": ({"birthdate": "019900402"}, Identity()),
    "an unknown year": ({"birthdate": "0000-04-02"}, Identity()),
    "a year alone": ({"birthdate": "1990"}, Identity()),
    "a woman": ({"gender": "female"}, Identity(sex=Sex.FEMALE)),
    "a man by digit": ({"gender": "1"}, Identity(sex=Sex.MALE)),
    "no sex by digit": ({"gender": "9"}, Identity(sex=Sex.NOT_APPLICABLE)),
    "another word for it": ({"gender": "nonbinary"}, Identity()),
    "a character of one town alone": (
        {"name": "\ue000橋　花子"},
        Identity(name=f"{GETA}橋　花子", name_substituted=(0,)),
    ),
}


@pytest.mark.parametrize(("claims", "identity"), READ.values(), ids=READ)
def test_claims_are_read(claims, identity):
    assert identity_from_claims(claims) == identity


REFUSED = {
    "a name that is a number": {"name": 1},
    "a name that is a list": {"name": ["山田"]},
    "a name that is true": {"name": True},
    "a name beyond all names": {"name": "山" * 501},
    "a name with NUL": {"name": "山\0田"},
    "a name that turns the writing": {"name": "山\u202e田"},
    "an address that is a list": {"address": ["霧原県"]},
    "a line that is a number": {"address": {"formatted": 3}},
    "a day that is a number": {"birthdate": 19900402},
    "a day there is not": {"birthdate": "1990-02-30"},
    "an era there is not": {"birthdate": "919900402"},
    "a day in words": {"birthdate": "平成2年4月2日"},
    "full-width digits": {"birthdate": "１９９０-04-02"},
    "a sex that is a number": {"gender": 2},
}


@pytest.mark.parametrize("claims", REFUSED.values(), ids=REFUSED)
def test_claims_of_another_form_are_refused(claims):
    with pytest.raises(Refused) as caught:
        identity_from_claims(claims)
    assert caught.value.refusals[0].code == "assurance.claims.unreadable"


@given(
    st.dictionaries(
        st.sampled_from(["name", "address", "birthdate", "gender", "sub"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=30),
            lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.just("formatted"), inner),
            max_leaves=4,
        ),
    )
)
def test_whatever_arrives_is_read_or_refused(claims):
    try:
        found = identity_from_claims(claims)
    except Refused:
        return
    assert isinstance(found, Identity)
