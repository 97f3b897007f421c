"""花子's browser, and the application it began."""

from __future__ import annotations

import re
from copy import copy

import pytest
from django.test import Client

from todoke.portal.catalogue import queries as catalogue

START = "/hibari/disaster_certificate/start"


class Applicant:
    """A browser, and the application it began."""

    def __init__(self, **cookies: str) -> None:
        self.browser = Client(raise_request_exception=True)
        for name, value in cookies.items():
            self.browser.cookies[name] = value

    def start(self, postcode: str = "000-0101"):
        answer = self.browser.post(START, {"postcode": postcode})
        if answer.status_code == 302:
            self.base = answer["Location"].removesuffix("key")
            self.key = answer.cookies["todoke_key"].value
        return answer

    def get(self, tail: str):
        return self.browser.get(self.base + tail)

    def post(self, tail: str, form: dict | None = None):
        return self.browser.post(self.base + tail, form or {})

    @property
    def id(self) -> str:
        return self.base.rstrip("/").rsplit("/", 1)[1]

    def at(self, location: str, key: str) -> Applicant:
        """The same browser at another application."""
        other = copy(self)
        other.base, other.key = location.removesuffix("key"), key
        return other

    def fill(self, *, without: str = "") -> None:
        """Every page with a plausible answer to each required question."""
        definition = catalogue.definition_of("992011", "disaster_certificate", 1)
        for step in definition.steps:
            if step.id == without:
                continue
            form: dict[str, list[str]] = {}
            for question in step.fields:
                if question.component != "file":
                    value = ANSWERS.get(question.id, question.sample())
                    form |= question.inputs(value, question.id)
            answer = self.post(f"s/{step.id}", form)
            assert answer.status_code == 302, re.findall(
                r'class="error"[^>]*>.*?</p>', answer.content.decode()
            )

    def send(self):
        page = self.get("check").content.decode()
        version = re.search(r'name="version" value="(\d+)"', page)
        assert version, re.sub(r"\s+", " ", page)
        return self.post("send", {"version": version[1], "declared": "yes", "electronic": "yes"})


ANSWERS = {
    "applicant_name": {"name": "山田花子", "kana": "ヤマダハナコ"},
    "relation_to_head": "self",
    "disaster_cause": "flood",
    "self_judge": False,
    "repaired": False,
    "lived_in": True,
}


@pytest.fixture
def applicant(town_hibari) -> Applicant:
    return Applicant()


@pytest.fixture
def hanako(applicant) -> Applicant:
    applicant.start()
    return applicant
