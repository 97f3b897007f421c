"""No answer, name, address or My Number in any log, address, e-mail or error page.

One person's words go the whole way through the real servers; then everything the processes wrote is searched,
and every address and error page a browser was shown. That the search finds something is tested beside it.
"""

from __future__ import annotations

import base64
import io
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import httpx
import pytest
from PIL import Image
from tests.journeys.canaries import Trail, leaks, spellings
from tests.journeys.office_side import filed_answers, show_number
from tests.journeys.test_every_procedure import COMPLETE, NUMBER, SPACED, apply

from todoke.cli import trial
from todoke.cli.layout import Layout
from todoke.cli.pages import Page, Walker
from todoke.cli.up import start_all

DAMAGE = {
    "applicant_name.name": "鴉野 翠鳥",
    "applicant_name.kana": "カラスノ ミドリトリ",
    "applicant_address.block": "97-31-8642",
    "applicant_phone": "000-9753-1864",
    "damage_description": "玄関の金糸雀の籠が流された。",
    "survey_dates": "木曜の黄昏どき",
}
CLAIM = {"claimant's name": "KARASUNO MIDORI", "claimant's block": "53-24-9713", "work": "鳥籠の細工師"}
FILE_NAME, EMAIL = {"file name": "鴉野家の玄関"}, {"e-mail address": "midori.karasuno@canary.example"}
NOWHERE_AT_ALL = {"My Number": NUMBER, "My Number, spaced": SPACED, "EXIF text": "KARASUNO-EXIF-97318642"}
OFFICES_OWN = {**DAMAGE, **CLAIM, **FILE_NAME}
EVERY_WORD = {**OFFICES_OWN, **EMAIL, **NOWHERE_AT_ALL}
CLAIMING = next((one, example) for one, example in COMPLETE if one.procedure == "child_allowance_claim")
MAIL_SECONDS = 30.0


def photo() -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = NOWHERE_AT_ALL["EXIF text"]
    Image.new("RGB", (640, 480), (120, 140, 160)).save(
        out, "JPEG", exif=exif, comment=NOWHERE_AT_ALL["EXIF text"].encode()
    )
    assert out.getvalue().count(NOWHERE_AT_ALL["EXIF text"].encode()) == 2
    return out.getvalue()


def of_an_office(path: Path) -> bool:
    """The office's own database must hold the case."""
    return path.parent.name == "db" and path.parent.parent.name.startswith("office")


def of_an_office_or_the_mail(path: Path) -> bool:
    """A mail names whom it goes to."""
    return of_an_office(path) or path.parent.name == "mail"


@dataclass(frozen=True, kw_only=True, slots=True)
class Walked:
    layout: Layout
    trail: Trail
    after_the_receipt: list[str]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, free_port_base: Callable[[], int]) -> Iterator[Layout]:
    """All servers, on the day of the claim's example."""
    layout = Layout(data=Path(tmp_path_factory.mktemp("var")), port_base=free_port_base())
    noon = datetime.fromisoformat(f"{CLAIMING[1].today}T03:00:00+00:00")
    with pytest.MonkeyPatch.context() as environment:
        offset = int((noon - datetime.now(UTC)).total_seconds())
        environment.setenv("TODOKE_DEMO_CLOCK_OFFSET", str(offset))
        supervisor = start_all(layout)
        try:
            yield layout
        finally:
            supervisor.stop()


@pytest.fixture(scope="module")
def walked(town: Layout) -> Walked:
    """花子's house with photo and e-mail, ラン's claim with a number, what the office does, what fails."""
    trail = Trail()
    hanako, lan = (trail.watch(trial.portal_of(town)) for _ in range(2))
    sato = trail.watch(trial.office_of(town, "sato"))
    with pytest.MonkeyPatch.context() as patched:
        name = f"{FILE_NAME['file name']}.jpg"
        patched.setattr(trial, "PHOTO_NAME", name)
        patched.setattr(trial, "photo", photo)
        receipt_page, _ = trial.apply_online(hanako, answers=trial.ANSWERS | DAMAGE)
    claimed = trial.receipt_on(claim(lan))
    case = trial.wait_for(trial.find_case(sato, trial.receipt_on(receipt_page)), named="the case")
    suzuki = trail.watch(trial.office_of(town, "suzuki"))
    claim_case = trial.wait_for(trial.find_case(suzuki, claimed), named="the claim")
    prove_address(town, hanako, receipt_page.path.removesuffix("receipt"))
    early = found(town)
    assert DAMAGE["damage_description"] in case.text, "the words have flown through"
    search(sato, DAMAGE["applicant_name.name"])
    assert SPACED in show_number(suzuki, claim_case.path.split("/")[2]).text
    trial.handle(town, case.path)
    trial.wait_for(trial.certificate_in(hanako, receipt_page), named="the certificate")
    wait_for_mails(town, 2)
    stumble(hanako, receipt_page.path.removesuffix("receipt"), sato)
    return Walked(layout=town, trail=trail, after_the_receipt=early)


