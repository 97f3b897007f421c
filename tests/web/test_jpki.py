"""The operator's files that signatures are verified against."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from todoke.core.errors import OperatorError
from todoke.demo_id.authority import DEMO_POLICY, DemoAuthority
from todoke.demo_id.cards import write_trust
from todoke.web.jpki import signature_trust, usable_trust

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.fixture
def site(tmp_path):
    """A site whose setting jpki names a folder with one authority and one list."""
    DemoAuthority.open(tmp_path, now=NOW)
    write_trust(tmp_path, tmp_path / "jpki", now=NOW)
    return SimpleNamespace(data=tmp_path, jpki="jpki", jpki_policies=f" {DEMO_POLICY} ,1.2.3")


def test_anchors_lists_and_policies_are_read(site):
    trust = signature_trust(site)
    assert (len(trust.anchors), len(trust.lists)) == (1, 1)
    assert trust.policies == {DEMO_POLICY, "1.2.3"}


def test_a_site_without_the_setting_takes_no_signatures(site):
    site.jpki = ""
    assert signature_trust(site) is None


def test_files_that_did_not_change_are_read_once(site):
    assert signature_trust(site) is signature_trust(site)


def test_a_new_list_counts_without_a_restart(site):
    before = signature_trust(site)
    write_trust(site.data, site.data / "jpki", now=NOW + timedelta(days=1))
    after = signature_trust(site)
    assert after.lists[0].this_update - before.lists[0].this_update == timedelta(days=1)


def test_a_list_put_in_place_of_one_of_the_same_size_and_time_counts(site):
    """`mv new.crl demo.crl` within one tick of the clock."""
    crl = site.data / "jpki" / "crls" / "demo.crl"
    before, stat = signature_trust(site), crl.stat()
    other = crl.with_name("new")
    other.write_bytes(DemoAuthority.open(site.data, now=NOW).revocation_list(now=NOW + timedelta(days=1)))
    os.utime(other, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    other.replace(crl)
    assert signature_trust(site).lists != before.lists


BAD_LISTS = {"garbage": b"no list", "nothing": b"", "PEM": b"-----BEGIN X509 CRL-----\n"}


@pytest.mark.parametrize("content", BAD_LISTS.values(), ids=BAD_LISTS)
def test_a_list_that_cannot_be_read_is_left_out_and_logged(site, caplog, content):
    (site.data / "jpki" / "crls" / "other.crl").write_bytes(content)
    assert len(signature_trust(site).lists) == 1
    assert "jpki.list-unusable file=other.crl" in caplog.text


def test_a_list_of_another_authority_is_left_out_and_logged(site, caplog):
    other = DemoAuthority.make(now=NOW)
    (site.data / "jpki" / "crls" / "demo.crl").write_bytes(other.revocation_list(now=NOW))
    assert signature_trust(site).lists == ()
    assert "signed by an anchor" in caplog.text


def remove_anchor(site):
    (site.data / "jpki" / "anchors" / "demo.cer").unlink()


def spoil_anchor(site):
    (site.data / "jpki" / "anchors" / "demo.cer").write_bytes(b"no certificate")


def name_no_folder(site):
    site.jpki = "nowhere"


def name_no_policy(site):
    site.jpki_policies = " , "


MISTAKES = {
    "no anchor": remove_anchor,
    "an anchor that is none": spoil_anchor,
    "no such folder": name_no_folder,
    "no policy": name_no_policy,
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_to_the_operator(site, mistake):
    """Never None: that would mean the town takes no signatures, and nobody would look."""
    mistake(site)
    with pytest.raises(OperatorError, match=r"jpki|anchors|DER"):
        signature_trust(site)


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_until_a_mistake_is_mended_nothing_is_verified(site, mistake, caplog):
    mistake(site)
    assert usable_trust(site) is None
    assert "jpki.unusable" in caplog.text


def test_without_a_mistake_the_usable_trust_is_the_trust(site):
    assert usable_trust(site) is signature_trust(site)
