"""`todoke portal town`: which municipalities this portal serves, and whose key each office holds."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import click
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from todoke.cli.keys import key_with_fingerprint
from todoke.cli.serve import config_option
from todoke.cli.sites import database_errors, open_site
from todoke.core.errors import OperatorError
from todoke.core.lexicon.designated_cities import DESIGNATED_CITIES, municipality_of
from todoke.core.lexicon.municipality import Municipality, is_municipality_code

# The first part of an address that is no town's.
TAKEN_SLUGS = frozenset({"static", "display", "healthz", "exchange"})
SLUG = re.compile(r"[a-z][a-z0-9-]{1,39}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """How people reach the town without this site."""

    phone: str
    fax: str
    mail: str


@click.group("town")
def command() -> None:
    """Add towns and list them."""


@command.command("add")
@click.argument("code")
@click.argument("slug")
@click.argument("name")
@click.option("--kana", default="", help="The name in katakana, for sorting.")
@click.option("--name-en", default="", help="The name on English pages, such as 'Hibari City'.")
@click.option("--phone", default="")
@click.option("--fax", default="")
@click.option("--mail", default="")
@click.option("--office-key", default="", help="The office's verify key (64 hex digits).")
@click.option("--fingerprint", default="", help="The key's fingerprint, as read to you by telephone.")
@config_option
def add(config: str | None, office_key: str, fingerprint: str, **facts: str) -> None:
    """Serve the town CODE under /SLUG/, or change what is known of it. NAME is its own name (ひばり市)."""
    town, reach = town_of(facts), reach_of(facts)
    pin = office_pin(office_key, fingerprint)
    open_site("portal", config)
    from todoke.portal.catalogue.commands import Contact, add_town
    from todoke.portal.catalogue.models import Town

    with database_errors():
        other = Town.objects.filter(slug=town.slug).exclude(code=town.code).first()
        if other is not None:
            raise OperatorError(
                f"/{town.slug}/ belongs to {other.name} already.", todo="Choose another SLUG."
            )
        contact = Contact(phone=reach.phone, fax=reach.fax, mail=reach.mail)
        row = add_town(town, office_verify_key=pin, contact=contact)
    click.echo(f"Served: {row.code} {row.name} under /{row.slug}/.")
    if not row.office_verify_key:
        click.echo(
            "Its office has no key here yet: "
            f"todoke keys pin KEY --fingerprint … --town {row.code} --site portal"
        )


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@config_option
def list_towns(config: str | None, as_json: bool) -> None:
    """The towns, their contact, the pinned keys, and what each has published."""
    open_site("portal", config)
    with database_errors():
        rows = _rows()
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        key = f"key {str(row['fingerprint'])[:19]} …" if row["fingerprint"] else "NO KEY PINNED"
        ready = ", ".join(row["procedures"]) or "nothing published"  # type: ignore[arg-type]
        click.echo(f"{row['code']}  /{row['slug']}/  {row['name']}  {key}  {ready}")
    if not rows:
        click.echo("No town is served yet: todoke portal town add CODE SLUG NAME")


def _rows() -> list[dict[str, object]]:
    from todoke.portal.catalogue import queries

    return [
        {
            "code": town.code,
            "slug": town.slug,
            "name": town.name,
            "phone": town.phone,
            "fax": town.fax,
            "mail": town.mail,
            "fingerprint": town.verify_key.fingerprint() if town.verify_key else None,
            "takes_applications": bool(town.recipients),
            "procedures": sorted(town.revisions),
        }
        for town in queries.towns()
    ]


def town_of(facts: dict[str, str]) -> Municipality:
    """Raises OperatorError for a code, address part or name that is none."""
    code, slug, name = facts["code"], facts["slug"], facts["name"].strip()
    if not is_municipality_code(code):
        raise OperatorError(
            f"'{code}' is no 全国地方公共団体コード (six digits, the last one a check digit).",
            todo="Look it up in the ministry's list (総務省).",
        )
    city = municipality_of(code)
    if city != code:
        raise OperatorError(
            f"{code} is a ward of {DESIGNATED_CITIES[city]}, which takes the applications.",
            todo=f"Add the city: {city}",
        )
    if not SLUG.fullmatch(slug) or slug in TAKEN_SLUGS:
        raise OperatorError(
            f"'{slug}' can't stand in an address.",
            todo="Use 2 to 40 small letters, digits and hyphens, a letter first, such as hibari.",
        )
    if not name or len(name) > 40:
        raise OperatorError(
            "The town's name is missing or longer than 40 characters.", todo="Write it like ひばり市."
        )
    return Municipality(code=code, slug=slug, name=name, kana=facts["kana"], name_en=facts["name_en"])


def reach_of(facts: dict[str, str]) -> Reach:
    """Never by phone alone: who can't hear must reach the town too."""
    reach = Reach(phone=facts["phone"].strip(), fax=facts["fax"].strip(), mail=facts["mail"].strip())
    if not (reach.fax or reach.mail):
        raise OperatorError(
            "People who can't use the telephone must reach the town too.", todo="Give --fax, --mail or both."
        )
    for option, number in (("--phone", reach.phone), ("--fax", reach.fax)):
        if number and not re.fullmatch(r"[0-9+() -]{6,40}", number):
            raise OperatorError(
                f"{option} '{number}' is no telephone number.", todo="Write it like 000-0000-0101."
            )
    if reach.mail:
        try:
            validate_email(reach.mail)
        except ValidationError as error:
            raise OperatorError(f"--mail '{reach.mail}' is no e-mail address.", todo="Check it.") from error
    return reach


def office_pin(office_key: str, fingerprint: str) -> bytes:
    """Nothing is believed without the fingerprint that came by another way."""
    if not office_key and not fingerprint:
        return b""
    if not (office_key and fingerprint):
        raise OperatorError(
            "A key is pinned with its fingerprint only. Nothing was changed.",
            todo="Give both: --office-key KEY --fingerprint FINGERPRINT",
        )
    return key_with_fingerprint(office_key, fingerprint).raw
