"""Permissions, agreements, interests, restrictions, and the workspace."""

from __future__ import annotations

from django.urls import path

from todoke.hub.talent.permits import (
    agreement_views,
    document_views,
    interest_views,
    restriction_views,
    views,
)

app_name = "permits"
urlpatterns = [
    path("permits/", views.listed, name="list"),
    path("permits/ask", views.ask, name="ask"),
    path("permits/rules", views.rules, name="rules"),
    path("permits/permissions/<uuid:key>", views.permission, name="permission"),
    path("permits/permissions/<uuid:key>/decide", views.decide, name="decide"),
    path("permits/permissions/<uuid:key>/revoke", views.revoke, name="revoke"),
    path("permits/permissions/<uuid:key>/take-back", views.take_back, name="take_back"),
    path("permits/agreements/new", agreement_views.new, name="new_agreement"),
    path("permits/agreements/<uuid:key>", agreement_views.agreement, name="agreement"),
    path("permits/agreements/<uuid:key>/sign", agreement_views.sign, name="sign"),
    path("permits/agreements/<uuid:key>/revoke", agreement_views.revoke, name="revoke_agreement"),
    path("permits/papers", agreement_views.papers, name="papers"),
    path("permits/papers/<str:name>", agreement_views.take_paper, name="paper"),
    path("permits/interests", interest_views.interests, name="interests"),
    path("permits/interests/declare", interest_views.declare, name="declare"),
    path("permits/interests/declarations/<uuid:key>/confirm", interest_views.confirm, name="confirm"),
    path("permits/interests/<uuid:key>", restriction_views.person, name="person"),
    path("permits/interests/<uuid:key>/take-over", interest_views.take_over, name="take_over"),
    path("permits/town-rules", interest_views.town_rules, name="town_rules"),
    path("permits/town-rules/<uuid:key>/end", interest_views.end_town_rule, name="end_town_rule"),
    path("permits/restrictions", restriction_views.restrictions, name="restrictions"),
    path("permits/restrictions/<uuid:key>", restriction_views.restriction, name="restriction"),
    path("permits/restrictions/<uuid:key>/<str:step>", restriction_views.act, name="act"),
    path("permits/statistics", restriction_views.statistics, name="statistics"),
    path("documents/", document_views.documents, name="documents"),
    path("documents/new", document_views.add, name="add_document"),
    path("documents/<uuid:key>", document_views.document, name="document"),
    path("documents/<uuid:key>/file", document_views.download, name="download"),
    path("documents/<uuid:key>/remove", document_views.remove, name="remove_document"),
]
