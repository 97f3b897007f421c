"""`todoke hub body | member`: the first body and administrator; and what only the operator may do."""

from __future__ import annotations

import re

import click

from todoke.cli.serve import config_option
from todoke.cli.sites import database_errors, open_site
from todoke.core.errors import OperatorError
from todoke.core.talent.bodies import BodyKind
from todoke.core.talent.posts import PostKind

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
BODY_CODE = re.compile(r"\d{6}|\d{13}")


@click.group("body")
def body() -> None:
    """Bodies: the prefecture, its towns, companies."""


@body.command("add")
@click.argument("code")
@click.argument("name")
@click.option("--kind", type=click.Choice([kind.value for kind in BodyKind]), required=True)
@config_option
def add_body(code: str, name: str, kind: str, config: str | None) -> None:
    """Add the body NAME with its CODE: six digits, or the 13 of a company."""
    if not BODY_CODE.fullmatch(code) or not name.strip():
        raise OperatorError(
            f"'{code}' '{name}' is no code and name of a body.",
            todo="Write it like: todoke hub body add 990001 霧原県 --kind prefecture",
        )
    open_site("hub", config)
    from todoke.hub.members import commands

    with database_errors():
        commands.add_body(commands.NewBody(code=code, name=name.strip(), kind=BodyKind(kind)), by=None)
    click.echo(f"Added: {name.strip()} ({code})")


@click.group("member")
def member() -> None:
    """Accounts of the hub."""


@member.command("add")
@click.argument("login")
@click.argument("name")
@click.option("--body", "code", required=True, metavar="CODE", help="The body the account belongs to.")
@click.option("--post", "posts", multiple=True, type=click.Choice([kind.value for kind in PostKind]))
@config_option
def add_member(login: str, name: str, code: str, posts: tuple[str, ...], config: str | None) -> None:
    """Add an account: LOGIN to sign in with, NAME for others to read. The password is shown once."""
    if not LOGIN.fullmatch(login) or not name.strip():
        raise OperatorError(
            f"'{login}' '{name}' can't be an account.",
            todo="Use up to 60 small letters, digits, dots and hyphens, such as: miura 三浦",
        )
    open_site("hub", config)
    from todoke.hub.members import commands
    from todoke.hub.members.models import Body
    from todoke.web.database import write

    with database_errors(), write():
        found = Body.objects.filter(code=code).first()
        if found is None:
            raise OperatorError(f"There is no body '{code}'.", todo="Add it first: todoke hub body add")
        made, password = commands.add_member(login, name.strip(), body=found, by=None)
        for post in posts:
            commands.give_post(made, PostKind(post), body=found, by=None)
    click.echo(f"Added: {login} ({name.strip()})")
    click.echo(f"password       {password}")


@member.command("reset-factors")
@click.argument("login")
@config_option
def reset_factors(login: str, config: str | None) -> None:
    """Forget the passkeys, app and recovery codes of LOGIN, as when the phone is lost.

    The next sign-in sets the second step up anew. First make sure who is asking.
    """
    open_site("hub", config)
    from todoke.hub.members import commands
    from todoke.hub.members.models import Member

    with database_errors():
        found = Member.objects.filter(login=login).first()
        if found is None:
            raise OperatorError(f"There is no account '{login}'.", todo="Check how it is spelt.")
        forgotten = commands.reset_factors(found)
    click.echo(f"{login}: {forgotten} forgotten; the next sign-in sets the second step up anew.")
