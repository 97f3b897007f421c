"""The hub knows no resident: it loads nothing of the portal or an office, and holds no table of theirs."""

from __future__ import annotations

import subprocess
import sys

from django.apps import apps

LOADED = """
import sys, django
django.setup()
import todoke.hub.wsgi
from django.urls import get_resolver
assert get_resolver().reverse_dict is not None
print("\\n".join(sorted(name for name in sys.modules if name.startswith("todoke."))))
"""
THEIRS = ("todoke.portal", "todoke.office", "todoke.core.envelope")


def test_the_running_hub_loads_nothing_that_reads_a_residents_data(tmp_path):
    (tmp_path / "secret").write_text("only-for-this-test-" * 4)
    config = tmp_path / "todoke.toml"
    config.write_text(f'data = "{tmp_path}"\nbase_url = "http://hub.localhost"\nsecret_key_file = "secret"\n')
    environment = {"DJANGO_SETTINGS_MODULE": "todoke.hub.settings", "TODOKE_CONFIG": str(config)}
    done = subprocess.run(
        [sys.executable, "-c", LOADED], env=environment, capture_output=True, text=True, check=True
    )
    loaded = done.stdout.split()
    assert "todoke.hub.urls" in loaded
    assert [name for name in loaded if name.startswith(THEIRS)] == []


def test_every_table_of_the_hub_is_of_its_members_its_talent_or_signing_in():
    owners = {model.__module__.split(".models")[0] for model in apps.get_models()}
    assert {name for name in owners if name.startswith("todoke.hub.")}
    assert not [name for name in owners if name.startswith(THEIRS)]
