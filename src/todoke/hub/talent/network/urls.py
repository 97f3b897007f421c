"""Questions, playbooks, events, and the report on courses."""

from __future__ import annotations

from django.urls import path

from todoke.hub.talent.network import talk_views, views

app_name = "network"
urlpatterns = [
    path("network/", views.index, name="index"),
    path("network/before/", views.before, name="before"),
    path("network/items/new", views.write_item, name="new_item"),
    path("network/items/<uuid:key>/", views.item, name="item"),
    path("network/items/<uuid:key>/edit", views.write_item, name="edit_item"),
    path("network/items/<uuid:key>/withdraw", views.withdraw, name="withdraw"),
    path("network/items/<uuid:key>/thank", views.thank, name="thank"),
    path("network/ask", talk_views.ask, name="ask"),
    path("network/questions/<uuid:key>/", talk_views.question, name="question"),
    path("network/questions/<uuid:key>/close", talk_views.close, name="close"),
    path("network/questions/<uuid:key>/thank/<int:reply>", talk_views.thank_reply, name="thank_reply"),
    path("network/events/new", talk_views.write_event, name="new_event"),
    path("network/events/<uuid:key>/", talk_views.event, name="event"),
    path("network/events/<uuid:key>/edit", talk_views.write_event, name="edit_event"),
    path("network/events/<uuid:key>/cancel", talk_views.cancel, name="cancel"),
    path("network/events/<uuid:key>.ics", talk_views.event_file, name="event_file"),
    path("courses/openings/", views.course_openings, name="openings"),
]
