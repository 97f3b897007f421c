"""Bodies of the hub, and who speaks for them.

Invariants:
- a post (role in a body) is what gives a right; no right follows from the section somebody sits in.
- where the digital function sits is recorded with its powers, and gives nobody anything.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.db import models

from todoke.core.talent.bodies import BodyKind, DxSeat, SizeClass, size_class
from todoke.core.talent.posts import PostKind as PostKind
from todoke.hub.members.event_words import words_of
from todoke.web.ids import uuid7
from todoke.web.rate_limit import RateWindow
from todoke.web.sign_in.accounts import TwoStepAccount


class Body(models.Model):
    """A municipality, prefecture, company or union. `code`: 全国地方公共団体コード or 法人番号."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    code = models.CharField(max_length=13, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=[(one.value, one.value) for one in BodyKind])
    inhabitants = models.PositiveIntegerField(default=0)
    zone = models.CharField(max_length=20, blank=True, default="")
    neighbours = models.ManyToManyField("self", blank=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    dx_seat = models.CharField(
        max_length=20, choices=[(one.value, one.value) for one in DxSeat], default=DxSeat.NOBODY.value
    )
    dx_powers = models.TextField(blank=True, default="")
    dx_reports_to = models.CharField(max_length=80, blank=True, default="")
    procedures_total = models.PositiveIntegerField(default=0)
    procedures_own = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name

    @property
    def size_class(self) -> SizeClass:
        return size_class(self.inhabitants)


class Members(BaseUserManager["Member"]):
    """Makes members; passwords are hashed by Django."""

    def create_user(self, login: str, password: str, *, name: str, body: Body, given: bool = False) -> Member:
        member = self.model(login=login, name=name, body=body, password_given=given)
        member.set_password(password)
        member.save(using=self._db)
        return member


class Member(TwoStepAccount):
    """Somebody who signs in: for a body, or for themselves as a person who can be lent."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    login = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="members")

    session_salt: ClassVar[str] = "todoke.hub.members.session"
    objects: ClassVar[Members] = Members()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def holds(self, kind: PostKind, body: Body | None = None) -> bool:
        """Whether this member holds the post, in this body where one is named."""
        posts = self.posts.filter(kind=kind.value)
        return (posts.filter(body=body) if body else posts).exists()


class Post(models.Model):
    """A member's post in a body; somebody may hold several, in several bodies."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="posts")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="posts")
    kind = models.CharField(max_length=20, choices=[(one.value, one.value) for one in PostKind])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "body", "kind"], name="one_post_each")]


class HubEvent(models.Model):
    """What happened, in the one shape of core/events.py. Never changed, never deleted.

    `person` names whose record was touched or read, so that this person can see it.
    """

    name = models.CharField(max_length=60)
    actor = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=80)
    subject = models.CharField(max_length=80, db_index=True)
    person = models.UUIDField(null=True, db_index=True)
    at = models.DateTimeField()
    salt = models.BinaryField()
    body = models.JSONField(default=dict)

    @property
    def words(self) -> str:
        """A sentence marked for translation."""
        return words_of(self.name)


class LoginWindow(RateWindow):
    """Sign-in attempts by account and by address, and codes tried by account."""
