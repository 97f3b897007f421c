"""What the door answers when it refuses: one table, RFC 9457 bodies, no detail for an attacker."""

from __future__ import annotations

import json
from enum import Enum

from django.http import HttpResponse

from todoke.core.errors import TodokeError


class Problem(Enum):
    """Status and sentence. The exact reason of a refusal is in the portal's log only."""

    UNKNOWN_CALLER = (401, "This request is not signed by an office this portal knows.")
    NOT_FOUND = (404, "No envelope with this id waits for this office.")
    OTHER_BYTES = (409, "An envelope with this id and other bytes is already here.")
    TOO_LARGE = (413, "The body is larger than anything this address takes.")
    REFUSED = (422, "The envelope was refused.")
    BAD_QUESTION = (400, "The request does not follow the published interface.")

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


def answer(problem: Problem) -> HttpResponse:
    body = {
        "type": problem.type,
        "title": problem.sentence,
        "status": problem.status,
    }
    return HttpResponse(json.dumps(body), status=problem.status, content_type="application/problem+json")
