"""Every page of the network and of learning opens for who may open it."""

from __future__ import annotations

import pytest
from tests.hub.conftest import new_member

from todoke.core.talent.posts import PostKind

OPEN = [
    "/courses/",
    "/courses/syllabuses/",
    "/network/",
    "/network/?text=窓口&theme=reform&role=builder",
    "/network/ask",
    "/network/items/new",
    "/network/before/",
    "/network/before/?role=builder&text=窓口",
]


@pytest.mark.parametrize("path", [*OPEN, "/network/events/new"])
def test_a_dx_lead_opens_every_page(client, watanabe, path):
    client.force_login(watanabe)
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", OPEN)
def test_nobody_reads_without_signing_in(client, db, path):
    assert client.get(path).headers["Location"].startswith("/login")


@pytest.mark.parametrize(
    ("who", "status"), [("miura", 200), ("kansa", 200), ("watanabe", 403), ("kanri", 403)]
)
def test_the_report_on_courses_is_for_those_who_hold_courses(client, request, who, status):
    client.force_login(request.getfixturevalue(who))
    assert client.get("/courses/openings/").status_code == status


def test_a_trainer_opens_the_pages_of_trainers(client, prefecture):
    client.force_login(new_member("okada", "岡田", PostKind.TRAINER, body=prefecture))
    for path in ("/courses/new", "/courses/verify/", "/courses/syllabuses/new", "/courses/openings/"):
        assert client.get(path).status_code == 200


def test_who_speaks_for_no_body_announces_no_event(client, hibari):
    client.force_login(new_member("suzuki", "鈴木", body=hibari))
    assert client.get("/network/events/new").status_code == 403
