"""The paths of domain.md §3, as seen in published clients; the signing paths are our own guess."""

from __future__ import annotations

from django.urls import include, path

from todoke.demo_id import authorize_views, signing_views, views

PROTOCOL = "api/realms/main/protocol/openid-connect/"

urlpatterns = [
    path("", views.about, name="about"),
    path("api/realms/main/.well-known/openid-configuration", views.discovery, name="discovery"),
    path(f"{PROTOCOL}auth", authorize_views.authorize, name="authorize"),
    path(f"{PROTOCOL}token", views.token, name="token"),
    path(f"{PROTOCOL}userinfo", views.userinfo, name="userinfo"),
    path(f"{PROTOCOL}certs", views.certs, name="certs"),
    path("api/sign/transactions", signing_views.start, name="sign-start"),
    path("api/sign/transactions/<uuid:transaction_id>", signing_views.result, name="sign-result"),
    path("", include("todoke.web.urls")),
]
handler400 = "todoke.web.error_pages.bad_request"
handler403 = "todoke.web.error_pages.forbidden"
handler404 = "todoke.web.error_pages.not_found"
handler500 = "todoke.web.error_pages.server_error"
