"""All pages of the hub."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("todoke.web.urls")),
]
handler400 = "todoke.web.error_pages.bad_request"
handler403 = "todoke.web.error_pages.forbidden"
handler404 = "todoke.web.error_pages.not_found"
handler500 = "todoke.web.error_pages.server_error"
