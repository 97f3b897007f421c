"""Pages under /account/. None of them is allauth's own; those under its names are where its flows lead to."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from todoke.portal.identity import account_views, renew_views, views, way_views

_OWN = [
    path("", account_views.overview, name="overview"),
    path("reach/", renew_views.reach, name="reach"),
    path("login/code/", views.code, name="code"),
    path("login/second/lost/", views.begin_anew, name="begin_anew"),
    path("login/passkey/", views.passkey_sign_in, name="passkey_sign_in"),
    path("new/passkey/", views.passkey_account, name="passkey_account"),
    path("passkeys/add/", way_views.add_passkey, name="passkey_add"),
    path("passkeys/<int:id>/remove/", way_views.remove_passkey, name="passkey_remove"),
    path("app/add/", way_views.add_app, name="app_add"),
    path("app/remove/", way_views.remove_app, name="app_remove"),
    path("codes/", way_views.show_codes, name="codes"),
    path("codes/new/", way_views.make_codes, name="codes_new"),
    path("email/", way_views.address, name="address"),
    path("email/remove/", way_views.remove_address, name="address_remove"),
    path("services/<int:id>/remove/", way_views.remove_service, name="service_remove"),
    path("sessions/", account_views.sessions, name="sessions"),
    path("sessions/<int:id>/end/", account_views.end_session, name="session_end"),
    path("sessions/end-others/", account_views.end_other_sessions, name="sessions_end_others"),
    path("delete/", account_views.delete, name="delete"),
    path("deleted/", account_views.deleted, name="deleted"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((_OWN, "identity"))),
    path("oidc/", include("todoke.portal.identity.oidc.urls")),
    path("login/", views.sign_in, name="account_login"),
    path("login/second/", views.second_factor, name="mfa_authenticate"),
    path("again/", renew_views.renew, name="account_reauthenticate"),
    path("logout/", views.sign_out, name="account_logout"),
]
