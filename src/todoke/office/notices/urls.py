"""Documents and the register of issued documents."""

from __future__ import annotations

from django.urls import path

from todoke.office.notices import views

app_name = "notices"
urlpatterns = [
    path("register/", views.register, name="register"),
    path("register/<int:document_id>.pdf", views.download, name="download"),
    path("register/<int:document_id>/print", views.printing, name="printing"),
    path("cases/<uuid:case_id>/issue", views.issue, name="issue"),
    path("cases/<uuid:case_id>/notify", views.notify, name="notify"),
]
