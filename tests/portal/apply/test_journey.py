"""花子 applies for a certificate of disaster damage, from the town list to the receipt."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from todoke.core.envelope.kinds import Direction, Kind
from todoke.core.envelope.opening import Receiver, open_envelope
from todoke.core.envelope.payloads import decode
from todoke.core.procedures.answers import step_of
from todoke.portal.apply.models import Draft, DraftFile, Submission
from todoke.portal.catalogue import queries as catalogue
from todoke.portal.exchange import keys, queries
from todoke.portal.exchange.models import ForOffice


def test_hanako_applies_and_the_office_opens_exactly_what_she_checked(hanako, town_hibari):
    hanako.fill()
    answer = hanako.send()
    assert answer["Location"] == hanako.base + "receipt"
    submission = Submission.objects.get()
    assert submission.receipt[:4] in hanako.get("receipt").content.decode()
    waiting = ForOffice.objects.get()
    assert waiting.envelope_id == submission.envelope_id
    portal = keys.portal_signing_key().verify_key
    receiver = Receiver(
        municipality="992011",
        direction=Direction.INWARD,
        kinds=frozenset({Kind.APPLICATION}),
        senders={portal.key_id: portal},
        ring=town_hibari.ring,
    )
    opened = open_envelope(
        queries.bytes_of("992011", waiting.envelope_id), receiver=receiver, now=timezone.now()
    )
    payload = decode(opened.kind, opened.parts[0])
    assert payload.receipt == submission.receipt
    assert payload.answers["applicant_name"]["name"] == "山田花子"
    assert payload.wishes_electronic_notice
    assert not Draft.objects.exists()


def test_the_copy_is_a_pdf_made_on_demand(hanako):
    hanako.fill()
    hanako.send()
    answer = hanako.get("copy.pdf")
    assert answer.content.startswith(b"%PDF-")


def test_a_second_submit_leads_to_the_first_receipt(hanako):
    hanako.fill()
    hanako.send()
    answer = hanako.post("send", {"version": "1"})
    assert answer["Location"].endswith("receipt?again=1")
    assert Submission.objects.count() == ForOffice.objects.count() == 1


def test_what_another_window_changed_is_checked_again_before_it_is_sent(hanako):
    hanako.fill()
    page = hanako.get("check").content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    hanako.fill()
    answer = hanako.post("send", {"version": version, "declared": "yes"})
    assert answer.status_code == 422
    assert not Submission.objects.exists()


def test_an_unfinished_application_cannot_be_sent(hanako):
    hanako.fill(without="house")
    draft = Draft.objects.get()
    answer = hanako.post("send", {"version": str(draft.version), "declared": "yes"})
    assert answer.status_code == 422
    assert not Submission.objects.exists()
    assert "/s/house?from=check#" in answer.content.decode()


def test_wrong_input_keeps_what_was_typed(hanako):
    answer = hanako.post("s/applicant", {"applicant_phone": "abc<", "applicant_name.name": "山田花子"})
    assert answer.status_code == 422
    assert "abc&lt;" in answer.content.decode()
    assert "山田花子" in hanako.get("s/applicant").content.decode()


def test_the_postcode_fills_in_the_address_without_a_script(hanako):
    answer = hanako.post(
        "s/applicant", {"lookup": "applicant_address", "applicant_address.postcode": "000-0201"}
    )
    assert answer.status_code == 200
    assert "山辺郡森野町" in answer.content.decode()


def test_a_postcode_of_another_town_served_here_leads_there(town_morino, applicant):
    answer = applicant.start("000-0201")
    assert "/morino/disaster_certificate/start" in answer.content.decode()
    assert not Draft.objects.exists()


def test_an_unknown_postcode_gets_a_sentence(town_hibari, applicant):
    answer = applicant.start("000-0999")
    assert answer.status_code == 422
    assert not Draft.objects.exists()


def test_the_key_resumes_the_draft_on_another_device(hanako):
    phone = Client()
    answer = phone.post("/hibari/open", {"key": hanako.key})
    assert answer["Location"] == hanako.base
    assert phone.get(hanako.base).status_code == 302


@pytest.mark.parametrize("typed", ["0000-0000-0000-0000-0000-0001", "12", "", "abc"])
def test_every_key_that_opens_nothing_is_answered_alike(hanako, typed):
    with CaptureQueriesContext(connection) as known:
        first = Client().post("/hibari/open", {"key": "1" * 24})
    with CaptureQueriesContext(connection) as other:
        second = Client().post("/hibari/open", {"key": typed})
    assert first.status_code == second.status_code == 422
    assert f'name="key" value="{typed}"' in second.content.decode()  # nobody types 24 digits twice
    strip = re.compile(rb'name="(csrfmiddlewaretoken|key)" value="[\w-]*"')
    assert strip.sub(b"", first.content) == strip.sub(b"", second.content)
    assert [q["sql"][:12] for q in other][-2:] == [q["sql"][:12] for q in known][-2:]


def test_without_the_key_a_draft_is_not_there(hanako):
    assert Client().get(hanako.base + "check").status_code == 404


def test_no_column_of_the_draft_holds_an_answer(hanako):
    hanako.fill()
    row = Draft.objects.get()
    assert "山田".encode() not in bytes(row.box)
    assert hanako.key.encode() not in bytes(row.box) + bytes(row.lookup_id)


def test_the_journey_stays_within_its_statements(hanako):
    hanako.get("key")
    with CaptureQueriesContext(connection) as saving:
        hanako.fill()
    steps = len(catalogue.definition_of("992011", "disaster_certificate", 1).steps)
    assert len(saving) <= 3 * steps
    with CaptureQueriesContext(connection) as sending:
        hanako.send()
        hanako.get("receipt")
    bell = [q for q in sending if "pg_notify" in q["sql"]]
    assert len(bell) == (connection.vendor == "postgresql"), "PostgreSQL rings the door's bell, once"
    assert len(sending) - len(bell) <= 10, [q["sql"][:60] for q in sending]


def photo() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "brown").save(out, format="JPEG")
    return SimpleUploadedFile("家.jpg", out.getvalue(), content_type="image/jpeg")


def test_a_photo_travels_sealed_and_no_copy_of_it_stays_in_the_draft(hanako):
    hanako.fill()
    answer = hanako.post("s/photos", {"upload": "photos", "photos": [photo()]})
    assert "家.jpg" in answer.content.decode()
    assert DraftFile.objects.count() == 1
    hanako.fill()
    hanako.send()
    assert not DraftFile.objects.exists()
    assert Submission.objects.count() == 1


def test_a_photo_can_be_taken_out_again(hanako):
    answer = hanako.post("s/photos", {"upload": "photos", "photos": [photo()]})
    file_id = DraftFile.objects.get().pk.hex
    answer = hanako.post("s/photos", {"remove_file": file_id})
    assert "家.jpg" not in answer.content.decode()
    assert not DraftFile.objects.exists()


def test_rows_are_added_and_removed_without_a_script(hanako):
    form = {"household.0.name.name": "山田一郎", "add_row": "household"}
    definition = catalogue.definition_of("992011", "disaster_certificate", 1)
    answer = hanako.post(f"s/{step_of(definition, 'household')}", form)
    assert "household.1." in answer.content.decode()


def test_a_thousand_rows_get_a_sentence_at_their_question_and_stay_on_the_page(hanako):
    definition = catalogue.definition_of("992011", "disaster_certificate", 1)
    cells = ("name.name", "name.kana", "relation", "birth_date.year")
    rows = {f"household.{row}.{cell}": f"花{row}" for row in range(1000) for cell in cells}
    answer = hanako.post(f"s/{step_of(definition, 'household')}", rows)
    assert answer.status_code == 422
    assert re.search(r'id="household-error".{0,200}1000', answer.content.decode(), re.S)
    assert "花999" in answer.content.decode()
