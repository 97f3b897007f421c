"""What a person searches for stays in their session; addresses hold a random id, never the words.

Invariants:
- no name and no address of a person stands in a URL: URLs end in histories, logs and Referer headers.
- each search has an id of its own, so that two tabs show two searches; the oldest are forgotten.
- `?query=` is for receipt numbers alone; a search that is not known any more is said, never widened.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.contrib.sessions.backends.base import SessionBase
from django.http import QueryDict

from todoke.core.refusal import N_, Refusal
from todoke.office.cases.inbox import Filters

MOST_KEPT = 20
LONGEST = 200  # far more than a search looks at
KEPT_IN = "inbox.searches"
CHOICES = ("state", "procedure", "who", "age")
_RECEIPT = re.compile(r"[0-9-]{1,20}", re.ASCII)
WORDS_IN_ADDRESS = Refusal(
    code="inbox.search.words-in-address",
    message=N_(
        "In the address of a page only a receipt number is searched for: addresses are recorded in many "
        "places. Type a name or an address into the box."
    ),
)
FORGOTTEN = Refusal(
    code="inbox.search.forgotten", message=N_("This search is not kept any more. Type it again.")
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """The filters as the list uses them, and as an address may say them; `told`: why nothing was searched."""

    filters: Filters
    kept: Mapping[str, str]
    told: Refusal | None = None

    def address(self, **more: str | None) -> str:
        """The query of a link that keeps the filters."""
        return "?" + urlencode({name: value for name, value in {**self.kept, **more}.items() if value})


def asked_in(given: QueryDict, session: SessionBase) -> Asked:
    """What the address of a page asks for."""
    filters = _choices(given)
    kept = {name: getattr(filters, name) for name in CHOICES}
    number, id = given.get("query", "").strip(), given.get("search", "")
    if number:
        if not _RECEIPT.fullmatch(number):
            return Asked(filters=filters, kept=kept, told=WORDS_IN_ADDRESS)
        return Asked(filters=replace(filters, query=number), kept={**kept, "query": number})
    words = _searches(session).get(id)
    if id and words is None:
        return Asked(filters=filters, kept=kept, told=FORGOTTEN)
    return Asked(filters=replace(filters, query=words or ""), kept={**kept, "search": id if words else ""})


def keep(posted: QueryDict, session: SessionBase) -> Asked:
    """What the form of the inbox asks for; its words go into the session."""
    filters, words = _choices(posted), posted.get("query", "").strip()[:LONGEST]
    kept = {name: getattr(filters, name) for name in CHOICES}
    if not words:
        return Asked(filters=filters, kept=kept)
    searches = _searches(session)
    id = next((one for one, held in searches.items() if held == words), "") or secrets.token_urlsafe(6)
    searches.pop(id, None)
    session[KEPT_IN] = [*searches.items(), (id, words)][-MOST_KEPT:]
    return Asked(filters=replace(filters, query=words), kept={**kept, "search": id})


def _searches(session: SessionBase) -> dict[str, str]:
    """Words by id, the newest last."""
    return {id: words for id, words in session.get(KEPT_IN, [])}


def _choices(given: QueryDict) -> Filters:
    """A value no menu offers finds what no value finds; PostgreSQL cannot be asked for one with a NUL."""
    found = {name: given.get(name, "") for name in CHOICES}
    return Filters(**{name: value for name, value in found.items() if value.isprintable()})
