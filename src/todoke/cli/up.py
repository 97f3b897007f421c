"""`todoke up`: everything on this machine, with invented towns, and one trial application."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from types import FrameType

import click
from rich.console import Console

from todoke.cli import demo, trial
from todoke.cli.identity_links import renew_trust
from todoke.cli.layout import OFFICES, Layout, make_folders, refuse_taken_ports
from todoke.cli.supervisor import ProcessPlan, Supervisor
from todoke.core.errors import OperatorError

SITES_WITH_ACCOUNTS = (
    ("office", "ひばり市の職員のアカウント / staff accounts (demo only)"),
    ("hub", "人材ハブのアカウント / accounts of the hub (demo only)"),
)
say = Console(stderr=True, highlight=False)


def plans(layout: Layout) -> list[ProcessPlan]:
    """Portal, door, the ID service, the hub, and for each office that runs its pages and its worker."""
    portal = layout.portal_config
    log = portal.parent / "log"
    found = [
        ProcessPlan(
            name="portal",
            log=log / "portal.log",
            ready_url=f"http://127.0.0.1:{layout.portal_port}/",
            arguments=("portal", "serve", "--config", str(portal), "--port", str(layout.portal_port)),
        ),
        ProcessPlan(
            name="door",
            log=log / "door.log",
            ready_url=f"http://127.0.0.1:{layout.door_port}/exchange/v1/keys",
            arguments=("portal", "door", "--config", str(portal), "--port", str(layout.door_port)),
        ),
    ]
    id_service = layout.id_config
    found.append(
        ProcessPlan(
            name="id",
            log=id_service.parent / "log" / "id.log",
            ready_url=f"http://127.0.0.1:{layout.id_port}/healthz",
            arguments=("id", "serve", "--config", str(id_service), "--port", str(layout.id_port)),
        )
    )
    found += hub_plans(layout)
    for office in (office for office in OFFICES if office.runs):
        config = layout.office_config(office)
        log = config.parent / "log"
        found += [
            ProcessPlan(
                name="office",
                log=log / "office.log",
                ready_url=f"http://127.0.0.1:{layout.office_port}/",
                arguments=("office", "serve", "--config", str(config), "--port", str(layout.office_port)),
            ),
            ProcessPlan(
                name="worker", log=log / "worker.log", arguments=("office", "work", "--config", str(config))
            ),
        ]
    return found


def hub_plans(layout: Layout) -> list[ProcessPlan]:
    config = layout.hub_config
    log = config.parent / "log"
    return [
        ProcessPlan(
            name="hub",
            log=log / "hub.log",
            ready_url=f"http://127.0.0.1:{layout.hub_port}/healthz",
            arguments=("hub", "serve", "--config", str(config), "--port", str(layout.hub_port)),
        ),
        ProcessPlan(
            name="hub worker", log=log / "worker.log", arguments=("hub", "work", "--config", str(config))
        ),
    ]


def start_all(layout: Layout) -> Supervisor:
    """Prepare the data folder, then start every process; the caller stops the supervisor."""
    refuse_taken_ports(layout)
    make_folders(layout)
    demo.prepare(layout, tell=say.print)
    renew_trust(layout)
    supervisor = Supervisor()
    try:
        for plan in plans(layout):
            supervisor.start(plan)
        supervisor.wait_ready()
    except BaseException:
        supervisor.stop()
        raise
    return supervisor


def tell_where(layout: Layout) -> None:
    accounts = json.loads(layout.accounts_file.read_text())
    say.print("\n[bold]届 Todoke は動いています / Todoke is running[/bold]  (Ctrl-C: 終了 / stop)\n")
    say.print(f"  住民のサイト / residents   {layout.portal_url}/")
    say.print(f"  ひばり市の職員 / staff     {layout.office_url}/")
    say.print(f"  霧原県の人材ハブ / hub     {layout.hub_url}/")
    say.print(f"  見本の認証サービス / demo ID service  {layout.id_url}/")
    say.print("  森野町の窓口はわざと止めてあります / Morino's office is deliberately not started\n")
    for site, words in SITES_WITH_ACCOUNTS:
        say.print(f"  {words}")
        for one in (one for one in accounts if one["site"] == site):
            say.print(f"    {one['login']:<10} {one['password']:<14} {one['name']}（{one['sections']}）")
    say.print("    2段階目のコードは、デモではログインの画面に出ます / the demo shows the second step's code")
    say.print("    on its page; for an authenticator app, the keys are in demo-accounts.json (totp_secret)")


def interrupted(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@click.command("up")
@click.option("--data", type=str, default="var", show_default=True, help="Folder of all data.")
@click.option("--port-base", type=click.IntRange(1024, 65000), default=8000, show_default=True)
@click.option("--trial", "only_trial", is_flag=True, help="Send one application, print JSON, stop.")
def command(data: str, port_base: int, only_trial: bool) -> None:
    """Start everything on this machine and send one application through it."""
    if not data.strip():  # as from --data "$FOLDER" with nothing in it: it would fill the present folder
        raise OperatorError("The folder of all data has no name.", todo="Name one: todoke up --data FOLDER")
    signal.signal(signal.SIGTERM, interrupted)
    try:
        run(Layout(data=Path(data).resolve(), port_base=port_base), only_trial=only_trial)
    except KeyboardInterrupt:
        say.print("\n終了しました / stopped")


def run(layout: Layout, *, only_trial: bool) -> None:
    """Until Ctrl-C, or until the trial is over; every process is ended whatever happens."""
    supervisor = start_all(layout)
    try:
        if only_trial:
            result = trial.run(layout)
            click.echo(json.dumps(result.as_json(), ensure_ascii=False))
            sys.exit(0 if result.notice_read else 1)
        tell_where(layout)
        trial.run_once(layout, tell=say.print)
        supervisor.watch()
    finally:
        supervisor.stop()
