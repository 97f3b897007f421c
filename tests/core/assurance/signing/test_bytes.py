"""The bytes of a signature: one form is taken, and no byte of it or of the statement can be another."""

from __future__ import annotations

import dataclasses
import hashlib
import threading

import pytest
from asn1crypto import cms as asn1
from asn1crypto import core, x509
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.core.assurance.signing import Statement, digest_of, statement_bytes, verify_signature
from todoke.core.errors import Refused
from todoke.demo_id.cards import issue_card, signed_data, signer_info
from todoke.demo_id.people import person_of

HANAKO = person_of("hanako")
PLAIN = Statement(municipality="992011", procedure="ltc_card", revision=1, draft="d", answers={})


def code_of(cms, statement, *, trust, now):
    try:
        verify_signature(cms, statement, trust=trust, now=now)
    except Refused as refused:
        return refused.refusals[0].code
    return None


def attributes(signing, **changed):
    """The signed attributes by name; None leaves one out, a list gives its values."""
    values = {
        "content_type": ["data"],
        "message_digest": [digest_of(signing.statement)],
    } | changed
    return asn1.CMSAttributes(
        [asn1.CMSAttribute({"type": name, "values": found}) for name, found in values.items() if found]
    )


def signed(signing, *, card=None, digest_name="sha256", **changed):
    card = card or signing.hanako
    return card.sign_attributes(attributes(signing, **changed), digest_name=digest_name)


def info(signing, *, attrs=None, **changed):
    """A SignerInfo with parts replaced after signing."""
    card = signing.hanako
    attrs = attrs or attributes(signing)
    made = signer_info(card, attrs, digest_name="sha256", signature=card._sign(attrs.dump()))
    for name, value in changed.items():
        made[name] = value
    return made


def sha_1(signing):
    """Downgrade: everything the same, the weak hash named and used."""
    attrs = attributes(signing, message_digest=[hashlib.sha1(signing.statement).digest()])
    made = info(signing, attrs=attrs, digest_algorithm={"algorithm": "sha1"})
    made["signature_algorithm"] = {"algorithm": "sha1_rsa"}
    return signed_data(signing.hanako, made)


def without_attributes(signing):
    """The signature over the content itself."""
    card = signing.hanako
    made = signer_info(
        card, attributes(signing), digest_name="sha256", signature=card._sign(signing.statement)
    )
    del made["signed_attrs"]
    return signed_data(card, made)


def with_unsigned(signing):
    made = info(signing)
    made["unsigned_attrs"] = asn1.CMSAttributes(
        [asn1.CMSAttribute({"type": "1.2.3.4", "values": [core.Null()]})]
    )
    return signed_data(signing.hanako, made)


def two_signers(signing):
    return signed_data(signing.hanako, info(signing), info(signing))


def certificates_of(*cards):
    return asn1.CertificateSet([asn1.CertificateChoices("certificate", card_of(one)) for one in cards])


def card_of(card):
    return x509.Certificate.load(card.der)


