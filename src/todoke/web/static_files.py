"""Style and script files, served from the checkout without a build step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from whitenoise import WhiteNoise

FOLDER = Path(__file__).resolve().parent / "static"


def with_static_files(application: Any) -> WhiteNoise:
    return WhiteNoise(application, root=str(FOLDER), prefix="static/", max_age=300)
