"""Who is calling the door: each request carries a JWT its office has signed (design §5.4)."""

from __future__ import annotations

import logging
from functools import partial

from django.http import HttpRequest
from django.utils import timezone

from todoke.core.envelope.requests import verify_request
from todoke.core.errors import UntrustedEnvelope
from todoke.portal.exchange.problems import Problem, ProblemArisen
from todoke.portal.exchange.threads import in_database
from todoke.portal.exchange.towns import OfficeKeys

log = logging.getLogger(__name__)

BODY_LARGEST = 12 * 1024 * 1024  # the largest outbound kind is 10 MB; frame and padding on top


async def calling_town(request: HttpRequest) -> str:
    """The town whose office signed exactly this method, address and body. Raises ProblemArisen."""
    # 1. size, before anything reads the body
    body = request.read(BODY_LARGEST + 1)
    if len(body) > BODY_LARGEST:
        raise ProblemArisen(Problem.TOO_LARGE)
    # 2. signature over the exact bytes, before anything parses them
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer":
        raise ProblemArisen(Problem.UNKNOWN_CALLER)
    verified = partial(
        verify_request,
        token,
        request.method,
        request.get_full_path(),
        body,
        keys=OfficeKeys(),
        now=timezone.now(),
    )
    try:
        town_code = await in_database(verified)
    except UntrustedEnvelope as error:
        log.warning("caller refused: reason=%s", error.reason)
        raise ProblemArisen(Problem.UNKNOWN_CALLER) from error
    # 3. only verified bytes go on
    request.verified_body = body
    return town_code
