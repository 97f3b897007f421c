"""The addresses allauth sends people to, by the names it knows."""

from __future__ import annotations

from django.urls import path

from todoke.web.sign_in import views

urlpatterns = [
    path("login", views.sign_in, name="account_login"),
    path("login/second", views.second_factor, name="mfa_authenticate"),
    path("logout", views.sign_out, name="account_logout"),
]
