"""Inbox, case page and moves."""

from __future__ import annotations

from django.urls import path

from todoke.office.cases import inbox_views, section_views, views

app_name = "cases"
urlpatterns = [
    path("", inbox_views.inbox, name="inbox"),
    path("cases/export", inbox_views.export_page, name="export_page"),
    path("cases/export.csv", inbox_views.export_csv, name="export"),
    path("sections/", section_views.texts, name="texts"),
    path("cases/<uuid:case_id>/", views.case_page, name="case"),
    path("cases/<uuid:case_id>/move", views.plain_move, name="move"),
    path("cases/<uuid:case_id>/correction", views.correction, name="correction"),
    path("cases/<uuid:case_id>/propose", views.propose, name="propose"),
    path("cases/<uuid:case_id>/decide", views.decide, name="decide"),
    path("cases/<uuid:case_id>/return", views.send_back, name="send_back"),
    path("cases/<uuid:case_id>/files/<uuid:file_id>", views.download, name="file"),
    path("cases/<uuid:case_id>/files/<uuid:file_id>/picture", views.picture, name="picture"),
]
