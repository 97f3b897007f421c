"""`todoke portal end-sessions`: sign one account, or everybody, out of the portal."""

from __future__ import annotations

import click

from todoke.cli.serve import config_option
from todoke.cli.sites import database_errors, open_site
from todoke.core.errors import OperatorError


@click.command("end-sessions")
@click.argument("address", required=False)
@click.option("--all", "everybody", is_flag=True, help="Of every account.")
@config_option
def command(address: str | None, everybody: bool, config: str | None) -> None:
    """Sign the account with this e-mail ADDRESS out everywhere; or every account with --all.

    Drafts and applications are not part of an account and stay.
    """
    if bool(address) == everybody:
        raise OperatorError("Whose sessions?", todo="Name one account's address, or say --all.")
    open_site("portal", config)
    from todoke.portal.identity import ending
    from todoke.portal.identity.models import Account

    with database_errors():
        found = Account.objects.all() if everybody else Account.objects.filter(email=address)
        if address and not found.exists():
            raise OperatorError("No account has this address.", todo="Addresses are kept in small letters.")
        click.echo(f"{ending.end_sessions(found)} sessions were ended.")
