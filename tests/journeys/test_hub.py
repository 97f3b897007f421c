"""The hub as its people live it: a gap, a need, a permission, a round, four yeses, work, hand-over.

The demo's days begin in December 2026, so its clocks are set to 2 December; for settling and ending they are
set to 4 January, with the processes started anew as after an update.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.journeys import browser_hub as hub
from tests.journeys.browser_eyes import Device
from tests.journeys.browser_hub import OTHER_TITLE, OTHER_TOWN, TITLE, TOWN, People

from todoke.cli import demo
from todoke.cli.layout import Layout, make_folders
from todoke.cli.supervisor import Supervisor
from todoke.cli.up import hub_plans

pytestmark = pytest.mark.browser
FIRST_DAY, AFTERWARDS = datetime(2026, 12, 2, 3, tzinfo=UTC), datetime(2027, 1, 4, 3, tzinfo=UTC)
TENDER = "基幹系システムの更新"
WHY = {"nakamura": "窓口を続けて見てもらう。", "kato": "森野町と同じ道具を前に作っている。"}
"""Reasons of the two pins; each of them reads their own."""
ANSWERING = {TITLE: ("nakamura", "jinji", "sora", "watanabe"), OTHER_TITLE: ("kato", "minato", "ishikawa")}
"""The person, the home body, the employer and the host: whoever of them there is."""
FETCH = "async way => { const got = await fetch(way); return [got.status, await got.text()]; }"


def ahead(day: datetime) -> str:
    return str(int((day - datetime.now(UTC)).total_seconds()))


class Machine:
    """Pages and worker of the hub, with the clock at a day of the demo."""

    def __init__(self, layout: Layout) -> None:
        self.layout, self.supervisor = layout, Supervisor()

    def start(self, day: datetime) -> None:
        self.supervisor = Supervisor()
        for plan in hub_plans(self.layout):
            clock = {**plan.environment, "TODOKE_DEMO_CLOCK_OFFSET": ahead(day)}
            self.supervisor.start(replace(plan, environment=clock))
        self.supervisor.wait_ready()

    def restart(self, day: datetime) -> None:
        self.supervisor.stop()
        self.start(day)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory, free_port_base: Callable[[], int]) -> Iterator[Machine]:
    layout = Layout(data=Path(tmp_path_factory.mktemp("hub")), port_base=free_port_base())
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TODOKE_DEMO_CLOCK_OFFSET", ahead(FIRST_DAY))
        make_folders(layout)
        demo.prepare(layout, tell=print)
    machine = Machine(layout)
    try:
        machine.start(FIRST_DAY)
        yield machine
    finally:
        machine.supervisor.stop()


@pytest.fixture(scope="module")
def people(browser: Browser, machine: Machine) -> Iterator[People]:
    with ExitStack() as windows:
        yield People(browser=browser, layout=machine.layout, windows=windows)


def test_kato_neither_finds_nor_opens_the_tender_document(people: People) -> None:
    lead = people.open("watanabe", "/documents/")
    hub.see_both(lead, "30-documents")
    hub.follow(lead, TENDER)
    address = lead.page.url
    bound = people.open("suzuki", "/documents/")  # with the same pledge as 加藤, and no interest
    assert TENDER in bound.text()
    kato = people.open("kato", "/documents/")
    kato.see("31-documents-of-kato")
    assert TENDER not in kato.text()
    kato.hands.fill(kato.page.locator("main [name=q]"), TENDER)
    kato.hands.press(kato.page.locator("main form[role=search] button"))
    assert kato.page.locator(f'main a[href="{address.removeprefix(people.layout.hub_url)}"]').count() == 0
    for way in (address, f"{address}/file"):
        status, text = kato.page.evaluate(FETCH, way)
        assert status == 404, way
        assert TENDER not in text
        for allowed in (lead, bound):
            status, text = allowed.page.evaluate(FETCH, way)
            assert status == 200, way
            assert TENDER in text


def test_from_a_gap_to_the_hand_over(people: People, machine: Machine) -> None:
    need, other = town_asks(people), other_town_asks(people)
    expert_may(people)
    run_round(people, need, other=other)
    for title, logins in ANSWERING.items():
        for login in logins:
            hub.say_yes(people.open(login, "/proposals/"), title, reads=WHY.get(login, ""))
    assert OTHER_TITLE in people.open("ishikawa", "/engagements/").text()
    engagement = agree(people)
    log_work(people, engagement)
    people.leave()
    machine.restart(AFTERWARDS)
    settle_and_hand_over(people, engagement)


def town_asks(people: People) -> str:
    hub.find_gap(people.open("watanabe", f"/team/{TOWN}/changes"))
    assert "サービスデザイナー" in people["watanabe"].text()
    at = people["watanabe"]
    gap = at.page.locator("main tr", has_text="サービスデザイナー").first
    at.hands.press(gap.locator(f'a[href*="/needs/new/{TOWN}"]'))
    return hub.post_need(at, hub.NEED, problem="転入の窓口で、同じ名前と住所を何度も書いてもらっている。")


def other_town_asks(people: People) -> str:
    at = people.open("ishikawa", f"/needs/new/{OTHER_TOWN}")
    return hub.post_need(at, hub.OTHER_NEED, problem="申請の内容を、職員が手で台帳に打ち直している。")


def expert_may(people: People) -> None:
    """38条 asked for and granted, and the agreement of confidentiality signed."""
    expert = people.open("nakamura", "/permits/ask")
    expert.see("07-ask")
    asked = {"since": date(2026, 12, 1), "until": date(2027, 3, 31), "per_week": "8", "per_month": "30"}
    words = {"work": "ひばり市の窓口の見直しを手伝う。", "basis": "地方公務員法38条"}
    hub.submit(expert, {"kind": "side_job_38", **words, **asked})
    permission = hub.key_in(expert, "permissions")
    approver = people.open("jinji", f"/permits/permissions/{permission}")
    approver.see("08-decide")
    hub.fill_in(approver, {"ground": "本務に支障がない。"})
    hub.press(approver, approver.page.locator('button[name=decision][value="grant"]'))
    expert = people.open("nakamura", f"/permits/permissions/{permission}")
    hub.see_both(expert, "09-granted")
    assert "本務に支障がない。" in expert.text()
    agreement = make_pledge(people)
    expert = people.open("nakamura", f"/permits/agreements/{agreement}")
    expert.see("10-pledge")
    hub.submit(expert, {"read": "yes"}, form='main form[action$="/sign"]')
    expert.see("10-signed")


def make_pledge(people: People) -> str:
    at = people.open("miura", "/permits/agreements/new")
    for name, words in (("signer", "中村"), ("host", "ひばり市")):
        option = at.page.locator(f"[name={name}] option", has_text=words).first
        at.hands.pick(at.page.locator(f"[name={name}]"), option.get_attribute("value") or "")
    hub.submit(at, {"classes": "town", "since": date(2026, 12, 1), "until": date(2027, 3, 31)})
    return hub.key_in(at, "agreements")


def run_round(people: People, need: str, *, other: str) -> None:
    at = people.open("miura", "/rounds/")
    at.see("11-rounds")
    hub.press(at, at.page.locator('main form[action$="/begin"] button'))
    round_page = at.page.url
    hub.wait_for_round(at)
    hub.see_both(at, "12-round")
    assert at.page.locator("#prices ~ .scroll tbody tr").count() > 5, "the price of each rule"
    explain_unserved(at)
    for key, name, login in ((need, "中村", "nakamura"), (other, "加藤", "kato")):
        at.go(f"{round_page}needs/{key}/")
        hub.follow(at, name)
        at.see(f"14-pair-{name}")
        what_if = at.page.locator('main a[href*="what_if"]')
        if what_if.count():
            hub.press(at, what_if)
            at.see("14-what-if")
        hub.pin(at, reason=WHY[login])
    hub.see_both(at, "15-after-the-pins")
    for title, name in ((TITLE, "中村"), (OTHER_TITLE, "加藤")):
        assert name in at.page.locator("#proposals ~ .scroll tr", has_text=title).first.inner_text()
    days = {"answer_by": date(2026, 12, 9), "appeals_until": date(2026, 12, 16)}
    hub.submit(at, {**days, "decided_by": date(2026, 12, 23)}, form='form[action$="/publish"]')
    at.see("15-published")


def explain_unserved(at: Device) -> None:
    """Why nobody could be proposed, and what stands between one person and that need."""
    at.hands.press(at.page.locator("main .left-open a").first)
    at.see("13-unserved")
    assert "今回は提案がない理由" in at.text()
    at.hands.press(at.page.locator("main tr", has_text="条件に合わない").first.locator("a").first)
    at.see("13-pair-explained")
    assert "変えるには" in at.text()


def agree(people: People) -> str:
    """Terms by the town, then whoever's turn it is signs; the key of the engagement."""
    at = people.open("watanabe", "/engagements/")
    hub.follow(at, TITLE)
    engagement = hub.key_in(at, "engagements")
    at = people.open("watanabe", f"/engagements/{engagement}/terms")
    at.see("18-terms")
    terms = {"day_rate": "30000", "hours_day": "7.75", "successor": "市民課の窓口担当"}
    hub.submit(at, {**terms, "handover_plan": "毎週いっしょに直し、手順書を残す。", f"share-{TOWN}": "100"})
    for login in ANSWERING[TITLE] * 2:
        at = people.open(login, f"/engagements/{engagement}/agreement")
        if at.page.locator("form#sign").count():
            at.see("19-sign")
            hub.submit(at, {"decision": "approved", "reason": "内容を確かめた。"}, form="form#sign")
    assert not people["watanabe"].page.locator(".route .state.work").count()
    at.see("20-signed")
    return engagement


