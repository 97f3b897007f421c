"""The town page leads back to what this device began, and tells nothing of it."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.test import Client
from lxml import html

from todoke.portal.apply.models import Draft


def links(browser: Client, town: str = "hibari") -> list[str]:
    page = html.fromstring(browser.get(f"/{town}/").content)
    return page.xpath(f"//main//a[starts-with(@href, '/{town}/a/')]/@href")


def remembering(*ids: str) -> Client:
    browser = Client()
    browser.cookies["todoke_mine"] = ".".join(ids)
    return browser


def test_a_draft_and_then_its_application_are_listed(hanako):
    assert links(hanako.browser) == [hanako.base]
    hanako.fill()
    assert "山田" not in hanako.browser.get("/hibari/").content.decode()
    hanako.send()
    assert links(hanako.browser) == [hanako.base]


def test_a_device_that_began_nothing_lists_nothing(hanako):
    assert links(Client()) == []


def test_another_towns_drafts_are_not_listed(hanako, town_morino):
    assert links(remembering(UUID(hanako.id).hex), "morino") == []


@pytest.mark.parametrize("remembered", [uuid4().hex, "../..", "", "x" * 5000, "g" * 32])
def test_what_is_not_here_is_not_listed(town_hibari, remembered):
    assert links(remembering(remembered)) == []


def test_a_deleted_draft_is_not_listed(hanako):
    Draft.objects.all().delete()
    assert links(hanako.browser) == []


def test_the_key_link_names_the_sites_own_address(hanako, settings):
    answer = hanako.browser.get(hanako.base + "key", headers={"host": "localhost"})
    link = html.fromstring(answer.content).xpath("//div[@class='key']//a/@href")[0]
    assert link == f"{settings.TODOKE.base_url.rstrip('/')}/hibari/open#{hanako.key}"
