"""Bodies that crawl, bodies without end: everybody else is served, and the sender gets a sentence."""

from __future__ import annotations

import io
import os
import socket
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from PIL import Image

from todoke.cli import trial
from todoke.cli.layout import Layout
from todoke.cli.pages import Form, Page, Walker

MIB = 1024 * 1024
PHONES = 4
PAGES = 50
STARVED_SECONDS = 2.0  # no budget, a bound: whoever waited for a crawling body would wait for minutes
CRAWL = 2048, 0.5  # bytes, seconds: 4 KB/s, so that 10 MB would take 40 minutes
BOUNDARY = "todoke-test"


def camera_photo() -> bytes:
    """About 10 MB, as a phone takes them; noise, so that nothing compresses it away."""
    out = io.BytesIO()
    size = (3400, 2500)
    Image.frombytes("RGB", size, os.urandom(size[0] * size[1] * 3)).save(out, "JPEG", quality=95)
    return out.getvalue()


def page_with_photos(walker: Walker) -> tuple[Page, Form]:
    page = walker.get("/hibari/disaster_certificate/start")
    for _ in range(trial.MOST_PAGES):
        if page.path.endswith("/key"):
            page = walker.get(page.next_link())
            continue
        form = page.main_form()
        if "photos" in form.names:
            return page, form
        page = walker.send(page, form, values=trial.ANSWERS)
    raise AssertionError("no page asks for photos")


def multipart(form: Form, photo: bytes) -> bytes:
    fields = [*((name, value) for name, values in form.values.items() for value in values), ("upload", "1")]
    text = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields
    )
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="photos"; filename="ie.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n"
    )
    return f"{text}{head}".encode() + photo + f"\r\n--{BOUNDARY}--\r\n".encode()


