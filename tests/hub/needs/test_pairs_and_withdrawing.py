"""Two needs filled together, and a town that no longer asks."""

from __future__ import annotations

import pytest
from tests.hub.needs.asking import PAGES, posted

from todoke.core.errors import Refused
from todoke.core.talent.needs import NeedState
from todoke.core.talent.posting import Step
from todoke.hub.talent.needs import commands
from todoke.hub.talent.needs.models import Need
from todoke.hub.talent.needs.news import need_withdrawn

LATER = {"work": PAGES[Step.WORK] | {"since": "2031-04-01", "until": "2031-09-30"}}


def pair_of(hibari, watanabe):
    one, two = posted(hibari, watanabe), posted(hibari, watanabe)
    commands.tie(one.pk, two.pk, by=watanabe)
    return one, two


def test_two_needs_of_a_town_are_tied_on_the_page_and_shown_on_both(client, watanabe, hibari):
    one, two = posted(hibari, watanabe), posted(hibari, watanabe)
    client.force_login(watanabe)
    assert client.post(f"/needs/{one.pk}/tie", {"other": str(two.pk)}).status_code == 302
    pairs = set(Need.objects.values_list("pair", flat=True))
    assert len(pairs) == 1
    assert None not in pairs
    assert f"/needs/{one.pk}/" in client.get(f"/needs/{two.pk}/").text


@pytest.mark.parametrize("other", ["", "nonsense"])
def test_no_choice_is_said_beside_the_question(client, watanabe, hibari, other):
    one = posted(hibari, watanabe)
    client.force_login(watanabe)
    page = client.post(f"/needs/{one.pk}/tie", {"other": other})
    assert page.status_code == 422
    assert 'id="other-error"' in page.text


def test_what_cannot_be_a_pair_is_refused(watanabe, ishikawa, hibari, morino):
    one, two = pair_of(hibari, watanabe)
    third, foreign = posted(hibari, watanabe), posted(morino, ishikawa)
    later, served = posted(hibari, watanabe, **LATER), posted(hibari, watanabe)
    Need.objects.filter(pk=served.pk).update(state=NeedState.SERVED.value)
    for pair, code in (
        ((third, third), "talent.pair.itself"),
        ((third, foreign), "talent.pair.other-town"),
        ((third, one), "talent.pair.taken"),
        ((third, later), "talent.pair.never-together"),
        ((third, served), "talent.need.not-now"),
    ):
        keys = {pair[0].pk, pair[1].pk}
        with pytest.raises(Refused) as caught:
            commands.tie(pair[0].pk, pair[1].pk, by=watanabe)
        assert caught.value.refusals[0].code == code, keys
    assert two.pk


def test_untying_leaves_both_alone(client, watanabe, hibari):
    one, two = pair_of(hibari, watanabe)
    client.force_login(watanabe)
    assert client.post(f"/needs/{one.pk}/untie").status_code == 302
    assert not Need.objects.exclude(pair=None).exists()
    assert two.pk


def test_a_withdrawn_need_keeps_its_reason_and_later_rooms_hear_of_it(client, watanabe, hibari):
    heard = []

    def hear(sender, need, **kwargs):
        heard.append(need)

    need_withdrawn.connect(hear)
    need = posted(hibari, watanabe)
    Need.objects.filter(pk=need.pk).update(state=NeedState.PROPOSED.value)
    client.force_login(watanabe)
    client.post(f"/needs/{need.pk}/withdraw", {"reason": "職員が作れるようになった。"})
    need_withdrawn.disconnect(hear)
    need.refresh_from_db()
    assert (need.state, heard) == (NeedState.WITHDRAWN, [need.pk])
    assert "職員が作れるようになった。" in client.get(f"/needs/{need.pk}/").text


def test_without_a_reason_nothing_is_withdrawn(client, watanabe, hibari):
    need = posted(hibari, watanabe)
    client.force_login(watanabe)
    page = client.post(f"/needs/{need.pk}/withdraw", {"reason": " "})
    assert page.status_code == 422
    assert 'id="reason-error"' in page.text
    need.refresh_from_db()
    assert need.state == NeedState.OPEN


@pytest.mark.parametrize("state", [NeedState.SERVED, NeedState.CLOSED, NeedState.WITHDRAWN])
def test_what_is_worked_on_or_over_is_not_withdrawn(watanabe, hibari, state):
    need = posted(hibari, watanabe)
    Need.objects.filter(pk=need.pk).update(state=state.value)
    with pytest.raises(Refused) as caught:
        commands.withdraw(need.pk, reason="いらない", by=watanabe)
    assert caught.value.refusals[0].code == "talent.need.not-withdrawn"


@pytest.mark.parametrize(("both", "state"), [(True, NeedState.WITHDRAWN), (False, NeedState.OPEN)])
def test_the_other_of_a_pair_goes_too_or_stands_alone(watanabe, hibari, both, state):
    one, two = pair_of(hibari, watanabe)
    commands.withdraw(one.pk, reason="予算がない", by=watanabe, also_pair=both)
    two.refresh_from_db()
    assert (two.state, two.pair) == (state, None)


def test_a_pair_of_which_one_is_worked_on_is_not_half_withdrawn(watanabe, hibari):
    one, two = pair_of(hibari, watanabe)
    Need.objects.filter(pk=two.pk).update(state=NeedState.SERVED.value)
    with pytest.raises(Refused):
        commands.withdraw(one.pk, reason="予算がない", by=watanabe, also_pair=True)
    one.refresh_from_db()
    assert (one.state, one.pair is None) == (NeedState.OPEN, False)
