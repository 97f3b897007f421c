"""The door, `/exchange/v1`: the only address the offices call (design §5.4).

Every answer may be asked for again: lists and bytes do not change anything, envelopes and
receipts are known by their id.
"""

from __future__ import annotations

import asyncio
import json
import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from functools import partial
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema
from ninja.errors import ValidationError
from pydantic import Field

from todoke.core.envelope.kinds import Kind
from todoke.core.errors import DefinitionError, Refused, UntrustedEnvelope
from todoke.portal.exchange import inbound, queries
from todoke.portal.exchange.callers import calling_town
from todoke.portal.exchange.keys import portal_signing_key
from todoke.portal.exchange.problems import Problem, ProblemArisen, answer
from todoke.portal.exchange.published import PublishedAPI, told
from todoke.portal.exchange.queries import InLine, LineQuestion
from todoke.portal.exchange.threads import in_database
from todoke.portal.exchange.watcher import rings, watcher

WAIT_LONGEST = 30.0
LIST_LONGEST = 100
LARGEST_CURSOR = 2**63 - 1  # the databases count no further
ENVELOPE_ID = re.compile("[0-9a-f]{32}")
BYTES = "application/octet-stream"

api = PublishedAPI(
    title="Todoke exchange",
    version="1",
    urls_namespace="exchange-v1",
    auth=calling_town,
    docs_url=None,
    description="Sealed envelopes between one portal and the offices it serves. "
    "Offices call; nobody calls them.",
)


class EnvelopeInLine(Schema):
    seq: int
    id: str
    kind: str
    size: int
    sha256: str
    body: str | None = None


class EnvelopeList(Schema):
    envelopes: list[EnvelopeInLine]


class Receipts(Schema):
    """Signed receipts, base64, at most 100."""

    receipts: list[str]


class ReceiptAnswers(Schema):
    answers: list[str]


class StoredReceipt(Schema):
    receipt: str


class PortalKeys(Schema):
    verify_key: str
    key_id: str
    versions: list[int]
    kinds: list[str]


class UnopenedByKey(Schema):
    """How many envelopes without an `opened` receipt are sealed to which key id of the office."""

    unopened: dict[str, int]


class Asked(Schema):
    after: Annotated[int, Field(ge=0, le=LARGEST_CURSOR)] = 0
    wait: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0
    limit: int = LIST_LONGEST
    kinds: str = ""


@api.exception_handler(ProblemArisen)
def problem_arisen(request: HttpRequest, error: ProblemArisen) -> HttpResponse:
    return answer(error.problem)


@api.exception_handler(ValidationError)
def bad_question(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return answer(Problem.BAD_QUESTION)


@api.get("/envelopes", response=EnvelopeList, openapi_extra=told())
async def list_envelopes(request: HttpRequest, asked: Query[Asked]) -> dict[str, list[InLine]]:
    """What this office has not receipted yet, oldest first; waits up to `wait` seconds for the first."""
    question = LineQuestion(
        town_code=request.auth,
        after=asked.after,
        limit=max(1, min(asked.limit, LIST_LONGEST)),
        kinds=_kinds(asked.kinds),
    )
    return {"envelopes": await _wait_for(question, min(asked.wait, WAIT_LONGEST))}


def _kinds(text: str) -> frozenset[Kind]:
    try:
        return frozenset(Kind(word) for word in text.split(",") if word)
    except ValueError as error:
        raise ProblemArisen(Problem.BAD_QUESTION) from error


async def _wait_for(question: LineQuestion, seconds: float) -> list[InLine]:
    if seconds <= 0:
        return await in_database(partial(queries.waiting, question))
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    async with watcher().bell(question.town_code) as bell:
        while True:
            found = await in_database(partial(queries.waiting, question))
            remaining = until - loop.time()
            if found or remaining <= 0:
                return found
            await rings(bell, remaining)


@api.get("/envelopes/{envelope_id}", openapi_extra=told(Problem.NOT_FOUND, answers=BYTES))
async def one_envelope(request: HttpRequest, envelope_id: str) -> HttpResponse:
    """The sealed bytes of one envelope of this office."""
    if not ENVELOPE_ID.fullmatch(envelope_id):
        raise ProblemArisen(Problem.NOT_FOUND)
    raw = await in_database(partial(queries.bytes_of, request.auth, envelope_id))
    if raw is None:
        raise ProblemArisen(Problem.NOT_FOUND)
    return HttpResponse(raw, content_type=BYTES)


@api.post(
    "/envelopes",
    response=StoredReceipt,
    openapi_extra=told(Problem.OTHER_BYTES, Problem.REFUSED, body=BYTES),
)
async def post_envelope(request: HttpRequest) -> dict[str, str]:
    """Take one outbound envelope (its bytes are the body); answers the portal's `stored` receipt."""
    take = partial(inbound.take_outbound, request.auth, request.verified_body)
    try:
        receipt = await in_database(take)
    except inbound.OtherBytes as error:
        raise ProblemArisen(Problem.OTHER_BYTES) from error
    except (UntrustedEnvelope, Refused, DefinitionError) as error:
        reason = getattr(error, "reason", str(error))
        inbound.log.warning("envelope refused: town=%s reason=%s", request.auth, reason)
        raise ProblemArisen(Problem.REFUSED) from error
    return {"receipt": b64encode(receipt).decode()}


@api.post("/receipts", response=ReceiptAnswers, openapi_extra=told(body="application/json"))
async def post_receipts(request: HttpRequest) -> dict[str, list[str]]:
    """Take up to 100 signed receipts; each answer is `taken` or `refused`, in the same order."""
    receipts = _receipts(request.verified_body)
    answers = await in_database(partial(inbound.take_receipts, request.auth, receipts))
    return {"answers": [found.value for found in answers]}


def _receipts(body: bytes) -> list[bytes]:
    try:
        asked = Receipts.model_validate(json.loads(body))
        receipts = [b64decode(text, validate=True) for text in asked.receipts]
    except (ValueError, NotBase64, RecursionError) as error:
        raise ProblemArisen(Problem.BAD_QUESTION) from error
    if len(receipts) > LIST_LONGEST:
        raise ProblemArisen(Problem.BAD_QUESTION)
    return receipts


@api.get("/unopened", response=UnopenedByKey, openapi_extra=told())
async def unopened(request: HttpRequest) -> dict[str, dict[str, int]]:
    """What an office asks before it retires a key: whether anything still needs it."""
    return {"unopened": await in_database(partial(queries.unopened_by_key, request.auth))}


@api.get("/keys", response=PortalKeys, openapi_extra=told())
async def portal_keys(request: HttpRequest) -> dict[str, object]:
    """The portal's verify key and what it takes. An office pins the key out of band all the same."""
    key = portal_signing_key().verify_key
    return {
        "verify_key": key.hex,
        "key_id": key.key_id,
        "versions": [1],
        "kinds": sorted(kind.value for kind in inbound.MESSAGES | inbound.SIGNED),
    }
