"""The form the budgets speak of: publish it in the running demo, and answer it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import httpx

from todoke.cli.bench import NoPhoto, applicant
from todoke.cli.layout import OFFICES, Layout
from todoke.cli.pages import Page
from todoke.cli.trial import apply_online

FORM = Path(__file__).with_suffix(".yaml")
PROCEDURE = "three_steps"
PUBLISH = """
import sys, django
django.setup()
from todoke.office.studio.commands import publish
publish(sys.stdin.read(), file="three_steps.yaml")
"""
ANSWERS: dict[str, str | list[str]] = {
    "name.name": "山田 花子",
    "name.kana": "ヤマダ ハナコ",
    "birth_date.year": "1948",
    "birth_date.month": "5",
    "birth_date.day": "4",
    "address.postcode": "000-0102",
    "address.prefecture": "霧原県",
    "address.city": "ひばり市",
    "address.town": "朝日町",
    "address.block": "2-3",
    "phone": "000-0000-0111",
    "email": "",
    "relation": "self",
    "cause": "lost",
    "happened_on.year": "2026",
    "happened_on.month": "11",
    "happened_on.day": "3",
    "description": "家の中でなくしました。引き出しと本棚をさがしましたが、見つかりません。",
    "number": "0000000001",
    "amount": "2",
    "parts": ["first", "third"],
    "visit": "no",
    "copies": "1",
    "use": "",
    "place": "窓口",
    "consent": "yes",
    "electronic": "yes",
}


def publish(layout: Layout) -> None:
    """Through the office's studio, its worker and the door, as any procedure."""
    config = str(layout.office_config(OFFICES[0]))
    environment = {**os.environ, "TODOKE_CONFIG": config, "DJANGO_SETTINGS_MODULE": "todoke.office.settings"}
    subprocess.run(
        [sys.executable, "-c", PUBLISH], input=FORM.read_text(), text=True, check=True, env=environment
    )
    deadline = time.monotonic() + 30
    while applicant(layout).get(f"/hibari/{PROCEDURE}/start").status != 200:
        if time.monotonic() > deadline:
            raise TimeoutError("the form was not published within 30 s")
        time.sleep(0.1)


def person(layout: Layout, *, port: int | None = None) -> NoPhoto:
    """Somebody whose browser keeps its connection open, as browsers and proxies do."""
    walker = applicant(layout)
    headers = walker.client.headers
    walker.client.close()
    walker.base = f"http://127.0.0.1:{port or layout.portal_port}"
    walker.client = httpx.Client(base_url=walker.base, headers=headers, timeout=30, trust_env=False)
    return walker


def journey(walker: NoPhoto) -> Page:
    page, _ = apply_online(walker, procedure=PROCEDURE, answers=ANSWERS)
    return page
