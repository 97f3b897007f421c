"""Writing: list, begin, edit, YAML, preview, examples."""

from __future__ import annotations

from django.urls import path

from todoke.office.studio.desk import editor, pages

urlpatterns = [
    path("", pages.index, name="index"),
    path("new", pages.begin, name="begin"),
    path("<uuid:id>/", editor.edit, name="edit"),
    path("<uuid:id>/undo", editor.walk_back, {"way": "undo"}, name="undo"),
    path("<uuid:id>/redo", editor.walk_back, {"way": "redo"}, name="redo"),
    path("<uuid:id>/yaml", pages.yaml_view, name="yaml"),
    path("<uuid:id>/preview", pages.preview, name="preview"),
    path("<uuid:id>/examples", pages.example_pages, name="examples"),
]
