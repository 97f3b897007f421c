"""The printed form of a case."""

from __future__ import annotations

from django.urls import path

from todoke.office.forms import views

app_name = "forms"
urlpatterns = [path("cases/<uuid:case_id>/form.pdf", views.form, name="form")]
