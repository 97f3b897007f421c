"""Engagements: what was agreed, worked, paid and handed over."""

from __future__ import annotations

from django.urls import path

from todoke.hub.talent.engagements import ending_views, views, work_views

app_name = "engagements"
urlpatterns = [
    path("engagements/", views.engagements, name="list"),
    path("engagements/<uuid:key>/", views.one, name="one"),
    path("engagements/<uuid:key>/terms", views.terms, name="terms"),
    path("engagements/<uuid:key>/agreement", views.agreement, name="agreement"),
    path("engagements/<uuid:key>/cancel", views.cancel, name="cancel"),
    path("engagements/<uuid:key>/alerts/<uuid:alert>", views.plan, name="plan"),
    path("engagements/<uuid:key>/work", work_views.work, name="work"),
    path("engagements/<uuid:key>/work/<int:log>/out", work_views.take_out, name="take_out"),
    path("engagements/<uuid:key>/calendar", work_views.calendar, name="calendar"),
    path("engagements/<uuid:key>/calendar.ics", work_views.calendar_download, name="calendar_file"),
    path("engagements/<uuid:key>/money", work_views.money, name="money"),
    path("engagements/<uuid:key>/end", ending_views.end, name="end"),
    path("engagements/<uuid:key>/outcome", ending_views.outcome, name="outcome"),
]
