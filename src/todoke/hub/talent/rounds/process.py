"""The solver's process from outside: start it, listen to it, ask it one question, end it.

Invariants:
- the web pages and the worker never import the solver: its memory belongs to a process that ends.
- a process that dies without its last line has no result; nothing of it is guessed.
"""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from typing import IO, Any

from todoke.core.errors import Refused
from todoke.core.refusal import N_, Refusal
from todoke.hub.talent.rounds.models import Round

COMMAND = (sys.executable, "-m", "todoke.hub.talent.rounds.solving")
ANSWER_SECONDS = 30
NO_ANSWER = Refusal(
    code="talent.round.no-answer",
    message=N_("The question could not be worked out in time. Nothing was changed. Ask again in a moment."),
)


class Solving:
    """One round being worked out; `lines()` never waits."""

    def __init__(self, task: Mapping[str, Any]) -> None:
        self._lines: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._threads = [
            threading.Thread(target=self._tell, args=(json.dumps(task).encode() + b"\n",), daemon=True),
            threading.Thread(target=self._listen, args=(self._process.stdout,), daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Until it ended and everything it said was heard."""
        return self._process.poll() is None or self._threads[1].is_alive()

    def lines(self) -> list[dict[str, Any]]:
        found = []
        while not self._lines.empty():
            found.append(self._lines.get())
        return found

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for thread in self._threads:
            thread.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _tell(self, task: bytes) -> None:
        pipe = self._process.stdin
        if pipe is None:
            return
        try:
            pipe.write(task)
            pipe.close()
        except (BrokenPipeError, ValueError):  # it died before it had read: there will be no result
            return

    def _listen(self, pipe: IO[bytes] | None) -> None:
        for line in pipe or ():
            try:
                self._lines.put(json.loads(line))
            except json.JSONDecodeError:  # cut off in the middle: the process was killed
                return


def ask(row: Round, question: Mapping[str, str], *, given: Mapping[str, Any] | None = None) -> Any:
    """Raises Refused, also where the answer takes too long. `given`: another input than the round's."""
    proposals: Sequence[Mapping[str, str]] = (row.output or {}).get("proposals", ())
    task = {
        "input": given or row.input,
        "key": bytes(row.key).hex(),
        "question": dict(question),
        "chosen": [[one["person"], one["need"]] for one in proposals],
    }
    try:
        done = subprocess.run(
            COMMAND,
            input=json.dumps(task).encode() + b"\n",
            capture_output=True,
            timeout=ANSWER_SECONDS,
            check=True,
        )
        found = json.loads(done.stdout)
    except (subprocess.SubprocessError, json.JSONDecodeError) as error:
        raise Refused(NO_ANSWER) from error
    if "refused" in found:
        raise Refused(*(read_refusal(one) for one in found["refused"]))
    return found["answer"]


def read_refusal(row: Mapping[str, Any]) -> Refusal:
    return Refusal(code=row["code"], message=row["message"], params=row["params"])
