"""Only the demo says that its towns are invented."""

from __future__ import annotations

import pytest
from django.template import engines


@pytest.mark.parametrize("demo", [True, False])
def test_the_footer_follows_the_setting(client, db, monkeypatch, demo):
    monkeypatch.setitem(engines["jinja2"].env.globals, "demo", demo)
    page = client.get("/", headers={"accept-language": "en"}).content.decode()
    assert ("The towns of the demo are invented" in page) is demo
