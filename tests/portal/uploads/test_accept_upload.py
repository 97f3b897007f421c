"""What a phone may send, what an attacker may send, and what comes out."""

from __future__ import annotations

import hashlib
import io
import socket
import struct
import threading
import zipfile
import zlib
from types import SimpleNamespace

import pikepdf
import pytest
from PIL import Image
from pillow_heif import from_pillow

from todoke.core.errors import Refused
from todoke.portal.apply.uploads import accept_upload, virus_scan
from todoke.portal.apply.uploads.file_kinds import LARGEST_FILE, LONGEST_SIDE
from todoke.portal.apply.uploads.pool import CleaningPool, pool
from todoke.portal.apply.uploads.refusals import BY_CODE


@pytest.fixture(scope="module", autouse=True)
def _no_process_left_behind():
    yield
    pool.close()


def picture(size=(64, 48), colour=(200, 30, 30)) -> Image.Image:
    return Image.new("RGB", size, colour)


def jpeg(image: Image.Image | None = None, **options) -> bytes:
    out = io.BytesIO()
    (image or picture()).save(out, "JPEG", **options)
    return out.getvalue()


def png(image: Image.Image | None = None) -> bytes:
    out = io.BytesIO()
    (image or picture()).save(out, "PNG")
    return out.getvalue()


def heic(size=(64, 48)) -> bytes:
    out = io.BytesIO()
    from_pillow(picture(size)).save(out)
    return out.getvalue()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr("bomb.bin", bytes(30_000_000))
    return out.getvalue()


def pdf(change=lambda document: None) -> bytes:
    with pikepdf.new() as document:
        document.add_blank_page()
        change(document)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def pixel_flood() -> bytes:
    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 9))
        + chunk(b"IEND", b"")
    )


def jpeg_of_claimed_size(width: int, height: int) -> bytes:
    small = jpeg()
    at = small.index(b"\xff\xc0")
    return small[: at + 5] + struct.pack(">HH", height, width) + small[at + 9 :]


def jpeg_with_archive_in_a_comment() -> bytes:
    with io.BytesIO() as out:
        with zipfile.ZipFile(out, "w") as files:
            files.writestr("a.html", "<script>1</script>")
        inside = out.getvalue()
    return b"\xff\xd8\xff\xfe" + struct.pack(">H", len(inside) + 2) + inside + jpeg()[2:]


def locked_pdf() -> bytes:
    with pikepdf.new() as document:
        document.add_blank_page()
        out = io.BytesIO()
        document.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
        return out.getvalue()


def pdf_of_pages(count: int) -> bytes:
    def more(document):
        for _ in range(count - 1):
            document.add_blank_page()

    return pdf(more)


def pdf_with_pixel_flood() -> bytes:
    def flood(document):
        image = pikepdf.Stream(document, b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
        image.Width, image.Height = 100_000, 100_000
        document.pages[0].Resources = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(I=document.make_indirect(image))
        )

    return pdf(flood)


def film() -> bytes:
    """The boxes of an MP4 as phones put it behind a motion photo."""
    return (
        struct.pack(">I4s4sI8s", 24, b"ftyp", b"mp42", 0, b"isommp42")
        + struct.pack(">I4s", 108, b"mdat")
        + b"film" * 25
        + struct.pack(">I4s", 16, b"moov")
        + b"film" * 2
    )


def samsung_trailer(inside: bytes) -> bytes:
    """SEFH … SEFT: a directory of what lies between the picture and it."""
    data = struct.pack("<HHI", 0, 0x0A30, 16) + b"MotionPhoto_Data" + inside
    directory = struct.pack("<4sII", b"SEFH", 106, 1) + struct.pack("<HHII", 0, 0x0A30, len(data), len(data))
    return data + directory + struct.pack("<I4s", len(directory), b"SEFT")


def multi_picture(image: Image.Image | None = None) -> bytes:
    """A multi-picture file (CIPA DC-007): the photo, and a smaller one (preview, gain map) behind it."""
    out = io.BytesIO()
    (image or picture()).save(out, "MPO", save_all=True, append_images=[picture((40, 30), (0, 90, 0))])
    return out.getvalue()


def google_xmp() -> bytes:
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><a GCamera:MotionPhoto='1'/></x:xmpmeta>"
    return b"\xff\xe1" + struct.pack(">H", len(xmp) + 2) + xmp


def with_segment(photo: bytes, segment: bytes) -> bytes:
    return photo[:2] + segment + photo[2:]


