"""Showing who one is, for a browser without a screen: out of the form, to the demo ID service and back.

Two hosts have cookies of their own, so the ID service is walked by a second browser.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import httpx

from todoke.cli.pages import Page, PageSurprise, Walker
from todoke.core.assurance.form_identity import verified_fields
from todoke.core.assurance.identity import Claim
from todoke.core.procedures.answers import AnswerContext
from todoke.core.procedures.definition import Definition
from todoke.demo_id.people import PEOPLE, SIGN_IN_PIN, SIGNING_PIN

ID_PORT = 3  # after the portal's
MOST_PAGES = 6
FACTS = ["name", "address", "birthdate", "gender"]
BY_NAME = {person.name.replace("　", " "): person.id for person in PEOPLE}
KNOWS = {"sign_in": {"acr": "aal3", "pin": SIGN_IN_PIN}, "sign": {"card": "good", "pin": SIGNING_PIN}}


def sender_of(definition: Definition, answers: Mapping[str, Any]) -> str | None:
    """Which of the four sends it, where the form asks their name."""
    context = AnswerContext(today=date.fromisoformat(definition.examples[0].today))
    for field in verified_fields(definition, answers=answers, context=context):
        if field.verified is Claim.NAME:
            return BY_NAME.get((answers.get(field.id) or {}).get("name", ""))
    return None


def show_who(walker: Walker, page: Page, *, person: str | None) -> Page:
    """From the page that asks who one is, back into the form.

    One of the four hands over everything asked for; who is none of them (None) signs in as 恵 and hands
    over nothing.
    """
    leaving = walker.send(page, page.main_form(), button=("method", "digital_id"))
    return _walk_id_service(walker, leaving, person=person)


def sign(walker: Walker, check: Page, *, person: str | None, values: Mapping[str, str | list[str]]) -> Page:
    """From the page of answers to the receipt."""
    leaving = walker.send(check, check.form(action="/sign"), values=values)
    return _walk_id_service(walker, leaving, person=person)


def _walk_id_service(walker: Walker, leaving: Page, *, person: str | None) -> Page:
    asked = walker.client.get(walker._local(leaving.next_link()))
    if not asked.is_redirect:
        raise PageSurprise(f"{leaving.path} — on to the ID service — status {asked.status_code}")
    port = httpx.URL(walker.base).port + ID_PORT
    beside = Walker(f"http://127.0.0.1:{port}", host=f"id.localhost:{port}")
    page = beside.get(_path(asked.headers["location"]))
    for _ in range(MOST_PAGES):
        if "/login/callback/" in page.path:  # what the ID service's host answers to it is nothing
            return walker.get(_path(page.url))
        page = _press_on(beside, page, person=person)
    raise PageSurprise(f"{page.path} — back at the site within {MOST_PAGES} pages — status {page.status}")


def _press_on(beside: Walker, page: Page, *, person: str | None) -> Page:
    form = page.main_form()
    act = next(value for name, value in form.buttons if name == "act")
    if act == "hand_over" and "hand_over" in form.names:
        given: Mapping[str, str | list[str]] = {"hand_over": FACTS if person else []}
    else:
        given = {"person": person or "megumi"} | KNOWS.get(act, {})
    return beside.send(page, form, values=given, button=("act", act))


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"
