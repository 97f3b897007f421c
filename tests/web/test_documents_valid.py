"""The applicant's copy is PDF/A-2a and PDF/UA-1 for veraPDF, not only for the program that made it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from todoke.web.documents import render_pdf

VALIDATE = Path(__file__).resolve().parents[2] / "tools" / "validate_pdf.py"
ROWS = [
    {"label": "申請する人の氏名", "value": "山田 花子（ヤマダ ハナコ）"},
    {"label": "Full name", "value": "NGUYỄN THỊ LAN"},
    {
        "label": "葛\U000e01ef \U000323af",
        "value": "〒000-0101\n霧原県ひばり市本町1-2-3\n" + "長い答え。" * 200,
    },
]
COPY = {
    "facts": [{"label": "受付番号", "value": "1234-56789-01234"}],
    "sections": [{"title": f"{n}番目の質問", "rows": ROWS} for n in range(6)] + [{"title": "空", "rows": []}],
}


def test_the_copy_is_valid_in_both_languages_and_over_pages(tmp_path):
    for language in ("ja", "en"):
        pdf = render_pdf("applicant_copy", COPY, title="罹災証明書の発行申請", language=language)
        (tmp_path / f"{language}.pdf").write_bytes(pdf)

    command = [sys.executable, str(VALIDATE), "--json", *map(str, sorted(tmp_path.glob("*.pdf")))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 3:
        pytest.skip(done.stderr.strip())
    found = json.loads(done.stdout)

    assert [one for one in found if not one["valid"]] == []
    assert len(found) == 4