BAD = {
    "nothing at all": (lambda: b"", "upload.empty"),
    "50 MB file": (lambda: b"\xff\xd8\xff" + bytes(50 * 1024 * 1024), "upload.too-large"),
    "one byte over the cap": (lambda: b"\xff\xd8\xff" + bytes(LARGEST_FILE - 2), "upload.too-large"),
    "HTML named .jpg": (lambda: b"<!doctype html><script>alert(1)</script>", "upload.wrong-kind"),
    "SVG": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "upload.wrong-kind"),
    "GIF": (lambda: b"GIF89a" + bytes(50), "upload.wrong-kind"),
    "zip bomb": (archive, "upload.wrong-kind"),
    "JPEG+ZIP polyglot": (lambda: jpeg() + archive(), "upload.hidden-data"),
    "JPEG with a ZIP in a comment": (jpeg_with_archive_in_a_comment, "upload.hidden-data"),
    "PNG+ZIP polyglot": (lambda: png() + archive(), "upload.hidden-data"),
    "HEIC+ZIP polyglot": (lambda: heic() + archive(), "upload.hidden-data"),
    "PDF+ZIP polyglot": (lambda: pdf() + archive(), "upload.hidden-data"),
    "motion photo with a ZIP behind": (lambda: jpeg() + film() + archive(), "upload.hidden-data"),
    "PDF with HTML behind": (lambda: pdf() + b"<script>1</script>", "upload.hidden-data"),
    "pixel flood as PNG": (pixel_flood, "upload.too-many-pixels"),
    "pixel flood as JPEG": (lambda: jpeg_of_claimed_size(60_000, 60_000), "upload.too-many-pixels"),
    "pixel flood in a PDF": (pdf_with_pixel_flood, "upload.too-many-pixels"),
    "picture without height": (lambda: jpeg_of_claimed_size(64, 0), "upload.broken"),
    "truncated JPEG": (lambda: jpeg(picture((800, 600)))[:-200], "upload.broken"),
    "truncated PNG": (lambda: png()[:-20], "upload.broken"),
    "truncated HEIC": (lambda: heic()[:-20], "upload.broken"),
    "truncated PDF": (lambda: pdf()[:-10], "upload.broken"),
    "PNG with a wrong checksum": (lambda: png()[:40] + b"\xaa" + png()[41:], "upload.broken"),
    "JPEG header alone": (lambda: b"\xff\xd8\xff\xd9", "upload.broken"),
    "MP4 called HEIC": (lambda: b"\0\0\0\x18ftypisom\0\0\0\0isommp42", "upload.broken"),
    "PDF with a password": (locked_pdf, "upload.pdf-locked"),
    "PDF of 51 pages": (lambda: pdf_of_pages(51), "upload.pdf-too-long"),
}


@pytest.mark.parametrize(("make", "code"), BAD.values(), ids=BAD.keys())
def test_a_bad_file_is_refused_in_a_sentence(make, code):
    with pytest.raises(Refused) as caught:
        accept_upload(make(), filename="写真.jpg")
    assert caught.value.refusals == (BY_CODE[code],)
    assert caught.value.refusals[0].in_english().endswith(".")


GOOD = {
    "JPEG": (jpeg, "image/jpeg"),
    "progressive JPEG": (lambda: jpeg(progressive=True), "image/jpeg"),
    "JPEG in CMYK": (lambda: jpeg(picture().convert("CMYK")), "image/jpeg"),
    "PNG": (png, "image/jpeg"),
    "PNG with transparency": (lambda: png(Image.new("RGBA", (8, 8), (0, 0, 0, 0))), "image/jpeg"),
    "PNG with a palette": (lambda: png(picture().convert("P")), "image/jpeg"),
    "PNG of 16 bits": (lambda: png(Image.new("I;16", (8, 8))), "image/jpeg"),
    "HEIC": (heic, "image/jpeg"),
    "PDF": (pdf, "application/pdf"),
    "PDF with an empty line at its end": (lambda: pdf() + b"\r\n", "application/pdf"),
}


@pytest.mark.parametrize(("make", "media_type"), GOOD.values(), ids=GOOD.keys())
def test_a_good_file_comes_out_as_ours(make, media_type):
    content = make()
    clean = accept_upload(content, filename="C:\\写真\\家の\u202e壁.HEIC")
    assert clean.media_type == media_type
    assert clean.name == "家の壁" + (".jpg" if media_type == "image/jpeg" else ".pdf")
    assert clean.content != content
    assert (clean.size, clean.sha256) == (len(clean.content), hashlib.sha256(clean.content).hexdigest())
    if media_type == "image/jpeg":
        assert Image.open(io.BytesIO(clean.content)).format == "JPEG"


