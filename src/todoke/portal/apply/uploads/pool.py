"""A few cleaning processes, started at the first upload and ended when nobody uploads.

Invariants:
- a file gets one process for itself, at most SECONDS_A_FILE; a process that dies or hangs is replaced.
- the processes inherit neither environment nor open files: no secret is in their reach.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from todoke.core.errors import Refused
from todoke.portal.apply.uploads import refusals
from todoke.portal.apply.uploads.file_kinds import Cleaned
from todoke.portal.apply.uploads.frames import read_frame, write_frame

PROCESSES = 2
SECONDS_A_FILE = 30.0
SECONDS_TO_WAIT = 45.0
SECONDS_IDLE = 60.0


class CleaningPool:
    """Thread-safe. `clean` blocks until a process is free."""

    def __init__(
        self,
        *,
        processes: int = PROCESSES,
        seconds_a_file: float = SECONDS_A_FILE,
        seconds_idle: float = SECONDS_IDLE,
        seconds_to_wait: float = SECONDS_TO_WAIT,
    ) -> None:
        self._free = threading.BoundedSemaphore(processes)
        self._lock = threading.Lock()
        self._idle: list[tuple[subprocess.Popen[bytes], float]] = []
        self._reaper: threading.Timer | None = None
        self._seconds_a_file = seconds_a_file
        self._seconds_idle = seconds_idle
        self._seconds_to_wait = seconds_to_wait

    def clean(self, content: bytes) -> Cleaned:
        """Raises Refused with the sentence for the person."""
        if not self._free.acquire(timeout=self._seconds_to_wait):
            raise Refused(refusals.BUSY)
        try:
            process = self._take()
            try:
                head, body = self._ask(process, content)
            except (EOFError, OSError) as error:
                _end(process)
                raise Refused(refusals.BROKEN) from error
            self._give_back(process)
        finally:
            self._free.release()
        if "refused" in head:
            raise Refused(refusals.BY_CODE[str(head["refused"])])
        return Cleaned(media_type=str(head["media_type"]), content=body)

    def running(self) -> int:
        """How many processes wait for work."""
        with self._lock:
            return len(self._idle)

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
            if self._reaper:
                self._reaper.cancel()
                self._reaper = None
        for process, _ in idle:
            _end(process)

    def _ask(self, process: subprocess.Popen[bytes], content: bytes) -> tuple[dict[str, object], bytes]:
        if process.stdin is None or process.stdout is None:
            raise EOFError
        deadline = threading.Timer(self._seconds_a_file, process.kill)
        deadline.daemon = True
        deadline.start()
        try:
            write_frame(process.stdin, {}, body=content)
            return read_frame(process.stdout)
        finally:
            deadline.cancel()

    def _take(self) -> subprocess.Popen[bytes]:
        with self._lock:
            while self._idle:
                process, _ = self._idle.pop()
                if process.poll() is None:
                    return process
                _end(process)
        return _start()

    def _give_back(self, process: subprocess.Popen[bytes]) -> None:
        with self._lock:
            self._idle.append((process, time.monotonic()))
            self._watch()

    def _watch(self) -> None:
        """Call with the lock held."""
        if self._reaper is None:
            self._reaper = threading.Timer(self._seconds_idle, self._reap)
            self._reaper.daemon = True
            self._reaper.start()

    def _reap(self) -> None:
        oldest = time.monotonic() - self._seconds_idle
        with self._lock:
            self._reaper = None
            gone = [process for process, since in self._idle if since <= oldest]
            self._idle = [(process, since) for process, since in self._idle if since > oldest]
            if self._idle:
                self._watch()
        for process in gone:
            _end(process)


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "todoke.portal.apply.uploads.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={
            "PYTHONPATH": os.pathsep.join(str(Path(part).absolute()) for part in sys.path if part),
            "LC_ALL": "C.UTF-8",
        },
        cwd="/",
        start_new_session=True,
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for stream in (process.stdin, process.stdout):
        if stream:
            with contextlib.suppress(OSError):
                stream.close()
    process.wait()


pool = CleaningPool()
atexit.register(pool.close)
