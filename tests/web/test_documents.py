"""Documents are archival, accessible, and lose no character silently."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pikepdf
import pytest

from todoke.web.documents import render_pdf
from todoke.web.glyphs import IPAMJ, missing_glyphs, name_of, showable
from todoke.web.ids import uuid7

DATA = {
    "facts": [{"label": "受付番号", "value": "1234-56789-01234"}],
    "sections": [{"title": "申請する人", "rows": [{"label": "氏名", "value": "山田 花子\n髙橋 恵"}]}],
}


def test_the_copy_is_pdf_a_2a_and_pdf_ua_1():
    pdf = pikepdf.open(io.BytesIO(render_pdf("applicant_copy", DATA, title="申請の控え")))

    with pdf.open_metadata() as found:
        assert (found["pdfaid:part"], found["pdfaid:conformance"]) == ("2", "A")
        assert found["pdfuaid:part"] == "1"


def test_a_character_without_a_glyph_is_found_and_does_not_stop_the_document():
    rare = "\U000323af"

    assert missing_glyphs(f"山田{rare}") == (rare,)
    facts = [{"label": "氏名", "value": f"山田{rare}"}]
    assert render_pdf("applicant_copy", {**DATA, "facts": facts}, title="控え").startswith(b"%PDF")


def test_a_character_without_a_glyph_is_shown_as_a_geta_and_named(tmp_path):
    """The template itself refuses to compile when it is given anything else."""
    template = tmp_path / "check.typ"
    template.write_text(
        "#let data = json(bytes(sys.inputs.data))\n"
        "#set document(title: data.title, date: datetime.today())\n"
        '#set text(font: "BIZ UDPGothic")\n'
        '#assert.eq(data.name, "山田〓")\n'
        '#assert.eq(data.title, "〓の控え")\n'
        '#assert.eq(data.missing, ("U+323AF",))\n'
        "= #data.title\n#data.name\n"
    )

    assert render_pdf(template, {"name": "山田\U000323af"}, title="\U000323afの控え").startswith(b"%PDF")


def test_many_people_get_their_documents_at_once():
    def copy(number: int) -> bytes:
        return render_pdf("applicant_copy", DATA, title=f"申請の控え {number}")

    with ThreadPoolExecutor(4) as threads:
        assert all(pdf.startswith(b"%PDF") for pdf in threads.map(copy, range(40)))


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        pytest.param("山田 花子\n髙橋 恵\tラン", (), id="everyday names, breaks and tabs"),
        pytest.param("葛\U000e0100飾", (), id="a variation selector is no glyph"),
        pytest.param("\U000323af山\U000323af", ("\U000323af",), id="each once"),
    ],
)
def test_missing_glyphs_are_named_once(text, missing):
    assert missing_glyphs(text) == missing


@pytest.mark.parametrize(
    ("text", "shown", "kept_plain"),
    [
        pytest.param("葛\U000e0100飾", "葛\U000e0100飾", (), id="a form the carried font has"),
        pytest.param(
            "葛\U000e01ef飾", "葛飾", ("葛\U000e01ef",), id="a form no font has is shown plain and named"
        ),
        pytest.param("\U000323af\U000e0100", "〓\U000e0100", (), id="no glyph at all"),
    ],
)
def test_a_variant_form_is_kept_or_its_loss_is_named(text, shown, kept_plain):
    found = showable({"rows": [{"value": text}], "day": [2026, 11, 23]})

    assert (found.data["rows"][0]["value"], found.plain_forms) == (shown, kept_plain)
    assert found.data["day"] == [2026, 11, 23]


def test_a_variant_form_is_named_with_both_code_points():
    assert name_of("葛\U000e01ef") == "U+845B U+E01EF"


@pytest.mark.skipif(
    not any(folder.is_dir() for folder in IPAMJ), reason="fonts-ipamj-mincho is not installed"
)
def test_rare_names_are_shown_with_ipamj_mincho_where_it_is_installed():
    found = showable("\U00020bb7田 辻\U000e0103")

    assert (found.missing, found.plain_forms, found.rare_forms) == ((), (), ("辻\U000e0103",))


@pytest.mark.parametrize("name", ["NGUYỄN THỊ LAN", "José Müller", "Łukasz Şahin", "Hanako Yamada"])
def test_every_latin_name_is_shown_by_the_carried_fonts(name):
    assert missing_glyphs(name) == ()


def test_row_ids_sort_by_time_and_are_version_7(monkeypatch):
    made = []
    for millisecond in (1_000, 2_000, 3_000):
        monkeypatch.setattr("time.time_ns", lambda at=millisecond: at * 1_000_000)
        made.append(uuid7())

    assert made == sorted(made)
    assert uuid7().version == 7
    assert uuid7().variant == "specified in RFC 4122"