def log_work(people: People, engagement: str) -> None:
    at = people.open("nakamura", f"/engagements/{engagement}/work")
    at.see("21-work")
    words = {"task": "転入の窓口の流れを書き出した。", "place": "at_host", "orderer": "host"}
    day = {**words, "on": date(2026, 12, 2), "category": "none"}
    hub.submit(at, {**day, "hours": "5"})
    hub.fill_in(at, {**day, "hours": "4"})
    at.hands.press(at.page.locator("main form.sheet-form button.button:not(.spoken)").first)
    at.see("22-over-the-cap")
    refusal = at.page.locator("#hours-error").inner_text()
    assert "9" in refusal and "8" in refusal, refusal
    assert at.page.locator("[name=hours]").input_value() == "4", "nothing typed is lost"
    hub.submit(at, {"hours": "3"})
    hub.see_both(at, "23-logged")


def settle_and_hand_over(people: People, engagement: str) -> None:
    at = people.open("watanabe", f"/engagements/{engagement}/money")
    hub.press(at, at.page.locator("main table form button").first)
    hub.see_both(at, "24-settled")
    assert "30,967円" in at.text(), "8 hours ÷ 7.75 × 30,000 yen, parts of a yen left out"
    at = people.open("watanabe", f"/engagements/{engagement}/end")
    at.see("25-end")
    words = "手順書を市民課に渡し、窓口担当と2回いっしょに使った。"
    hub.submit(at, {"told": "yes", "handover_done": "yes", "words": words})
    at.see("26-outcome")
    hub.submit(at, {"indicator": "転入で同じことを書く回数", "baseline": "3回"})
    at = people.open("watanabe", f"/engagements/{engagement}/")
    at.see("27-ended")
    assert words in at.text()
