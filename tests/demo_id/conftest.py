"""The ID service as `todoke up` leaves it, with one site that knows it and a second one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import Client as Browser
from joserfc.jwk import ECKey
from tests.demo_id.asking_site import BACK, Site

from todoke.demo_id import signing_keys


@pytest.fixture(autouse=True)
def id_data(tmp_path, settings) -> Iterator[None]:
    """As `todoke up` leaves it: its own key, and the sites it knows."""
    settings.TODOKE = replace(settings.TODOKE, data=tmp_path, base_url="http://id.localhost:9503")
    signing_keys.make()


def site_named(client_id: str, tmp_path, rows: list[str]) -> Site:
    key = ECKey.generate_key("P-256")
    (tmp_path / f"{client_id}.pem").write_bytes(key.as_pem(private=False))
    rows.append(
        f'[[client]]\nid = "{client_id}"\nname = "ひばり市 オンライン申請"\n'
        f'redirect_uris = ["{BACK}"]\nkey_file = "{client_id}.pem"\n'
    )
    (tmp_path / "clients.toml").write_text("\n".join(rows))
    return Site(client_id=client_id, key=key, browser=Browser(headers={"accept-language": "en"}))


@pytest.fixture
def rows() -> list[str]:
    return []


@pytest.fixture
def portal(db, tmp_path, rows) -> Site:
    return site_named("RP00000001", tmp_path, rows)


@pytest.fixture
def other_site(portal, tmp_path, rows) -> Site:
    return site_named("RP00000002", tmp_path, rows)