FROM_PHONES = {
    "multi-picture": multi_picture,
    "multi-picture with padding behind": lambda: multi_picture() + bytes(512),
    "Samsung motion photo": lambda: jpeg() + samsung_trailer(film()),
    "Samsung notes without film": lambda: jpeg() + samsung_trailer(b"Image_UTC_Data1600000000000"),
    "Google motion photo": lambda: with_segment(jpeg(), google_xmp()) + film(),
    "Google photo with gain map and film": lambda: with_segment(multi_picture(), google_xmp()) + film(),
    "maker's own notes behind": lambda: jpeg() + b'vivo{"film":"1","cameraname":"back"}\0\0',
    "cropped screenshot with the whole one behind": lambda: png() + png(picture((640, 480)))[40:],
    "HEIC motion photo": lambda: heic() + struct.pack(">I4s", 8 + len(film()), b"mpvd") + film(),
    "HEIC with Samsung's trailer": lambda: heic() + samsung_trailer(film()),
    # Harmless all the same: what a browser or player could run is not in what we write anew.
    "JPEG with HTML behind": lambda: jpeg() + b"<script>film</script>",
    "PNG with text behind": lambda: png() + b"film",
    "HEIC with an unknown box behind": lambda: heic() + b"\0\0\0\x0cevilfilm",
}


@pytest.mark.parametrize("make", FROM_PHONES.values(), ids=FROM_PHONES.keys())
def test_what_a_phone_puts_behind_the_picture_is_left_behind(make):
    content = make()
    clean = accept_upload(content, filename="a.jpg")
    with Image.open(io.BytesIO(clean.content)) as again:
        assert (again.format, again.size) == ("JPEG", (64, 48))
        assert again.getpixel((30, 30))[0] > 150
    assert clean.content.count(b"\xff\xd8\xff") == 1
    assert clean.content.endswith(b"\xff\xd9")
    for trace in (b"film", b"SEFT", b"MotionPhoto", b"vivo", b"MPF\0"):
        assert trace not in clean.content


def test_what_looks_like_an_end_within_the_exif_preview_does_not_cut_the_photo():
    exif = Image.Exif()
    exif[0x0112] = 1
    raw = exif.tobytes() + jpeg(picture((16, 12)))
    clean = accept_upload(jpeg(exif=raw) + samsung_trailer(film()), filename="a.jpg")
    assert Image.open(io.BytesIO(clean.content)).size == (64, 48)


PHOTOS_ONLY = ("image/jpeg", "image/png", "image/heic")
NOT_ASKED_FOR = {
    "PDF where photos are asked for": (pdf, PHOTOS_ONLY, "JPEG / PNG / HEIC"),
    "text where photos are asked for": (lambda: b"hello", PHOTOS_ONLY, "JPEG / PNG / HEIC"),
    "photo where a PDF is asked for": (jpeg, ("application/pdf",), "PDF"),
    "PNG where JPEG is asked for": (png, ("image/jpeg",), "JPEG"),
    "HEIC where JPEG and PDF are asked for": (heic, ("application/pdf", "image/jpeg"), "JPEG / PDF"),
}


@pytest.mark.parametrize(("make", "accept", "named"), NOT_ASKED_FOR.values(), ids=NOT_ASKED_FOR.keys())
def test_a_question_takes_only_the_kinds_it_names(make, accept, named):
    with pytest.raises(Refused) as caught:
        accept_upload(make(), filename="a.jpg", accept=accept)
    (refusal,) = caught.value.refusals
    assert refusal.code == "upload.not-asked-for"
    assert refusal.in_english().endswith(f"{named}.")


def test_a_question_takes_every_kind_it_names():
    for make, accept in ((pdf, ("application/pdf",)), (jpeg, PHOTOS_ONLY), (heic, ("image/heic",))):
        assert accept_upload(make(), filename="a", accept=accept).size


def test_the_place_where_a_photo_was_taken_is_dropped():
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (36.0, 23.0, 12.0)
    content = jpeg(exif=exif, comment=b"at home")
    assert b"CameraMaker" in content
    clean = accept_upload(content, filename="a.jpg")
    again = Image.open(io.BytesIO(clean.content))
    assert not again.getexif()
    assert b"Exif" not in clean.content
    assert b"CameraMaker" not in clean.content
    assert b"at home" not in clean.content


def test_a_photo_held_sideways_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    clean = accept_upload(jpeg(picture((80, 40)), exif=exif), filename="a.jpg")
    assert Image.open(io.BytesIO(clean.content)).size == (40, 80)


