"""What changed between two revisions, and whether drafts of the old one may go on in the new one.

Invariants:
- `content_hash` is of the exact bytes; a changed space is another revision.
- a change that could leave an old answer unreadable or unasked is never called compatible.
- an id keeps its type for ever: answers of old cases must stay readable by it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from todoke.core.procedures.changes import Change, ChangeKind
from todoke.core.procedures.computed import Computed
from todoke.core.procedures.definition import Definition, Outcome, Step
from todoke.core.procedures.field_changes import field_added, field_changes, field_removed
from todoke.core.procedures.fields.base import Field
from todoke.core.procedures.fields.group import GroupField
from todoke.core.refusal import N_, Refusal

__all__ = ["Change", "ChangeKind", "content_hash", "diff", "is_compatible", "refuse_types"]

_UNSTEADY = frozenset({"procedure", "act", "my_number", "declarations", "addressee", "status"})
_TOLD_APART = frozenset({"steps", "outcomes", "computed", "assurance"})
_TOP: Mapping[str, str] = {
    "title": N_("The title is now “%(new)s”; it was “%(old)s”."),
    "law": N_("The legal basis changed."),
    "act": N_("It is now a %(new)s; it was a %(old)s."),
    "who": N_("Who may send it changed."),
    "my_number": N_("Whether the My Number (個人番号) is asked changed."),
    "standard_days": N_("The standard processing time changed."),
    "section": N_("The section in charge is now “%(new)s”; it was “%(old)s”."),
    "declarations": N_("The statements made on sending changed."),
    "addressee": N_("Who takes the application changed."),
    "status": N_("Whether it can still be started changed."),
    "examples": N_("The examples changed."),
    "summary": N_("The short description changed."),
    "window": N_("Until when people can apply is explained differently."),
    "eligibility": N_("Who can apply is explained differently."),
    "ready": N_("What to have ready changed."),
    "after": N_("What happens afterwards is explained differently."),
    "verify": N_("The notes to check before publishing changed."),
    "lists": N_("The lists to choose from changed."),
    "baseline": N_("The figures of the paper way changed."),
    "form": N_("The printed form changed."),
    "certificate": N_("The document that is issued changed."),
    "notices": N_("The letters that are sent changed."),
    "seal": N_("How the document is sealed changed."),
}


_ASSURANCE: Mapping[str, str] = {
    "identity": N_("Proof of identity is now asked at level %(new)s; it was %(old)s."),
    "authentication": N_("Authentication is now asked at level %(new)s; it was %(old)s."),
    "reason": N_("Why the person must be known is explained differently."),
    "at": N_("The page from which the person is asked to sign in changed."),
    "max_age_minutes": N_("How long a sign-in counts changed."),
    "worksheet": N_("The harms named beside the level changed."),
}


def content_hash(text: str) -> str:
    """SHA-256 of the text as UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def diff(old: Definition, new: Definition) -> tuple[Change, ...]:
    """Every difference, in the order: definition, assurance, computed values, outcomes, steps, fields."""
    parts = (_top, _assurance, _computed, _outcomes, _steps, _fields)
    return tuple(change for part in parts for change in part(old, new))


def is_compatible(old: Definition, new: Definition) -> bool:
    """Whether answers given under `old` keep their meaning under `new`."""
    return all(change.compatible for change in diff(old, new))


def refuse_types(earlier: Iterable[Definition], new: Definition) -> tuple[Refusal, ...]:
    """One refusal for each id that had another type in an earlier revision."""
    known: dict[str, str] = {}
    for definition in earlier:
        known |= _types(definition.fields, "")
    return tuple(
        Refusal(
            code="revision.type-changed",
            message=N_("“%(id)s” was of type %(old)s in an earlier revision. Give the question a new id."),
            params={"id": id, "old": known[id], "new": kind},
        )
        for id, kind in _types(new.fields, "").items()
        if known.get(id, kind) != kind
    )


