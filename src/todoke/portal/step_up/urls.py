"""`/account/step-up/<id>/…`, the part that has a session. The rest is among the draft's pages."""

from __future__ import annotations

from django.urls import path

from todoke.portal.step_up import account_views

app_name = "step_up"
urlpatterns = [
    path("<uuid:id>/", account_views.enter, name="enter"),
    path("<uuid:id>/done", account_views.done, name="done"),
    path("<uuid:id>/failed", account_views.failed, name="failed"),
]
