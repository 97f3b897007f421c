"""`todoke office section | staff`: who works here, in which sections, in which roles."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import click

from todoke.cli.serve import config_option
from todoke.cli.sites import database_errors, open_site
from todoke.core.cases.facts import Role
from todoke.core.errors import OperatorError

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
SHORTEST_PASSWORD = 12


@click.group("section")
def section() -> None:
    """The office's sections (課). Procedures name them."""


@section.command("add")
@click.argument("name")
@config_option
def add_section(name: str, config: str | None) -> None:
    """Add the section NAME, such as 税務課."""
    name = name.strip()
    if not name or len(name) > 60:
        raise OperatorError(
            "The section's name is missing or longer than 60 characters.", todo="Write it like 税務課."
        )
    open_site("office", config)
    from todoke.office.staff import commands

    with database_errors():
        made = commands.add_section(name)
    click.echo(f"Added: {name}" if made else f"{name} is there already; nothing was changed.")


@section.command("list")
@config_option
def list_sections(config: str | None) -> None:
    """The sections, one a line."""
    open_site("office", config)
    from todoke.office.staff.models import Section

    with database_errors():
        for name in Section.objects.order_by("name").values_list("name", flat=True):
            click.echo(name)


@click.group("staff")
def staff() -> None:
    """Accounts of the office's staff."""


@staff.command("add")
@click.argument("login")
@click.argument("name")
@click.option("--in", "memberships", multiple=True, metavar="SECTION:ROLE", help="Repeat it for each role.")
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from the input instead of making one."
)
@config_option
def add_staff(
    login: str, name: str, memberships: tuple[str, ...], password_stdin: bool, config: str | None
) -> None:
    """Add an account: LOGIN to sign in with, NAME for colleagues to read.

    The password is shown once, and is changed at the first sign-in. One that is read from the input counts
    as the person's own: let them type it.
    """
    roles = [membership_of(one) for one in memberships]
    refuse_person(login, name)
    if not roles:
        raise OperatorError("In which section, in which role?", todo="Say it like --in 税務課:caseworker")
    password = typed_password() if password_stdin else secrets.token_urlsafe(12)
    open_site("office", config)
    from todoke.office.staff import commands

    with database_errors():
        refuse_unknown_sections([name for name, _ in roles])
        refuse_taken_login(login)
        if password_stdin:
            refuse_guessable(password, login=login, name=name.strip())
        given = not password_stdin
        commands.add_staff(login, password, name=name.strip(), memberships=roles, given=given)
    click.echo(f"Added: {login} ({name.strip()})")
    if not password_stdin:
        click.echo(f"password       {password}")


@staff.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@config_option
def list_staff(config: str | None, as_json: bool) -> None:
    """All accounts, with sections and roles."""
    open_site("office", config)
    with database_errors():
        rows = _rows()
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        state = "" if row["active"] else "  disabled"
        click.echo(f"{row['login']:<14} {row['name']}  {', '.join(row['memberships'])}{state}")  # type: ignore[arg-type]


@staff.command("disable")
@click.argument("login")
@config_option
def disable(login: str, config: str | None) -> None:
    """Let nobody sign in with LOGIN any more; what was done with it stays."""
    _switch(login, config, active=False)


@staff.command("enable")
@click.argument("login")
@config_option
def enable(login: str, config: str | None) -> None:
    """Let LOGIN sign in again."""
    _switch(login, config, active=True)


@staff.command("reset-factors")
@click.argument("login")
@config_option
def reset_factors(login: str, config: str | None) -> None:
    """Forget the passkeys, app and recovery codes of LOGIN, as when the phone is lost.

    The next sign-in sets the second step up anew. First make sure who is asking.
    """
    open_site("office", config)
    from todoke.office.staff import commands

    with database_errors(), known_account(login):
        forgotten = commands.reset_factors(login)
    click.echo(f"{login}: {forgotten} forgotten; the next sign-in sets the second step up anew.")


@staff.command("new-password")
@click.argument("login")
@config_option
def new_password(login: str, config: str | None) -> None:
    """Make a password for LOGIN, who forgot theirs; shown once, and changed at the next sign-in.

    The second step stays as it is. Sessions end. First make sure who is asking.
    """
    password = secrets.token_urlsafe(12)
    open_site("office", config)
    from todoke.office.staff import commands

    with database_errors(), known_account(login):
        commands.give_password(login, password)
    click.echo(f"{login} was signed out everywhere and chooses an own password at the next sign-in.")
    click.echo(f"password       {password}")


