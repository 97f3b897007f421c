"""花子 gives the photo question what it does not ask for."""

from __future__ import annotations

import io

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from todoke.portal.apply.models import DraftFile


def a_pdf() -> SimpleUploadedFile:
    with pikepdf.new() as document, io.BytesIO() as out:
        document.add_blank_page()
        document.save(out)
        return SimpleUploadedFile("見積.pdf", out.getvalue())


def a_photo_with_a_film_behind() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "brown").save(out, format="JPEG")
    return SimpleUploadedFile("家.jpg", out.getvalue() + b"\0\0\0\x18ftypmp42film film SEFT")


def test_a_pdf_at_the_photo_question_is_refused_in_a_sentence_and_not_kept(hanako):
    answer = hanako.post("s/photos", {"upload": "photos", "photos": [a_pdf()]})
    assert answer.status_code == 422
    assert "次のどれかを選んでください：JPEG / PNG / HEIC" in answer.content.decode()
    assert not DraftFile.objects.exists()


def test_a_refused_file_does_not_lose_the_photo_beside_it(hanako):
    answer = hanako.post("s/photos", {"upload": "photos", "photos": [a_pdf(), a_photo_with_a_film_behind()]})
    assert "家.jpg" in answer.content.decode()
    assert DraftFile.objects.count() == 1


def test_a_motion_photo_is_taken(hanako):
    answer = hanako.post("s/photos", {"upload": "photos", "photos": [a_photo_with_a_film_behind()]})
    assert answer.status_code == 200
    assert DraftFile.objects.count() == 1
