"""Pages of one application after it was sent, under `/<town>/a/<id>/`."""

from __future__ import annotations

from django.urls import include, path

from todoke.portal.mailbox import views

app_name = "mailbox"
_OWN = [
    path("status", views.show_status, name="status"),
    path("correct/<int:number>", views.answer_correction, name="correct"),
    path("withdraw", views.withdraw, name="withdraw"),
    path("notice/<int:number>", views.show_notice, name="notice"),
    path("notice/<int:number>.pdf", views.download_notice, name="notice_pdf"),
    path("email", views.enter_address, name="email"),
    path("email/code", views.prove_address, name="email_code"),
    path("email/forget", views.forget_address, name="email_forget"),
]

urlpatterns = [
    path("<slug:town>/a/<uuid:id>/", include(_OWN)),
]
