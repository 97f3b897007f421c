"""What the ID service says of itself (OpenID Connect Discovery 1.0 §3)."""

from __future__ import annotations

from django.conf import settings

from todoke.demo_id.clients import AUTH_METHOD, CLAIM_SCOPES, GRANTS, SCOPES
from todoke.demo_id.signing_keys import ALGORITHM

ACR = ("aal3", "aal2")
ASSERTION_ALGORITHMS = ("ES256", "RS256")


def issuer() -> str:
    return f"{settings.TODOKE.base_url}/api/realms/main"


def endpoint(name: str) -> str:
    return f"{issuer()}/protocol/openid-connect/{name}"


def discovery() -> dict[str, object]:
    return {
        "issuer": issuer(),
        "authorization_endpoint": endpoint("auth"),
        "token_endpoint": endpoint("token"),
        "userinfo_endpoint": endpoint("userinfo"),
        "jwks_uri": endpoint("certs"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": list(GRANTS),
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "token_endpoint_auth_methods_supported": [AUTH_METHOD],
        "token_endpoint_auth_signing_alg_values_supported": list(ASSERTION_ALGORITHMS),
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": list(SCOPES),
        "claims_supported": ["sub", "acr", "auth_time", *CLAIM_SCOPES],
        "acr_values_supported": list(ACR),
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
    }
