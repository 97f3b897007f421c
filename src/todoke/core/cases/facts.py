"""What a rule about a case needs to know: the case and who acts, and nothing else.

Invariants:
- facts are values; a policy that gets them needs no database.
- an Actor's roles are those held in the sections named beside them, so a role in one section
  never counts in another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from todoke.core.cases.outcomes import OutcomeMeaning
from todoke.core.cases.states import Owner, State


class Role(StrEnum):
    """NUMBER_CLERK: 個人番号の事務取扱担当者, who may handle My Numbers beside being a caseworker."""

    CASEWORKER = "caseworker"
    NUMBER_CLERK = "number_clerk"
    APPROVER = "approver"
    AUTHOR = "author"
    PUBLISHER = "publisher"
    DX_LEAD = "dx_lead"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


READERS = frozenset({Role.CASEWORKER, Role.NUMBER_CLERK, Role.APPROVER, Role.AUDITOR})
"""Roles whose work needs the cases of their section; writing forms or keeping accounts needs none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """Who acts. `side` is staff, applicant or system; staff act by their roles, the others by their side."""

    id: str
    roles: frozenset[Role] = frozenset()
    sections: frozenset[str] = frozenset()
    side: Owner = Owner.STAFF

    def holds(self, role: Role, section: str) -> bool:
        """True where this person holds the role in the section."""
        return self.side is Owner.STAFF and role in self.roles and section in self.sections


SYSTEM = Actor(id="system", side=Owner.SYSTEM)
APPLICANT = Actor(id="applicant", side=Owner.APPLICANT)


def actor_in(section: str, actor_id: str, *, memberships: Iterable[tuple[str, Role]]) -> Actor:
    """The person as they stand in one section, from all their (section, role) memberships."""
    roles = frozenset(role for where, role in memberships if where == section)
    return Actor(id=actor_id, roles=roles, sections=frozenset({section} if roles else ()))


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseFacts:
    """`act` is a value of `Act`; `proposer` and `assignee` are actors' ids; `outcome` once proposed.

    `has_document`: whether the procedure ends in a document that the office can issue.
    """

    id: str
    state: State
    section: str
    act: str
    proposer: str | None = None
    assignee: str | None = None
    withdrawn: bool = False
    outcome: OutcomeMeaning | None = None
    has_document: bool = True
