"""How a site shows who it is: private_key_jwt (RFC 7523), and no other way.

Invariants: iss = sub = client id, aud = the token address, an expiry soon, and a `jti` that was never seen.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

from authlib.oauth2.rfc6749 import InvalidClientError
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from django.db import IntegrityError
from joserfc import jwk, jwt
from joserfc.errors import JoseError

from todoke.demo_id import metadata
from todoke.demo_id.clients import AUTH_METHOD, Client
from todoke.demo_id.models import UsedAssertion
from todoke.web.database import write

LONGEST = timedelta(hours=1)
LEEWAY_SECONDS = 60
LONGEST_JTI = 255


class PrivateKeyJwt(JWTBearerClientAssertion):
    CLIENT_AUTH_METHOD = AUTH_METHOD

    def __init__(self) -> None:
        super().__init__(leeway=LEEWAY_SECONDS)

    def get_audiences(self) -> list[str]:
        return [metadata.endpoint("token")]

    def resolve_client_public_key(self, client: Client) -> jwk.Key:
        return client.key()

    def process_assertion_claims(self, assertion: str, resolve_key: jwk.Key) -> jwt.Claims:
        """Attack: an assertion with alg none or a symmetric one, made from the public key."""
        try:
            token = jwt.decode(assertion, resolve_key, algorithms=list(metadata.ASSERTION_ALGORITHMS))
        except (JoseError, ValueError) as error:
            raise InvalidClientError(description="The client assertion is not valid.") from error
        self.verify_claims(token.claims)
        return token.claims

    def validate_jti(self, claims: jwt.Claims, jti: object) -> bool:
        """Attack: an assertion read on its way is sent a second time.

        By the real clock, as all libraries date assertions, also where a demo's clock is moved.
        """
        now = datetime.now(UTC)
        expires = datetime.fromtimestamp(int(claims["exp"]), UTC)
        if not isinstance(jti, str) or not 0 < len(jti) <= LONGEST_JTI or expires > now + LONGEST:
            raise InvalidClientError(description="The client assertion lives too long or has no usable jti.")
        key = hashlib.sha256(f"{claims['sub']}\n{jti}".encode()).hexdigest()
        try:
            with write():
                UsedAssertion.objects.filter(expires_at__lt=now).delete()
                UsedAssertion.objects.create(
                    key=key, expires_at=expires + timedelta(seconds=2 * LEEWAY_SECONDS)
                )
        except IntegrityError:
            return False
        return True
