"""Pages of one application after it was sent, under `/<town>/a/<id>/`."""

from __future__ import annotations

from django.urls import path

from todoke.portal.mailbox import views

app_name = "mailbox"
_OWN = "<slug:town>/a/<uuid:id>/"

urlpatterns = [
    path(f"{_OWN}status", views.show_status, name="status"),
    path(f"{_OWN}correct/<int:number>", views.answer_correction, name="correct"),
    path(f"{_OWN}withdraw", views.withdraw, name="withdraw"),
    path(f"{_OWN}notice/<int:number>", views.show_notice, name="notice"),
    path(f"{_OWN}notice/<int:number>.pdf", views.download_notice, name="notice_pdf"),
    path(f"{_OWN}email", views.enter_address, name="email"),
    path(f"{_OWN}email/code", views.prove_address, name="email_code"),
    path(f"{_OWN}email/forget", views.forget_address, name="email_forget"),
]