def _types(fields: Iterable[Field], above: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for field in fields:
        found[f"{above}{field.id}"] = field.type
        if isinstance(field, GroupField):
            found |= _types(field.fields, f"{above}{field.id}.")
    return found


def _top(old: Definition, new: Definition) -> Iterator[Change]:
    for key in type(old).model_fields:
        before, after = getattr(old, key), getattr(new, key)
        if key in _TOLD_APART or before == after:
            continue
        yield Change(
            kind=ChangeKind.CHANGED,
            place=key,
            keys=(key,),
            compatible=key not in _UNSTEADY,
            message=_TOP.get(key, N_("“%(key)s” changed.")),
            params={"key": key, "old": before, "new": after},
        )


def _assurance(old: Definition, new: Definition) -> Iterator[Change]:
    """Answers keep their meaning: who has begun is asked who they are by the new rule."""
    for key in type(new.assurance).model_fields:
        before, after = getattr(old.assurance, key), getattr(new.assurance, key)
        if before != after:
            yield Change(
                kind=ChangeKind.CHANGED,
                place="assurance",
                keys=(key,),
                compatible=True,
                message=_ASSURANCE[key],
                params={"old": before, "new": after},
            )


def _computed(old: Definition, new: Definition) -> Iterator[Change]:
    before, after = ({one.id: one for one in definition.computed} for definition in (old, new))
    for id, one in before.items():
        if id not in after:
            message = N_("“%(label)s” is no longer worked out.")
            yield _named(ChangeKind.REMOVED, f"computed {id}", message=message, label=one.label)
    for id, one in after.items():
        if id not in before:
            message = N_("“%(label)s” is now worked out.")
            yield _named(ChangeKind.ADDED, f"computed {id}", message=message, label=one.label)
        elif one != before[id]:
            yield _computed_changed(before[id], one)


def _computed_changed(old: Computed, new: Computed) -> Change:
    place = f"computed {new.id}"
    if _way(old) == _way(new):
        message = N_("The words of “%(label)s” changed.")
        return _named(ChangeKind.CHANGED, place, message=message, label=new.label)
    message = N_("“%(label)s” is worked out differently.")
    return _named(ChangeKind.CHANGED, place, message=message, label=new.label, compatible=False)


def _way(one: Computed) -> Any:
    return one.model_dump(exclude={"label", "shown", "unit"})


def _outcomes(old: Definition, new: Definition) -> Iterator[Change]:
    """A case decides under its own revision; drafts only must not lose an outcome they were told of."""
    before, after = old.outcomes, new.outcomes
    for name in before:
        if name not in after:
            message = N_("The outcome “%(name)s” is gone.")
            yield _outcome(ChangeKind.REMOVED, name, message=message, compatible=False)
    for name, outcome in after.items():
        if name not in before:
            yield _outcome(ChangeKind.ADDED, name, message=N_("The outcome “%(name)s” is new."))
        elif outcome != before[name]:
            yield _outcome_changed(name, before[name], after=outcome)


def _outcome_changed(name: str, before: Outcome, *, after: Outcome) -> Change:
    if before.meaning == after.meaning:
        message = N_("The words of the outcome “%(name)s” changed.")
        return _outcome(ChangeKind.CHANGED, name, message=message)
    message = N_("The outcome “%(name)s” now means something else.")
    return _outcome(ChangeKind.CHANGED, name, message=message, compatible=False)


def _outcome(kind: ChangeKind, name: str, *, message: str, compatible: bool = True) -> Change:
    return Change(kind=kind, place="outcomes", compatible=compatible, message=message, params={"name": name})


def _steps(old: Definition, new: Definition) -> Iterator[Change]:
    before, after = ({step.id: step for step in one.steps} for one in (old, new))
    for id, step in before.items():
        if id not in after:
            message = N_("The page “%(label)s” is gone.")
            yield _named(ChangeKind.REMOVED, f"step {id}", message=message, label=step.title)
    for id, step in after.items():
        if id not in before:
            message = N_("The page “%(label)s” is new.")
            yield _named(ChangeKind.ADDED, f"step {id}", message=message, label=step.title)
        else:
            yield from _step_keys(before[id], step)
    if [id for id in before if id in after] != [id for id in after if id in before]:
        message = N_("The pages stand in another order.")
        yield Change(kind=ChangeKind.CHANGED, place="steps", keys=("steps",), message=message)


_STEP: Mapping[str, tuple[str, bool]] = {
    "title": (N_("The page “%(old)s” is now called “%(label)s”."), True),
    "intro": (N_("The introduction of the page “%(label)s” changed."), True),
    "when": (N_("When the page “%(label)s” is asked changed."), False),
    "checks": (N_("The checks of the page “%(label)s” changed."), False),
    "stops": (N_("Who cannot go on from the page “%(label)s” changed."), False),
}


def _step_keys(old: Step, new: Step) -> Iterator[Change]:
    for key, (message, compatible) in _STEP.items():
        if getattr(old, key) != getattr(new, key):
            yield Change(
                kind=ChangeKind.CHANGED,
                place=f"step {new.id}",
                keys=(key,),
                compatible=compatible,
                message=message,
                params={"label": new.title, "old": old.title},
            )


def _fields(old: Definition, new: Definition) -> Iterator[Change]:
    before, after = ({field.id: field for field in one.fields} for one in (old, new))
    for id, field in before.items():
        if id not in after:
            yield field_removed(field, f"field {id}")
    for id, field in after.items():
        if id not in before:
            yield field_added(field, f"field {id}")
        else:
            yield from field_changes(before[id], field, place=f"field {id}")
    yield from _moved(old, new)


def _moved(old: Definition, new: Definition) -> Iterator[Change]:
    """Questions on another page, or in another order on their own."""
    before, after = ({field.id: step for step in one.steps for field in step.fields} for one in (old, new))
    for id, step in after.items():
        if id in before and before[id].id != step.id:
            message = N_("“%(label)s” is now asked on the page “%(step)s”.")
            params = {"label": new.field(id).label, "step": step.title}
            kind = ChangeKind.CHANGED
            yield Change(kind=kind, place=f"field {id}", keys=("step",), message=message, params=params)
    for step in new.steps:
        stayed = [id for id in before if id in after and before[id].id == after[id].id == step.id]
        if stayed != [field.id for field in step.fields if field.id in stayed]:
            message = N_("The questions of the page “%(label)s” stand in another order.")
            yield _named(ChangeKind.CHANGED, f"step {step.id}", message=message, label=step.title)


def _named(kind: ChangeKind, place: str, *, message: str, label: object, compatible: bool = True) -> Change:
    return Change(kind=kind, place=place, compatible=compatible, message=message, params={"label": label})
