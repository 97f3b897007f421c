"""Writes the fictional prefecture into an empty hub, in one transaction: all of it is there or nothing.

Accounts of the named people get random passwords; who is invented besides cannot sign in.
"""

from __future__ import annotations

import json
import secrets
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from todoke.cli import demo_prefecture
from todoke.cli.seed_hub_needs import seed_needs
from todoke.cli.seed_hub_people import Who, seed_people
from todoke.cli.seed_hub_teams import seed_teams
from todoke.core.talent.bodies import BodyKind
from todoke.hub.members.events import record
from todoke.hub.members.models import Body, Member, Post, PostKind
from todoke.web import keyfiles
from todoke.web.database import write

POST_WORDS = {
    "coordinator": "調整",
    "dx_lead": "DX担当",
    "approver": "承認",
    "trainer": "研修",
    "auditor": "監査",
    "administrator": "管理",
}


def seed(accounts_file: Path) -> None:
    """The accounts' passwords lie in `accounts_file`, which only its owner can read."""
    data, now = demo_prefecture.data(), timezone.now()
    logins = [one["login"] for one in (*data["members"], *data["people"])]
    passwords = {login: secrets.token_hex(5) for login in logins}
    hashed = _hashed(passwords)
    with write():
        bodies = seed_bodies(data)
        members = {one["login"]: seed_member(one, bodies, hashed=hashed) for one in data["members"]}
        seed_posts_of_all(bodies)
        who = Who(
            bodies=bodies, coordinator=members["miura"], second=members["kondo"], hashed=hashed, now=now
        )
        seed_people(demo_prefecture.people(), who)
        seed_needs(demo_prefecture.needs(), bodies, now=now)
        seed_teams(data["teams"], bodies, today=timezone.localdate())
        record("demo.seeded", "hub", by=None)
        accounts = [account_of(Member.objects.get(login=login), passwords[login]) for login in logins]
        keyfiles.write(accounts_file, json.dumps(accounts, ensure_ascii=False, indent=1).encode())


def _hashed(passwords: dict[str, str]) -> dict[str, str]:
    """Slow on purpose, so side by side."""
    with ThreadPoolExecutor() as side_by_side:
        return dict(zip(passwords, side_by_side.map(make_password, passwords.values()), strict=True))


def seed_bodies(data: dict[str, Any]) -> dict[str, Body]:
    """Towns of one zone are neighbours."""
    bodies = {data["prefecture"]["code"]: _body(data["prefecture"], BodyKind.PREFECTURE)}
    bodies |= {one["code"]: _body(one, BodyKind.MUNICIPALITY) for one in data["towns"]}
    bodies |= {one["code"]: _body(one, BodyKind.COMPANY) for one in data["companies"]}
    towns = [bodies[one["code"]] for one in data["towns"]]
    for town in towns:
        town.neighbours.set(other for other in towns if other.zone == town.zone and other != town)
    return bodies


def _body(one: dict[str, Any], kind: BodyKind) -> Body:
    total, own = one.get("procedures", (0, 0))
    plain = {name: one[name] for name in ("code", "name", "inhabitants", "zone") if name in one}
    seat = {name: one[name] for name in ("dx_seat", "dx_powers", "dx_reports_to") if name in one}
    return Body.objects.create(kind=kind.value, procedures_total=total, procedures_own=own, **(plain | seat))


def seed_member(one: dict[str, Any], bodies: dict[str, Body], *, hashed: dict[str, str]) -> Member:
    body = bodies[one["body"]]
    member = Member.objects.create(
        login=one["login"], name=one["name"], body=body, password=hashed[one["login"]]
    )
    Post.objects.bulk_create(Post(member=member, body=body, kind=kind) for kind in one["posts"])
    return member


def seed_posts_of_all(bodies: dict[str, Body]) -> None:
    """Every body has somebody who answers for it; those without a name in the demo cannot sign in."""
    for body in bodies.values():
        if body.kind == BodyKind.PREFECTURE or body.posts.filter(kind=PostKind.APPROVER.value).exists():
            continue
        is_town = body.kind == BodyKind.MUNICIPALITY
        member = Member.objects.create(
            login=f"desk{body.code}",
            name=f"{body.name} {'DX担当' if is_town else '人事担当'}",
            body=body,
            password=make_password(None),
        )
        kinds = [PostKind.DX_LEAD, PostKind.APPROVER] if is_town else [PostKind.APPROVER]
        Post.objects.bulk_create(Post(member=member, body=body, kind=kind.value) for kind in kinds)


def account_of(member: Member, password: str) -> dict[str, str]:
    """With an authenticator app, so that the second step can be shown at once."""
    secret = generate_totp_secret()
    TOTP.activate(member, secret)
    RecoveryCodes.activate(member)
    posts = [POST_WORDS[kind] for kind in member.posts.order_by("pk").values_list("kind", flat=True)]
    sections = "・".join([member.body.name, *(posts or ["本人"])])
    return {
        "site": "hub",
        "login": member.login,
        "password": password,
        "totp_secret": secret,
        "name": member.name,
        "sections": sections,
    }
