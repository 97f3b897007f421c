"""What a town's page lists: by group, found by a word, with what the prefecture takes."""

from __future__ import annotations

import pytest
from django.test import Client

from todoke.portal.catalogue import queries
from todoke.web.demo_places import KIRIHARA


@pytest.fixture
def served(town_hibari, town_hall):
    for name in ("ltc_card", "pregnancy_notice"):
        town_hibari.publish(name)
    prefecture = town_hall(KIRIHARA)
    for name in ("car_parking_proof", "car_env_tax"):
        prefecture.publish(name)
    queries.forget_towns()


def page(address: str = "/hibari/", **query: str) -> str:
    return Client().get(address, query).content.decode()


def test_procedures_stand_in_groups_disaster_first(served):
    shown = page()
    places = [shown.index(f"{words}</h2>") for words in ("災害にあったとき", "子育て", "介護", "自動車")]
    assert places == sorted(places)


def test_a_word_finds_what_speaks_of_it(served):
    shown = page(q="妊娠")
    assert "妊娠の届出" in shown and "罹災証明書の発行申請" not in shown
    assert "見つかりませんでした" in page(q="宇宙旅行")


def test_what_the_prefecture_takes_leads_to_the_prefecture(served):
    shown = page()
    assert 'href="/kirihara/car_parking_proof/"' in shown and "霧原県が受け付けます" in shown
    assert 'href="/hibari/car_parking_proof/"' not in shown


def test_what_is_no_longer_in_force_is_explained_but_cannot_be_started(served):
    assert "今は行っていません" in page()
    shown = page("/kirihara/car_env_tax/")
    assert "/kirihara/car_env_tax/start" not in shown
    answer = Client().post("/kirihara/car_env_tax/start")
    assert answer.status_code == 200 and "todoke_key" not in answer.cookies


def test_a_search_is_escaped(served):
    assert "<script>x" not in page(q="<script>x")
