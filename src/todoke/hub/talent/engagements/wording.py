"""The values an agreement's template is filled with. Agreements are written in Japanese, whoever looks."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext, override

from todoke.catalogue.talent.agreements import common_clauses, template_of
from todoke.core.lexicon import eras
from todoke.core.talent.agreement_text import text_of
from todoke.core.talent.legal_forms import Director, LegalForm, Payer
from todoke.core.talent.permissions import KIND_WORDS
from todoke.core.talent.procurement import CATEGORY_WORDS, Category
from todoke.hub.members.models import Body
from todoke.hub.talent.engagements.facts import form_of, host_key, permissions_of
from todoke.hub.talent.engagements.models import Engagement


def agreement_text(engagement: Engagement) -> str:
    with override("ja"):
        return text_of(template_of(engagement.form), common_clauses(), values=values_of(engagement))


def director_of(engagement: Engagement, form: LegalForm) -> str:
    """Who gives the orders, in words that fit the form."""
    person, host = engagement.person, engagement.need.host
    if form.directs is Director.HOST:
        return host.name
    if form.directs is Director.HOME and person.home:
        return person.home.name
    return f"{person.employer.name}の責任者" if person.employer else "受託者本人"


def payers_of(engagement: Engagement) -> Mapping[str, Body]:
    """Bodies that can pay a share, by code; the host first."""
    person = engagement.person
    bodies = [engagement.need.host, person.home, person.employer]
    return {one.code: one for one in bodies if one is not None}


def values_of(engagement: Engagement) -> Mapping[str, str]:
    person, need, form = engagement.person, engagement.need, form_of(engagement)
    home = person.home.name if person.home else "所属なし"
    employer = person.employer.name if person.employer else "受託者"
    lender = person.employer or person.home
    return {
        "host": need.host.name,
        "home": home,
        "employer": employer,
        "lender": lender.name if lender else person.member.name,
        "person": person.member.name,
        "work": need.title or need.problem,
        "since": eras.wareki(engagement.since),
        "until": eras.wareki(engagement.until),
        "days": plain(engagement.days_month),
        "hours_day": plain(engagement.hours_day),
        "director": engagement.director,
        "form": form.name,
        "basis": form.basis,
        "pays": _pays(engagement, form),
        "shares": _shares(engagement),
        "day_rate": f"{engagement.day_rate:,}",
        "permissions": _permissions(engagement, form),
        "caps": _caps(engagement, form),
        "categories": _categories(need.categories),
        "successor": engagement.successor,
        "handover_plan": engagement.handover_plan,
    }


def plain(number: Decimal) -> str:
    """1, 2.5, 7.75: no zeros at the end."""
    text = f"{Decimal(number):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _pays(engagement: Engagement, form: LegalForm) -> str:
    person, host = engagement.person, engagement.need.host
    lender = person.home or person.employer
    names = {
        Payer.HOST: host.name,
        Payer.HOME: lender.name if lender else host.name,
        Payer.AGREED: "次の割合による",
    }
    return "\n".join(f"・{'、'.join(items)}：{names[payer]}" for payer, items in form.pays.items())


def _shares(engagement: Engagement) -> str:
    names = payers_of(engagement)
    return "\n".join(f"・{names[code].name}：{share}%" for code, share in engagement.shares.items() if share)


def _permissions(engagement: Engagement, form: LegalForm) -> str:
    if not form.permissions:
        return "・この働き方に決められた許可はない"
    lines = []
    host = host_key(engagement)
    held = [one for _, one in permissions_of(engagement.person)]
    for kind in form.permissions:
        words = gettext(KIND_WORDS[kind])
        mine = [
            one for one in held if one.kind is kind and one.covers(host, since=one.since, until=one.until)
        ]
        spans = [f"{eras.wareki(one.since)}から{eras.wareki(one.until)}まで" for one in mine]
        lines.append(f"・{words}：{'、'.join(spans) or 'これから受ける'}")
    return "\n".join(lines)


def _caps(engagement: Engagement, form: LegalForm) -> str:
    lines = []
    for _, facts in permissions_of(engagement.person):
        caps = facts.caps
        there = facts.covers(host_key(engagement), since=facts.since, until=facts.until)
        if facts.kind in form.permissions and there and caps.source:
            parts = [f"1週に{caps.per_week:g}時間"] if caps.per_week is not None else []
            parts += [f"1か月に{caps.per_month:g}時間"] if caps.per_month is not None else []
            lines.append(f"・{'、'.join(parts)}まで（{caps.source}）")
    return "\n".join(lines) or "・許可で決められた上限はない"


def _categories(codes: list[str]) -> str:
    known = set(Category)
    names = [gettext(CATEGORY_WORDS[Category(one)]) if one in known else one for one in codes]
    return "、".join(names) or "なし"
