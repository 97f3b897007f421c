"""All pages of the studio, below /studio/."""

from __future__ import annotations

from todoke.office.studio import workflow_urls
from todoke.office.studio.desk import urls as desk

app_name = "studio"
urlpatterns = [*workflow_urls.patterns, *desk.urlpatterns]
