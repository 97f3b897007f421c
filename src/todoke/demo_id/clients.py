"""The sites that may ask this ID service: clients.toml in the data folder, read anew at each question.

[[client]] id, name, redirect_uris (exact), key_file (public JWK or PEM, relative to data).
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from authlib.oauth2.rfc6749 import ClientMixin
from django.conf import settings
from joserfc import jwk

FILE = "clients.toml"
SCOPES = ("openid", "name", "address", "birthdate", "gender", "sign")
CLAIM_SCOPES = ("name", "address", "birthdate", "gender")
CLIENT_ID = re.compile(r"[0-9a-zA-Z]{1,255}")
AUTH_METHOD = "private_key_jwt"
GRANTS = ("authorization_code", "client_credentials")


@dataclass(frozen=True, kw_only=True, slots=True)
class Client(ClientMixin):
    """One site, with the public key it gave when it applied."""

    client_id: str
    name: str
    redirect_uris: tuple[str, ...]
    key_file: Path

    def key(self) -> jwk.Key:
        return jwk.import_key(self.key_file.read_bytes(), "EC")

    def get_client_id(self) -> str:
        return self.client_id

    def get_default_redirect_uri(self) -> None:
        """None: the address to return to is always said."""

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """The scope as asked; None (which is refused) when it holds one that nobody knows."""
        asked = (scope or "").split()
        return " ".join(asked) if asked and set(asked) <= set(SCOPES) else None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        return False

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == AUTH_METHOD

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in GRANTS


def clients() -> dict[str, Client]:
    """By id. A folder without the file knows nobody."""
    data = settings.TODOKE.data
    try:
        listed = tomllib.loads((data / FILE).read_text())
    except FileNotFoundError:
        return {}
    return {
        row["id"]: Client(
            client_id=row["id"],
            name=row["name"],
            redirect_uris=tuple(row["redirect_uris"]),
            key_file=data / row["key_file"],
        )
        for row in listed["client"]
    }


def find_client(client_id: str | None) -> Client | None:
    if not client_id or not CLIENT_ID.fullmatch(client_id):
        return None
    return clients().get(client_id)
