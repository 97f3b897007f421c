"""What people type about their accounts."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest
from django.utils.translation import gettext as _

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.web.views import safe_path

LONGEST_NAME = 60
LONGEST_ADDRESS = 254

ADDRESS_WRONG = Refusal(
    code="identity.address.wrong",
    message=N_("This is not an e-mail address. Write it like this: hanako@example.jp"),
)


def read_address(request: HttpRequest) -> str:
    """In small letters and half width, so that one mailbox is one account. Raises Refused."""
    typed = unicodedata.normalize("NFKC", request.POST.get("address", "")).strip().lower()
    try:
        validate_email(typed)
    except ValidationError as error:
        raise Refused(ADDRESS_WRONG) from error
    # Attack: an address that looks like another one, in letters of another script.
    if not typed.isascii() or len(typed) > LONGEST_ADDRESS:
        raise Refused(ADDRESS_WRONG)
    return typed


def read_back(request: HttpRequest) -> str:
    """Where to go on: a path of this site, or empty. Attack: an open redirect."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if wanted and safe_path(request, wanted) == wanted else ""


def read_name(request: HttpRequest) -> str:
    """Of a passkey; never refused, for the device has kept it already."""
    kept = "".join(one for one in request.POST.get("name", "") if one.isprintable())
    return kept.strip()[:LONGEST_NAME] or _("Passkey")
