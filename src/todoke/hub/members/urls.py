"""What waits for one, bodies, accounts and posts, events."""

from __future__ import annotations

from django.urls import path

from todoke.hub.members import account_views, views

app_name = "members"
urlpatterns = [
    path("", views.home, name="home"),
    path("bodies/", views.bodies, name="bodies"),
    path("bodies/new", views.add_body, name="add_body"),
    path("bodies/<str:code>/", views.body, name="body"),
    path("bodies/<str:code>/dx", views.describe, name="describe"),
    path("members/", account_views.members, name="members"),
    path("members/new", account_views.add_member, name="add_member"),
    path("members/<uuid:account>/", account_views.member, name="member"),
    path("members/<uuid:account>/post", account_views.change_post, name="change_post"),
    path("members/<uuid:account>/switch", account_views.switch, name="switch"),
    path("members/<uuid:account>/password", account_views.new_password, name="new_password"),
    path("placement/", views.placement, name="placement"),
    path("events/", account_views.events, name="events"),
]
