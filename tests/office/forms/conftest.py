"""The validator of PDF, and the words a printed form holds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.journeys.browser_pdf import text_of

from todoke.office.forms.printing import form_pdf

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def printed(office, tmp_path):
    """The words on the form of a case, without spaces and line ends."""

    def read(case, **given):
        file = tmp_path / "form.pdf"
        file.write_bytes(form_pdf(case, **given))
        return "".join(text_of(file).split())

    return read


@pytest.fixture
def verdicts():
    def ask(*files):
        command = [sys.executable, str(ROOT / "tools" / "validate_pdf.py"), "--json", *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 3:
            pytest.skip(done.stderr.strip())
        return json.loads(done.stdout)

    return ask
