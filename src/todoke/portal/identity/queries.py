"""What the session knows about who sits there, and what an account holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from todoke.catalogue.assurance import shipped_methods
from todoke.core.assurance.identity import IdentityProof, pseudonym
from todoke.portal.identity.models import Account

EMAIL_CODE, PASSKEY, TOTP = "email_code", "passkey", "totp"
"""Ids of the method table. `totp` is the code of an app (or a recovery code) on top of an e-mail code."""
ID_SERVICE = "id_service"

SURENESS = "id_service_authentication"
"""Session key: the authentication level of the latest sign-in by an ID service."""
TWO_FACTORS = 2

Record = Mapping[str, Any]


def proof_of_session(request: HttpRequest) -> IdentityProof | None:
    """The surest that was proved in this session by means of the portal's own; of equals the latest. None
    where nobody is signed in, or by an ID service alone: what that one said is sealed at once and not kept.
    """
    if not request.user.is_authenticated:
        return None
    times = times_of(records_of(request))
    method = next((one for one in (PASSKEY, TOTP, EMAIL_CODE) if one in times), None)
    found = method and shipped_methods().method(method)
    if not method or found is None:
        return None
    return IdentityProof(
        method=method,
        issuer="",
        subject=pseudonym("portal", str(request.user.pk)),
        levels=found.levels(),
        authenticated_at=datetime.fromtimestamp(times[method], tz=UTC),
    )


def records_of(request: HttpRequest) -> list[Record]:
    """What allauth noted in this session about whoever is signed in, oldest first."""
    return records_for(request, request.user)


def records_for(request: HttpRequest, account: AbstractBaseUser | None) -> list[Record]:
    """The same while the sign-in is still under way."""
    return get_authentication_records(request, account)


def by_two_factors(request: HttpRequest) -> bool:
    """Whether the ID service asked for more than one; what was not noted counts for one."""
    return int(request.session.get(SURENESS, 0)) >= TWO_FACTORS


def read_mailbox(request: HttpRequest, account: AbstractBaseUser) -> bool:
    """Whether a code sent to the account's mailbox was typed in this session."""
    return EMAIL_CODE in times_of(records_for(request, account))


def last_method(request: HttpRequest) -> str | None:
    records = records_of(request)
    return records[-1].get("method") if records else None


def times_of(records: list[Record]) -> dict[str, float]:
    """When each method was last shown. A code of an app alone is half a sign-in and counts for nothing."""
    times: dict[str, float] = {}
    for record in records:
        kind = kind_of(record)
        if kind and (kind != TOTP or EMAIL_CODE in times):
            times[kind] = float(record["at"])
    return times


def kind_of(record: Record) -> str | None:
    """None for what nobody here writes."""
    if record.get("method") == "mfa":
        return {"webauthn": PASSKEY, "totp": TOTP, "recovery_codes": TOTP}.get(str(record.get("type")))
    return {"code": EMAIL_CODE, "socialaccount": ID_SERVICE}.get(str(record.get("method")))


def shown_name(account: Account) -> str:
    """How the account is called to its owner; an account without an address has no name at all."""
    return account.email or ""
