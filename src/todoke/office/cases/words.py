"""Words for what the database keeps as codes: procedures, states, outcomes, kinds of files.

Invariant: a page or a list for people never shows a code where a word exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from todoke.core.cases.states import State, state_words
from todoke.core.procedures.text import Text
from todoke.core.refusal import N_
from todoke.office.cases.facts import definition_for
from todoke.office.cases.models import Case
from todoke.office.studio.queries import definition_of, newest_revisions

MEDIA: Mapping[str, str] = {
    "image/jpeg": N_("Photo (JPEG)"),
    "image/png": N_("Picture (PNG)"),
    "image/heic": N_("Photo (HEIC)"),
    "image/webp": N_("Picture (WebP)"),
    "application/pdf": N_("Document (PDF)"),
}
OTHER_MEDIA = N_("File")


@dataclass(frozen=True, kw_only=True, slots=True)
class StateLook:
    """`kind` is a class of office.css, `icon` a name of cases/_parts.html; the word says the same."""

    kind: str
    icon: str


_NEW = StateLook(kind="new", icon="tray")
_WORK = StateLook(kind="work", icon="pen")
_WAIT = StateLook(kind="wait", icon="clock")
_DONE = StateLook(kind="done", icon="check")
_OVER = StateLook(kind="over", icon="box")
LOOKS: Mapping[State, StateLook] = {
    State.DRAFT: _WAIT,
    State.SUBMITTED: _NEW,
    State.ARRIVED: _NEW,
    State.ACCEPTED: _WORK,
    State.REVIEWING: _WORK,
    State.CORRECTION_REQUESTED: _WAIT,
    State.CORRECTED: _NEW,
    State.WAITING_EXTERNAL: _WAIT,
    State.DECIDED: _WORK,
    State.NOTIFIED: _DONE,
    State.PAID: _DONE,
    State.ISSUED: _DONE,
    State.WITHDRAWN: StateLook(kind="over", icon="cross"),
    State.RETURNED: StateLook(kind="over", icon="cross"),
    State.CLOSED: _OVER,
    State.EXPIRED: _OVER,
}


def state_label(case: Case) -> str:
    return state_words(case.act, State(case.state)).label


def look(case: Case) -> StateLook:
    return LOOKS[State(case.state)]


# A published revision never changes, so its title is looked up once.
_titles: dict[tuple[str, int], Text] = {}


def procedure_title(case: Case, language: str) -> str:
    """The title in this language; the code where this office never published the revision."""
    return title_of(case.procedure, case.revision, language=language)


def title_of(procedure: str, revision: int, *, language: str) -> str:
    found = _titles.get((procedure, revision))
    if found is None:
        definition = definition_of(procedure, revision)
        if definition is None:
            return procedure
        found = _titles[procedure, revision] = definition.title
    return found.say(language)


def published_titles(language: str) -> dict[str, str]:
    """Procedure → title of its newest revision, in order of titles."""
    titles = {
        name: title_of(name, revision, language=language) for name, revision in newest_revisions().items()
    }
    return dict(sorted(titles.items(), key=lambda pair: pair[1]))


def outcome_words(case: Case, language: str) -> dict[str, str]:
    """Name → words of every outcome this procedure can have."""
    definition = definition_for(case)
    if definition is None:
        return {}
    return {name: outcome.label.say(language) for name, outcome in definition.outcomes.items()}


def outcome_label(case: Case, language: str) -> str:
    return outcome_words(case, language).get(case.outcome, case.outcome) if case.outcome else ""


def outcome_labels(cases: Iterable[Case], language: str) -> dict[tuple[str, int, str], str]:
    """By (procedure, revision, outcome), each looked up once for a whole list."""
    one_of_each = {(case.procedure, case.revision, case.outcome): case for case in cases}
    return {key: outcome_label(case, language) for key, case in one_of_each.items()}


def media_words(media_type: str) -> str:
    return MEDIA.get(media_type, OTHER_MEDIA)
