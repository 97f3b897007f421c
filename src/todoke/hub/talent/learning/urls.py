"""Courses, plans, pairs and syllabuses."""

from __future__ import annotations

from django.urls import path

from todoke.hub.talent.learning import chain_views, growth_views, views

app_name = "learning"
urlpatterns = [
    path("courses/", views.tracks, name="tracks"),
    path("courses/new", views.new, name="new"),
    path("courses/seed", views.seed, name="seed"),
    path("courses/verify/", views.verifying, name="verifying"),
    path("courses/verify/<uuid:key>", views.decide, name="decide"),
    path("courses/plan/", growth_views.plan, name="plan"),
    path("courses/mentoring/", growth_views.mentoring, name="mentoring"),
    path("courses/mentoring/ask/<uuid:key>", growth_views.ask, name="ask"),
    path("courses/mentoring/<uuid:key>", growth_views.answer, name="answer"),
    path("courses/syllabuses/", chain_views.programmes, name="programmes"),
    path("courses/syllabuses/new", chain_views.new_programme, name="new_programme"),
    path("courses/syllabuses/<uuid:key>/", chain_views.programme, name="programme"),
    path("courses/syllabuses/<uuid:key>/begin", chain_views.begin, name="begin"),
    path("courses/syllabuses/<uuid:key>/close", chain_views.close, name="close"),
    path("courses/steps/<uuid:key>", chain_views.step, name="step"),
    path("courses/<uuid:key>/", views.track, name="track"),
    path("courses/<uuid:key>/edit", views.edit, name="edit"),
    path("courses/<uuid:key>/progress", views.progress, name="progress"),
]
