"""For every room: how fast a machine is decides no test."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("todoke", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("todoke")
