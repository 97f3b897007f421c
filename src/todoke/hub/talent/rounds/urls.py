"""Rounds, proposals, requests for review."""

from __future__ import annotations

from django.urls import path

from todoke.hub.talent.rounds import answer_views, views

app_name = "rounds"
urlpatterns = [
    path("rounds/", views.rounds, name="list"),
    path("rounds/begin", views.begin, name="begin"),
    path("rounds/<uuid:key>/", views.one_round, name="round"),
    path("rounds/<uuid:key>/publish", views.publish, name="publish"),
    path("rounds/<uuid:key>/statistics", views.statistics, name="statistics"),
    path("rounds/<uuid:key>/data.json", views.data, name="data"),
    path("rounds/<uuid:key>/appeal", answer_views.appeal, name="appeal"),
    path("rounds/<uuid:key>/do/<slug:what>", views.act, name="act"),
    path("rounds/<uuid:key>/needs/<uuid:asked>/", views.need, name="need"),
    path("rounds/<uuid:key>/needs/<uuid:asked>/<uuid:person>", views.pair, name="pair"),
    path("rounds/<uuid:key>/needs/<uuid:asked>/<uuid:person>/decide", views.decide, name="decide"),
    path("rounds/<uuid:key>/decisions/<int:override>/take-back", views.take_back, name="take_back"),
    path("proposals/", answer_views.listed, name="proposals"),
    path("proposals/<uuid:key>/", answer_views.proposal, name="proposal"),
    path("proposals/<uuid:key>/answer", answer_views.answer, name="answer"),
    path("appeals/", answer_views.appeals, name="appeals"),
    path("appeals/<uuid:key>/decide", answer_views.decide, name="decide_appeal"),
]
