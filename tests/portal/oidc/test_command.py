"""`todoke portal id-services`, as an operator runs it."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from joserfc.jwk import ECKey

CONFIG = """data = "{data}"
base_url = "https://shinsei.example.jp"
id_providers = "id-providers.toml"
"""
PROVIDER = """[[provider]]
id = "digital_id"
name = "マイナアプリ"
issuer = "https://auth.example.go.jp/api/realms/main"
client_id = "RP00000001"
key_file = "keys/id.pem"
"""


@pytest.fixture
def id_services(tmp_path: Path):
    config = tmp_path / "todoke.toml"
    config.write_text(CONFIG.format(data=tmp_path))

    def run(text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "id-providers.toml").write_text(text)
        command = [sys.executable, "-m", "todoke.cli", "portal", "id-services", "--config", str(config)]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TODOKE_")}
        kept.pop("DJANGO_SETTINGS_MODULE", None)
        return subprocess.run(
            [*command, *arguments], capture_output=True, text=True, check=False, env=kept, timeout=60
        )

    return run


def test_it_makes_the_key_and_shows_what_to_hand_in(id_services, tmp_path):
    done = id_services(PROVIDER, "--make-keys")
    assert done.returncode == 0, done.stderr
    shown = json.loads(done.stdout)
    assert shown["redirect_uri"] == "https://shinsei.example.jp/account/oidc/digital_id/login/callback/"
    file = tmp_path / "keys" / "id.pem"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert shown["jwks"]["keys"][0]["kid"] == ECKey.import_key(file.read_bytes()).thumbprint()
    assert "PRIVATE" not in done.stdout
    assert '"d"' not in done.stdout


def test_a_mistake_in_the_file_is_a_sentence(id_services):
    done = id_services(PROVIDER + 'algorithm = "ES256"\n')
    assert done.returncode == 1
    assert "algorithm" in done.stderr
    assert "Traceback" not in done.stderr
