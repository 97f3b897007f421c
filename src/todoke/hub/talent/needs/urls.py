"""Needs of towns."""

from __future__ import annotations

from django.urls import path, register_converter

from todoke.core.talent.posting import Step
from todoke.hub.talent.needs import views, wizard_views


class StepConverter:
    regex = "|".join(Step)

    def to_python(self, value: str) -> Step:
        return Step(value)

    def to_url(self, value: str) -> str:
        return value


register_converter(StepConverter, "need_step")

app_name = "needs"
urlpatterns = [
    path("needs/", views.listed, name="list"),
    path("needs/rubric", views.rubric, name="rubric"),
    path("needs/new/<str:code>", wizard_views.new, name="new"),
    path("needs/<uuid:key>/", views.need, name="need"),
    path("needs/<uuid:key>/check", wizard_views.check, name="check"),
    path("needs/<uuid:key>/post", wizard_views.post, name="post"),
    path("needs/<uuid:key>/discard", views.discard, name="discard"),
    path("needs/<uuid:key>/withdraw", views.withdraw, name="withdraw"),
    path("needs/<uuid:key>/tie", views.tie, name="tie"),
    path("needs/<uuid:key>/untie", views.untie, name="untie"),
    path("needs/<uuid:key>/<need_step:name>", wizard_views.step, name="step"),
]
