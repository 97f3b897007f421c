"""Mails about an account: a code, and word of every change, so that a thief's change does not stay unseen.

Invariant: they go through the portal's outbox, closed under the storage key; no request waits for a mail
server.
"""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from todoke.core.refusal import N_
from todoke.portal.identity.models import Account
from todoke.portal.mailbox.mails import Written, queue
from todoke.web.database import write


class Change(StrEnum):
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    APP_ADDED = "app_added"
    APP_REMOVED = "app_removed"
    CODES_MADE = "codes_made"
    ADDRESS_CHANGED = "address_changed"
    ADDRESS_REMOVED = "address_removed"
    SERVICE_ADDED = "service_added"
    SERVICE_REMOVED = "service_removed"
    DELETED = "deleted"


WORDS = {
    Change.PASSKEY_ADDED: N_("A passkey was added to your account."),
    Change.PASSKEY_REMOVED: N_("A passkey was removed from your account."),
    Change.APP_ADDED: N_("An authenticator app was added to your account."),
    Change.APP_REMOVED: N_("The authenticator app was removed from your account."),
    Change.CODES_MADE: N_("New recovery codes were made for your account. The earlier ones no longer work."),
    Change.ADDRESS_CHANGED: N_("The e-mail address of your account was changed."),
    Change.ADDRESS_REMOVED: N_("The e-mail address was removed from your account."),
    Change.SERVICE_ADDED: N_("An ID service was connected to your account."),
    Change.SERVICE_REMOVED: N_("An ID service was removed from your account."),
    Change.DELETED: N_("Your account was deleted."),
}


def send_code(address: str, *, code: str, language: str) -> None:
    with translation.override(_speaks(language)):
        _queue(
            address,
            subject=_("Your code is %(code)s") % {"code": code},
            body=_(
                "Type this code on %(site)s within 10 minutes: %(code)s\n\n"
                "Tell it to nobody, not even to somebody who says they are from the town.\n"
                "If you did not ask for it, ignore this e-mail."
            )
            % {"code": code, "site": settings.TODOKE.base_url},
        )


def tell(account: Account, change: Change, *, language: str, to: str | None = None) -> None:
    """To the account's address (or `to`, the earlier one); nothing where it has none."""
    address = to or account.email
    if not address:
        return
    with translation.override(_speaks(language)):
        _queue(
            address,
            subject=_("Your account: something was changed"),
            body=_(
                "%(change)s\n\n"
                "If that was you, you need not do anything.\n"
                "If it was not you, sign in, remove what you do not know, and sign out everywhere else:\n"
                "%(page)s"
            )
            % {"change": _(WORDS[change]), "page": f"{settings.TODOKE.base_url}/account/"},
        )


def _queue(address: str, *, subject: str, body: str) -> None:
    with write():
        queue(None, Written(to=address, subject=subject, body=body), now=timezone.now())


def _speaks(language: str) -> str:
    return "en" if language == "en" else "ja"