def claim(walker: Walker) -> Page:
    definition, example = CLAIMING
    address = {**example.answers["claimant_address"], "block": CLAIM["claimant's block"]}
    own = {
        "claimant_name": {"name": CLAIM["claimant's name"], "kana": None},
        "claimant_address": address,
        "occupation": CLAIM["work"],
    }
    return apply(walker, definition, {**example.answers, **own})


def prove_address(layout: Layout, walker: Walker, base: str) -> None:
    page = walker.get(f"{base}email")
    walker.send(page, page.form(having="address"), values={"address": EMAIL["e-mail address"]})
    subject = wait_for_mails(layout, 1)
    code = "".join(filter(str.isdigit, subject))[-6:]
    page = walker.get(f"{base}email/code")
    assert walker.send(page, page.form(having="code"), values={"code": code}).path.endswith("/status")


def wait_for_mails(layout: Layout, number: int) -> str:
    """Until so many mails were sent; the subject of the newest."""
    deadline = time.monotonic() + MAIL_SECONDS
    while True:
        files = sorted(
            (layout.portal_config.parent / "mail").glob("*"), key=lambda one: one.stat().st_mtime_ns
        )
        if len(files) >= number and files[-1].stat().st_size:
            return str(message_from_bytes(files[-1].read_bytes(), policy=policy.default)["subject"])
        assert time.monotonic() < deadline, f"{len(files)} of {number} mails"
        time.sleep(0.1)


def search(walker: Walker, words: str) -> None:
    page = walker.get("/")
    page = walker.send(
        page, page.form(having="query"), values={"query": words, "state": "all", "sort": "name"}
    )
    assert words in page.text


def stumble(hanako: Walker, base: str, sato: Walker) -> None:
    """What shows an error page, with the words at hand."""
    form: dict[str, str] = {**DAMAGE, **EMAIL, "number": NUMBER}
    hanako.client.post(f"{base}s/damage", data=form)  # no token
    hanako.client.get(f"{base}email/forget")  # no link leads there
    hanako.client.get(f"{base}nowhere")
    hanako.client.get(f"{base}status", params={"a": "\0"})
    hanako.client.post(f"{base}s/damage", data={**form, "damage_description": "水" * 2**20})  # too large
    sato.client.post("/", data={"query": DAMAGE["applicant_name.name"]})
    sato.client.get("/cases/00000000-0000-0000-0000-000000000000/")


def found(layout: Layout) -> list[str]:
    return (
        leaks(layout.data, OFFICES_OWN, besides=of_an_office)
        + leaks(layout.data, EMAIL, besides=of_an_office_or_the_mail)
        + leaks(layout.data, NOWHERE_AT_ALL)
    )


def test_after_the_receipt_nothing_is_written_anywhere_but_in_the_office(walked: Walked) -> None:
    assert walked.after_the_receipt == []


def test_after_the_certificate_was_read_and_errors_were_shown_neither(walked: Walked) -> None:
    assert found(walked.layout) == []


def test_what_was_searched_for_had_arrived_at_the_office(walked: Walked) -> None:
    """Otherwise finding nothing would prove nothing."""
    held = leaks(walked.layout.data, OFFICES_OWN)
    assert {one.split(": ")[1] for one in held} == set(OFFICES_OWN)
    assert len(filed_answers(walked.layout)) == 2


def test_no_mail_holds_more_than_whom_it_goes_to(walked: Walked) -> None:
    mails = walked.layout.portal_config.parent / "mail"
    assert len(list(mails.iterdir())) >= 2
    assert {one.split(": ")[1] for one in leaks(mails.parent, EVERY_WORD) if one.startswith("mail/")} == set(
        EMAIL
    )


def test_no_address_and_no_error_page_holds_a_word(walked: Walked) -> None:
    statuses = {status for status, _ in walked.trail.errors}
    assert {400, 403, 404, 405, 413} <= statuses, "these were provoked"
    assert len(walked.trail.addresses) > 50
    assert any("search=" in one for one in walked.trail.addresses), "the office searched by a name"
    assert walked.trail.leaks(EVERY_WORD) == []


# -- The search itself -----------------------------------------------------------------------------------

