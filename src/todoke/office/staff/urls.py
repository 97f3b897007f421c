"""Roles of the staff."""

from __future__ import annotations

from django.urls import path

from todoke.office.staff import role_views

app_name = "staff"
urlpatterns = [
    path("staff/roles", role_views.show_roles, name="roles"),
    path("staff/roles/give", role_views.give_role, name="give_role"),
    path("staff/sessions/end", role_views.end_sessions_of, name="end_sessions_of"),
    path("staff/roles/take", role_views.take_role, name="take_role"),
]
