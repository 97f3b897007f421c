"""Coming back from an ID service: the portal's time for the callback, besides the ID service's own.

Real requests to a small ID service on this machine (tests/portal/oidc/id_service.py); what it took for its
answers is subtracted, what the portal took to ask them is not. 花子 comes back to a form, whose step-up row
takes the sealed proof, in turn with signing in to an account, which every second time is there already; each
time in a new browser, with a database on disk. The slower of the two 95th percentiles counts.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

ROUNDS, WARM_UP = 150, 10
ROOT = Path(__file__).resolve().parents[2]
CONFIG = """data = "{data}"
base_url = "http://portal.localhost:8000"
id_providers = "id-providers.toml"
"""
PROVIDER = """[[provider]]
id = "digital_id"
name = "マイナアプリ"
issuer = "{issuer}"
client_id = "RP00000001"
key_file = "keys/id.pem"
acr_values = ["aal3"]
"""
PERSON = {"sub": "hanako", "name": "山田　花子", "address": "霧原県ひばり市本町一丁目２番３号"}
CALLBACK = "/account/oidc/digital_id/login/callback/?"
LOGIN = "/account/oidc/digital_id/login/"


def p95_ms() -> float:
    """In a process of its own: Django takes one site's settings for good."""
    with tempfile.TemporaryDirectory(prefix="todoke-bench-") as folder:
        config = Path(folder) / "todoke.toml"
        config.write_text(CONFIG.format(data=folder))
        given = {"TODOKE_CONFIG": str(config), "DJANGO_SETTINGS_MODULE": "todoke.portal.settings"}
        done = subprocess.run(
            [sys.executable, __file__, folder],
            env=os.environ | given | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        )
    return max(json.loads(done.stdout.splitlines()[-1]).values())


def measure(folder: Path) -> dict[str, float]:
    import django
    from tests.portal.oidc.id_service import IdService, Server

    django.setup()
    prepare(folder)
    from joserfc.jwk import ECKey

    key = ECKey.generate_key("P-256")
    service = IdService(person=PERSON, client_key=key)
    server = Server(service)
    (folder / "keys" / "id.pem").write_bytes(key.as_pem(private=True))
    (folder / "id-providers.toml").write_text(PROVIDER.format(issuer=service.issuer))
    times: dict[str, list[float]] = {"form": [], "account": []}
    for turn in range(WARM_UP + ROUNDS):
        service.person = PERSON | {"sub": f"person-{turn // 2}"}
        for name, set_out in (("form", from_form), ("account", from_account)):
            took = come_back(service, *set_out())
            if turn >= WARM_UP:
                times[name].append(took)
    server.close()
    return {name: round(statistics.quantiles(took, n=20)[-1], 2) for name, took in times.items()}


def prepare(folder: Path) -> None:
    from todoke.cli.migrating import migrate
    from todoke.portal import storage_secret
    from todoke.web import keyfiles

    migrate()
    keyfiles.write_once(storage_secret.path(), bytes(32))


def from_form() -> tuple[Any, str]:
    """A browser on its way, and the address it was sent to."""
    from types import SimpleNamespace

    from django.test import Client

    from todoke.core.assurance.levels import Levels
    from todoke.core.assurance.stepping_up import Demand
    from todoke.core.envelope.applicant_key import ApplicantKey
    from todoke.portal.identity.oidc.demand import OidcDemand, ask
    from todoke.portal.step_up import commands
    from todoke.portal.step_up.models import Purpose
    from todoke.portal.step_up.queries import COOKIE
    from todoke.web.ids import uuid7

    demand = Demand(levels=Levels(identity=2, authentication=2), max_age=timedelta(minutes=30))
    begun = commands.begin(
        commands.Origin(
            draft=uuid7(), town_code="992011", town_slug="hibari", key=ApplicantKey.new(os.urandom)
        ),
        commands.Wanted(purpose=Purpose.IDENTIFY, method="digital_id", demand=demand),
    )
    browser = Client()
    browser.cookies[COOKIE] = begun.cookie
    session = browser.session
    wanted = OidcDemand(
        provider="digital_id", scopes=("name", "address"), acr_values=("aal3",), done="/account/done"
    )
    url = ask(SimpleNamespace(session=session), wanted)
    session.save()
    return browser, browser.get(url)["Location"]


def from_account() -> tuple[Any, str]:
    from django.test import Client

    browser = Client()
    browser.post(LOGIN)
    return browser, browser.get(LOGIN)["Location"]


def come_back(service: Any, browser: Any, location: str) -> float:
    """Milliseconds of the callback, without those of the ID service."""
    query = service.authorize(location)
    theirs, start = service.upstream, time.perf_counter()
    response = browser.get(CALLBACK + query)
    took = time.perf_counter() - start
    if response.status_code != 302 or "failed" in response["Location"]:
        raise RuntimeError(f"the callback answered {response.status_code}")
    return (took - (service.upstream - theirs)) * 1000


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
