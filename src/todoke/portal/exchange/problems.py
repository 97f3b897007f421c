"""What the door answers when it refuses: one table, RFC 9457 bodies, no detail for an attacker."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from enum import Enum

from asgiref.sync import markcoroutinefunction
from django.http import HttpRequest, HttpResponse

from todoke.core.errors import TodokeError


class Problem(Enum):
    """Status and sentence. The exact reason of a refusal is in the portal's log only."""

    UNKNOWN_CALLER = (401, "This request is not signed by an office this portal knows.")
    NOT_FOUND = (404, "No envelope with this id waits for this office.")
    OTHER_BYTES = (409, "An envelope with this id and other bytes is already here.")
    TOO_LARGE = (413, "The body is larger than anything this address takes.")
    REFUSED = (422, "The envelope was refused.")
    BAD_QUESTION = (400, "The request does not follow the published interface.")
    NO_SUCH_ADDRESS = (404, "Nothing is at this address. See the published interface.")
    OTHER_METHOD = (405, "This address does not take this method. See the published interface.")
    FAILED = (500, "Something failed here. Nothing was taken. Try again later.")

    @property
    def status(self) -> int:
        return self.value[0]

    @property
    def sentence(self) -> str:
        return self.value[1]

    @property
    def type(self) -> str:
        return f"urn:todoke:exchange:{self.name.lower().replace('_', '-')}"


class ProblemArisen(TodokeError):
    """Stops a request of the door; answered by `answer`."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence)
        self.problem = problem


MEDIA_TYPE = "application/problem+json"
INSTEAD = {404: Problem.NO_SUCH_ADDRESS, 405: Problem.OTHER_METHOD}


class EveryRefusal:
    """Middleware of the door: what the framework refuses by itself becomes a problem like any other."""

    async_capable, sync_capable = True, False

    def __init__(self, get_response: Callable[[HttpRequest], Awaitable[HttpResponse]]) -> None:
        self.get_response = get_response
        markcoroutinefunction(self)

    async def __call__(self, request: HttpRequest) -> HttpResponse:
        response = await self.get_response(request)
        if response.status_code < 400 or response.headers.get("Content-Type") == MEDIA_TYPE:
            return response
        unexpected = Problem.FAILED if response.status_code >= 500 else Problem.BAD_QUESTION
        made = answer(INSTEAD.get(response.status_code, unexpected))
        if "Allow" in response.headers:
            made.headers["Allow"] = response.headers["Allow"]
        return made


def answer(problem: Problem) -> HttpResponse:
    body = {
        "type": problem.type,
        "title": problem.sentence,
        "status": problem.status,
    }
    return HttpResponse(json.dumps(body), status=problem.status, content_type=MEDIA_TYPE)
