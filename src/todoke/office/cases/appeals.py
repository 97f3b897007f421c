"""教示: how the applicant can object to a decision (行政不服審査法 82条), in the town's own words.

Invariants:
- no period and no authority is written here: each section keeps its text, and nothing is filled in for it.
- whatever refuses, even in part, carries the text.
"""

from __future__ import annotations

from collections.abc import Iterable

from todoke.core.cases.facts import Role
from todoke.core.cases.outcomes import OutcomeMeaning, needs_reasons
from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.office.cases.models import SectionText
from todoke.office.cases.wording import cleaned
from todoke.office.staff.models import Staff
from todoke.web.database import write

MAY_WRITE = (Role.APPROVER, Role.ADMINISTRATOR)
MISSING = Refusal(
    code="case.propose.appeal",
    message=N_(
        "Write how the applicant can object (教示). A refusal, even in part, must say it. "
        "An approver can keep the section's text for next time."
    ),
)
NOT_YOURS = Refusal(
    code="section.appeal.not-approver",
    message=N_("Only an approver or administrator of this section can change this text. Ask one of them."),
)


def refuse_missing_appeal(meaning: OutcomeMeaning | None, appeal: str) -> Refusal | None:
    if meaning is not None and needs_reasons(meaning) and not appeal.strip():
        return MISSING
    return None


def appeal_of(section: str) -> str:
    """The section's text, empty until somebody wrote it."""
    return SectionText.objects.filter(section=section).values_list("appeal", flat=True).first() or ""


def appeals_of(sections: Iterable[str]) -> dict[str, str]:
    kept = dict(SectionText.objects.values_list("section", "appeal"))
    return {section: kept.get(section, "") for section in sections}


def refuse_write_appeal(staff: Staff, section: str) -> Refusal | None:
    roles = [role.value for role in MAY_WRITE]
    # The name is compared here: PostgreSQL cannot even be asked for one with a NUL.
    own = staff.memberships.filter(role__in=roles).values_list("section__name", flat=True)
    return None if section in set(own) else NOT_YOURS


def write_appeal(section: str, text: str, *, staff: Staff) -> None:
    with write():
        if refusal := refuse_write_appeal(staff, section):
            raise Refused(refusal)
        SectionText.objects.update_or_create(section=section, defaults={"appeal": cleaned(text)})
