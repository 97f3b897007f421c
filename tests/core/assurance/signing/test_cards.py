"""Which cards are taken, and why the others are not."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.core.assurance.certificates import Entry
from todoke.core.assurance.identity import Sex
from todoke.core.assurance.signing import digest_of, verify_signature
from todoke.core.errors import Refused
from todoke.demo_id.authority import (
    DEMO_POLICY,
    POINT,
    YEARS,
    DemoAuthority,
    issuing_point,
    key_usage,
    new_key,
)
from todoke.demo_id.cards import Card, issue_card, signing_extensions, subject_names
from todoke.demo_id.people import person_of

HANAKO, MEGUMI = person_of("hanako"), person_of("megumi")
DAY = timedelta(days=1)
UNREADABLE = "signature.unreadable-certificate"
OTHER_POINT = x509.UniformResourceIdentifier("http://elsewhere.example/list.crl")


def names(**changed):
    found = subject_names(HANAKO)
    return found | {Entry[name.upper()]: text for name, text in changed.items()}


def card(signing, *, begins=-YEARS, ends=4 * YEARS, extensions=None, key=None, digest=None):
    key = key or signing.hanako.key
    certificate = signing.authority.issue(
        key.public_key(),
        begins=signing.now + begins,
        ends=signing.now + ends,
        extensions=extensions or signing_extensions(subject_names(HANAKO)),
        digest=digest,
    )
    return Card(key=key, certificate=certificate)


def code_of(signing, card, trust, *, now=None):
    """None: taken."""
    at = now or signing.now
    try:
        verify_signature(
            card.sign_digest(digest_of(signing.statement), at), signing.statement, trust=trust, now=at
        )
    except Refused as refused:
        return refused.refusals[0].code
    return None


def without(kind, **given):
    return [one for one in signing_extensions(subject_names(HANAKO), **given) if not isinstance(one[0], kind)]


def test_hanako_signs_with_rsa_2048_and_sha_256(signing, trust):
    by = verify_signature(
        signing.hanako.sign_digest(digest_of(signing.statement), signing.now),
        signing.statement,
        trust=trust,
        now=signing.now,
    )
    assert by.algorithm == "rsa-sha256"
    assert by.identity.name == "山田　花子"
    assert by.identity.address == "霧原県ひばり市本町１－２－３"
    assert by.identity.birth_date == HANAKO.born
    assert by.identity.sex is Sex.FEMALE
    assert by.serial == f"{signing.hanako.certificate.serial_number:x}"


@pytest.mark.parametrize("digest", ["sha256", "sha384"])
def test_lan_signs_with_p_384_and_sha_384(signing, trust, digest):
    """The ID service asks for a SHA-256 before it knows the card; what the card hashes is SHA-384."""
    import hashlib

    hashed = hashlib.new(digest, signing.statement).digest()
    cms = signing.lan.sign_digest(hashed, signing.now)
    by = verify_signature(cms, signing.statement, trust=trust, now=signing.now)
    assert (by.algorithm, by.identity.name) == ("ecdsa-p384-sha384", "NGUYEN THI LAN")


def test_a_substituted_character_is_told_by_its_place(signing, trust):
    megumi = issue_card(signing.authority, MEGUMI, now=signing.now)
    cms = megumi.sign_digest(digest_of(signing.statement), signing.now)
    identity = verify_signature(cms, signing.statement, trust=trust, now=signing.now).identity
    assert (identity.name, identity.name_substituted, identity.address_substituted) == ("高橋　恵", (0,), ())


TAKEN = {
    "to its first moment": {"begins": timedelta(0)},
    "to its last moment": {"ends": timedelta(0)},
    "names in the order of the OIDs": {
        "extensions": signing_extensions(dict(sorted(subject_names(HANAKO).items())))
    },
    "names in reverse": {
        "extensions": signing_extensions(dict(reversed(list(subject_names(HANAKO).items()))))
    },
}  # fmt: skip


@pytest.mark.parametrize("made", TAKEN.values(), ids=TAKEN)
def test_a_card_is_taken(signing, trust, made):
    assert code_of(signing, card(signing, **made), trust) is None


REFUSED = {
    "expired a second ago": ({"ends": timedelta(seconds=-2)}, "signature.expired"),
    "expired": ({"ends": -DAY}, "signature.expired"),
    "valid in two seconds": ({"begins": timedelta(seconds=2)}, "signature.not-yet-valid"),
    "not yet valid": ({"begins": DAY}, "signature.not-yet-valid"),
    "the policy of signing in": (
        {"extensions": signing_extensions(subject_names(HANAKO), policy="1.2.392.200149.8.5.1.3.30")},
        "signature.wrong-policy",
    ),
    "any policy": (
        {"extensions": signing_extensions(subject_names(HANAKO), policy="2.5.29.32.0")},
        "signature.wrong-policy",
    ),
    "no policy": ({"extensions": without(x509.CertificatePolicies)}, "signature.wrong-policy"),
    "no commitment": (
        {"extensions": signing_extensions(
            subject_names(HANAKO), usage=key_usage(signing=True, commitment=False))},
        "signature.wrong-key-usage",
    ),
    "no key usage": ({"extensions": without(x509.KeyUsage)}, "signature.wrong-key-usage"),
    "an authority's key usage": (
        {"extensions": signing_extensions(
            subject_names(HANAKO), usage=key_usage(signing=True, certificates=True))},
        "signature.wrong-key-usage",
    ),
    "an authority": (
        {"extensions": [*signing_extensions(subject_names(HANAKO)),
                        (x509.BasicConstraints(ca=True, path_length=0), True)]},
        "signature.wrong-key-usage",
    ),
    "a critical extension nobody knows": (
        {"extensions": [*signing_extensions(subject_names(HANAKO)),
                        (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), True)]},
        "signature.wrong-key-usage",
    ),
    "certificate under another hash": ({"digest": hashes.SHA512()}, "signature.weak-algorithm"),
    "no names": ({"extensions": without(x509.SubjectAlternativeName)}, UNREADABLE),
    "an empty name": (
        {"extensions": signing_extensions(names(name="", name_flags=""))}, UNREADABLE),
    "one flag too few": (
        {"extensions": signing_extensions(names(name_flags="0000"))}, UNREADABLE),
    "address and its flags the other way round": (
        {"extensions": signing_extensions(names(address="00000", address_flags=HANAKO.address))}, UNREADABLE),
    "a flag that is none": (
        {"extensions": signing_extensions(names(name_flags="00002"))}, UNREADABLE),
    "a sex the profile does not know": (
        {"extensions": signing_extensions(names(sex="3"))}, UNREADABLE),
    "a birth date of another form": (
        {"extensions": signing_extensions(names(birth_date="1954-04-03"))}, UNREADABLE),
    "the 31st of April": (
        {"extensions": signing_extensions(names(birth_date="319540431"))}, UNREADABLE),
}  # fmt: skip


@pytest.mark.parametrize(("made", "code"), REFUSED.values(), ids=REFUSED)
def test_a_card_is_refused(signing, trust, made, code):
    assert code_of(signing, card(signing, **made), trust) == code


def test_a_key_of_1024_bits_is_refused(signing, trust):
    weak = card(signing, key=new_key(bits=1024))
    assert code_of(signing, weak, trust) == "signature.weak-algorithm"


def test_an_expired_authority_ends_its_cards(signing, trust):
    later = signing.now + 11 * YEARS
    long = card(signing, ends=20 * YEARS)
    assert code_of(signing, long, trust, now=later) == "signature.expired"


def test_another_authority_of_the_same_name_is_unknown(signing, trust, trust_in):
    """A name is what any authority may write into its own certificate."""
    other = DemoAuthority.make(now=signing.now)
    assert other.certificate.subject == signing.authority.certificate.subject
    forged = issue_card(other, HANAKO, now=signing.now)
    assert code_of(signing, forged, trust) == "signature.unknown-issuer"
    theirs = trust_in(other, other.revocation_list(now=signing.now - DAY))
    assert code_of(signing, forged, theirs) is None


def test_only_the_policy_the_operator_named_is_taken(signing, trust_in):
    real = trust_in(signing.authority, signing.crl, policy="1.2.392.200149.8.5.1.1.20")
    assert DEMO_POLICY not in real.policies
    assert code_of(signing, signing.hanako, real) == "signature.wrong-policy"


UNKNOWN_DATES = {
    "month": "319540003",
    "day": "319540400",
    "month and day": "319540000",
    "year": "300000403",
    "era": "019540403",
}


@pytest.mark.parametrize("text", UNKNOWN_DATES.values(), ids=UNKNOWN_DATES)
def test_a_birth_date_with_an_unknown_part_is_absent(signing, trust, text):
    vague = card(signing, extensions=signing_extensions(names(birth_date=text)))
    cms = vague.sign_digest(digest_of(signing.statement), signing.now)
    identity = verify_signature(cms, signing.statement, trust=trust, now=signing.now).identity
    assert identity.birth_date is None
    assert identity.name == "山田　花子"


def test_a_second_name_is_refused(signing, trust):
    """Whoever reads the last one would see another person than whoever reads the first."""
    extensions = list(signing_extensions(subject_names(HANAKO)))
    at = next(n for n, (one, _) in enumerate(extensions) if isinstance(one, x509.SubjectAlternativeName))
    ichiro = next(iter(without_all_but_names(person_of("ichiro"))))
    twice = x509.SubjectAlternativeName([*extensions[at][0], *ichiro])
    extensions[at] = (twice, False)
    assert code_of(signing, card(signing, extensions=extensions), trust) == UNREADABLE


def without_all_but_names(person):
    return [
        one
        for one, _ in signing_extensions({Entry.NAME: person.name})
        if isinstance(one, x509.SubjectAlternativeName)
    ]


def revoked(signing, **given):
    return signing.authority.revocation_list([signing.hanako.certificate.serial_number], **given)


LISTS = {
    "of today": (lambda s: [s.crl], None),
    "revoked": (lambda s: [revoked(s, now=s.now - DAY)], "signature.revoked"),
    "revoked, an older free list beside it": (
        lambda s: [s.authority.revocation_list(now=s.now - 2 * DAY), revoked(s, now=s.now - DAY)],
        "signature.revoked",
    ),
    "a suspension that was lifted": (lambda s: [revoked(s, now=s.now - 2 * DAY), s.crl], None),
    "revoked, on a list out of date": (
        lambda s: [revoked(s, now=s.now - 2 * DAY, lives=DAY)], "signature.revoked"),
    "none": (lambda s: [], "signature.no-revocation-data"),
    "out of date": (
        lambda s: [s.authority.revocation_list(now=s.now - 2 * DAY, lives=DAY)],
        "signature.old-revocation-data",
    ),
    "of tomorrow": (
        lambda s: [s.authority.revocation_list(now=s.now + DAY)], "signature.no-revocation-data"),
    "of another distribution point": (
        lambda s: [s.authority.revocation_list(
            now=s.now - DAY, extensions=[(issuing_point(full_name=[OTHER_POINT]), True)])],
        "signature.no-revocation-data",
    ),
    "of users' certificates only": (
        lambda s: [s.authority.revocation_list(
            now=s.now - DAY, extensions=[(issuing_point(only_contains_user_certs=True), True)])],
        None,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("lists", "code"), LISTS.values(), ids=LISTS)
def test_the_newest_list_decides(signing, trust_in, lists, code):
    trust = trust_in(signing.authority, *lists(signing))
    assert code_of(signing, signing.hanako, trust) == code


@settings(max_examples=60, deadline=None)
@given(others=st.sets(st.integers(min_value=1, max_value=2**159 - 1), max_size=40), is_listed=st.booleans())
def test_a_card_is_revoked_if_and_only_if_its_number_is_on_the_list(signing, trust_in, others, is_listed):
    own = signing.hanako.certificate.serial_number
    serials = others - {own} | ({own} if is_listed else set())
    crl = signing.authority.revocation_list(serials, now=signing.now - DAY)
    (read,) = trust_in(signing.authority, crl).lists
    assert read.holds(signing.hanako.certificate) == is_listed


UNUSABLE = {
    "delta": [(x509.DeltaCRLIndicator(1), True)],
    "indirect": [(issuing_point(indirect_crl=True), True)],
    "authorities only": [(issuing_point(only_contains_ca_certs=True), True)],
    "some reasons": [(issuing_point(only_some_reasons=frozenset([x509.ReasonFlags.key_compromise])), True)],
    "an unknown critical extension": [
        (x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"), True)
    ],
}


@pytest.mark.parametrize("extensions", UNUSABLE.values(), ids=UNUSABLE)
def test_a_list_that_is_not_plain_and_complete_is_not_loaded(signing, trust_in, extensions):
    crl = signing.authority.revocation_list(now=signing.now - DAY, extensions=extensions)
    with pytest.raises(ValueError, match="revocation list"):
        trust_in(signing.authority, crl)


def test_a_list_of_another_authority_is_not_loaded(signing, trust_in):
    """It could tell every revoked card free."""
    other = DemoAuthority.make(now=signing.now)
    with pytest.raises(ValueError, match="signed by an anchor"):
        trust_in(signing.authority, other.revocation_list(now=signing.now))


def test_a_list_that_was_changed_is_not_loaded(signing, trust_in):
    crl = bytearray(revoked(signing, now=signing.now - DAY))
    at = bytes(crl).index(signing.hanako.certificate.serial_number.to_bytes(20, "big"))
    crl[at + 19] ^= 1
    with pytest.raises(ValueError, match="signed by an anchor"):
        trust_in(signing.authority, bytes(crl))


def test_a_card_is_no_anchor(signing):
    from todoke.core.assurance.paths import load_anchor

    with pytest.raises(ValueError, match="anchor"):
        load_anchor(signing.hanako.der)


def test_a_card_without_distribution_points_needs_a_list_of_everything(signing, trust, trust_in):
    pointless = card(signing, extensions=without(x509.CRLDistributionPoints))
    assert code_of(signing, pointless, trust) == "signature.no-revocation-data"
    everything = signing.authority.revocation_list(
        now=signing.now - DAY, extensions=[(x509.CRLNumber(1), False)]
    )
    assert code_of(signing, pointless, trust_in(signing.authority, everything)) is None


def test_the_demo_never_claims_the_policy_of_real_cards():
    assert DEMO_POLICY != "1.2.392.200149.8.5.1.1.20"
    assert POINT.value.rfc4514_string().endswith("O=TODOKE DEMO,C=JP")


def test_trust_without_an_anchor_or_a_policy_is_refused(trust):
    for lacking in ({"anchors": ()}, {"policies": frozenset()}):
        with pytest.raises(ValueError, match="trust"):
            dataclasses.replace(trust, **lacking)
