"""The own profile; people as coordinators see them; the list as a file."""

from __future__ import annotations

from django.urls import path

from todoke.hub.talent.people import file_views, list_views, views

app_name = "people"
urlpatterns = [
    path("people/me/", views.mine, name="mine"),
    path("people/me/profile", views.profile, name="profile"),
    path("people/me/pause", views.pause, name="pause"),
    path("people/me/skills/new", views.claim, name="claim"),
    path("people/me/skills/<str:skill>/", views.claim, name="claimed"),
    path("people/me/skills/<str:skill>/remove", views.unclaim, name="unclaim"),
    path("people/me/days", views.days, name="days"),
    path("people/me/consents", views.consents, name="consents"),
    path("people/me/seen", views.seen, name="seen"),
    path("people/me/correction", views.correct, name="correct"),
    path("people/me/data.json", views.download, name="download"),
    path("people/", list_views.people, name="list"),
    path("people/import", file_views.take_in, name="import"),
    path("people/template.csv", file_views.template, name="template"),
    path("people/list.csv", file_views.export, name="export"),
    path("people/<uuid:key>/", list_views.record, name="record"),
    path("people/<uuid:key>/skills/<str:skill>", list_views.assess, name="assess"),
    path("people/<uuid:key>/corrections/<uuid:correction>", list_views.answer, name="answer"),
]