MALFORMED, TAMPERED, WEAK = "signature.malformed", "signature.tampered", "signature.weak-algorithm"
REFUSED = {
    "nothing": (lambda s: b"", MALFORMED),
    "garbage": (lambda s: b"-----BEGIN PKCS7-----\n", MALFORMED),
    "zeros": (lambda s: bytes(1000), MALFORMED),
    "too much": (lambda s: bytes(64 * 1024 + 1), MALFORMED),
    "a certificate": (lambda s: s.hanako.der, MALFORMED),
    "half of it": (lambda s: signed(s)[:700], MALFORMED),
    "a byte behind it": (lambda s: signed(s) + b"\0", MALFORMED),
    "indefinite length": (lambda s: b"\x30\x80" + signed(s)[4:] + b"\0\0", MALFORMED),
    "another content type": (
        lambda s: asn1.ContentInfo({"content_type": "data", "content": b"x"}).dump(), MALFORMED),
    "the statement inside": (
        lambda s: signed_data(s.hanako, info(s), encap_content_info={"content_type": "data",
                                                                     "content": s.statement}),
        MALFORMED,
    ),
    "no signer": (
        lambda s: signed_data(s.hanako, digest_algorithms=[{"algorithm": "sha256"}]), MALFORMED),
    "two signers": (two_signers, MALFORMED),
    "no certificate": (lambda s: signed_data(s.hanako, info(s), certificates=[]), MALFORMED),
    "another's certificate": (
        lambda s: signed_data(s.hanako, info(s), certificates=certificates_of(s.lan)), MALFORMED),
    "another's certificate beside it": (
        lambda s: signed_data(s.hanako, info(s), certificates=certificates_of(s.hanako, s.lan)), MALFORMED),
    "another version": (lambda s: signed_data(s.hanako, info(s), version="v3"), MALFORMED),
    "another digest announced": (
        lambda s: signed_data(s.hanako, info(s), digest_algorithms=[{"algorithm": "sha384"}]), MALFORMED),
    "unsigned attributes": (with_unsigned, MALFORMED),
    "signed attributes missing": (without_attributes, MALFORMED),
    "no digest in the attributes": (lambda s: signed(s, message_digest=None), MALFORMED),
    "two digests": (
        lambda s: signed(s, message_digest=[digest_of(s.statement), digest_of(b"other")]), MALFORMED),
    "no content type": (lambda s: signed(s, content_type=None), MALFORMED),
    "content of another type": (lambda s: signed(s, content_type=["signed_data"]), MALFORMED),
    "another certificate meant": (
        lambda s: signed(s, signing_certificate_v2=[
            {"certs": [{"cert_hash": hashlib.sha256(s.lan.der).digest()}]}]),
        MALFORMED,
    ),
    "SHA-1": (sha_1, WEAK),
    "SHA-1 for the statement only": (
        lambda s: signed_data(s.hanako, info(s, digest_algorithm={"algorithm": "sha1"})), WEAK),
    "SHA-384 with RSA-SHA-256": (lambda s: signed(s, digest_name="sha384"), WEAK),
    "RSA-PSS": (
        lambda s: signed_data(s.hanako, info(s, signature_algorithm={"algorithm": "rsassa_pss"})), WEAK),
    "the algorithm of another key": (
        lambda s: signed_data(s.hanako, info(s, signature_algorithm={"algorithm": "sha384_ecdsa"})), WEAK),
    "another document's": (
        lambda s: s.hanako.sign_digest(digest_of(statement_bytes(PLAIN)), s.now), TAMPERED),
    "signed by another key": (
        lambda s: signed_data(s.hanako, info(s, signature=s.lan._sign(attributes(s).dump()))), TAMPERED),
    "an empty signature": (lambda s: signed_data(s.hanako, info(s, signature=b"")), TAMPERED),
}  # fmt: skip


@pytest.mark.parametrize(("make", "code"), REFUSED.values(), ids=REFUSED)
def test_another_form_is_refused(signing, trust, make, code):
    assert code_of(make(signing), signing.statement, trust=trust, now=signing.now) == code


def test_the_least_form_is_taken(signing, trust):
    """Content type and digest, nothing else: the ground the table above stands on."""
    assert code_of(signed(signing), signing.statement, trust=trust, now=signing.now) is None


