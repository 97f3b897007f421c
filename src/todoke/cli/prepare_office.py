"""Prepare one office: database, keys, demo staff, shipped procedures published.

Prints its verify key and what waits in its outbox, so that the portal can take it at once.
"""

from __future__ import annotations

import base64
import json
import secrets
import sys
from pathlib import Path

import django

from todoke.core.lexicon.municipality import is_prefecture_code
from todoke.core.procedures.definition import Addressee
from todoke.core.procedures.load import load_definition

STAFF = (
    ("tanaka", "田中", (("税務課", "caseworker"), ("税務課", "approver"))),
    (
        "sato",
        "佐藤",
        (("介護保険課", "caseworker"), ("介護保険課", "author"), ("税務課", "caseworker")),
    ),
    (
        "suzuki",
        "鈴木",
        (("子育て支援課", "caseworker"), ("子育て支援課", "author"), ("子育て支援課", "number_clerk")),
    ),
    (
        "watanabe",
        "渡邉",
        (
            ("税務課", "approver"),
            ("介護保険課", "approver"),
            ("子育て支援課", "approver"),
            ("税務課", "publisher"),
            ("介護保険課", "publisher"),
            ("子育て支援課", "publisher"),
            ("税務課", "dx_lead"),
            ("税務課", "administrator"),
            ("介護保険課", "administrator"),
            ("子育て支援課", "administrator"),
        ),
    ),
)
SECTION_OF = {"disaster": "税務課", "care": "介護保険課", "childcare": "子育て支援課", "car": "県税課"}


def publish_shipped(town_code: str) -> None:
    """The shipped procedures this public body takes, each with its section in charge.

    One that the studio has published is the town's own by now: the studio brings in what moved on below it.
    """
    from todoke.catalogue import shipped
    from todoke.office.studio.commands import publish
    from todoke.office.studio.queries import newest_of

    for name, text in shipped().items():
        definition = load_definition(text, file=f"{name}.yaml")
        for_prefecture = definition.addressee is Addressee.PREFECTURE
        if for_prefecture != is_prefecture_code(town_code):
            continue
        newest = newest_of(name)
        if newest is not None and newest.signed_by_id is not None:
            continue
        section = SECTION_OF[definition.group.value] if definition.group else "総務課"
        local = text.replace('section: ""', f"section: {section}", 1)
        publish(local, file=f"{name}.yaml", base_text=text)


def make_staff(accounts_file: Path) -> None:
    """Demo staff with random passwords and authenticator apps, in a file that only its owner can read."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from todoke.office.staff.models import Membership, Section, Staff
    from todoke.web import keyfiles
    from todoke.web.database import write

    accounts = []
    with write():
        for login, name, memberships in STAFF:
            password, secret = secrets.token_hex(5), generate_totp_secret()
            staff = Staff.objects.create_user(login, password, name=name)
            for section_name, role in memberships:
                section, _ = Section.objects.get_or_create(name=section_name)
                Membership.objects.get_or_create(staff=staff, section=section, role=role)
            TOTP.activate(staff, secret)
            RecoveryCodes.activate(staff)
            sections = "・".join(dict.fromkeys(section for section, _ in memberships))
            account = {"site": "office", "login": login, "password": password, "totp_secret": secret}
            accounts.append({**account, "name": name, "sections": sections})
    keyfiles.write(accounts_file, json.dumps(accounts, ensure_ascii=False, indent=1).encode())


def main() -> None:
    question = json.load(sys.stdin)
    django.setup()
    from django.conf import settings

    from todoke.cli.migrating import migrate
    from todoke.core.envelope.keys import VerifyKey
    from todoke.office.exchange import keyring
    from todoke.office.exchange.commands import publish_keys
    from todoke.office.exchange.models import Outgoing
    from todoke.office.staff.models import Staff

    migrate()
    made = keyring.make_office_keys()
    keyring.pin_portal(VerifyKey.from_hex(question["portal_verify_key"]))
    if made:
        publish_keys()
    publish_shipped(settings.TODOKE.town.code)
    if settings.TODOKE.town.slug == "hibari" and not Staff.objects.exists():
        make_staff(Path(question["accounts_file"]))
    waiting = Outgoing.objects.filter(posted_at=None).order_by("id")
    json.dump(
        {
            "code": settings.TODOKE.town.code,
            "verify_key": keyring.signing_key().verify_key.hex,
            "envelopes": [base64.b64encode(bytes(row.raw)).decode() for row in waiting],
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
