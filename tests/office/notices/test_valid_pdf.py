"""Every kind of document, in every seal, is PDF/A-2a and PDF/UA-1 for a validator that is not ours."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest

from todoke.office.notices.commands import issue, notify
from todoke.office.notices.models import SealMode

LONG_PLACE = {
    "postcode": "0000102",
    "prefecture": "霧原県",
    "city": "ひばり市",
    "town": "字東大門前通り下る西入る二丁目南側小字上川原新田耕地整理組合第三工区",
    "block": "1234番地の56の789 甲乙丙丁合併",
    "building": "グランドメゾンひばりヶ丘パークサイドレジデンス壱番館 1203号室（管理人室気付）",
    "municipality_code": "992011",
}
LONG_NAME = "パブロ・ディエゴ・ホセ・フランシスコ・デ・パウラ・フアン・ネポムセーノ・マリア"
RARE = "葛\U000e0100城 辻\U000e0103子 葛\U000e01ef \U000323af𠮷"
LAN = {
    "relation_to_head": "household",
    "applicant_name": {"name": "NGUYỄN THỊ LAN（ラン）", "kana": None},
    "head_name": {"name": "山田 一郎", "kana": None},
}
PEOPLE = {
    "plain": {},
    "rare": {"applicant_name": {"name": RARE, "kana": None}},
    "twenty": LAN
    | {
        "disaster_cause": "other",
        "household": [{"name": f"山田 {n}郎", "relation": "子"} for n in range(1, 21)],
    },
    "long": LAN
    | {
        "head_name": {"name": "寿限無寿限無五劫の擦り切れ海砂利水魚の" * 5, "kana": None},
        "applicant_address": LONG_PLACE,
        "house_address": LONG_PLACE,
        "household": [{"name": LONG_NAME, "relation": "世帯主の配偶者の子の配偶者"}] * 3,
    },
}
APPEAL = "この決定に不服があるときは、（教示の文は市が定めます。）\n・だれに、いつまでに、どのように"
REASONS = "申請のあった建物は、災害のときに住んでいた家ではなく、倉庫として使われていました。"


@pytest.fixture
def files(decided, hanako, tanaka, seal_mode, town_certificate, tmp_path):
    """One PDF per kind of document and seal; the hard names once with the e-seal and once without."""
    for mode in SealMode:
        seal_mode(mode)
        names = ["plain"] if mode is SealMode.PRINT_AND_SEAL else list(PEOPLE)
        for name in names:
            document = issue(decided("半壊", answers=hanako | PEOPLE[name]), staff=tanaka)
            (tmp_path / f"{mode.value}-{name}.pdf").write_bytes(document.content)
        refusal = notify(decided("対象外", reasons=REASONS, appeal=APPEAL), staff=tanaka)
        (tmp_path / f"{mode.value}-refusal.pdf").write_bytes(refusal.content)
    return sorted(tmp_path.glob("*.pdf"))


def test_every_document_in_every_seal_is_pdf_a_2a_and_pdf_ua_1(files, verdicts):
    found = verdicts(*files)

    assert [one for one in found if not one["valid"]] == []
    assert len(found) == 2 * len(files)
    assert all(one["checks"] > 1000 for one in found)


def test_the_validator_sees_what_is_wrong(tmp_path, decided, tanaka, verdicts):
    """Otherwise the test above could not fail."""
    spoiled = tmp_path / "spoiled.pdf"
    with pikepdf.open(BytesIO(issue(decided("半壊"), staff=tanaka).content)) as pdf:
        del pdf.Root.MarkInfo
        pdf.save(spoiled)

    assert [(one["standard"], one["valid"]) for one in verdicts(spoiled)] == [("2a", False), ("ua1", False)]
