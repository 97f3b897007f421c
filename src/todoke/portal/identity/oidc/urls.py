"""Under /account/oidc/. The names are those allauth's client looks for."""

from __future__ import annotations

from django.urls import path

from todoke.portal.identity.oidc import views

urlpatterns = [
    path("failed/", views.failed, name="oidc_failed"),
    path("<slug:provider_id>/login/", views.login, name="openid_connect_login"),
    path("<slug:provider_id>/login/callback/", views.callback, name="openid_connect_callback"),
]