@staff.command("end-sessions")
@click.argument("login", required=False)
@click.option("--all", "everybody", is_flag=True, help="Of everybody.")
@config_option
def end_sessions(login: str | None, everybody: bool, config: str | None) -> None:
    """Sign LOGIN out everywhere, as when a computer is lost; or everybody with --all."""
    if bool(login) == everybody:
        raise OperatorError("Whose sessions?", todo="Name one account, or say --all.")
    open_site("office", config)
    from todoke.office.staff import commands
    from todoke.office.staff.models import Staff

    with database_errors(), known_account(login or ""):
        names = Staff.objects.order_by("login").values_list("login", flat=True) if everybody else [login]
        for name in names:
            commands.sign_out_everywhere(name, by=None)
            click.echo(f"{name} was signed out everywhere.")


@contextmanager
def known_account(login: str) -> Iterator[None]:
    from todoke.office.staff.models import Staff

    try:
        yield
    except Staff.DoesNotExist as error:
        raise OperatorError(
            f"There is no account '{login}'.", todo="See: todoke office staff list"
        ) from error


@staff.command("grant")
@click.argument("login")
@click.argument("membership", metavar="SECTION:ROLE")
@config_option
def grant(login: str, membership: str, config: str | None) -> None:
    """Give LOGIN one more role. My Numbers are handled by a caseworker who is number_clerk as well."""
    _change(login, membership, config=config, granted=True)


@staff.command("revoke")
@click.argument("login")
@click.argument("membership", metavar="SECTION:ROLE")
@config_option
def revoke(login: str, membership: str, config: str | None) -> None:
    """Take one role away from LOGIN."""
    _change(login, membership, config=config, granted=False)


def _change(login: str, membership: str, *, config: str | None, granted: bool) -> None:
    section_name, role = membership_of(membership)
    open_site("office", config)
    from todoke.office.staff import commands

    with database_errors(), known_account(login):
        refuse_unknown_sections([section_name])
        change = commands.grant if granted else commands.revoke
        changed = change(login, section_name, role=role)
    done = "granted" if granted else "taken away"
    click.echo(f"{login} {membership}: {done if changed else 'nothing had to be changed'}.")


def _switch(login: str, config: str | None, *, active: bool) -> None:
    open_site("office", config)
    from todoke.office.staff import commands

    word = "enabled" if active else "disabled"
    with database_errors(), known_account(login):
        changed = commands.switch_account(login, active=active)
    click.echo(f"{login} is {word}." if changed else f"{login} was {word} already; nothing was changed.")


def _rows() -> list[dict[str, object]]:
    from todoke.office.staff.models import Staff

    return [
        {
            "login": person.login,
            "name": person.name,
            "active": person.is_active,
            "memberships": [f"{one.section.name}:{one.role}" for one in person.memberships.all()],
        }
        for person in Staff.objects.order_by("login").prefetch_related("memberships__section")
    ]


def membership_of(text: str) -> tuple[str, Role]:
    """税務課:caseworker. Raises OperatorError that names the roles."""
    section_name, _, role = text.rpartition(":")
    if not section_name or role not in set(Role):
        raise OperatorError(
            f"'{text}' is no section and role.",
            todo=f"Write it like 税務課:caseworker. Roles: {', '.join(Role)}",
        )
    return section_name, Role(role)


def refuse_person(login: str, name: str) -> None:
    if not LOGIN.fullmatch(login):
        raise OperatorError(
            f"'{login}' can't be an account.",
            todo="Use up to 60 small letters, digits, dots and hyphens, such as sato.",
        )
    if not name.strip() or len(name.strip()) > 80:
        raise OperatorError(
            "The person's name is missing or longer than 80 characters.", todo="Write it like 佐藤."
        )


def typed_password() -> str:
    password = click.get_text_stream("stdin").readline().rstrip("\r\n")
    if len(password) < SHORTEST_PASSWORD:
        raise OperatorError(
            f"The password is shorter than {SHORTEST_PASSWORD} characters.", todo="Choose a longer one."
        )
    return password


def refuse_guessable(password: str, *, login: str, name: str) -> None:
    from todoke.office.staff.models import Staff
    from todoke.web.sign_in.passwords import refuse_password

    refusal = refuse_password(password, of=Staff(login=login, name=name))
    if refusal is not None:
        raise OperatorError(refusal.message % refusal.params, todo="Choose another password.")


def refuse_unknown_sections(names: list[str]) -> None:
    """A typing mistake must not make a section that no procedure names."""
    from todoke.office.staff.models import Section

    known = set(Section.objects.values_list("name", flat=True))
    for name in names:
        if name not in known:
            raise OperatorError(
                f"There is no section '{name}'.", todo=f"Add it first: todoke office section add {name}"
            )


def refuse_taken_login(login: str) -> None:
    from todoke.office.staff.models import Staff

    if Staff.objects.filter(login=login).exists():
        raise OperatorError(f"There is an account '{login}' already.", todo="Choose another LOGIN.")
