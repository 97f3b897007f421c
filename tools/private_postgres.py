"""A private PostgreSQL cluster in a temporary folder, for as long as the tests that need one run.

It answers on a free loopback port and on a socket in its folder, asks nobody for a password and never
syncs: it holds invented data only. PostgreSQL refuses to run as root; root runs it as user `postgres`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

INSTALLED = Path("/usr/lib/postgresql")
SYSTEM_USER = "postgres"
ROLE = DATABASE = "todoke"
PROGRAM_SECONDS = 60


class NoPostgres(Exception):
    """PostgreSQL isn't there or doesn't start; the message is one sentence to print."""


def programs() -> Path:
    """The folder of the newest installed PostgreSQL's programs."""
    found = {int(p.parent.parent.name): p.parent for p in INSTALLED.glob("[0-9]*/bin/initdb")}
    if not found:
        raise NoPostgres(f"PostgreSQL is not installed (no {INSTALLED}/*/bin/initdb): apt install postgresql")
    return found[max(found)]


@contextmanager
def private_cluster() -> Iterator[str]:
    """Start a cluster, give its URL, stop it and remove its folder. Raises NoPostgres."""
    program = programs()
    with tempfile.TemporaryDirectory(prefix="todoke-postgres-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        give_away(folder)
        data, port = folder / "data", free_port()
        run(program / "initdb", "-D", data, "-U", ROLE, "-E", "UTF8", "--locale=C", "-A", "trust", "-N")
        options = (
            f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} "
            "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        )
        try:
            run(program / "pg_ctl", "-D", data, "-l", folder / "log", "-o", options, "-w", "start")
            run(program / "createdb", "-h", folder, "-p", port, "-U", ROLE, DATABASE)
            yield f"postgresql://{ROLE}@127.0.0.1:{port}/{DATABASE}"
        finally:
            stop(program, data)


def stop(program: Path, data: Path) -> None:
    if (data / "postmaster.pid").exists():
        run(program / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def give_away(folder: Path) -> None:
    """As root: let the system user own the folder, nobody else may look in."""
    if os.geteuid() != 0:
        return
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError as error:
        raise NoPostgres(f"PostgreSQL doesn't run as root, and there is no user {SYSTEM_USER}.") from error
    shutil.chown(folder, SYSTEM_USER)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(*words: object) -> None:
    command = [str(word) for word in words]
    before = ["runuser", "-u", SYSTEM_USER, "--"] if os.geteuid() == 0 else []
    try:
        done = subprocess.run(
            before + command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=PROGRAM_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoPostgres(f"PostgreSQL doesn't start: {Path(command[0]).name}: {error}") from error
    if done.returncode:
        told = (done.stderr or done.stdout).strip().splitlines()
        raise NoPostgres(
            f"PostgreSQL doesn't start: {Path(command[0]).name}: {told[-1] if told else 'failed'}"
        )