FORMS = {
    "RSA": lambda s: s.hanako.sign_digest(digest_of(s.statement), s.now),
    "P-384": lambda s: s.lan.sign_digest(digest_of(s.statement), s.now),
    # Without the attribute that binds the certificate, only the checks of the certificate itself are left.
    "RSA, the least form": lambda s: signed(s),
    "P-384, the least form": lambda s: signed(s, card=s.lan),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@settings(max_examples=150, deadline=None)
@given(at=st.integers(min_value=0), mask=st.integers(min_value=1, max_value=255))
def test_no_byte_of_a_signature_can_be_another(signing, trust, form, at, mask):
    raw = bytearray(form(signing))
    raw[at % len(raw)] ^= mask
    assert code_of(bytes(raw), signing.statement, trust=trust, now=signing.now) is not None


def test_the_unsigned_name_of_a_certificates_algorithm_is_its_signed_one(signing, trust):
    """Found by turning every bit: NULL parameters spelled as an empty string were taken."""
    raw = signed(signing)
    named = bytes.fromhex("06092a864886f70d01010b0500")
    at = raw.rindex(named, 0, raw.index(signing.hanako.certificate.signature)) + len(named) - 2
    for other in (0x04, 0x07):
        changed = raw[:at] + bytes([other]) + raw[at + 1 :]
        assert code_of(changed, signing.statement, trust=trust, now=signing.now) == MALFORMED


def test_the_bits_of_a_certificates_signature_are_whole_bytes(signing, trust):
    """Found by turning every bit: where the last bit is 0, "one bit unused" was taken as well."""
    card = next(
        one
        for one in (issue_card(signing.authority, HANAKO, now=signing.now, p384=True) for _ in range(60))
        if one.certificate.signature[-1] % 2 == 0
    )
    raw = signed(signing, card=card)
    at = raw.index(card.certificate.signature) - 1
    assert code_of(raw, signing.statement, trust=trust, now=signing.now) is None
    changed = raw[:at] + b"\x01" + raw[at + 1 :]
    assert code_of(changed, signing.statement, trust=trust, now=signing.now) == MALFORMED


@settings(max_examples=150, deadline=None)
@given(at=st.integers(min_value=0), mask=st.integers(min_value=1, max_value=255))
def test_no_byte_of_a_statement_can_be_another(signing, trust, at, mask):
    cms = signing.hanako.sign_digest(digest_of(signing.statement), signing.now)
    changed = bytearray(signing.statement)
    changed[at % len(changed)] ^= mask
    assert code_of(cms, bytes(changed), trust=trust, now=signing.now) == TAMPERED


@settings(max_examples=200, deadline=None)
@given(raw=st.binary(max_size=400))
def test_garbage_is_refused_and_nothing_else_happens(signing, trust, raw):
    assert code_of(raw, signing.statement, trust=trust, now=signing.now) in {MALFORMED, WEAK}


DIFFERENT = {
    "town": {"municipality": "992020"},
    "procedure": {"procedure": "disaster_certificate"},
    "revision": {"revision": 2},
    "draft": {"draft": "e"},
    "answers": {"answers": {"a": 1}},
    "file": {"attachments": (("photos", "ab" * 32),)},
}


@pytest.mark.parametrize("changed", DIFFERENT.values(), ids=DIFFERENT)
def test_a_statement_names_what_it_is_for(changed):
    assert statement_bytes(dataclasses.replace(PLAIN, **changed)) != statement_bytes(PLAIN)


def test_equal_statements_are_equal_bytes():
    one = {"b": {"y": 1, "x": "髙"}, "a": None}
    other = {"a": None, "b": {"x": "髙", "y": 1}}
    made = [
        statement_bytes(
            Statement(
                municipality="992011",
                procedure="p",
                revision=1,
                draft="d",
                answers=answers,
                attachments=files,
            )
        )
        for answers, files in (
            (one, (("f", "1"), ("g", "2"))),
            (other, (("g", "2"), ("f", "1"))),
        )
    ]
    assert made[0] == made[1]
    assert made[0].decode() == (
        '{"answers":{"a":null,"b":{"x":"髙","y":1}},'
        '"attachments":[{"field":"f","sha256":"1"},{"field":"g","sha256":"2"}],'
        '"draft":"d","municipality":"992011","procedure":"p","revision":1,"v":1}'
    )


def test_a_statement_takes_no_number_json_has_not():
    with pytest.raises(ValueError, match="JSON"):
        statement_bytes(
            Statement(
                municipality="992011", procedure="p", revision=1, draft="d", answers={"a": float("nan")}
            )
        )


def test_a_time_without_a_zone_is_refused(signing, trust):
    with pytest.raises(ValueError, match="aware"):
        verify_signature(b"", b"", trust=trust, now=signing.now.replace(tzinfo=None))


def test_many_threads_verify_with_one_trust(signing, trust):
    """The parser is lazy: shared, half-parsed objects would now and then lose a revoked number."""
    cms = signing.hanako.sign_digest(digest_of(signing.statement), signing.now)
    found = []

    def verify():
        found.append(code_of(cms, signing.statement, trust=trust, now=signing.now))

    threads = [threading.Thread(target=verify) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [None] * 8
