"""All pages of the hub."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("todoke.web.urls")),
    path("", include("todoke.hub.talent.roles.urls")),
    path("", include("todoke.hub.talent.people.urls")),
    path("", include("todoke.hub.talent.needs.urls")),
    path("", include("todoke.hub.talent.permits.urls")),
    path("", include("todoke.hub.talent.rounds.urls")),
    path("", include("todoke.hub.talent.engagements.urls")),
    path("", include("todoke.hub.talent.network.urls")),
    path("", include("todoke.hub.talent.learning.urls")),
    path("", include("todoke.web.sign_in.named_urls")),
    path("", include("todoke.web.sign_in.urls")),
    path("", include("todoke.hub.members.urls")),
]
handler400 = "todoke.web.error_pages.bad_request"
handler403 = "todoke.web.error_pages.forbidden"
handler404 = "todoke.web.error_pages.not_found"
handler500 = "todoke.web.error_pages.server_error"
