"""Headers that keep pages inert, and how the person wants them shown.

`request.language` is "ja", "ja-x-plain" or "en"; `request.display` holds theme and text size.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils import translation

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), camera=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
NO_STORE = "no-store"
LANGUAGES = ("ja", "ja-x-plain", "en")
THEMES = ("default", "contrast", "dark")
SIZES = ("normal", "large", "largest")

Respond = Callable[[HttpRequest], HttpResponse]


class SecurityHeaders:
    """On every answer; a view may set a stricter policy of its own."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", NO_STORE)
        return response


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    theme: str
    size: str


class Display:
    """Language, theme and text size from cookies; the language of the browser where no cookie says more."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = note_display(request)
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def note_display(request: HttpRequest) -> str:
    """Set `request.language` and `request.display`; the language."""
    language = language_of(request)
    request.language = language  # type: ignore[attr-defined]
    request.display = Shown(  # type: ignore[attr-defined]
        theme=one_of(request.COOKIES.get("todoke_theme"), THEMES),
        size=one_of(request.COOKIES.get("todoke_size"), SIZES),
    )
    return language


def one_of(value: str | None, allowed: tuple[str, ...]) -> str:
    return value if value in allowed else allowed[0]


def language_of(request: HttpRequest) -> str:
    chosen = request.COOKIES.get("todoke_language")
    if chosen in LANGUAGES:
        return chosen
    wanted = request.headers.get("Accept-Language", "").lower()
    return "en" if wanted.startswith("en") else "ja"
