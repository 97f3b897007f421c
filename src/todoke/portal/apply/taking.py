"""Whether a procedure takes applications now: opening, closing, withdrawal and the cap.

Both at the start and at sending. At the start it is a courtesy: nobody should type for an hour in vain.
At sending it is the rule: a deadline is a deadline, and a place is taken by what was sent, because a draft
may lie for thirty days and would keep the place from somebody who is ready. Whoever comes too late
keeps the draft and reads why.

Invariant: of a procedure with a cap no more applications are stored than the cap allows, however
many are sent at once: they are counted in the transaction that stores them, under one lock.
"""

from __future__ import annotations

from datetime import datetime

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.portal.apply.models import Submission
from todoke.portal.catalogue import queries as catalogue
from todoke.portal.catalogue.models import PublishedProcedure
from todoke.portal.catalogue.queries import Published, Revision, TownFacts


def refuse_taking(published: Published, *, now: datetime) -> Refusal | None:
    """Historic, withdrawn, not yet open, or closed."""
    if published.definition.historic is not None:
        return Refusal(
            code="apply.start.historic", message="%(text)s", params={"text": published.definition.historic}
        )
    return _refuse_opening(published.opening, now)


def _refuse_opening(opening: Revision, now: datetime) -> Refusal | None:
    if opening.withdrawn is not None:
        return Refusal(
            code="apply.start.withdrawn",
            message=N_("This is not being taken at the moment. The office says: %(text)s"),
            params={"text": opening.withdrawn},
        )
    if not opening.has_opened(now):
        return Refusal(
            code="apply.start.not-open-yet",
            message=N_(
                "Applications will be taken from %(opens)s. Contact the office if you need help before."
            ),
            params={"opens": opening.opens_at},
        )
    if opening.has_closed(now):
        return Refusal(
            code="apply.start.closed",
            message=N_("Applications were taken until %(closes)s. Contact the office if you need help."),
            params={"closes": opening.closes_at},
        )
    return None


def refuse_full(published: Published) -> Refusal | None:
    """All places taken, as far as can be seen without waiting for others."""
    return _refuse_count(published.opening, published.town)


def refuse_send(town: TownFacts, procedure: str, *, now: datetime) -> Refusal | None:
    """What is already certain before anything is sealed; the cap is counted later, in the transaction."""
    published = catalogue.published(town, procedure)
    return refuse_taking(published, now=now) if published else None


def take_place(town: TownFacts, procedure: str, *, now: datetime) -> None:
    """Inside the transaction that stores the application, before it is stored. Raises Refused when full.

    The row is locked until the end of that transaction: two that send at once wait for each other here,
    and each reads what the office said last, not what this process remembers.
    """
    known = town.revisions.get(procedure)
    if known is None or known.cap is None:
        return
    row = PublishedProcedure.objects.select_for_update().get(
        town_id=town.code, procedure=procedure, revision=known.revision
    )
    opening = catalogue.opening_of(row)
    if refusal := _refuse_opening(opening, now) or _refuse_count(opening, town):
        raise Refused(refusal)


def _refuse_count(opening: Revision, town: TownFacts) -> Refusal | None:
    """The cap counts since the procedure last opened, whichever revision people began with."""
    if opening.cap is None:
        return None
    sent = Submission.objects.filter(town_code=town.code, procedure=opening.procedure)
    if opening.opens_at is not None:
        sent = sent.filter(stored_at__gte=opening.opens_at)
    if sent.count() < opening.cap:
        return None
    return Refusal(
        code="apply.start.full",
        message=N_("All %(cap)d places are taken. Contact the office if you need help."),
        params={"cap": opening.cap},
    )
