"""What the forms of the workflow pages send, read into values; a mistake is a sentence, never a crash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.utils import timezone

from todoke.core.errors import Refused
from todoke.core.procedures.studio_policies import LARGEST_CAP, Schedule, Verdict
from todoke.core.refusal import N_, Refusal
from todoke.office.studio.models import Revision
from todoke.office.studio.publishing import PublishWish
from todoke.office.studio.reviewing import Opinion

NO_TIME = Refusal(
    code="studio.schedule.unreadable",
    message=N_("This is no day and time. Write it like 2027-04-01T08:30, or leave it empty."),
)
NO_NUMBER = Refusal(
    code="studio.schedule.cap",
    message=N_("The largest number of applications is a number from 1 to %(most)d."),
    params={"most": LARGEST_CAP},
)
NO_VERDICT = Refusal(
    code="studio.review.no-verdict", message=N_("Choose whether you approve the text or return it.")
)


@dataclass(frozen=True, kw_only=True, slots=True)
class TypedSchedule:
    """As typed, in Japan's time; shown again when something is refused."""

    opens_at: str = ""
    closes_at: str = ""
    cap: str = ""

    @classmethod
    def of(cls, posted: QueryDict) -> TypedSchedule:
        return cls(**{name: posted.get(name, "").strip() for name in ("opens_at", "closes_at", "cap")})

    @classmethod
    def from_revision(cls, revision: Revision | None) -> TypedSchedule:
        if revision is None:
            return cls()
        return cls(
            opens_at=_written(revision.opens_at),
            closes_at=_written(revision.closes_at),
            cap="" if revision.cap is None else str(revision.cap),
        )

    def read(self) -> Schedule:
        """Raises Refused."""
        cap = None
        if self.cap:
            if not self.cap.isdecimal() or len(self.cap) > 9:
                raise Refused(NO_NUMBER)
            cap = int(self.cap)
        return Schedule(opens_at=_moment(self.opens_at), closes_at=_moment(self.closes_at), cap=cap)


def _moment(typed: str) -> datetime | None:
    if not typed:
        return None
    try:
        found = datetime.fromisoformat(typed)
        return found if found.tzinfo else timezone.make_aware(found)
    except (ValueError, OverflowError) as error:
        raise Refused(NO_TIME) from error


def _written(moment: datetime | None) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M") if moment else ""


def read_version(posted: QueryDict) -> int:
    """The version the page showed; 0, which is never current, for anything else."""
    typed = posted.get("version", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


def read_opinion(posted: QueryDict) -> Opinion:
    """Raises Refused."""
    typed = posted.get("verdict", "")
    if typed not in {one.value for one in Verdict}:
        raise Refused(NO_VERDICT)
    return Opinion(version=read_version(posted), verdict=Verdict(typed), remark=posted.get("remark", ""))


def read_wish(posted: QueryDict) -> PublishWish:
    """Raises Refused."""
    return PublishWish(
        version=read_version(posted),
        ticked=frozenset(posted.getlist("note")),
        schedule=TypedSchedule.of(posted).read(),
    )


def read_message(posted: QueryDict) -> dict[str, str]:
    """A withdrawal's sentences by language."""
    return {name: posted.get(f"message_{name}", "").strip() for name in ("ja", "plain", "en")}
