"""Signing for a site: it leaves a digest, the person signs, it fetches the signature.

The real service's addresses and JSON are not public; the three steps are (domain.md §3).
"""

from __future__ import annotations

import base64
import binascii
import json
from datetime import timedelta
from uuid import UUID

from authlib.integrations.django_oauth2.resource_protector import return_error_response
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from todoke.demo_id.models import SigningTransaction, Status
from todoke.demo_id.provider import protected
from todoke.web.database import write

LIFETIME = timedelta(minutes=10)
KEPT_AFTER = timedelta(hours=1)
DIGEST_BYTES = 32
EXPIRED = "expired"


@csrf_exempt
@require_http_methods(["POST"])
def start(request: HttpRequest) -> HttpResponse:
    try:
        held = protected.acquire_token(request, "sign")
        digest = digest_in(request.body)
    except OAuth2Error as error:
        return return_error_response(error)
    now = timezone.now()
    with write():
        SigningTransaction.objects.filter(expires_at__lt=now - KEPT_AFTER).delete()
        made = SigningTransaction.objects.create(
            client_id=held.client_id, digest=digest, expires_at=now + LIFETIME
        )
    return JsonResponse({"sign_transaction_id": str(made.pk)}, status=201)


def digest_in(body: bytes) -> bytes:
    """SHA-256 in base64. Raises InvalidRequestError for anything else."""
    try:
        digest = base64.b64decode(json.loads(body)["digest"], validate=True)
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise InvalidRequestError("The body must be JSON with a digest in base64.") from error
    if len(digest) != DIGEST_BYTES:
        raise InvalidRequestError("The digest must be one of SHA-256.")
    return digest


@require_safe
def result(request: HttpRequest, transaction_id: UUID) -> HttpResponse:
    """For the site that left the digest; to another it looks as if there were none."""
    try:
        held = protected.acquire_token(request, "sign")
    except OAuth2Error as error:
        return return_error_response(error)
    found = SigningTransaction.objects.filter(pk=transaction_id, client_id=held.client_id).first()
    if found is None:
        return JsonResponse({"error": "not_found"}, status=404)
    cms = base64.b64encode(bytes(found.cms)).decode() if found.cms else None
    return JsonResponse({"status": status_of(found), "cms": cms})


def status_of(found: SigningTransaction) -> str:
    over = found.status == Status.WAITING and found.expires_at <= timezone.now()
    return EXPIRED if over else found.status
