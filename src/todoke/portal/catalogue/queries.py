"""What the portal knows of its towns and procedures.

Towns change a few times a year and are read at every page, so each process remembers them for
a few seconds; a definition is immutable and remembered for good.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.http import Http404
from django.utils import timezone

from todoke.core.envelope.keys import SealingPublicKey, VerifyKey
from todoke.core.envelope.kinds import Kind
from todoke.core.envelope.payloads import KeyDocument, decode
from todoke.core.lexicon.municipality import Municipality
from todoke.core.procedures.definition import Definition, Group
from todoke.core.procedures.load import load_definition
from todoke.core.procedures.text import Text
from todoke.portal.catalogue.models import PublishedProcedure, Town

REMEMBERED_SECONDS = 5.0


@dataclass(frozen=True, kw_only=True, slots=True)
class TownFacts:
    """A town as pages need it. `verify_key` is None until the operator pinned one."""

    municipality: Municipality
    phone: str
    fax: str
    mail: str
    verify_key: VerifyKey | None
    recipients: tuple[SealingPublicKey, ...]
    revisions: Mapping[str, Revision]
    """Procedure → the revision in force."""

    @property
    def code(self) -> str:
        return self.municipality.code

    @property
    def slug(self) -> str:
        return self.municipality.slug

    @property
    def name(self) -> str:
        return self.municipality.name

    @property
    def name_en(self) -> str:
        return self.municipality.name_en

    @property
    def kind(self) -> str:
        return str(self.municipality.kind)


@dataclass(frozen=True, kw_only=True, slots=True)
class Revision:
    """A revision and when it takes applications; `withdrawn` is the office's sentence by language."""

    procedure: str
    revision: int
    opens_at: datetime | None
    closes_at: datetime | None
    cap: int | None = None
    withdrawn: Text | None = None

    def has_opened(self, now: datetime) -> bool:
        return self.opens_at is None or self.opens_at <= now

    def has_closed(self, now: datetime) -> bool:
        return self.closes_at is not None and self.closes_at <= now


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """What the procedure page shows: the revision in force and its text."""

    town: TownFacts
    definition: Definition
    opening: Revision

    @property
    def revision(self) -> int:
        return self.opening.revision


_remembered: dict[str, object] = {}


def forget_towns() -> None:
    """After a change in this process; other processes notice within `REMEMBERED_SECONDS`."""
    _remembered.clear()
    _text_of.cache_clear()


def towns() -> tuple[TownFacts, ...]:
    """All towns of this portal, by code."""
    known = _remembered.get("towns")
    if isinstance(known, tuple) and float(str(_remembered["until"])) > time.monotonic():
        return known
    read = _read_towns()
    _remembered.update(towns=read, until=time.monotonic() + REMEMBERED_SECONDS)
    return read


def town_facts(code: str) -> TownFacts:
    """Raises `KeyError` for a town this portal does not serve."""
    for town in towns():
        if town.code == code:
            return town
    raise KeyError(code)


def town_or_404(slug: str) -> TownFacts:
    for town in towns():
        if town.slug == slug:
            return town
    raise Http404


def published(town: TownFacts, procedure: str) -> Published | None:
    """The revision of a procedure that is in force in a town."""
    opening = town.revisions.get(procedure)
    if opening is None:
        return None
    return Published(
        town=town, definition=definition_of(town.code, procedure, opening.revision), opening=opening
    )


def published_or_404(slug: str, procedure: str) -> Published:
    found = published(town_or_404(slug), procedure)
    if found is None:
        raise Http404
    return found


def procedures(town: TownFacts) -> tuple[Published, ...]:
    """Everything a town offers here."""
    found = (published(town, procedure) for procedure in sorted(town.revisions))
    return tuple(one for one in found if one is not None)


def prefecture_of(town: TownFacts) -> TownFacts | None:
    """The prefecture of a town, where this site serves it too."""
    return next((one for one in towns() if town.municipality.lies_in(one.municipality)), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shelf:
    """Procedures of one kind, as the town's page lists them; `group` is None for all others."""

    group: Group | None
    procedures: tuple[Published, ...]


def shelves(town: TownFacts, *, words: str = "", language: str = "ja") -> tuple[Shelf, ...]:
    """What a town and its prefecture offer, by group; with `words`, only what speaks of all of them."""
    prefecture = prefecture_of(town)
    offered = (*procedures(town), *(procedures(prefecture) if prefecture else ()))
    found = [one for one in offered if _speaks_of(one.definition, words.casefold().split(), language)]
    by_group = [
        Shelf(group=group, procedures=tuple(one for one in found if one.definition.group is group))
        for group in (Group.DISASTER, Group.CHILDCARE, Group.CARE, Group.CAR, None)
    ]
    return tuple(shelf for shelf in by_group if shelf.procedures)


def _speaks_of(definition: Definition, words: list[str], language: str) -> bool:
    texts = (definition.title, definition.summary)
    said = " ".join(text.say(spoken) for text in texts for spoken in {"ja", "ja-x-plain", language})
    return all(word in said.casefold() for word in words)


def definition_of(town_code: str, procedure: str, revision: int) -> Definition:
    """Raises `PublishedProcedure.DoesNotExist` for a revision that was never published."""
    return definition_from(_text_of(town_code, procedure, revision), file=f"{procedure}.yaml")


def sealing_recipients(town_code: str) -> tuple[SealingPublicKey, ...]:
    """Active key, then recovery key; empty while the office has published none."""
    return town_facts(town_code).recipients


@lru_cache(maxsize=256)
def definition_from(text: str, *, file: str) -> Definition:
    return load_definition(text, file=file)


@lru_cache(maxsize=256)
def _text_of(town_code: str, procedure: str, revision: int) -> str:
    return PublishedProcedure.objects.values_list("text", flat=True).get(
        town_id=town_code, procedure=procedure, revision=revision
    )


def _read_towns() -> tuple[TownFacts, ...]:
    now = timezone.now()
    in_force: dict[str, dict[str, Revision]] = {}
    rows = PublishedProcedure.objects.order_by("revision").defer("text")
    for row in rows:
        revision, known = opening_of(row), in_force.setdefault(row.town_id, {})
        # A successor that waits for its opening leaves its predecessor in force until then.
        if revision.has_opened(now) or not _opened(known.get(row.procedure), now):
            known[row.procedure] = revision
    return tuple(_facts(town, in_force.get(town.code, {})) for town in Town.objects.order_by("code"))


def _opened(revision: Revision | None, now: datetime) -> bool:
    return revision is not None and revision.has_opened(now)


def opening_of(row: PublishedProcedure) -> Revision:
    return Revision(
        procedure=row.procedure,
        revision=row.revision,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        cap=row.cap,
        withdrawn=Text.model_validate(row.withdrawn) if row.withdrawn else None,
    )


def _facts(town: Town, revisions: Mapping[str, Revision]) -> TownFacts:
    pinned = bytes(town.office_verify_key)
    return TownFacts(
        municipality=Municipality(
            code=town.code, slug=town.slug, name=town.name, kana=town.kana, name_en=town.name_en
        ),
        phone=town.phone,
        fax=town.fax,
        mail=town.mail,
        verify_key=VerifyKey(pinned) if pinned else None,
        recipients=_recipients(bytes(town.key_document)),
        revisions=revisions,
    )


def _recipients(document: bytes) -> tuple[SealingPublicKey, ...]:
    if not document:
        return ()
    known = decode(Kind.KEY, document)
    return known.recipients() if isinstance(known, KeyDocument) else ()
