"""The main job with portal and office on PostgreSQL: the trial, and a short crash run.

`tools/run_tests.py` starts a private cluster and names it in TODOKE_TEST_DSN. Portal and offices get a
database each, as in docs/reference/settings.md (`database`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from tests.journeys.crash_run import kill_at_random, refuse_loss
from tests.journeys.office_side import filed_answers

from todoke.cli import trial
from todoke.cli.layout import OFFICES, Layout
from todoke.cli.supervisor import Supervisor
from todoke.cli.up import start_all

KILLS = 12
SITES = ("portal", *(f"office-{office.slug}" for office in OFFICES))


def made_databases(dsn: str) -> dict[str, str]:
    """One empty database for each site."""
    with psycopg.connect(dsn, autocommit=True) as link:
        for site in SITES:
            link.execute(f'CREATE DATABASE "journey-{site}"')
    return {site: urlsplit(dsn)._replace(path=f"/journey-{site}").geturl() for site in SITES}


@pytest.fixture(scope="module")
def on_postgres(
    tmp_path_factory: pytest.TempPathFactory, free_port_base: Callable[[], int]
) -> Iterator[tuple[Layout, Supervisor]]:
    dsn = os.environ.get("TODOKE_TEST_DSN")
    if not dsn:
        pytest.skip("NOT RUN: no PostgreSQL is named in TODOKE_TEST_DSN; tools/run_tests.py starts one")
    data = Path(tmp_path_factory.mktemp("var"))
    layout = Layout(data=data, port_base=free_port_base(), databases=made_databases(dsn))
    with pytest.MonkeyPatch.context() as environment:
        # The servers are as in real life: their database from their todoke.toml, with its pool.
        environment.delenv("TODOKE_TEST_DATABASE", raising=False)
        environment.delenv("TODOKE_TEST_DSN")
        supervisor = start_all(layout)
        try:
            yield layout, supervisor
        finally:
            supervisor.stop()


def test_the_trial_brings_the_certificate_back(on_postgres: tuple[Layout, Supervisor]) -> None:
    layout = on_postgres[0]
    result = trial.run(layout)
    assert result.notice_read
    assert [receipt for receipt, _ in filed_answers(layout)] == [result.receipt]
    for site in layout.databases:
        assert not list((layout.data / site).rglob("*.sqlite3")), "nothing went into SQLite"


@pytest.mark.crash
def test_every_receipt_shown_is_exactly_one_case_after_kills(on_postgres: tuple[Layout, Supervisor]) -> None:
    layout, supervisor = on_postgres
    before = {receipt for receipt, _ in filed_answers(layout)}
    shown = kill_at_random(layout, supervisor, kills=KILLS)
    assert before.isdisjoint(shown)
    refuse_loss(layout, shown)
