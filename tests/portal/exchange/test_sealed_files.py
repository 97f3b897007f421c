"""The sealed-file transport on the portal's side: whole, once, from the right office."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass

import pytest

from todoke.cli.exchange import Contents, read_file, write_file
from todoke.core.envelope.keys import SigningKey
from todoke.core.errors import OperatorError
from todoke.portal.exchange import transport
from todoke.portal.exchange.models import ForOffice


@dataclass
class FarEnd:
    """The office's end: signs its files."""

    key: SigningKey
    sequence: int = 1

    def signer(self):
        return self.key

    def next_sequence(self, town_code):
        return self.sequence

    def senders(self, town_code):
        key = transport.signer().verify_key
        return {key.key_id: key}


def _file(tmp_path, office, *receipts, key=None, site="office"):
    file = tmp_path / "from-office.zip"
    contents = Contents(sealed=[], receipted=list(receipts))
    write_file(file, contents, transport=FarEnd(key or office.key), site=site, town_code=office.code)
    return file


def test_what_waits_travels_in_a_file_and_stays_until_its_receipt_comes_back(hibari, apply_to, tmp_path):
    sealed = apply_to(hibari)
    file = tmp_path / "to-office.zip"
    contents = Contents(sealed=transport.envelopes(hibari.code), receipted=transport.receipts(hibari.code))
    write_file(file, contents, transport=transport, site="portal", town_code=hibari.code)
    sequence, arrived = read_file(file, transport=FarEnd(hibari.key), site="office", town_code=hibari.code)
    assert (sequence, arrived.sealed) == (1, [(sealed.id, "application", sealed.raw)])
    back = _file(tmp_path, hibari, hibari.receipt(sealed))
    _, returned = read_file(back, transport=transport, site="portal", town_code=hibari.code)
    assert transport.take(hibari.code, sealed=[], receipted=returned.receipted)["receipts"] == 1
    assert ForOffice.objects.get().state == ForOffice.State.OPENED


@pytest.mark.parametrize("fault", ["foreign key", "carried back", "flipped byte", "not a zip"])
def test_a_file_that_is_not_whole_or_not_from_the_office_is_refused(hibari, tmp_path, fault):
    file = _file(
        tmp_path,
        hibari,
        b"receipt",
        key=SigningKey.generate() if fault == "foreign key" else None,
        site="portal" if fault == "carried back" else "office",
    )
    if fault == "flipped byte":
        file.write_bytes(file.read_bytes().replace(b"receipt", b"receiqt"))
    if fault == "not a zip":
        file.write_bytes(b"?")
    with pytest.raises(OperatorError):
        read_file(file, transport=transport, site="portal", town_code=hibari.code)


def test_a_file_that_unfolds_is_refused_before_it_does(hibari, tmp_path):
    file = tmp_path / "bomb.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b" " * 10_000_000)
    with pytest.raises(OperatorError, match="Nothing was taken"):
        read_file(file, transport=transport, site="portal", town_code=hibari.code)


def test_an_encrypted_entry_is_refused_in_the_same_sentence(hibari, tmp_path):
    file = _file(tmp_path, hibari, b"receipt")
    raw = bytearray(file.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1  # the flag of the first entry in the list of entries
    file.write_bytes(raw)
    with pytest.raises(OperatorError, match="Nothing was taken"):
        read_file(file, transport=transport, site="portal", town_code=hibari.code)


def test_a_medium_that_takes_nothing_is_said(hibari, tmp_path):
    contents = Contents(sealed=[], receipted=[])
    file = tmp_path / "no-such-folder" / "to-office.zip"
    with pytest.raises(OperatorError, match="What waits stays here"):
        write_file(file, contents, transport=transport, site="portal", town_code=hibari.code)
