"""Who may do what to a procedure being written, each rule once: a Refusal with the sentence, or None.

Invariants:
- a rule is shown by the page and required by the command; neither repeats it.
- order of checks: the role of the actor, then the state of the work, then what this step needs.
- four eyes: nobody approves the text they saved last, nobody publishes what they wrote.
- what is published is exactly the version that was approved.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from todoke.core.cases.facts import Actor, Role
from todoke.core.lexicon.text import refuse_characters
from todoke.core.refusal import N_, Refusal

LARGEST_TEXT = 200 * 1024
LONGEST_MESSAGE = 1_000
LARGEST_CAP = 1_000_000
_REVIEWERS = (Role.APPROVER, Role.PUBLISHER)


class WorkState(StrEnum):
    EDITING = "editing"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Verdict(StrEnum):
    """What a second person says about a version."""

    APPROVE = "approve"
    RETURN = "return"


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkFacts:
    """A work as the rules see it. `version` counts every change; `approved` is the version approved last."""

    section: str
    author: str
    last_editor: str
    state: WorkState
    version: int
    approved: int | None = None
    conflicts: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Schedule:
    """When a revision takes applications, and how many; None means no limit."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    cap: int | None = None


def refuse_write(section: str, actor: Actor) -> Refusal | None:
    """Authors write for their section; the DX lead (DX推進) helps every section that is named to them."""
    if actor.holds(Role.AUTHOR, section) or Role.DX_LEAD in actor.roles:
        return None
    return Refusal(
        code="studio.not-author",
        message=N_("Only an author of this section can change its procedures. Ask the administrator."),
    )


def refuse_edit(work: WorkFacts, actor: Actor) -> Refusal | None:
    """A text changes only while it is being written; whoever reviews must know what they read."""
    if refusal := refuse_write(work.section, actor):
        return refusal
    if work.state in {WorkState.IN_REVIEW, WorkState.APPROVED}:
        return Refusal(
            code="studio.edit.in-review",
            message=N_("This text is being reviewed. Take it back first; the review then starts again."),
        )
    if work.state is not WorkState.EDITING:
        return Refusal(
            code="studio.edit.over",
            message=N_("This work is finished. Start a new one from the published revision."),
        )
    return None


def refuse_other_version(work: WorkFacts, *, version: int) -> Refusal | None:
    """Somebody saved in between: neither text may swallow the other."""
    if version == work.version:
        return None
    return Refusal(
        code="studio.changed-meanwhile",
        message=N_(
            "Somebody else saved this procedure while you were writing. "
            "Nothing is lost: compare the two texts and save again."
        ),
    )


