"""Second factors and sessions of whoever is signed in."""

from __future__ import annotations

from django.urls import path

from todoke.web.sign_in import factor_views, password_views, session_views

app_name = "sign_in"
urlpatterns = [
    path("account/", factor_views.account, name="account"),
    path("account/set-up", factor_views.set_up, name="set_up"),
    path("account/app", factor_views.add_app, name="add_app"),
    path("account/passkey", factor_views.add_passkey, name="add_passkey"),
    path("account/codes", factor_views.show_codes, name="codes"),
    path("account/codes/new", factor_views.new_codes, name="new_codes"),
    path("account/factors/<int:factor>/remove", factor_views.remove_factor, name="remove_factor"),
    path("account/password", password_views.password, name="password"),
    path("account/prove", factor_views.prove_again, name="prove"),
    path("account/sessions", session_views.sessions, name="sessions"),
    path("account/sessions/others", session_views.end_others, name="end_others"),
    path("account/sessions/<int:session>/end", session_views.end_one, name="end_session"),
]
