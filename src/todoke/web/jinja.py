"""The template environment of every site. Everything is escaped; nothing marks itself safe."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Protocol

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from todoke.core.cases.receipt_number import grouped
from todoke.core.lexicon import eras
from todoke.core.procedures.changes import Change
from todoke.core.procedures.text import Text
from todoke.core.refusal import Refusal

FRAMES = {"office": "web/base_office.html", "hub": "web/base_hub.html", "demo_id": "web/base_id.html"}
"""What surrounds the pages every site has; the residents' frame where a site has no own."""


def environment(**options: Any) -> Environment:
    """Called once by Django's Jinja2 backend."""
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    found = Environment(extensions=["jinja2.ext.i18n"], **options)  # noqa: S701 - Django turns autoescape on
    found.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    found.globals.update(
        _=sentence,
        static=static,
        url=url,
        csrf_token_of=csrf_token_of,
        demo=settings.TODOKE.demo,
        frame=FRAMES.get(settings.TODOKE.site, "web/base_portal.html"),
    )
    found.filters.update(
        say=say,
        called=called,
        both_date=both_date,
        wareki=wareki,
        clock=clock,
        both_time=both_time,
        yen=yen,
        receipt_groups=grouped,
        lines=lines,
    )
    return found


def sentence(message: str, /, **values: object) -> Markup:
    """What the i18n extension's `_` does, without asking the context twice: a page says it thirty times."""
    words = Markup(gettext(message))  # noqa: S704 - our own sentence; values are escaped by `%`
    return words % values if "%" in words else words


def csrf_token_of(request: HttpRequest) -> str:
    """One token for all forms of a page: each new one costs 64 random draws."""
    token: str | None = getattr(request, "shown_csrf_token", None)
    if token is None:
        token = get_token(request)
        request.shown_csrf_token = token  # type: ignore[attr-defined]
    return token


def url(name: str, *args: object, **kwargs: object) -> str:
    return reverse(name, args=args or None, kwargs=kwargs or None)


def say(thing: Refusal | Change | Text | str, language: str | None = None) -> str:
    """The sentence of a Refusal or Change with its values, or a Text in the person's language."""
    spoken = language or get_language() or "ja"
    if isinstance(thing, Text):
        return thing.say(spoken)
    if isinstance(thing, Refusal | Change):
        params = {
            key: say(value, spoken) if isinstance(value, Text) else _plain(value)
            for key, value in thing.params.items()
        }
        sentence = gettext(thing.message)
        return sentence % params if params else sentence
    return gettext(thing)


class Named(Protocol):
    """A town, an office: what has an official name and perhaps an English one."""

    @property
    def name(self) -> str: ...
    @property
    def name_en(self) -> str: ...


def called(body: Named) -> str:
    """Hibari City in English where the town gave that name, ひばり市 everywhere else."""
    return (body.name_en or body.name) if get_language() == "en" else body.name


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return both_time(value)
    return both_date(value) if isinstance(value, date) else value


def in_japan(moment: date | datetime | str) -> date:
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment) if "T" in moment else date.fromisoformat(moment)
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment


def both_date(moment: date | datetime | str) -> str:
    """2026年（令和8年）11月23日, or 23 November 2026 in English."""
    day = in_japan(moment)
    return f"{day.day} {day:%B %Y}" if get_language() == "en" else eras.both(day)


def wareki(moment: date | datetime | str) -> str:
    return eras.wareki(in_japan(moment))


def clock(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%H:%M")


def both_time(moment: datetime) -> str:
    return f"{both_date(moment)} {clock(moment)}"


def yen(amount: int) -> str:
    return f"{amount:,}円"


def lines(text: str) -> list[str]:
    return str(text).split("\n")
