"""What 渡邉 writes on each page of a need, and a need made through the commands."""

from __future__ import annotations

from django.http import QueryDict

from todoke.core.talent.posting import Step
from todoke.hub.members.models import Body, Member
from todoke.hub.talent.needs import commands
from todoke.hub.talent.needs.models import Need

PROBLEM = "様式を一つ直すのに、委託で3か月かかっている。"
PAGES = {
    Step.PROBLEM: {"problem": PROBLEM},
    Step.OUTCOME: {
        "outcome": "職員2人が自分で手続を直せるようになる。",
        "title": "職員が手続を作れるようにする",
        "changes": ["様式を変えるのに何か月もかかる"],
    },
    Step.ROLE: {"role": "builder"},
    Step.SKILLS: {
        "level.no_code_building": "3",
        "level.plain_words": "2",
        "essential": ["no_code_building"],
        "tracks": ["build_procedures"],
    },
    Step.WORK: {
        "days_month": "4",
        "since": "2030-04-01",
        "until": "2030-09-30",
        "zone": "center",
        "onsite_days": "1",
    },
    Step.DATA: {"data_zones": ["lgwan"], "categories": []},
    Step.FORMS: {"forms": ["dispatch_252_17", "concurrent"], "funding": "special_tax"},
    Step.RUBRIC: {
        "criteria": ["others_gain", "nobody_here"],
        "reasons.others_gain": "様式は県内で共通に使える。",
        "reasons.nobody_here": "作れる職員がいない。",
    },
    Step.SOURCES: {
        "source": "prefecture",
        "sources.own_staff": "全課に聞いたが、作れる人がいなかった。",
        "sources.neighbours": "森野町も同じく人がいない。",
    },
}


def sent(fields: dict[str, object]) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in fields.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return query


def draft(host: Body, by: Member, **changed: dict[str, object]) -> Need:
    """Whole; `changed` replaces a page's answers by the page's name."""
    need = commands.begin(host, problem=PROBLEM, by=by)
    for step in Step:
        need.refresh_from_db()
        fields = changed.get(step.value, PAGES[step])
        commands.save_step(need.pk, step, sent=sent(fields), base=need.edit, by=by)
    return Need.objects.get(pk=need.pk)


def posted(host: Body, by: Member, **changed: dict[str, object]) -> Need:
    return commands.post(draft(host, by, **changed).pk, by=by)