WORDS: Mapping[str, str] = {"a name": "鴉野 翠鳥"}
NAME = WORDS["a name"]


def in_a_row(folder: Path) -> None:
    """Across two pages of the file, where no search of raw bytes finds it."""
    file = folder / "db" / "portal.sqlite3"
    for after in range(8000, 8400, 4):
        file.unlink(missing_ok=True)
        with closing(sqlite3.connect(file)) as database:
            database.execute("create table t (a text)")
            database.execute("insert into t values (?)", ["x" * 9000 + NAME + "y" * after])
            database.commit()
        if NAME.encode() not in file.read_bytes():
            return
    raise AssertionError("the word never fell between two pages")


def in_a_session(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "db" / "portal.sqlite3")) as database:
        database.execute("create table t (a text)")
        database.execute(
            "insert into t values (?)", [base64.b64encode(f'{{"q": "{NAME}"}}'.encode()).decode()]
        )
        database.commit()


def in_a_mail(folder: Path, *, subject: str = "", body: str = "") -> None:
    mail = EmailMessage()
    mail["Subject"] = subject or "お知らせ"
    mail.set_content(body or "お知らせがあります。")
    separator = b"-" * 79
    (folder / "mail" / "1.log").write_bytes(bytes(mail) + b"\n" + separator + b"\n" + bytes(mail) + separator)


PLANTS: Mapping[str, Callable[[Path], object]] = {
    "a row of a database": in_a_row,
    "a session in a database": in_a_session,
    "the write-ahead log": lambda folder: (folder / "db" / "portal.sqlite3-wal").write_bytes(NAME.encode()),
    "a log": lambda folder: (folder / "log" / "portal.log").write_text(f"INFO saved {NAME}\n"),
    "an address in a log": lambda folder: (folder / "log" / "a.log").write_bytes(
        httpx.URL("http://x/", params={"query": NAME}).raw_path
    ),
    "escaped JSON in a log": lambda folder: (folder / "log" / "a.log").write_text(
        '{"name": "\\u9d09\\u91ce \\u7fe0\\u9ce5"}'
    ),
    "bytes written as Python writes them": lambda folder: (folder / "log" / "a.log").write_text(
        repr(NAME.encode())
    ),
    "a mail's text": lambda folder: in_a_mail(folder, body=f"{NAME}様"),
    "a mail's subject": lambda folder: in_a_mail(folder, subject=f"{NAME}様"),
    "a blob": lambda folder: (folder / "blobs" / "00" / "00ff").write_bytes(b"\0\1" + NAME.encode() + b"\2"),
    "a file in CP932": lambda folder: (folder / "tmp" / "a.csv").write_bytes(NAME.encode("cp932")),
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name in ("db", "log", "mail", "blobs/00", "tmp", "keys"):
        (tmp_path / name).mkdir(parents=True)
    return tmp_path


@pytest.mark.parametrize("plant", PLANTS.values(), ids=PLANTS.keys())
def test_a_planted_word_is_found(site: Path, plant: Callable[[Path], object]) -> None:
    assert leaks(site, WORDS) == []
    plant(site)
    assert [one.split(": ")[1] for one in leaks(site, WORDS)] == ["a name"]


def test_a_clean_mail_is_no_find(site: Path) -> None:
    in_a_mail(site)
    assert leaks(site, WORDS) == []


def test_no_spelling_is_so_short_that_it_is_found_everywhere() -> None:
    assert all(len(one) >= 8 for text in EVERY_WORD.values() for one in spellings(text))
    assert all(text.encode() in spellings(text) for text in EVERY_WORD.values())


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (httpx.Response(302, headers={"location": f"/?query={httpx.QueryParams({'q': NAME})}"}), "address"),
        (httpx.Response(200, html=f'<a href="/find?name={NAME}">find</a>'), "address"),
        (httpx.Response(200, html='<form action="/%E9%B4%89%E9%87%8E%20%E7%BF%A0%E9%B3%A5">'), "address"),
        (httpx.Response(500, html=f"<p>{NAME}</p>"), "error page 500"),
    ],
    ids=["where one is sent", "a link", "a form's address", "an error page"],
)
def test_a_planted_word_in_an_answer_is_found(answer: httpx.Response, told: str) -> None:
    trail, walker = Trail(), Walker("http://site.test", host="site.test")
    walker.client = httpx.Client(base_url="http://site.test", transport=httpx.MockTransport(lambda _: answer))
    trail.watch(walker).client.get("/")
    assert [one.startswith(told) for one in trail.leaks(WORDS)] == [True]