class Wire:
    """One request written by hand on one connection."""

    def __init__(self, port: int, head: list[str]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        self.socket.sendall("\r\n".join([*head, "", ""]).encode())

    def send(self, content: bytes) -> None:
        self.socket.sendall(content)

    def answer(self) -> str:
        """Everything until the server closes; a reset raises ConnectionError."""
        with self.socket:
            return b"".join(iter(lambda: self.socket.recv(65536), b"")).decode()


def head(path: str, *, host: str, length: int | None, cookie: str = "", kind: str = "") -> list[str]:
    size = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
    kind = kind or f"multipart/form-data; boundary={BOUNDARY}"
    lines = [f"POST {path} HTTP/1.1", f"Host: {host}", "Connection: close", "Accept-Language: ja"]
    return [*lines, f"Content-Type: {kind}", f"Cookie: {cookie}", size]


class CrawlingPhone(threading.Thread):
    """Sends its photo at 4 KB/s until told that the network is good again."""

    def __init__(self, layout: Layout, photo: bytes) -> None:
        super().__init__(daemon=True)
        walker = trial.portal_of(layout)
        page, form = page_with_photos(walker)
        self.content = multipart(form, photo)
        jar = walker.client.cookies.jar
        cookie = "; ".join(f"{one.name}={one.value}" for one in jar if page.path.startswith(one.path))
        host = f"portal.localhost:{layout.portal_port}"
        self.wire = Wire(
            layout.portal_port, head(page.path, host=host, length=len(self.content), cookie=cookie)
        )
        self.sent, self.answer, self.good_network = 0, "", threading.Event()

    def run(self) -> None:
        step, pause = CRAWL
        while self.sent < len(self.content) and not self.good_network.wait(pause):
            self.wire.send(self.content[self.sent : self.sent + step])
            self.sent += step
        with self.wire.socket:
            self.wire.send(self.content[self.sent :])
            self.answer = self.wire.answer()


@pytest.fixture
def phones(layout: Layout) -> Iterator[list[CrawlingPhone]]:
    photo = camera_photo()
    assert 8 * MIB < len(photo) < 15 * MIB
    phones = [CrawlingPhone(layout, photo) for _ in range(PHONES)]
    for phone in phones:
        phone.start()
    yield phones
    for phone in phones:
        phone.good_network.set()
        phone.join(60)
        phone.wire.socket.close()


def test_four_phones_uploading_at_a_crawl_starve_nobody(layout: Layout, phones: list[CrawlingPhone]) -> None:
    ran = trial.portal_of(layout)
    page = ran.get("/hibari/disaster_certificate/start")
    draft = ran.send(page, page.main_form(), values=trial.ANSWERS).path.removesuffix("key")
    pages = ["/", "/hibari/", "/hibari/disaster_certificate/start", f"{draft}key", f"{draft}check"]
    waited = []
    for number in range(PAGES):
        began = time.monotonic()
        answer = ran.get(pages[number % len(pages)])
        waited.append(time.monotonic() - began)
        assert answer.status == 200
        time.sleep(0.02)
    assert all(phone.is_alive() and 0 < phone.sent < MIB for phone in phones), "the phones must still crawl"
    assert max(waited) < STARVED_SECONDS
    for phone in phones:
        phone.good_network.set()
    for phone in phones:
        phone.join(90)
        assert phone.answer.startswith("HTTP/1.1 200 "), phone.answer[:80]
        assert "ie.jpg" in phone.answer, "the photo arrived after all"


BLOCK = b"x" * MIB
CHUNK = b"%x\r\n%b\r\n" % (len(BLOCK), BLOCK)
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("site", ["portal", "office"])
@pytest.mark.parametrize(
    ("case", "megabytes", "kind"),
    [
        ("a form with a file, its length told", 201, ""),
        ("a form with a file, in chunks", 201, ""),
        ("text answers, their length told", 3, FORM),
        ("text answers, in chunks", 201, FORM),
    ],
)
def test_a_body_over_the_limit_gets_its_sentence_and_no_reset(
    layout: Layout, site: str, case: str, megabytes: int, kind: str
) -> None:
    port = layout.portal_port if site == "portal" else layout.office_port
    path = "/hibari/disaster_certificate/start" if site == "portal" else "/login"
    told = "told" in case
    request = head(
        path,
        host=f"{site}.localhost:{port}",
        length=megabytes * MIB if told else None,
        kind=kind,
        cookie=f"todoke_{site}_csrf={'a' * 32}",
    )
    wire = Wire(port, request)
    for _ in range(megabytes):
        wire.send(BLOCK if told else CHUNK)
    if not told:
        wire.send(b"0\r\n\r\n")
    answer = wire.answer()
    assert answer.startswith("HTTP/1.1 413 "), answer[:80]
    assert "送られたデータが大きすぎます" in answer


@pytest.mark.parametrize(
    ("path", "status"),
    [("/hibari/disaster_certificate/start", 403), ("/nowhere/at/all/x", 404), ("/static/none.css", 404)],
)
def test_a_page_that_refuses_without_reading_still_lets_its_answer_arrive(
    layout: Layout, path: str, status: int
) -> None:
    request = head(path, host=f"portal.localhost:{layout.portal_port}", length=20 * MIB)
    wire = Wire(layout.portal_port, request)
    for _ in range(20):
        wire.send(BLOCK)
    assert wire.answer().startswith(f"HTTP/1.1 {status} ")


def form_in_parts(layout: Layout, *, length: int | None, content: bytes, path: str, cookie: str) -> Wire:
    host = f"portal.localhost:{layout.portal_port}"
    wire = Wire(layout.portal_port, head(path, host=host, length=length, kind=FORM, cookie=cookie))
    wire.send(content if length is not None else b"%x\r\n%b\r\n" % (len(content), content))
    return wire


def test_a_form_sent_in_chunks_is_refused_with_a_sentence(layout: Layout) -> None:
    token = "a" * 32
    wire = form_in_parts(
        layout,
        length=None,
        content=f"csrfmiddlewaretoken={token}&postcode=000-0102".encode(),
        path="/hibari/disaster_certificate/start",
        cookie=f"todoke_portal_csrf={token}",
    )
    wire.send(b"0\r\n\r\n")
    answer = wire.answer()
    assert answer.startswith("HTTP/1.1 411 ")
    assert "最後まで届いたかどうか" in answer


def first_step(walker: Walker) -> tuple[Page, Form]:
    page = walker.get("/hibari/disaster_certificate/start")
    page = walker.send(page, page.main_form(), values=trial.ANSWERS)
    page = walker.get(page.next_link())
    return page, page.main_form()


@pytest.mark.parametrize("how", ["the length told", "in chunks"])
def test_a_connection_lost_in_the_middle_of_a_form_changes_no_answer(layout: Layout, how: str) -> None:
    hanako = trial.portal_of(layout)
    page, form = first_step(hanako)
    hanako.send(page, form, values=trial.ANSWERS)
    page = hanako.get(page.path)
    form = page.main_form()
    assert form.values["applicant_name.name"] == ["山田 花子"]
    values = form.values | {"applicant_name.name": ["山田"]}
    content = urlencode([(name, value) for name, given in values.items() for value in given]).encode()
    jar = hanako.client.cookies.jar
    wire = form_in_parts(
        layout,
        length=len(content) + 500 if how == "the length told" else None,  # 500 bytes never come
        content=content,
        path=page.path,
        cookie="; ".join(f"{one.name}={one.value}" for one in jar if page.path.startswith(one.path)),
    )
    wire.socket.close()
    time.sleep(0.5)
    assert hanako.get(page.path).main_form().values["applicant_name.name"] == ["山田 花子"]
