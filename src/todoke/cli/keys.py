"""`todoke keys`: the keys of a site as key files; fingerprints are compared out of band."""

from __future__ import annotations

import json

import click

from todoke.cli.serve import config_option, use_site
from todoke.core.envelope.keys import VerifyKey
from todoke.core.errors import OperatorError

site_option = click.option(
    "--site", type=click.Choice(["portal", "office"]), required=True, help="Whose keys."
)


def ready(site: str, config: str | None) -> None:
    """Bring up Django for one site."""
    use_site(f"todoke.{site}.settings", config)
    import django

    django.setup()


@click.group("keys")
def command() -> None:
    """Show, rotate, pin and publish keys."""


@command.command("show")
@site_option
@config_option
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def show(site: str, config: str | None, as_json: bool) -> None:
    """Show the public keys and fingerprints; makes first keys where none are."""
    ready(site, config)
    facts = _portal_facts() if site == "portal" else _office_facts()
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False))
        return
    for name, value in facts.items():
        for line in value if isinstance(value, list) else [value]:
            click.echo(f"{name:<14} {line}")


def _portal_facts() -> dict[str, object]:
    from todoke.portal.exchange.keys import make_portal_signing_key

    key = make_portal_signing_key().verify_key
    return {"verify_key": key.hex, "fingerprint": key.fingerprint()}


def _office_facts() -> dict[str, object]:
    from todoke.office.exchange import keyring

    keyring.make_office_keys()
    key, ring = keyring.signing_key().verify_key, keyring.ring()
    return {
        "verify_key": key.hex,
        "fingerprint": key.fingerprint(),
        "serial": ring.serial,
        "sealing_keys": [f"{held.key_id} {held.state.value} {held.since.isoformat()}" for held in ring.keys],
    }


@command.command("rotate")
@config_option
def rotate(config: str | None) -> None:
    """Make a fresh sealing key for the office and publish it; the one before still opens."""
    ready("office", config)
    from todoke.office.exchange import commands, keyring

    ring = keyring.rotate()
    commands.publish_keys()
    click.echo(f"The office now seals to {ring.active().key_id}. The portal hears of it in a moment.")


@command.command("retire")
@click.argument("key_id")
@config_option
def retire(key_id: str, config: str | None) -> None:
    """Destroy an older sealing key of the office, if nothing unopened is sealed to it."""
    ready("office", config)
    from todoke.office.exchange import retiring, worker

    with worker.open_door() as door:
        retiring.retire_key(key_id, door=door)
    click.echo(f"Retired: {key_id}. What was sealed to it can't be opened any more.")


@command.command("publish")
@config_option
def publish(config: str | None) -> None:
    """Send the office's signed key document to the portal again."""
    ready("office", config)
    from todoke.office.exchange import commands

    click.echo(f"The key document waits to be sent: {commands.publish_keys().envelope_id}")


@command.command("pin")
@click.argument("verify_key")
@click.option("--fingerprint", required=True, help="As read to you by telephone or from paper.")
@click.option("--town", default="", help="Portal only: the code of the town whose office this key is.")
@site_option
@config_option
def pin(verify_key: str, fingerprint: str, town: str, site: str, config: str | None) -> None:
    """Believe this key from now on, if it has the fingerprint you were told."""
    key = key_with_fingerprint(verify_key, fingerprint)
    ready(site, config)
    if site == "office":
        from todoke.office.exchange import keyring

        keyring.pin_portal(key)
    else:
        _pin_office(town, key)
    click.echo(f"Pinned: {key.fingerprint()}")


def key_with_fingerprint(verify_key: str, fingerprint: str) -> VerifyKey:
    try:
        key = VerifyKey.from_hex(verify_key)
    except ValueError as error:
        raise OperatorError("This is not a verify key (64 hex digits).", todo="Copy it again.") from error
    if "".join(fingerprint.split()).lower() != "".join(key.fingerprint().split()):
        raise OperatorError(
            "The key does not have this fingerprint. Nothing was pinned.",
            todo="Ask for key and fingerprint again, each by its own way.",
        )
    return key


def _pin_office(town: str, key: VerifyKey) -> None:
    from todoke.portal.exchange.towns import pin_office

    if not pin_office(town, key):
        raise OperatorError(f"This portal serves no town '{town}'.", todo="Name its code: --town 992011")