def test_a_large_photo_is_made_smaller_and_keeps_its_shape():
    clean = accept_upload(jpeg(picture((8000, 6000))), filename="a.jpg")
    assert Image.open(io.BytesIO(clean.content)).size == (LONGEST_SIDE, LONGEST_SIDE * 3 // 4)


def test_what_is_transparent_becomes_white():
    clean = accept_upload(png(Image.new("RGBA", (8, 8), (0, 0, 0, 0))), filename="a.png")
    assert Image.open(io.BytesIO(clean.content)).getpixel((4, 4)) == (255, 255, 255)


def test_a_pdf_leaves_without_script_embedded_file_metadata_or_exif():
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"

    def arm(document):
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('x')")
        document.attachments["evil.exe"] = b"MZ-evil"
        document.docinfo["/Author"] = "Yamada"
        image = pikepdf.Stream(
            document, jpeg(exif=exif), Subtype=pikepdf.Name.Image, Filter=pikepdf.Name.DCTDecode
        )
        image.Width, image.Height = 64, 48
        document.pages[0].Resources = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(I=document.make_indirect(image))
        )

    clean = accept_upload(pdf(arm), filename="見積.pdf")
    with pikepdf.open(io.BytesIO(clean.content)) as again:
        assert "/OpenAction" not in again.Root
        assert not again.attachments
        assert "/Info" not in again.trailer
        kept = again.pages[0].Resources.XObject.I.read_raw_bytes()
        assert Image.open(io.BytesIO(kept)).size == (64, 48)
        everything = b"".join(
            thing.read_bytes()
            for thing in again.objects
            if isinstance(thing, pikepdf.Stream) and "/Width" not in thing
        )
    for trace in (b"MZ-evil", b"app.alert", b"Yamada", b"CameraMaker"):
        assert trace not in clean.content + everything


def test_a_pdf_that_unfolds_without_end_is_refused_and_the_next_file_passes():
    folded = zlib.compress(bytes(600_000_000), 9)
    body = [b"%PDF-1.5\n"]
    at = len(body[0])
    body.append(
        b"1 0 obj\n<</Type/XRef/Size 9/W[1 4 2]/Root 2 0 R/Filter[/FlateDecode]/Length %d>>\nstream\n"
        % len(folded)
    )
    body.extend([folded, b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % at])
    with pytest.raises(Refused):
        accept_upload(b"".join(body), filename="bomb.pdf")
    assert accept_upload(jpeg(), filename="a.jpg").media_type == "image/jpeg"


def test_a_process_that_hangs_is_replaced_and_the_person_gets_a_sentence():
    own = CleaningPool(processes=1, seconds_a_file=0.01)
    with pytest.raises(Refused) as caught:
        own.clean(jpeg())
    assert caught.value.refusals == (BY_CODE["upload.broken"],)
    assert own.running() == 0


def test_the_processes_end_when_nobody_uploads():
    own = CleaningPool(processes=1, seconds_idle=0.05)
    assert own.running() == 0
    own.clean(jpeg())
    gone = threading.Event()
    for _ in range(40):
        if own.running() == 0:
            break
        gone.wait(0.05)
    assert own.running() == 0


class Clamd:
    """Speaks just enough of clamd's INSTREAM to answer one file."""

    def __init__(self, answer: bytes) -> None:
        self.answer, self.received = answer, b""
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self) -> None:
        link, _ = self.listener.accept()
        with link, link.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while size := struct.unpack(">I", stream.read(4))[0]:
                self.received += stream.read(size)
            link.sendall(self.answer)

    def close(self) -> None:
        self.thread.join()
        self.listener.close()


CLAMD = {
    "clean": (b"stream: OK\0", None),
    "found": (b"stream: Eicar-Test-Signature FOUND\0", "upload.infected"),
    "limit": (b"INSTREAM size limit exceeded. ERROR\0", "upload.check-unreachable"),
    "silence": (b"", "upload.check-unreachable"),
    "OK for something else": (b"other: OK\0", "upload.check-unreachable"),
}


@pytest.mark.parametrize(("answer", "code"), CLAMD.values(), ids=CLAMD.keys())
def test_only_a_plain_ok_of_clamd_lets_a_file_pass(answer, code, settings):
    clamd = Clamd(answer)
    settings.TODOKE = SimpleNamespace(clamd=clamd.address)
    content = jpeg()
    try:
        if code is None:
            assert accept_upload(content, filename="a.jpg").size
        else:
            with pytest.raises(Refused) as caught:
                accept_upload(content, filename="a.jpg")
            assert caught.value.refusals == (BY_CODE[code],)
    finally:
        clamd.close()
    assert clamd.received == content


def test_an_unreachable_clamd_is_never_a_yes(settings):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings.TODOKE = SimpleNamespace(clamd=f"127.0.0.1:{port}")
    with pytest.raises(Refused) as caught:
        accept_upload(jpeg(), filename="a.jpg")
    assert caught.value.refusals == (BY_CODE["upload.check-unreachable"],)


def test_an_unreachable_unix_socket_is_never_a_yes(tmp_path):
    with pytest.raises(Refused):
        virus_scan.require_clean(jpeg(), address=f"{tmp_path}/clamd.sock")
