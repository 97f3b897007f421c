"""Pages under /account/. Those with allauth's names are named so because allauth looks them up."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from todoke.portal.identity import views

_OWN = [
    path("", views.overview, name="overview"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((_OWN, "identity"))),
    path("oidc/", include("todoke.portal.identity.oidc.urls")),
    path("login/", views.sign_in, name="account_login"),
]
