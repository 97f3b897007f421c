"""Pages about reviewing and publishing, below /studio/."""

from __future__ import annotations

from django.urls import path

from todoke.office.studio import conflict_views, published_views, review_views

_REVISION = "published/<slug:procedure>/<int:revision>/"
patterns = [
    path("published/", published_views.show_published, name="published"),
    path(_REVISION, published_views.show_revision, name="revision"),
    path(f"{_REVISION}schedule", published_views.change_schedule, name="schedule"),
    path(f"{_REVISION}withdraw", published_views.withdraw, name="withdraw"),
    path(f"{_REVISION}reopen", published_views.reopen, name="reopen"),
    path(f"{_REVISION}next", published_views.begin_next, name="begin_next"),
    path("<uuid:work_id>/review", review_views.show_review, name="review"),
    path("<uuid:work_id>/submit", review_views.submit, name="submit"),
    path("<uuid:work_id>/take-back", review_views.withdraw_from_review, name="take_back"),
    path("<uuid:work_id>/give-up", review_views.end_work, name="give_up"),
    path("<uuid:work_id>/verdict", review_views.give_verdict, name="verdict"),
    path("<uuid:work_id>/publish", review_views.publish, name="publish"),
    path("<uuid:work_id>/bring-in", review_views.bring_in, name="bring_in"),
    path("<uuid:work_id>/differences", review_views.show_differences, name="differences"),
    path("<uuid:work_id>/conflicts", conflict_views.show_conflicts, name="conflicts"),
    path(
        "<uuid:work_id>/conflicts/<int:conflict_id>", conflict_views.decide_conflict, name="decide_conflict"
    ),
]
