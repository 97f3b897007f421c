"""One application through the running servers: 山田花子's, from the first page to the opened certificate.

Everything goes through the pages a person would use. The timings are of this one run, in milliseconds.
"""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import httpx
from PIL import Image

from todoke.cli import signing_in
from todoke.cli.layout import Layout
from todoke.cli.pages import Page, PageSurprise, Walker
from todoke.core.errors import OperatorError

ANSWERS: dict[str, str | list[str]] = {
    "applicant_name.name": "山田 花子",
    "applicant_name.kana": "ヤマダ ハナコ",
    "applicant_address.postcode": "000-0102",
    "applicant_address.prefecture": "霧原県",
    "applicant_address.city": "ひばり市",
    "applicant_address.town": "朝日町",
    "applicant_address.block": "2-3",
    "applicant_phone": "000-0000-0111",
    "relation_to_head": "self",
    "house_address.postcode": "000-0102",
    "house_address.prefecture": "霧原県",
    "house_address.city": "ひばり市",
    "house_address.town": "朝日町",
    "house_address.block": "2-3",
    "house_kind": "own",
    "lived_in": "yes",
    "disaster_cause": "flood",
    "disaster_date.year": "2026",
    "disaster_date.month": "11",
    "disaster_date.day": "3",
    "damage_description": "川の水が入り、床の上まで水につかりました。",
    "flood_depth_cm": "45",
    "damaged_parts": ["floor"],
    "repaired": "no",
    "self_judge": "no",
    "survey_contact_phone": "000-0000-0111",
    "survey_dates": "平日の午前",
    "survey_attend": "yes",
    "copies": "1",
    "consent_share": "yes",
    "declared": "yes",
    "electronic": "yes",
    "postcode": "000-0102",
}
PHOTO_NAME = "ie.jpg"
WAIT_SECONDS = 30.0
MOST_PAGES = 25


@dataclass(frozen=True, kw_only=True, slots=True)
class TrialResult:
    receipt: str
    notice_read: bool
    submit_ms: float
    filed_ms: float
    notice_ms: float

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def photo() -> bytes:
    """A small JPEG, as a phone would send it."""
    out = io.BytesIO()
    Image.new("RGB", (640, 480), (120, 140, 160)).save(out, "JPEG")
    return out.getvalue()


def portal_of(layout: Layout) -> Walker:
    port = layout.portal_port
    return Walker(f"http://127.0.0.1:{port}", host=f"portal.localhost:{port}")


def office_of(layout: Layout, login: str) -> Walker:
    """One sign-in a person is enough, as long as it lasts."""
    walker = _desk(layout.data, layout.office_port, login=login)
    if walker.get("/").path == "/login":
        signing_in.sign_in(walker, login, password=layout.password_of(login, site="office"))
    return walker


@cache
def _desk(data: Path, port: int, *, login: str) -> Walker:
    return Walker(f"http://127.0.0.1:{port}", host=f"office.localhost:{port}")


Answers = dict[str, str | list[str]]


def apply_online(
    walker: Walker,
    *,
    town: str = "hibari",
    procedure: str = "disaster_certificate",
    answers: Answers = ANSWERS,
) -> tuple[Page, float]:
    """From the start page to the receipt page; the milliseconds of the sending request."""
    page = walker.get(f"/{town}/{procedure}/start")
    submit_ms = 0.0
    for _ in range(MOST_PAGES):
        if page.path.endswith("/receipt"):
            return page, submit_ms
        if page.path.endswith("/key"):
            page = walker.get(page.next_link())
            continue
        form = page.form(action="/send") if page.path.endswith("/check") else page.main_form()
        files = [("photos", (PHOTO_NAME, photo(), "image/jpeg"))] if "photos" in form.names else None
        before, began = page, time.perf_counter()
        page = walker.send(page, form, values=answers, files=files)
        submit_ms = (time.perf_counter() - began) * 1000
        if page.status >= 400:
            told = re.findall(r'class="error"[^>]*>(?:<span[^>]*>[^<]*</span>)?([^<]*)', page.text)
            raise PageSurprise(f"{before.path} — answers taken — status {page.status}: {'; '.join(told)}")
    raise PageSurprise(f"{page.path} — a receipt within {MOST_PAGES} pages — none")


