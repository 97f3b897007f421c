"""All pages of the residents' site."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("account/step-up/", include("todoke.portal.step_up.urls")),
    path("account/", include("todoke.portal.identity.urls")),
    path("", include("todoke.portal.apply.urls")),
    path("", include("todoke.portal.mailbox.urls")),
    path("", include("todoke.web.urls")),
    path("", include("todoke.portal.about.urls")),
    path("", include("todoke.portal.catalogue.urls")),
]
handler400 = "todoke.web.error_pages.bad_request"
handler403 = "todoke.web.error_pages.forbidden"
handler404 = "todoke.web.error_pages.not_found"
handler500 = "todoke.web.error_pages.server_error"
