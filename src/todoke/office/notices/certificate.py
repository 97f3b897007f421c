"""罹災証明書, in the order of the national common form (統一様式), as far as the application gives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from todoke.core.cases.outcomes import OutcomeMeaning
from todoke.core.lexicon.eras import wareki
from todoke.core.procedures.definition import Definition
from todoke.office.cases.models import Case
from todoke.office.notices.papers import Paper, name_on_paper, wished_copies, without_ratio

TITLE, SYMBOL = "罹災証明書", "罹災証"
STATEMENT = (
    "災害対策基本法（昭和36年法律第223号）第90条の2第1項の規定により、上記のとおり相違ないことを証明します。"
)
DWELLING = "住家とは、現実に居住のために使用している建物をいいます。"


def certificate_paper(case: Case, definition: Definition | None) -> Paper:
    grade, ratio = _grade(case, definition)
    copies = wished_copies(case, definition)
    return Paper(
        template="certificate_of_damage",
        symbol=SYMBOL,
        title=TITLE,
        text=f"住家の被害の程度：{grade}",
        copies=copies,
        addressee=name_on_paper(case, definition),
        data={
            "rows": _rows(case, definition),
            "grade": grade,
            "ratio": ratio,
            "grades": _grades(definition) or [grade],
            "statement": STATEMENT,
            "notes": [DWELLING],
        },
    )


def _grade(case: Case, definition: Definition | None) -> tuple[str, str]:
    if definition is None or case.outcome not in definition.outcomes:
        return case.outcome, ""
    return without_ratio(definition.outcomes[case.outcome].label.say("ja"))


def _grades(definition: Definition | None) -> list[str]:
    outcomes = definition.outcomes.values() if definition else ()
    granted = [outcome for outcome in outcomes if outcome.meaning is OutcomeMeaning.GRANTED]
    return [without_ratio(outcome.label.say("ja"))[0] for outcome in granted]


def _rows(case: Case, definition: Definition | None) -> list[dict[str, Any]]:
    """Rows of the table; `people` where a row lists persons. Answers nobody gave make no row."""
    answers = _readable(case, definition)
    applicant = name_on_paper(case, definition)
    is_head = answers.get("relation_to_head") in (None, "self")
    head = applicant if is_head else _name(answers.get("head_name"))
    rows = [
        ("世帯主の氏名", head),
        ("申請した人の氏名", "" if is_head else applicant),
        ("申請した人の住所", _place(answers.get("applicant_address"))),
        ("世帯構成員", _people(answers.get("household"))),
        ("罹災原因", _cause(answers, definition)),
        ("被災住家※の\n所在地", _place(answers.get("house_address"))),
    ]
    return [{"label": label, "people" if type(value) is list else "value": value}
            for label, value in rows if value]  # fmt: skip


def _readable(case: Case, definition: Definition | None) -> dict[str, Any]:
    """Answers of the shape their question gives them."""
    if definition is None:
        return {}
    fields = {field.id: field for field in definition.fields}
    return {
        id: value
        for id, value in case.answers.items()
        if value is not None and id in fields and fields[id].has_shape(value)
    }


def _name(value: Any) -> str:
    return str(value["name"]) if value else ""


def _place(value: Mapping[str, Any] | None) -> str:
    """The address without its postcode; the building on a line of its own."""
    if value is None:
        return ""
    place = "".join(value[part] or "" for part in ("prefecture", "city", "town", "block"))
    return f"{place}\n{value['building'] or ''}".strip()


def _people(rows: Sequence[Mapping[str, Any]] | None) -> list[dict[str, str]]:
    return [
        {"name": str(row.get("name", "")), "relation": str(row.get("relation", ""))} for row in rows or ()
    ]


def _cause(answers: Mapping[str, Any], definition: Definition | None) -> str:
    """令和8年11月20日の地震による; what the list of causes does not name stays a disaster."""
    day, cause = answers.get("disaster_date"), answers.get("disaster_cause")
    if definition is None or day is None:
        return ""
    shown = definition.field("disaster_cause").show(cause, "ja") if cause not in (None, "other") else "災害"
    return f"{wareki(date.fromisoformat(day))}の{shown}による"
