"""`/<town>/<procedure>/start`, `/<town>/open`, `/<town>/a/<id>/…`.

No answer and no key is ever part of an address.
"""

from __future__ import annotations

from django.urls import path

from todoke.portal.apply import step_views, views

app_name = "apply"
_OWN = "<slug:town>/a/<uuid:id>/"

urlpatterns = [
    path("<slug:town>/open", views.open_with_key, name="open"),
    path("<slug:town>/<slug:procedure>/start", views.start, name="start"),
    path(_OWN, views.resume, name="resume"),
    path(f"{_OWN}key", views.show_key, name="key"),
    path(f"{_OWN}s/<slug:step>", step_views.answer_step, name="step"),
    path(f"{_OWN}check", step_views.check, name="check"),
    path(f"{_OWN}stopped", step_views.stopped, name="stopped"),
    path(f"{_OWN}elsewhere", step_views.elsewhere, name="elsewhere"),
    path(f"{_OWN}send", step_views.send, name="send"),
    path(f"{_OWN}receipt", views.show_receipt, name="receipt"),
    path(f"{_OWN}copy.pdf", views.download_copy, name="copy"),
    path(f"{_OWN}delete", views.delete, name="delete"),
]
