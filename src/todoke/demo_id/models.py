"""What the ID service remembers, all of it for minutes.

Invariants:
- codes and access tokens are stored as hashes only.
- a code is used once; its second use takes back what the first one gave.
- no name, address or birth date lies here: the four people are in people.py.
"""

from __future__ import annotations

from authlib.oauth2.rfc6749 import TokenMixin
from authlib.oidc.core import AuthorizationCodeMixin
from django.db import models
from django.utils import timezone

from todoke.demo_id.clients import Client, find_client
from todoke.demo_id.people import Person, person_of
from todoke.web.ids import uuid7


class Status(models.TextChoices):
    """Of a signing transaction. Waiting ones end by time."""

    WAITING = "waiting"
    SIGNED = "signed"
    DECLINED = "declined"


class Code(AuthorizationCodeMixin, models.Model):
    """An authorization code. Kept after use until it is swept, so that a second use is noticed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    code_hash = models.CharField(max_length=64, unique=True)
    client_id = models.CharField(max_length=255)
    person = models.CharField(max_length=20)
    redirect_uri = models.CharField(max_length=255)
    scope = models.CharField(max_length=255)
    nonce = models.CharField(max_length=255)
    acr = models.CharField(max_length=10)
    authenticated_at = models.DateTimeField()
    code_challenge = models.CharField(max_length=128)
    code_challenge_method = models.CharField(max_length=4)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["client_id", "nonce"], name="demo_id_nonce")]

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(self.authenticated_at.timestamp())

    def get_acr(self) -> str:
        return self.acr

    def get_amr(self) -> list[str]:
        return []  # which values the real service gives is not published


class AccessToken(TokenMixin, models.Model):
    """`person` is empty for a token of the client itself (client credentials)."""

    token_hash = models.CharField(max_length=64, primary_key=True)
    code = models.ForeignKey(Code, null=True, on_delete=models.CASCADE)
    client_id = models.CharField(max_length=255)
    person = models.CharField(max_length=20, blank=True)
    scope = models.CharField(max_length=255)
    expires_at = models.DateTimeField(db_index=True)

    def check_client(self, client: Client) -> bool:
        return self.client_id == client.client_id

    def get_scope(self) -> str:
        return self.scope

    def get_expires_in(self) -> int:
        return int((self.expires_at - timezone.now()).total_seconds())

    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    def is_revoked(self) -> bool:
        return False  # a token that was taken back has no row

    def get_user(self) -> Person | None:
        return person_of(self.person)

    def get_client(self) -> Client | None:
        return find_client(self.client_id)


class UsedAssertion(models.Model):
    """A client assertion's `jti`, until the assertion has expired."""

    key = models.CharField(max_length=64, primary_key=True)
    expires_at = models.DateTimeField(db_index=True)


class SigningTransaction(models.Model):
    """A digest that waits for a card's signature."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    client_id = models.CharField(max_length=255)
    digest = models.BinaryField(max_length=32)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    cms = models.BinaryField(null=True)
    expires_at = models.DateTimeField(db_index=True)
