"""A portal that knows an ID service, and a browser in which a form waits for the person to come back."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.test import Client
from joserfc.jwk import ECKey
from tests.portal.oidc.id_service import CLIENT_ID, IdService, Server

from todoke.core.assurance.identity import IdentityProof
from todoke.core.refusal import Refusal
from todoke.portal.identity.oidc import demand as demands
from todoke.portal.identity.oidc import discovery, signals
from todoke.portal.identity.oidc.demand import OidcDemand
from todoke.portal.identity.signals import proved

HANAKO = {
    "sub": "d5f1c5b2-hanako",
    "name": "山田　花子",
    "address": "霧原県ひばり市本町一丁目２番３号",
    "birthdate": "1986-04-12",
    "gender": "female",
}
LAN = {"sub": "77aa-lan", "name": "NGUYEN THI LAN", "address": "霧原県ひばり市東町４－５", "gender": "female"}
BASE = "http://portal.localhost:8000"
DONE, FAILED = "/account/step-up/1/done", "/account/step-up/1/failed"


@dataclasses.dataclass
class Heard:
    """What others were told."""

    proofs: list[IdentityProof] = dataclasses.field(default_factory=list)
    refusals: list[Refusal] = dataclasses.field(default_factory=list)
    signatures: list[bytes] = dataclasses.field(default_factory=list)

    @property
    def codes(self) -> list[str]:
        return [one.code for one in self.refusals]


@pytest.fixture
def heard() -> Iterator[Heard]:
    found = Heard()

    def on_proved(request: object, proof: IdentityProof, **more: object) -> None:
        found.proofs.append(proof)

    def on_failed(request: object, refusal: Refusal, **more: object) -> None:
        found.refusals.append(refusal)

    def on_signed(request: object, cms: bytes, **more: object) -> None:
        found.signatures.append(cms)

    pairs = ((proved, on_proved), (signals.failed, on_failed), (signals.signed, on_signed))
    for signal, receiver in pairs:
        signal.connect(receiver)
    yield found
    for signal, receiver in pairs:
        signal.disconnect(receiver)


def make_service(**given: object) -> tuple[IdService, Server]:
    service = IdService(person=dict(HANAKO), **given)
    return service, Server(service)


@pytest.fixture
def service(portal: Callable[..., None]) -> Iterator[IdService]:
    """The national service as the portal is configured for it."""
    key = ECKey.generate_key("P-256")
    found, server = make_service(client_key=key)
    portal(service_toml(found), **{"keys/id.pem": key.as_pem(private=True)})
    yield found
    server.close()


def service_toml(service: IdService, *, id: str = "digital_id", **more: str) -> str:
    given = {
        "id": f'"{id}"',
        "name": '"マイナアプリ"',
        "issuer": f'"{service.issuer}"',
        "client_id": f'"{CLIENT_ID}"',
        "key_file": '"keys/id.pem"',
        "acr_values": '["aal3"]',
        "sign_url": f'"{service.base}/sign"',
    } | more
    lines = "\n".join(f"{name} = {value}" for name, value in given.items() if value)
    return f"[[provider]]\n{lines}\n"


@pytest.fixture
def portal(settings, tmp_path: Path, db) -> Iterator[Callable[..., None]]:
    """Configures the ID services: `portal(toml, **{path: content})`."""

    def configure(toml: str, **files: bytes) -> None:
        for name, content in files.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_bytes(content)
        (tmp_path / "id-providers.toml").write_text(toml)
        settings.TODOKE = dataclasses.replace(
            settings.TODOKE, data=tmp_path, id_providers="id-providers.toml", base_url=BASE
        )

    discovery.forget()
    yield configure
    discovery.forget()


def wanting(**more: object) -> OidcDemand:
    """What a form asks for that wants name and address."""
    given = {
        "provider": "digital_id",
        "scopes": ("name", "address"),
        "acr_values": ("aal3", "crl"),
        "done": DONE,
        "failed": FAILED,
    }
    return OidcDemand(**given | more)


def set_out(browser: Client, demand: OidcDemand | None = None) -> str:
    """From the form to the ID service; the address there, or the page that tells why not."""
    session = browser.session
    url = demands.ask(SimpleNamespace(session=session), demand or wanting())
    session.save()
    response = browser.get(url)
    assert response.status_code == 302
    return response["Location"]


def come_back(browser: Client, query: str, *, provider: str = "digital_id") -> str:
    """The browser follows the ID service's redirect; where the portal sends it then."""
    response = browser.get(f"/account/oidc/{provider}/login/callback/?{query}")
    assert response.status_code == 302
    return response["Location"]


@pytest.fixture
def hanako() -> Client:
    return Client()


@pytest.fixture
def lan() -> Client:
    return Client()
