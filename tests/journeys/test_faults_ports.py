"""A port that is taken: one sentence, never two servers that answer in turns."""

from __future__ import annotations

import subprocess
import sys

import pytest

from todoke.cli.layout import OFFICES, Layout


@pytest.mark.parametrize("process", [("portal", "serve"), ("portal", "door"), ("office", "serve")])
def test_a_second_server_on_a_taken_port_says_so_and_ends(layout: Layout, process: tuple[str, str]) -> None:
    site, what = process
    config = layout.portal_config if site == "portal" else layout.office_config(OFFICES[0])
    port = {"door": layout.door_port}.get(
        what, layout.portal_port if site == "portal" else layout.office_port
    )
    command = [sys.executable, "-m", "todoke.cli", *process, "--config", str(config), "--port", str(port)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert f"Port {port} on 127.0.0.1 can't be used" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_address_this_machine_does_not_have_is_said(layout: Layout) -> None:
    command = [sys.executable, "-m", "todoke.cli", "portal", "serve", "--config", str(layout.portal_config)]
    done = subprocess.run(
        [*command, "--host", "192.0.2.1", "--port", "9799"], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert "Port 9799 on 192.0.2.1 can't be used" in done.stderr
