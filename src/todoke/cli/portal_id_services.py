"""`todoke portal id-services`: whether id-providers.toml is right, and what one hands in to register."""

from __future__ import annotations

import json

import click

from todoke.cli.serve import config_option
from todoke.cli.sites import open_site


@click.command("id-services")
@config_option
@click.option("--make-keys", is_flag=True, help="Make each private key that is named and missing.")
def command(config: str | None, make_keys: bool) -> None:
    """Check the file of ID services; show addresses and public keys to register."""
    open_site("portal", config)
    from todoke.portal.identity.oidc.providers import id_providers

    found = id_providers()
    if not found:
        click.echo("No ID service: the setting 'id_providers' is empty, or its file names none.")
    for one in found:
        if make_keys:
            make_key(one)
        click.echo(json.dumps(told(one), ensure_ascii=False, indent=1))


def make_key(provider: object) -> None:
    """P-256, for its owner only. One that exists is kept."""
    from django.conf import settings
    from joserfc.jwk import ECKey

    from todoke.portal.identity.oidc.providers import IdProvider
    from todoke.web import keyfiles

    assert isinstance(provider, IdProvider)
    if provider.key_file:
        path = settings.TODOKE.data / provider.key_file
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        keyfiles.write_once(path, ECKey.generate_key("P-256").as_pem(private=True))


def told(provider: object) -> dict[str, object]:
    from todoke.portal.identity.oidc import client_assertion
    from todoke.portal.identity.oidc.providers import IdProvider, callback_url

    assert isinstance(provider, IdProvider)
    shown: dict[str, object] = {
        "id": provider.id,
        "name": provider.name,
        "issuer": provider.issuer,
        "client_id": provider.client_id,
        "redirect_uri": callback_url(provider.id),
    }
    if provider.client_auth == "private_key_jwt":
        shown["jwks"] = client_assertion.public_keys(provider)
    else:
        provider.credential()  # said here rather than at somebody's sign-in
    return shown
