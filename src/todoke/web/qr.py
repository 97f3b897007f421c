"""QR codes as SVG, drawn here; nothing is fetched."""

from __future__ import annotations

import base64
import re

import segno

QUIET = 4
"""Modules of white around the code, as ISO/IEC 18004 asks."""
_DARK = re.compile(b"\x01+")


def data_uri(text: str) -> str:
    """An SVG `data:` URI for an img element."""
    # Any of the eight masks is valid; weighing all of them is three quarters of the work.
    code = segno.make(text, error="m", micro=False, boost_error=False, mask=0)
    return "data:image/svg+xml;base64," + base64.b64encode(_svg(code.matrix).encode()).decode()


def _svg(matrix: tuple[bytearray, ...]) -> str:
    """One path with a line for each run of dark modules; segno's own writer takes three times as long."""
    side = len(matrix) + 2 * QUIET
    lines = "".join(
        f"M{run.start() + QUIET} {row + QUIET}.5h{run.end() - run.start()}"
        for row, modules in enumerate(matrix)
        for run in _DARK.finditer(modules)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side * 5}" height="{side * 5}"'
        f' viewBox="0 0 {side} {side}"><path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path stroke="#000" d="{lines}"/></svg>'
    )
