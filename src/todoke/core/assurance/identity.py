"""What was proved about a person, and by what: the value that travels from an ID service into a form.

Invariants:
- a proof names its method, the levels really reached and the time the person really signed in.
- `subject` is a pairwise pseudonym (SHA-256 of issuer and sub): it tells two people apart, and no more.
- what the person declined to hand over is absent, never empty text.

Source of the four facts and of the substitution flags: JPKI profile, 基本4情報 (domain.md §3, §4).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from todoke.core.assurance.basic_facts import Claim
from todoke.core.assurance.levels import Levels
from todoke.core.assurance.stepping_up import Proof

__all__ = ["Claim", "Identity", "IdentityProof", "Sex", "pseudonym"]


class Sex(StrEnum):
    """性別 of the certificate (JIS X 0303 / ISO 5218): 1, 2, 9."""

    MALE = "1"
    FEMALE = "2"
    NOT_APPLICABLE = "9"


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """基本4情報 as handed over. `…_substituted`: places (from 0) of characters that are 代替文字, so the text
    there is not the register's."""

    name: str | None = None
    name_substituted: tuple[int, ...] = ()
    address: str | None = None
    address_substituted: tuple[int, ...] = ()
    birth_date: date | None = None
    sex: Sex | None = None

    @property
    def claims(self) -> frozenset[Claim]:
        return frozenset(claim for claim in Claim if getattr(self, claim.value) is not None)


@dataclass(frozen=True, kw_only=True, slots=True)
class IdentityProof:
    """`method` is an id of the method table; `issuer` "" where no ID service was asked."""

    method: str
    issuer: str
    subject: str
    levels: Levels
    authenticated_at: datetime
    identity: Identity = Identity()

    def __post_init__(self) -> None:
        if self.authenticated_at.tzinfo is None:
            raise ValueError("authenticated_at — an aware time — one without a zone")

    @property
    def proof(self) -> Proof:
        return Proof(levels=self.levels, authenticated_at=self.authenticated_at)

    def is_same_person(self, other: IdentityProof) -> bool:
        """By pseudonym: two methods of one person are two subjects and count as two."""
        return self.subject == other.subject

    def as_json(self) -> dict[str, Any]:
        identity = self.identity
        return {
            "method": self.method,
            "issuer": self.issuer,
            "subject": self.subject,
            "identity": self.levels.identity,
            "authentication": self.levels.authentication,
            "authenticated_at": self.authenticated_at.isoformat(),
            "name": identity.name,
            "name_substituted": list(identity.name_substituted),
            "address": identity.address,
            "address_substituted": list(identity.address_substituted),
            "birth_date": identity.birth_date.isoformat() if identity.birth_date else None,
            "sex": identity.sex.value if identity.sex else None,
        }

    @classmethod
    def from_json(cls, held: Mapping[str, Any]) -> IdentityProof:
        """Raises KeyError, ValueError or TypeError for anything that is not `as_json`."""
        return cls(
            method=held["method"],
            issuer=held["issuer"],
            subject=held["subject"],
            levels=Levels(identity=held["identity"], authentication=held["authentication"]),
            authenticated_at=datetime.fromisoformat(held["authenticated_at"]),
            identity=Identity(
                name=held["name"],
                name_substituted=tuple(held["name_substituted"]),
                address=held["address"],
                address_substituted=tuple(held["address_substituted"]),
                birth_date=date.fromisoformat(held["birth_date"]) if held["birth_date"] else None,
                sex=Sex(held["sex"]) if held["sex"] else None,
            ),
        )


def pseudonym(issuer: str, sub: str) -> str:
    """Hex SHA-256 over both, so that the ID service's own identifier is stored nowhere else."""
    return hashlib.sha256(f"{issuer}\n{sub}".encode()).hexdigest()
