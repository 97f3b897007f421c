"""The reference page says what the kinds table says."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from todoke.core.envelope.kinds import KIB, KINDS, MIB
from todoke.core.envelope.reasons import Reason

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "envelope.md"


def kinds_table() -> str:
    lines = ["| kind | direction | suite | recipient | expires | largest |", "|---|---|---|---|---|---|"]
    for kind, row in KINDS.items():
        direction = ", ".join(row.directions)
        largest = f"{row.largest // MIB} MiB" if row.largest >= MIB else f"{row.largest // KIB} KiB"
        lines.append(
            f"| {kind} | {direction} | {row.suite.name.lower()} | {row.recipient}"
            f" | {_life(row.lifetime)} | {largest} |"
        )
    return "\n".join(lines)


def _life(lifetime: timedelta | None) -> str:
    return "never" if lifetime is None else f"{int(lifetime.total_seconds())} s"


def test_the_page_has_the_kinds_of_the_code():
    assert kinds_table() in PAGE.read_text("utf-8")


def test_the_page_names_every_reason_of_an_envelope():
    page = PAGE.read_text("utf-8")
    elsewhere = {Reason.BOX, Reason.REQUEST, Reason.REQUEST_TIME}
    assert [reason for reason in Reason if reason not in elsewhere and f"`{reason}`" not in page] == []
