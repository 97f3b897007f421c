"""Team picture and role models."""

from __future__ import annotations

from django.urls import path

from todoke.hub.talent.roles import model_views, views

app_name = "roles"
urlpatterns = [
    path("team/", views.team, name="team"),
    path("team/towns/", views.towns, name="towns"),
    path("team/<str:code>/", views.town, name="town"),
    path("team/<str:code>/changes", views.changes, name="changes"),
    path("team/<str:code>/figures", views.figures, name="figures"),
    path("team/<str:code>/people/new", views.place, name="place"),
    path("team/<str:code>/people/<uuid:key>", views.place, name="placed"),
    path("team/<str:code>/people/<uuid:key>/remove", views.remove, name="remove"),
    path("roles/", model_views.models, name="models"),
    path("roles/<str:role>/", model_views.model, name="model"),
    path("roles/<str:role>/edit/<str:code>", model_views.edit, name="edit"),
]
