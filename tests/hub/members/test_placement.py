"""職業安定法29条 on the hub: what was notified, and where to complain, open to everybody."""

from __future__ import annotations

from dataclasses import replace

import pytest

pytestmark = pytest.mark.django_db


def page(client, settings, **changes):
    settings.TODOKE = replace(settings.TODOKE, **changes)
    answer = client.get("/placement/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_anybody_reads_what_was_notified_and_where_to_complain(client, settings):
    text = page(
        client,
        settings,
        placement_notified_on="2026-04-01",
        placement_scope="情報処理の職業、霧原県",
        placement_complaints="デジタル推進課 000-0000-0990",
    )
    assert "2026年（令和8年）4月1日" in text
    assert "情報処理の職業、霧原県" in text
    assert "デジタル推進課 000-0000-0990" in text


@pytest.mark.parametrize("day", ["", "いつか", "2026-02-30"])
def test_a_hub_that_notified_nothing_says_so(client, settings, day):
    text = page(client, settings, placement_notified_on=day, placement_scope="x", placement_complaints="y")
    assert "大臣に通知したことが、ここに登録されていません" in text


def test_every_page_of_the_hub_leads_there(client):
    assert 'href="/placement/"' in client.get("/login").content.decode()
