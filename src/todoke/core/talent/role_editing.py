"""A new wording of a role model, by a prefecture or a town.

Invariants:
- a version is never overwritten: who saves over somebody else's is told and looks first.
- the one who may edit is the DX lead of the town, for the town, or a coordinator, for the prefecture.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from todoke.core.refusal import N_, Refusal
from todoke.core.talent.skills import HIGHEST, LOWEST

LONGEST_LINE, MOST_LINES, LONGEST_REASON = 80, 20, 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleWording:
    """As typed. `skills`: id → level, `essential`: those that have to be there."""

    name: str
    leads: str
    changes: tuple[str, ...]
    tasks: tuple[str, ...]
    skills: Mapping[str, int] = field(default_factory=dict)
    essential: frozenset[str] = frozenset()
    tracks: tuple[str, ...] = ()
    reason: str = ""


NOT_YOURS = Refusal(
    code="talent.role.not-yours",
    message=N_("Only the DX lead of the town, or a coordinator for the prefecture, changes role models."),
)
SAVED_MEANWHILE = Refusal(
    code="talent.role.saved-meanwhile",
    message=N_(
        "Somebody saved version %(version)s while you wrote. What you wrote is below; "
        "compare the two and save again."
    ),
)
UNCHANGED = Refusal(
    code="talent.role.unchanged", message=N_("The role is as it was. Change something before you save.")
)


def refuse_save(*, may: bool, base: int, newest: int) -> Refusal | None:
    """`base`: the version the page was drawn from."""
    if not may:
        return NOT_YOURS
    if base == newest:
        return None
    return Refusal(code=SAVED_MEANWHILE.code, message=SAVED_MEANWHILE.message, params={"version": newest})


def wording_problems(
    given: RoleWording, *, skills: Mapping[str, object], tracks: Mapping[str, object]
) -> Mapping[str, Refusal]:
    """Name of the field → what is wrong with it; `skills` and `tracks` are those that exist."""
    found: dict[str, Refusal] = {}
    for name, refusal in (*_words(given), *_lists(given, skills=skills, tracks=tracks)):
        found.setdefault(name, refusal)
    return found


def _words(given: RoleWording) -> Iterator[tuple[str, Refusal]]:
    for name, text in (("name", given.name), ("leads", given.leads)):
        if not text.strip():
            yield _said(name, N_("Write something here."))
        elif len(text) > LONGEST_LINE:
            yield _said(name, N_("Write this in %(most)s characters or fewer."), most=LONGEST_LINE)
    if not given.reason.strip():
        yield _said("reason", N_("Write why the role changes; others read it beside the version."))
    elif len(given.reason) > LONGEST_REASON:
        yield _said("reason", N_("Write this in %(most)s characters or fewer."), most=LONGEST_REASON)


def _lists(
    given: RoleWording, *, skills: Mapping[str, object], tracks: Mapping[str, object]
) -> Iterator[tuple[str, Refusal]]:
    for name, lines in (("changes", given.changes), ("tasks", given.tasks)):
        if not lines:
            yield _said(name, N_("Write at least one, each on its own line."))
        elif len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
            message = N_("Write at most %(lines)s lines, each in %(most)s characters or fewer.")
            yield _said(name, message, lines=MOST_LINES, most=LONGEST_LINE)
        elif len(set(lines)) != len(lines):
            yield _said(name, N_("The same line is there twice. Take one out."))
    levels_fit = all(LOWEST <= level <= HIGHEST for level in given.skills.values())
    if not given.skills or set(given.skills) - set(skills) or not levels_fit:
        yield _said("skills", N_("Choose at least one skill from the list, with a level from 1 to 4."))
    elif not given.essential & set(given.skills):
        yield _said("skills", N_("Say of at least one skill that it has to be there from the start."))
    if set(given.tracks) - set(tracks):
        yield _said("tracks", N_("Choose courses from the list."))


def _said(name: str, message: str, **params: object) -> tuple[str, Refusal]:
    return name, Refusal(code=f"talent.role.{name}", message=message, params=params)
