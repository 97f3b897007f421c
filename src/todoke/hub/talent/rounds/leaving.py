"""Who withdraws consent, and what is withdrawn, is gone from every round at once.

Invariants:
- a round that is not published is worked out anew without them; its input, result and pairs are gone.
- of a published round the person's lines are taken out of what is stored, and its hashes stay as they were.
- what all four agreed on is an engagement by then and ends by its own rules.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from todoke.core.errors import Refused
from todoke.core.talent.needs import NeedState
from todoke.core.talent.rounds import OPEN, RoundState
from todoke.hub.members.events import record
from todoke.hub.members.signals import consent_withdrawn
from todoke.hub.talent.needs.models import Need
from todoke.hub.talent.needs.news import need_withdrawn
from todoke.hub.talent.rounds.commands import anew
from todoke.hub.talent.rounds.gather import consenting
from todoke.hub.talent.rounds.models import Override, PairEvaluation, Proposal, Round
from todoke.web.database import write

WITHDRAWN = "withdrawn"


def listen() -> None:
    consent_withdrawn.connect(on_consent_withdrawn, dispatch_uid="rounds.consent")
    need_withdrawn.connect(on_need_withdrawn, dispatch_uid="rounds.need")


def on_consent_withdrawn(sender: object, *, person: Any, **_: object) -> None:
    """`person`: the row or its id. Withdrawing something else than being proposed changes nothing here."""
    who = UUID(str(getattr(person, "pk", person)))
    if not any(one.pk == who for one in consenting(timezone.localdate())):
        leave(who)


def leave(who: UUID) -> None:
    with write():
        PairEvaluation.objects.filter(person=who).delete()
        Override.objects.filter(person=who, round__state__in=[one.value for one in OPEN]).delete()
        _close_proposals(who)
        for row in Round.objects.select_for_update().order_by("number"):
            if not _names(row, str(who)):
                continue
            if row.state in OPEN:
                _without(row)
            else:
                _take_out(row, str(who))
            record("round.person_left", f"round:{row.pk}", by=None, person=who)


def _close_proposals(who: UUID) -> None:
    """Those not agreed by all go away; their needs are open again."""
    waiting = Proposal.objects.filter(person=who, agreed_at=None)
    needs = list(waiting.filter(closed_at=None).values_list("need", flat=True))
    waiting.delete()
    Need.objects.filter(pk__in=needs, state=NeedState.PROPOSED.value).update(state=NeedState.OPEN.value)


def _names(row: Round, who: str) -> bool:
    return any(one["id"] == who for one in row.input["people"])


def _without(row: Round) -> None:
    """Gathered again, the input does not hold who no longer consents. What cannot be gathered waits."""
    try:
        anew(row)
    except Refused as refused:
        Round.objects.filter(pk=row.pk).update(
            state=RoundState.CANCELLED.value,
            input={"people": [], "needs": [], "decisions": []},
            output=None,
            refusals=[{"code": one.code, "message": one.message, "params": {}} for one in refused.refusals],
        )


def _take_out(row: Round, who: str) -> None:
    plain = row.input
    plain["people"] = [one for one in plain["people"] if one["id"] != who]
    for name in ("running", "decisions"):
        plain[name] = [one for one in plain[name] if one["person"] != who]
    plain["previous"] = [one for one in plain["previous"] if one[0] != who]
    if row.output:
        row.output["proposals"] = [one for one in row.output["proposals"] if one["person"] != who]
    cores = row.explained.get("cores", {})
    row.explained["cores"] = {
        need: facts for need, facts in cores.items() if all(one["person"] != who for one in facts)
    }
    Round.objects.filter(pk=row.pk).update(
        input=plain, output=row.output, explained=row.explained, withdrawn=row.withdrawn + 1
    )


def on_need_withdrawn(sender: object, *, need: Any, **_: object) -> None:
    """Open proposals for it are closed; a round that is not published goes on without it."""
    what = str(getattr(need, "pk", need))
    with write():
        Proposal.objects.filter(need=what, agreed_at=None, closed_at=None).update(
            closed_at=timezone.now(), closed_why=WITHDRAWN
        )
        for row in Round.objects.select_for_update().filter(state__in=[one.value for one in OPEN]):
            if any(one["id"] == what for one in row.input["needs"]):
                _without(row)
