"""The ways in which an account can be signed in to, and the rule that one always stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from todoke.core.refusal import N_, Refusal
from todoke.portal.identity.models import Account
from todoke.portal.identity.oidc.providers import id_provider

LAST_WAY = Refusal(
    code="identity.way.last",
    message=N_(
        "This is the last way to sign in to this account. Add another one first, or delete the account."
    ),
)
APP_NEEDS_ADDRESS = Refusal(
    code="identity.way.app-needs-address",
    message=N_(
        "The authenticator app works only together with the code by e-mail. Remove the app first, then the "
        "address."
    ),
)
NO_ADDRESS = Refusal(
    code="identity.way.no-address",
    message=N_("An authenticator app works together with a code by e-mail. Add an e-mail address first."),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Passkey:
    id: int
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Connection:
    """An ID service that was connected; `name` as its operator wrote it, or its id where it is gone."""

    id: int
    provider: str
    name: str
    name_en: str
    added_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Ways:
    """`codes_left`: recovery codes not used yet; None where there are none."""

    email: str | None
    passkeys: tuple[Passkey, ...]
    has_app: bool
    codes_left: int | None
    services: tuple[Connection, ...]

    @property
    def alone(self) -> int:
        """How many ways sign in by themselves."""
        return bool(self.email) + len(self.passkeys) + len(self.services)

    @property
    def has_second_factor(self) -> bool:
        return self.has_app or bool(self.passkeys)


def ways_of(account: Account) -> Ways:
    rows = list(Authenticator.objects.filter(user=account).order_by("created_at"))
    kinds = {one.type: one for one in rows}
    codes = kinds.get(Authenticator.Type.RECOVERY_CODES)
    return Ways(
        email=account.email,
        passkeys=tuple(_passkey(one) for one in rows if one.type == Authenticator.Type.WEBAUTHN),
        has_app=Authenticator.Type.TOTP in kinds,
        codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
        services=tuple(
            _connection(one) for one in SocialAccount.objects.filter(user=account).order_by("date_joined")
        ),
    )


def _passkey(row: Authenticator) -> Passkey:
    return Passkey(id=row.pk, name=row.wrap().name, added_at=row.created_at, used_at=row.last_used_at)


def _connection(row: SocialAccount) -> Connection:
    found = id_provider(row.provider)
    return Connection(
        id=row.pk,
        provider=row.provider,
        name=found.name if found else row.provider,
        name_en=found.name_en if found else "",
        added_at=row.date_joined,
    )


def refuse_removing(ways: Ways) -> Refusal | None:
    """A passkey or an ID service."""
    return LAST_WAY if ways.alone <= 1 else None


def refuse_removing_address(ways: Ways) -> Refusal | None:
    return APP_NEEDS_ADDRESS if ways.has_app else refuse_removing(ways)


def refuse_app(ways: Ways) -> Refusal | None:
    return None if ways.email else NO_ADDRESS
