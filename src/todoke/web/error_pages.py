"""What people see when something can't be shown: a sentence and what to do, never a code alone."""

from __future__ import annotations

import logging
import secrets

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.utils.translation import gettext as _

from todoke.web.middleware import note_display

logger = logging.getLogger("todoke.errors")


def _answered(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def page(request: HttpRequest, status: int, *, title: str, todo: str) -> HttpResponse:
    """The reference ties what the person reads out to the operator's log; it holds no personal data."""
    if not hasattr(request, "language"):
        note_display(request)  # the request failed before any middleware of ours had seen it
    if "CSRF_COOKIE" not in request.META:  # nor Django's, which the header's forms need
        CsrfViewMiddleware(_answered).process_request(request)
    reference = secrets.token_hex(4)
    if status >= 500:
        logger.error("page failed, status %s, reference %s", status, reference)
    context = {"title": title, "todo": todo, "status": status, "reference": reference}
    return render(request, "web/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return too_large(request)
    return unreadable(request)


def unreadable(request: HttpRequest) -> HttpResponse:
    return page(
        request,
        400,
        title=_("This request could not be read."),
        todo=_("Please go back and try again. What you had saved is still there."),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(
        request,
        403,
        title=_("You can't open this page."),
        todo=_("If you think you should be able to, please ask the person in charge."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(
        request,
        403,
        title=_("This page was open for too long, or cookies are off."),
        todo=_("Please allow cookies, go back, reload the page and send it again."),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(
        request,
        404,
        title=_("This page is not here."),
        todo=_("Please check the address, or start again from the first page."),
    )


def wrong_method(request: HttpRequest) -> HttpResponse:
    """Somebody opened the address of a form, or signed in again after pressing a button."""
    return page(
        request,
        405,
        title=_("This address only takes what a form sends."),
        todo=_("Nothing was changed. Please go back to the page with the button and press it there."),
    )


def too_large(request: HttpRequest) -> HttpResponse:
    return page(
        request,
        413,
        title=_("What you sent is too large."),
        todo=_("Please send fewer or smaller files. What you had saved is still there."),
    )


def no_length(request: HttpRequest) -> HttpResponse:
    return page(
        request,
        411,
        title=_("We could not tell whether everything you sent arrived."),
        todo=_("Nothing was changed. Please send it again, with another browser if this stays."),
    )


def too_often(request: HttpRequest, sentence: str) -> HttpResponse:
    return page(request, 429, title=_("This was tried too often."), todo=sentence)


def server_error(request: HttpRequest) -> HttpResponse:
    return page(
        request,
        500,
        title=_("Something went wrong on our side."),
        todo=_("What you had saved is still there. Please try again in a few minutes."),
    )
