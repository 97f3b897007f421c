"""QR codes as SVG, drawn here; nothing is fetched."""

from __future__ import annotations

import base64
import io

import segno


def data_uri(text: str) -> str:
    """An SVG `data:` URI for an img element."""
    out = io.BytesIO()
    # Any of the eight masks is valid; weighing all of them is three quarters of the work.
    code = segno.make(text, error="m", micro=False, boost_error=False, mask=0)
    code.save(out, kind="svg", scale=5, border=4)
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode()