def refuse_text(text: str) -> Refusal | None:
    """Whether it may be kept, broken or not. Everybody reads it, and no database takes every character."""
    if len(text.encode("utf-8", "surrogatepass")) <= LARGEST_TEXT:
        return refuse_characters(text, besides="\n\t")
    return Refusal(
        code="studio.text.too-large",
        message=N_("A procedure may hold %(most)d KB of text. Shorten it or make two procedures of it."),
        params={"most": LARGEST_TEXT // 1024},
    )


def refuse_save(work: WorkFacts, actor: Actor, *, version: int, text: str) -> Refusal | None:
    return refuse_edit(work, actor) or refuse_text(text) or refuse_other_version(work, version=version)


def refuse_submit_for_review(work: WorkFacts, actor: Actor, *, version: int) -> Refusal | None:
    """Whether the text itself is ready is asked of it apart: `readiness.unready`."""
    if refusal := refuse_edit(work, actor) or refuse_other_version(work, version=version):
        return refusal
    if work.conflicts:
        return Refusal(
            code="studio.submit.conflicts",
            message=N_(
                "Decide the %(count)d places that both this municipality and the shared definition changed."
            ),
            params={"count": work.conflicts},
        )
    return None


def refuse_take_back(work: WorkFacts, actor: Actor) -> Refusal | None:
    if refusal := refuse_write(work.section, actor):
        return refusal
    if work.state in {WorkState.IN_REVIEW, WorkState.APPROVED}:
        return None
    return Refusal(
        code="studio.take-back.not-in-review",
        message=N_("This text is not being reviewed, so there is nothing to take back."),
    )


def refuse_review(work: WorkFacts, actor: Actor, *, version: int) -> Refusal | None:
    if not any(actor.holds(role, work.section) for role in _REVIEWERS):
        return Refusal(
            code="studio.review.not-reviewer",
            message=N_("Only an approver or publisher of this section can review it. Ask one of them."),
        )
    if work.state is not WorkState.IN_REVIEW:
        return Refusal(
            code="studio.review.not-submitted",
            message=N_("This text has not been submitted for review. Its author submits it first."),
        )
    if work.last_editor == actor.id:
        return Refusal(
            code="studio.review.own-text",
            message=N_("You saved this text last. Another person has to review it (four eyes)."),
        )
    return refuse_other_version(work, version=version)


def refuse_verdict(verdict: Verdict, *, remark: str) -> Refusal | None:
    if verdict is Verdict.RETURN and not remark.strip():
        return Refusal(
            code="studio.review.no-remark",
            message=N_("Write what has to be changed, so that the author knows what to do."),
        )
    if found := refuse_characters(remark, besides="\r\n"):
        return found
    if len(remark) > LONGEST_MESSAGE:
        return Refusal(
            code="studio.review.long-remark",
            message=N_("The remark may have %(most)d characters. Please shorten it."),
            params={"most": LONGEST_MESSAGE},
        )
    return None


def refuse_publish(work: WorkFacts, actor: Actor, *, version: int) -> Refusal | None:
    if not actor.holds(Role.PUBLISHER, work.section):
        return Refusal(
            code="studio.publish.not-publisher",
            message=N_("Only a publisher of this section can publish it. Ask one of them."),
        )
    if actor.id in {work.author, work.last_editor}:
        return Refusal(
            code="studio.publish.own-text",
            message=N_("You wrote this text. Another publisher has to publish it (four eyes)."),
        )
    if work.state is not WorkState.APPROVED:
        return Refusal(
            code="studio.publish.not-approved",
            message=N_("This text has not been approved yet. Somebody else reviews it first."),
        )
    if version != work.version or work.approved != work.version:
        return Refusal(
            code="studio.publish.other-version",
            message=N_("What you saw is not the approved text any more. Open the page again and look at it."),
        )
    return None


def refuse_unticked(notes: Collection[str], ticked: Collection[str]) -> Refusal | None:
    """`notes` are the doubts the shared definition's author left; somebody must have looked at each."""
    left = [note for note in notes if note not in ticked]
    if not left:
        return None
    return Refusal(
        code="studio.publish.unticked",
        message=N_("Check the %(count)d notes of the shared definition and tick each before publishing."),
        params={"count": len(left)},
    )


def refuse_schedule(schedule: Schedule, *, now: datetime) -> Refusal | None:
    opens, closes = schedule.opens_at, schedule.closes_at
    if closes is not None and closes <= now:
        return Refusal(
            code="studio.schedule.closes-past",
            message=N_("The closing time lies in the past. Set a later one, or leave it empty."),
        )
    if opens is not None and closes is not None and closes <= opens:
        return Refusal(
            code="studio.schedule.closes-first",
            message=N_("The closing time must be after the opening time."),
        )
    if schedule.cap is not None and not 1 <= schedule.cap <= LARGEST_CAP:
        return Refusal(
            code="studio.schedule.cap",
            message=N_("The largest number of applications is a number from 1 to %(most)d."),
            params={"most": LARGEST_CAP},
        )
    return None


def refuse_change_published(section: str, actor: Actor, *, current: bool) -> Refusal | None:
    """Opening, closing, withdrawing: of what is in force or waits for its opening; the rest is history."""
    if not actor.holds(Role.PUBLISHER, section):
        return Refusal(
            code="studio.published.not-publisher",
            message=N_("Only a publisher of this section can change when it takes applications."),
        )
    if not current:
        return Refusal(
            code="studio.published.over",
            message=N_("A newer revision has taken its place. Change that one."),
        )
    return None


def refuse_withdraw(*, withdrawn: bool, message: Mapping[str, str]) -> Refusal | None:
    """Residents must read why, in Japanese at least."""
    if withdrawn:
        return Refusal(
            code="studio.withdraw.already",
            message=N_("This procedure is withdrawn already. Open it again to change the message."),
        )
    if not message.get("ja", "").strip():
        return Refusal(
            code="studio.withdraw.no-message",
            message=N_("Write in Japanese why it is withdrawn and what residents can do instead."),
        )
    if found := refuse_characters("".join(message.values()), besides="\r\n"):
        return found
    if any(len(words) > LONGEST_MESSAGE for words in message.values()):
        return Refusal(
            code="studio.withdraw.long-message",
            message=N_("The message may have %(most)d characters. Please shorten it."),
            params={"most": LONGEST_MESSAGE},
        )
    return None


def refuse_reopen(*, withdrawn: bool) -> Refusal | None:
    if withdrawn:
        return None
    return Refusal(
        code="studio.reopen.not-withdrawn",
        message=N_("This procedure is not withdrawn, so it need not be opened again."),
    )
