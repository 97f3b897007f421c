"""Time as an enemy: an office away for days with its key rotated meanwhile, and clocks that differ.

The clocks are moved by the demo's own setting (`demo_clock_offset`), each process for itself, so everything a
process dates is days later; nothing in a database is changed by hand.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from todoke.cli import trial
from todoke.cli.layout import OFFICES, Layout
from todoke.cli.supervisor import Supervisor
from todoke.cli.up import plans, start_all

HIBARI = OFFICES[0]
HOUR, DAY = 3600, 86400
RESIDENTS_SIDE = ("portal", "door")


class Machines:
    """The servers of both zones, each with a clock of its own."""

    def __init__(self, layout: Layout, supervisor: Supervisor) -> None:
        self.layout, self.supervisor = layout, supervisor

    def stop(self, *names: str) -> None:
        for name in names:
            self.supervisor.kill(name)
            del self.supervisor.children[name]
            del self.supervisor.plans[name]

    def start(self, *names: str, ahead: int = 0) -> None:
        for plan in plans(self.layout):
            if plan.name in names:
                shifted = {**plan.environment, "TODOKE_DEMO_CLOCK_OFFSET": str(ahead)}
                self.supervisor.start(replace(plan, environment=shifted))
        self.supervisor.wait_ready()

    def restart(self, *names: str, ahead: int) -> None:
        self.stop(*names)
        self.start(*names, ahead=ahead)

    def log_of(self, site: str, name: str) -> str:
        config = self.layout.portal_config if site == "portal" else self.layout.office_config(HIBARI)
        return (config.parent / "log" / f"{name}.log").read_text()

    def todoke(self, *arguments: str, site: str, ahead: int = 0, refused: bool = False) -> str:
        config = self.layout.portal_config if site == "portal" else self.layout.office_config(HIBARI)
        command = [sys.executable, "-m", "todoke.cli", *arguments, "--config", str(config)]
        shifted = {**os.environ, "TODOKE_DEMO_CLOCK_OFFSET": str(ahead)}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=shifted)
        assert (done.returncode == 0) is not refused, done.stderr
        return done.stderr if refused else done.stdout

    def status(self, site: str) -> dict:
        return json.loads(self.todoke("exchange", "status", "--site", site, site=site))

    def has_alarms(self, site: str, alarms: dict[str, int]) -> bool:
        return bool(self.status(site)["alarms"] == alarms)

    def sealing_keys(self) -> list[tuple[str, str]]:
        shown = json.loads(self.todoke("keys", "show", "--site", "office", "--json", site="office"))
        return [(key.split()[0], key.split()[1]) for key in shown["sealing_keys"]]

    def key_states(self) -> dict[str, int]:
        return dict(Counter(state for _, state in self.sealing_keys()))

    def apply(self) -> str:
        return trial.receipt_on(trial.apply_online(trial.portal_of(self.layout))[0])

    def filed(self, receipt: str) -> str:
        """Wait for the case; its page."""
        sato = trial.office_of(self.layout, "sato")
        return trial.wait_for(trial.find_case(sato, receipt), named="the case").text


def eventually(what: Callable[[], bool], *, named: str, seconds: float = 40.0) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, f"{named} — within {seconds:.0f} s — not"
        time.sleep(0.2)


@pytest.fixture(scope="module")
def machines(
    tmp_path_factory: pytest.TempPathFactory, free_port_base: Callable[[], int]
) -> Iterator[Machines]:
    layout = Layout(data=Path(tmp_path_factory.mktemp("time")), port_base=free_port_base())
    supervisor = start_all(layout)
    yield Machines(layout, supervisor)
    supervisor.stop()


@pytest.mark.parametrize("minutes", [4, -4])
def test_clocks_four_minutes_apart_hinder_nothing(machines: Machines, minutes: int) -> None:
    machines.restart("worker", "office", ahead=minutes * 60)
    assert trial.run(machines.layout).notice_read
    machines.restart("worker", "office", ahead=0)


@pytest.mark.parametrize("minutes", [6, -6])
def test_clocks_six_minutes_apart_are_told_to_the_operator_and_nothing_is_lost(
    machines: Machines, minutes: int
) -> None:
    machines.restart("worker", ahead=minutes * 60)
    receipt = machines.apply()
    eventually(lambda: machines.status("office")["alarms"] == {"clocks_apart": 1}, named="the alarm")
    log = machines.log_of("office", "worker")
    assert "clocks of office and portal are 6 minutes apart; 5 minutes are allowed" in log
    assert machines.status("portal")["waiting"][HIBARI.code]["envelopes"] == 1
    machines.restart("worker", ahead=0)
    assert "川の水が入り" in machines.filed(receipt)
    eventually(lambda: machines.status("office")["alarms"] == {}, named="the alarm ends")


def test_outside_a_demo_no_process_starts_with_a_moved_clock(machines: Machines) -> None:
    command = [sys.executable, "-m", "todoke.cli", "exchange", "status", "--site", "portal"]
    moved = {**os.environ, "TODOKE_DEMO_CLOCK_OFFSET": "60", "TODOKE_DEMO": "false"}
    config = str(machines.layout.portal_config)
    done = subprocess.run([*command, "--config", config], capture_output=True, text=True, env=moved)
    assert done.returncode == 1
    assert "this site is not a demo" in done.stderr


def test_a_draft_over_its_time_is_not_sent_and_the_person_is_told(machines: Machines) -> None:
    hanako = trial.portal_of(machines.layout)
    page = hanako.get("/hibari/disaster_certificate/start")
    while not page.path.endswith("/check"):
        if page.path.endswith("/key"):
            page = hanako.get(page.next_link())
        else:
            page = hanako.send(page, page.main_form(), values=trial.ANSWERS)
    before = machines.status("portal")["opened"]
    machines.restart(*RESIDENTS_SIDE, ahead=31 * DAY)
    for answer in (
        hanako.get(page.path),
        hanako.send(page, page.form(action="/send"), values=trial.ANSWERS),
    ):
        assert answer.status == 404
        assert "送られていません" in answer.text
        assert "30日" in answer.text
    assert machines.status("portal")["opened"] == before
    assert machines.status("portal")["waiting"] == {}
    machines.restart(*RESIDENTS_SIDE, ahead=0)


def test_an_office_away_for_days_finds_everything_waiting_and_opens_it_with_old_and_new_keys(
    machines: Machines,
) -> None:
    machines.filed(machines.apply())  # the way is open
    machines.stop("worker", "office")
    receipts = [machines.apply()]
    for ahead, alarms in (
        (HOUR + 60, {"unopened_1_hour": 1}),
        (DAY + 60, {"unopened_1_hour": 2, "unopened_1_day": 1}),
        (3 * DAY + 60, {"unopened_1_hour": 3, "unopened_1_day": 3, "unopened_3_days": 1}),
    ):
        machines.restart(*RESIDENTS_SIDE, ahead=ahead)
        eventually(partial(machines.has_alarms, "portal", alarms), named=f"alarms {alarms}")
        receipts.append(machines.apply())
    status = machines.status("portal")
    assert status["waiting"][HIBARI.code]["envelopes"] == 4, "residents kept applying and nothing expired"

    # Back after five days; the key was rotated while nobody could hear of it.
    back = 5 * DAY
    machines.restart(*RESIDENTS_SIDE, ahead=back)
    machines.todoke("keys", "rotate", site="office", ahead=back)
    older = next(id for id, state in machines.sealing_keys() if state == "open_only")
    told = machines.todoke("keys", "retire", older, site="office", ahead=back, refused=True)
    assert "has not heard of the newer key" in told
    late = machines.apply()  # still sealed to the old key: the portal knows no other one
    machines.start("worker", "office", ahead=back)
    for receipt in [*receipts, late]:
        assert "川の水が入り" in machines.filed(receipt)
    eventually(lambda: machines.status("portal")["alarms"] == {}, named="the alarms end")
    eventually(lambda: machines.status("office")["outgoing_to_post"] == 0, named="the new key is told")
    time.sleep(6)  # each process of the portal remembers a town's keys for five seconds
    assert "川の水が入り" in machines.filed(machines.apply())
    assert machines.status("office")["quarantined"] == 0
    assert machines.key_states() == {"active": 1, "open_only": 1}
    told = machines.todoke("keys", "retire", older, site="office", ahead=back, refused=True)
    assert "only just now" in told
    later = back + HOUR
    machines.restart(*RESIDENTS_SIDE, "worker", ahead=later)
    machines.todoke("keys", "retire", older, site="office", ahead=later)
    assert machines.key_states() == {"active": 1, "retired": 1}
    assert "川の水が入り" in machines.filed(machines.apply())
