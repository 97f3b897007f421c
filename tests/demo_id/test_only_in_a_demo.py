"""Outside a demo it does not start, whichever way it is started."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

WAYS = {
    "the pages": ["-c", "import todoke.demo_id.wsgi"],
    "the settings": ["-c", "import todoke.demo_id.settings"],
    "todoke id serve": ["-m", "todoke.cli", "id", "serve", "--port", "9590"],
    "todoke id fault": ["-m", "todoke.cli", "id", "fault", "--down"],
    "todoke id rotate-key": ["-m", "todoke.cli", "id", "rotate-key"],
}
SENTENCE = "lets anybody sign in as anybody, and this is not a demo."


@pytest.mark.parametrize("demo", ["false", None], ids=["switched off", "not said"])
@pytest.mark.parametrize("arguments", WAYS.values(), ids=WAYS)
def test_it_does_not_start(tmp_path: Path, arguments: list[str], demo: str | None):
    config = tmp_path / "todoke.toml"
    config.write_text(f'data = "{tmp_path / "id"}"\n')
    environment = {name: value for name, value in os.environ.items() if name != "TODOKE_DEMO"}
    environment |= {"TODOKE_CONFIG": str(config)} | ({} if demo is None else {"TODOKE_DEMO": demo})
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False, env=environment, timeout=60
    )
    assert done.returncode == 1
    assert SENTENCE in done.stderr
    if arguments[0] == "-m":
        assert "Traceback" not in done.stderr
