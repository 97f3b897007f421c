"""The My Numbers of a case."""

from __future__ import annotations

from django.urls import path

from todoke.office.numbers import views

app_name = "numbers"
urlpatterns = [
    path("cases/<uuid:case_id>/numbers/", views.numbers, name="numbers"),
    path("cases/<uuid:case_id>/numbers/show", views.show, name="show"),
    path("cases/<uuid:case_id>/numbers/check", views.check, name="check"),
    path("cases/<uuid:case_id>/numbers/part", views.part, name="part"),
    path("cases/<uuid:case_id>/numbers/form.pdf", views.form, name="form"),
]