def receipt_on(page: Page) -> str:
    found = re.search(r"\d{4}-\d{5}-\d{5}", page.text)
    if found is None:
        raise PageSurprise(f"{page.path} — a receipt number — none")
    return found.group().replace("-", "")


def wait_for(what: Callable[[], Page | None], *, named: str) -> Page:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        found = what()
        if found is not None:
            return found
        time.sleep(0.02)
    raise PageSurprise(f"{named} — within {WAIT_SECONDS:.0f} s — nothing")


def handle(layout: Layout, case_path: str) -> None:
    """The office's side: taken in and proposed by 佐藤, decided by 田中, issued by 佐藤."""
    sato, tanaka = office_of(layout, "sato"), office_of(layout, "tanaka")
    move(sato, case_path, "accept")
    move(sato, case_path, "start_review")
    page = sato.get(case_path)
    sato.send(page, page.form(having="outcome"), values={"outcome": "半壊", "reasons": "床上浸水 45cm"})
    move(tanaka, case_path, "decide")
    move(sato, case_path, "issue")


def move(walker: Walker, case_path: str, name: str) -> Page:
    page = walker.get(case_path)
    page = walker.send(page, page.move_form(name))
    if page.status >= 400:
        raise PageSurprise(f"{case_path} {name} — done — status {page.status}")
    return page


def find_case(walker: Walker, receipt: str) -> Callable[[], Page | None]:
    def look() -> Page | None:
        inbox = walker.get(f"/?query={receipt}")
        links = [href for href, _ in inbox.links if re.search(r"/cases/[0-9a-f-]{36}/$", href)]
        if len(links) > 1:
            raise PageSurprise(f"/ — one case for one receipt — {len(links)}")
        return walker.get(links[0]) if links else None

    return look


def certificate_in(walker: Walker, receipt_page: Page) -> Callable[[], Page | None]:
    """The PDF in the applicant's mailbox, once it is there."""
    status = receipt_page.path.removesuffix("/receipt") + "/status"

    def look() -> Page | None:
        for href, _ in walker.get(status).links:
            if re.search(r"/notice/\d+(\.pdf)?$", href):
                found = walker.get(href if href.endswith(".pdf") else href + ".pdf")
                return found if found.content.startswith(b"%PDF") else None
        return None

    return look


def run(layout: Layout) -> TrialResult:
    """Raises OperatorError that says at which page the trial stopped."""
    try:
        return _run(layout)
    except (PageSurprise, httpx.HTTPError) as error:
        raise OperatorError(
            f"The trial application stopped: {error}.", todo="Look into the log folders."
        ) from error


def _run(layout: Layout) -> TrialResult:
    hanako, sato = portal_of(layout), office_of(layout, "sato")
    receipt_page, submit_ms = apply_online(hanako)
    sent = time.perf_counter()
    receipt = receipt_on(receipt_page)
    case = wait_for(find_case(sato, receipt), named="a case for the application")
    filed_ms = (time.perf_counter() - sent) * 1000
    handle(layout, case.path)
    issued = time.perf_counter()
    pdf = wait_for(certificate_in(hanako, receipt_page), named="the certificate in the mailbox")
    return TrialResult(
        receipt=receipt,
        notice_read=pdf.content.startswith(b"%PDF"),
        submit_ms=round(submit_ms, 1),
        filed_ms=round(filed_ms, 1),
        notice_ms=round((time.perf_counter() - issued) * 1000, 1),
    )


def run_once(layout: Layout, *, tell: Callable[[str], None]) -> None:
    """At the first start only; a trial that fails is said and stops nothing."""
    note = layout.data / "trial.json"
    if note.exists():
        tell(
            "\n  試しの申請は最初の起動のときに済んでいます / The trial application went at the first start."
        )
        return
    try:
        result = run(layout)
    except OperatorError as error:
        tell(f"\n  試しの申請は途中で止まりました / {error}")
        return
    note.write_text(json.dumps(result.as_json()))
    tell(
        f"\n  試しの申請が届きました / The trial application arrived: {result.receipt}"
        f"（送信 {result.submit_ms} ms・受付 {result.filed_ms} ms・証明書 {result.notice_ms} ms）"
    )
