"""Prepares the demo: databases, keys, two invented towns, staff, and the shipped procedures.

Each site is prepared in a process of its own, because a process can know the settings of one site only.
Preparing again changes nothing that exists; a database is copied aside before it is migrated.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from todoke.cli.layout import OFFICES, Layout, OfficeSite
from todoke.cli.serve import PORTAL_KEYS
from todoke.core.errors import OperatorError
from todoke.web import keyfiles

SOURCE = Path(__file__).resolve().parent.parent


def prepare(layout: Layout, *, tell: Callable[[str], None]) -> None:
    """Bring the data folder to what this version needs."""
    state = fingerprint()
    if layout.prepared_file.exists() and json.loads(layout.prepared_file.read_text()) == state:
        return
    tell("準備しています（鍵・データベース・架空の市町） / Preparing keys, databases and invented towns …")
    portal = ask("prepare_portal", "todoke.portal.settings", config=layout.portal_config)
    question = {"portal_verify_key": portal["verify_key"], "accounts_file": str(layout.accounts_file)}

    def prepare_office(office: OfficeSite) -> dict[str, object]:
        return ask(
            "prepare_office",
            "todoke.office.settings",
            config=layout.office_config(office),
            question=question,
        )

    with ThreadPoolExecutor(os.cpu_count() or 1) as side_by_side:  # each waits for a process of its own
        id_service = side_by_side.submit(
            ask, "prepare_id", "todoke.demo_id.settings", config=layout.id_config
        )
        hub = side_by_side.submit(
            ask,
            "prepare_hub",
            "todoke.hub.settings",
            config=layout.hub_config,
            question={"accounts_file": str(layout.hub_accounts_file)},
        )
        offices = list(side_by_side.map(prepare_office, OFFICES))
        id_service.result()
        hub.result()
    gather_accounts(layout)
    ask("seed_portal", "todoke.portal.settings", config=layout.portal_config, question={"offices": offices})
    layout.prepared_file.write_text(json.dumps(state))


def gather_accounts(layout: Layout) -> None:
    """The hub's demo accounts behind the office's, in the one file people look into."""
    held = [{"site": "office"} | one for one in json.loads(layout.accounts_file.read_text())]
    accounts = [one for one in held if one["site"] == "office"]
    accounts += json.loads(layout.hub_accounts_file.read_text())
    keyfiles.write(layout.accounts_file, json.dumps(accounts, ensure_ascii=False, indent=1).encode())


def fingerprint() -> dict[str, list[str]]:
    """What preparing depends on: this version's migrations, shipped procedures, and keys it needs."""
    migrations = sorted(p.relative_to(SOURCE).as_posix() for p in SOURCE.glob("**/migrations/0*.py"))
    files = (SOURCE / "catalogue").glob("*.yaml")
    procedures = sorted(f"{p.name}:{hashlib.sha256(p.read_bytes()).hexdigest()}" for p in files)
    return {"migrations": migrations, "procedures": procedures, "keys": sorted(PORTAL_KEYS)}


def ask(
    module: str, settings: str, *, config: Path, question: dict[str, object] | None = None
) -> dict[str, object]:
    """Run `todoke.cli.<module>` for one site; its JSON answer."""
    done = subprocess.run(
        [sys.executable, "-m", f"todoke.cli.{module}"],
        input=json.dumps(question or {}),
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TODOKE_CONFIG": str(config), "DJANGO_SETTINGS_MODULE": settings},
    )
    if done.returncode:
        log = config.parent / "log" / "prepare.log"
        log.write_text(done.stderr)
        last = done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "no reason given"
        raise OperatorError(
            f"{config.parent.name} could not be prepared: {last}", todo=f"The whole story is in {log}."
        )
    answer: dict[str, object] = json.loads(done.stdout)
    return answer
