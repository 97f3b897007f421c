"""Sign in and out."""

from __future__ import annotations

from django.urls import path

from todoke.office.staff import views

app_name = "staff"
urlpatterns = [
    path("login", views.sign_in, name="login"),
    path("logout", views.sign_out, name="logout"),
]
