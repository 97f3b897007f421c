"""How much one address may cause within an hour, before it only costs others something.

The numbers are for a disaster's day, when an evacuation centre or a mobile carrier shows a thousand people as
one address: they must get through, each with a few beginnings. What is left hinders a program that fills the
database with drafts for thirty days, or a stranger's mailbox with codes.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from todoke.core.refusal import N_, Refusal
from todoke.portal.apply.models import OpenAttempt
from todoke.web.rate_limit import hit, network_of

WINDOW = timedelta(hours=1)
CODES_TO_ONE_MAILBOX = 10  # a family's applications, each with a mistyped code or two
CODES_FROM_ONE_ADDRESS = 2_000  # a thousand people, two codes each
MANY_STARTS = N_(
    "Very many applications were begun from your internet connection within the last hour. Try again in "
    "%(minutes)s minutes, or use another connection, such as a mobile phone's."
)
MANY_CODES = N_(
    "Very many codes were sent to this address or from your internet connection within the last hour. "
    "Try again in %(minutes)s minutes. Your application is with the town in any case."
)


def refuse_many_starts(address: str) -> Refusal | None:
    """Counts one beginning from this network address."""
    limit = settings.TODOKE.starts_per_hour
    found = hit(OpenAttempt, f"start:{network_of(address)}", limit=limit, window=WINDOW)
    return found and Refusal(code="apply.start.too-many", message=MANY_STARTS, params=found.params)


def refuse_many_codes(mailbox: str, *, address: str) -> Refusal | None:
    """Counts one code to this mailbox, asked for from this network address."""
    name, _, host = mailbox.strip().casefold().rpartition("@")
    wanted = f"{name.partition('+')[0]}@{host}"  # hanako+1@… and hanako+2@… are one person's mailbox
    found = hit(OpenAttempt, f"codes to:{wanted}", limit=CODES_TO_ONE_MAILBOX, window=WINDOW) or hit(
        OpenAttempt, f"codes from:{network_of(address)}", limit=CODES_FROM_ONE_ADDRESS, window=WINDOW
    )
    return found and Refusal(code="mailbox.email.too-many", message=MANY_CODES, params=found.params)
