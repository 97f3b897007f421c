"""Assurance levels: overview, worksheets, method table. Ids of procedures never hold a hyphen."""

from __future__ import annotations

from django.urls import path

from todoke.office.assurance import editing_views, method_views, views

app_name = "assurance"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("method-table/", method_views.table_page, name="methods"),
    path("method-table/change", method_views.edit_table, name="edit_methods"),
    path("method-table/<int:version>/", method_views.old_table, name="old_methods"),
    path("<str:procedure>/", views.procedure_page, name="procedure"),
    path("<str:procedure>/start", views.start, name="start"),
    path("<str:procedure>/<int:version>/", views.version_page, name="version"),
    path("<str:procedure>/<int:version>/worksheet.pdf", views.document, name="document"),
    path("<str:procedure>/<int:version>/check", editing_views.check_page, name="check"),
    path("<str:procedure>/<int:version>/submit", editing_views.submit, name="submit"),
    path("<str:procedure>/<int:version>/take-back", views.take_back, name="take_back"),
    path("<str:procedure>/<int:version>/approve", views.approve, name="approve"),
    path("<str:procedure>/<int:version>/return", views.send_back, name="send_back"),
    path("<str:procedure>/<int:version>/edit/<str:step>", editing_views.step_page, name="step"),
]
