"""What certificate and notice say, read from real cases."""

from __future__ import annotations

import pytest

from todoke.core.envelope.payloads import NoticePayload
from todoke.office.cases.commands import accept
from todoke.office.notices import commands
from todoke.office.notices.commands import decided_certificate, decided_notice, issue, notify
from todoke.office.notices.models import SealMode
from todoke.office.notices.papers import without_ratio

REASONS, APPEAL = "空き家でした。", "（教示の文は市が定めます。）"
CARD = {"insured_name": {"name": "山田 花子", "kana": "ヤマダ ハナコ"}, "card_reason": "lost"}
ADDRESS = "霧原県ひばり市本町1-2-3"


def shown(paper):
    return {row["label"].replace("\n", ""): row.get("value", row.get("people")) for row in paper.data["rows"]}


@pytest.fixture
def sent(monkeypatch):
    """Notices as they are queued: payload and parts."""
    queued = []
    real = commands.queue_message

    def queue(kind, payload, *, reply_key, parts=()):
        queued.append((payload, list(parts)))
        return real(kind, payload, reply_key=reply_key, parts=parts)

    monkeypatch.setattr(commands, "queue_message", queue)
    return queued


def test_the_certificate_of_a_head_of_household(decided):
    paper = decided_certificate(decided("半壊"))

    assert shown(paper) == {
        "世帯主の氏名": "山田 花子",
        "申請した人の住所": ADDRESS,
        "罹災原因": "令和8年11月20日の大雨・洪水・高潮・津波による",
        "被災住家※の所在地": ADDRESS,
    }
    assert (paper.data["grade"], paper.data["ratio"]) == ("半壊", "損害割合 20％以上30％未満")
    assert paper.data["grades"] == [
        "全壊", "大規模半壊", "中規模半壊", "半壊", "準半壊", "準半壊に至らない（一部損壊）",
    ]  # fmt: skip
    assert (paper.addressee, paper.copies) == ("山田 花子", 2)


def test_the_certificate_names_the_head_and_the_household_where_another_applies(decided, hanako):
    lan = {
        "applicant_name": {"name": "NGUYEN THI LAN", "kana": None},
        "relation_to_head": "household",
        "head_name": {"name": "山田 一郎", "kana": "ヤマダ イチロウ"},
        "household": [{"name": "山田 恵", "kana": "ヤマダ メグミ", "relation": "子"}],
        "disaster_cause": "other",
        "house_address": hanako["house_address"] | {"building": "203号室"},
    }
    rows = shown(decided_certificate(decided("全壊", answers=hanako | lan)))

    assert (rows["世帯主の氏名"], rows["申請した人の氏名"]) == ("山田 一郎", "NGUYEN THI LAN")
    assert rows["世帯構成員"] == [{"name": "山田 恵", "relation": "子"}]
    assert rows["罹災原因"] == "令和8年11月20日の災害による"
    assert rows["被災住家※の所在地"] == f"{ADDRESS}\n203号室"


def test_an_answer_of_the_wrong_shape_is_left_out_and_breaks_nothing(decided, hanako):
    odd = hanako | {"applicant_address": "本町", "household": "三人", "disaster_cause": ["flood"]}
    rows = shown(decided_certificate(decided("半壊", answers=odd)))
    assert "世帯構成員" not in rows and "申請した人の住所" not in rows
    assert rows["罹災原因"] == "令和8年11月20日の災害による"


def test_a_refusal_is_a_letter_with_reasons_and_how_to_appeal(decided, tanaka, sent):
    case = decided("対象外", reasons=REASONS, appeal=APPEAL)
    notify(case, staff=tanaka)

    (payload, parts), *_ = sent
    assert isinstance(payload, NoticePayload)
    assert payload.text == f"証明の対象外\n{REASONS}\n{APPEAL}"
    assert payload.official_number == "令和8年度通知第1号"
    assert payload.document.name.startswith("通知-")
    assert parts[0].startswith(b"%PDF")
    assert [part["text"] for part in decided_notice(case).data["parts"]] == [REASONS, APPEAL]


def test_a_procedure_without_a_document_of_its_own_gets_the_same_letter(decided):
    paper = decided_notice(decided("交付", answers=CARD, procedure="ltc_card"))

    assert paper.title == "介護保険 被保険者証の再交付申請について（通知）"
    assert paper.addressee == "山田 花子"
    assert shown(paper)["結果"] == "再交付"
    assert paper.data["sentence"] == "令和8年11月23日の申請について、次のとおり決定しましたので、通知します。"
    assert paper.data["parts"] == []


def test_a_notification_is_confirmed_and_not_decided(filed, tanaka):
    case = accept(filed(CARD, "ltc_card"), staff=tanaka)
    case.act = "届出"
    paper = decided_notice(case)
    assert paper.data["sentence"] == "令和8年11月23日の届出について、次のとおり確認しましたので、通知します。"
    assert "届出の日" in shown(paper)


def test_a_paper_that_gets_its_seal_by_hand_is_not_sent_as_a_file(decided, tanaka, seal_mode, sent):
    seal_mode(SealMode.PRINT_AND_SEAL)
    issue(decided("半壊"), staff=tanaka)

    (payload, parts), *_ = sent
    assert (payload.document, parts) == (None, [])
    assert "公印を押した紙の書面を2部用意します。" in payload.text


@pytest.mark.parametrize("mode", [SealMode.OMITTED, SealMode.E_SEAL])
def test_otherwise_the_applicant_gets_the_very_bytes_of_the_register(
    mode, decided, tanaka, seal_mode, town_certificate, sent
):
    seal_mode(mode)
    document = issue(decided("半壊"), staff=tanaka)

    (payload, parts), *_ = sent
    assert parts == [bytes(document.content)]
    assert (payload.document.sha256, payload.seal) == (document.sha256, mode.value)


@pytest.mark.parametrize(
    ("label", "parted"),
    [
        ("半壊（20％以上30％未満）", ("半壊", "損害割合 20％以上30％未満")),
        ("全壊（損害割合50％以上）", ("全壊", "損害割合 50％以上")),
        ("準半壊に至らない（一部損壊）（10％未満）", ("準半壊に至らない（一部損壊）", "損害割合 10％未満")),
        ("再交付", ("再交付", "")),
    ],
)
def test_the_grade_stands_apart_from_its_ratio(label, parted):
    assert without_ratio(label) == parted
