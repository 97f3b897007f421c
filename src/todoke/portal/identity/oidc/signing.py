"""Having a digest signed by the person's card: begin a transaction, send the person, fetch what came of it.

The addresses and fields of the national service's signing interface are not public; `sign_url` names the one
of the demo ID service, and this module is where the real ones go (docs/reference/id-providers.md).
"""

from __future__ import annotations

import base64
import binascii
from uuid import UUID

from todoke.portal.identity.oidc import endpoints, fetching
from todoke.portal.identity.oidc.failures import Failure, SignInFailed
from todoke.portal.identity.oidc.providers import IdProvider

SCOPE = "sign"
SIGNED = "signed"


def start(provider: IdProvider, *, digest: bytes) -> str:
    """`digest`: SHA-256 of what is signed. The id of the transaction, for `OidcDemand`."""
    token = endpoints.own_token(provider, scope=SCOPE)
    found = fetching.post(
        provider.sign_url, content={"digest": base64.b64encode(digest).decode()}, bearer=token
    )
    return _transaction(found.get("sign_transaction_id"))


def fetch(provider: IdProvider, *, transaction: str) -> bytes:
    """The CMS as it came, DER. Raises SignInFailed where the person did not sign."""
    token = endpoints.own_token(provider, scope=SCOPE)
    found = fetching.get(f"{provider.sign_url}/{_transaction(transaction)}", bearer=token)
    content = found.get("cms")
    if found.get("status") != SIGNED or not isinstance(content, str):
        raise SignInFailed(Failure.NOT_SIGNED)
    try:
        return base64.b64decode(content, validate=True)
    except (ValueError, binascii.Error) as error:
        raise SignInFailed(Failure.DISTRUSTED, "cms") from error


def _transaction(value: object) -> str:
    """It becomes part of an address: a UUID or nothing."""
    try:
        return str(UUID(value if isinstance(value, str) else ""))
    except ValueError as error:
        raise SignInFailed(Failure.UNREACHABLE, "no transaction") from error
