"""docs/reference/lending-rules.md: each rule of lending with the words of the pages and its source.

Invariants:
- sentences come from core, Japanese from the catalogues; only sources and marks are written here.
- a rule of a listed module that has no line in SOURCES stands there as our own choice, never under a law.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parent.parent / "src/todoke"
READ, KNOWN, OWN = "read", "to check", "own"
PERMISSION_LAW = ("地方公務員法38条・35条と各団体の条例・規則、地方自治法252条の17", READ)
NOTICE = ("総行公第72号（2025-06-11、技術的助言で拘束力はない）", READ)
SECRECY = ("地方公務員法34条。及ばない働き方では誓約書・契約", KNOWN)
CONFLICT = ("各団体の利益相反管理要綱（ひな形は案）、デジタル庁の報告（2021-08-25）にならう", KNOWN)
ORDERS = ("昭和61年労働省告示37号（委託先の人に直接の指示をしない）", READ)
OURS = ("Todoke", OWN)

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "Permissions (許可・同意)": ("permissions",),
    "Conflicts of interest (利益相反)": ("conflicts", "interests"),
    "Confidentiality (秘密保持)": ("confidentiality",),
    "Legal forms (働き方)": ("legal_forms",),
    "Four answers and reviews (四者の答えと見直し)": ("answers", "appeals"),
    "Signing the agreement (協定の署名)": ("signing",),
    "Work log (作業の記録)": ("working", "engagements"),
    "What is lost on the way (途中でなくなる許可)": ("lapses",),
}
SOURCES: Mapping[str, tuple[str, str]] = {
    "talent.permission.own": PERMISSION_LAW,
    "talent.permission.no-authority": PERMISSION_LAW,
    "talent.permission.no-basis": PERMISSION_LAW,
    "talent.permission.not-approver": PERMISSION_LAW,
    "talent.permission.not-granted": PERMISSION_LAW,
    "talent.permission.no-host": ("地方自治法252条の17", READ),
    "talent.permission.no-cap-source": NOTICE,
    "talent.permission.no-rule": NOTICE,
    "talent.permission.over-rule": NOTICE,
    "talent.document.none": CONFLICT,
    "talent.restriction.no-reason": CONFLICT,
    "talent.restriction.own": CONFLICT,
    "talent.restriction.second": CONFLICT,
    "talent.restriction.softer": CONFLICT,
    "talent.restriction.town-only": CONFLICT,
    "talent.interest.no-tie": CONFLICT,
    "talent.interest.nothing": CONFLICT,
    "talent.agreement.not-signer": SECRECY,
    "talent.agreement.not-read": SECRECY,
    "talent.agreement.no-classes": SECRECY,
    "talent.form.no-names": ORDERS,
    "talent.form.kind": ("働き方ごとの根拠（下の表）", KNOWN),
    "talent.form.too-long": ("働き方ごとの根拠（下の表）", KNOWN),
    "talent.signing.permissions": PERMISSION_LAW,
    "talent.log.no-permission": PERMISSION_LAW,
    "talent.log.week": NOTICE,
    "talent.log.month": NOTICE,
    "talent.log.no-orders": ORDERS,
    "talent.log.no-secrecy": SECRECY,
    "talent.log.recused": CONFLICT,
}
HEAD = """# Rules of lending

What the hub refuses when people are lent, in the words of its pages, with the source beside each rule. This
is no legal advice: counsel of each body checks it before use, and a town's own stricter rule wins.

Marks: **read** – we read the law or notice, or a public page that quotes it; **to check** – from general
knowledge, to be verified; **own** – chosen by Todoke, no law asks for it in this form. Codes stay. Hours
are never written into the program: each appointing authority enters its own, with where they are laid down.
"""
ELIGIBILITY_MARKS = {
    "skill": READ,
    "level": READ,
    "course": READ,
    "permission": READ,
    "consent": READ,
    "confidentiality": KNOWN,
    "interest": KNOWN,
}
CERTAINTY = {"high": READ, "medium": KNOWN, "low": KNOWN}


def lending_rules_page() -> str:
    japanese = _japanese()
    parts = [HEAD, _eligibility(japanese)]
    for title, modules in SECTIONS.items():
        rows = [
            _row(code, " / ".join(words), " / ".join(japanese.get(one, "") for one in words), source, mark)
            for module in modules
            for code, words in refusals(module).items()
            for source, mark in (SOURCES.get(code, OURS),)
        ]
        parts.append(f"## {title}\n\n{_heading('refused')}{''.join(rows)}")
    return "\n".join([*parts, _forms()])


def refusals(module: str) -> dict[str, list[str]]:
    """Code → its sentences, read from the source; a sentence chosen at run time is found in its function."""
    found: dict[str, list[str]] = {}
    tree = ast.parse((SOURCE / f"core/talent/{module}.py").read_text())
    for top in tree.body:
        for call in _calls(top, "Refusal"):
            given = {one.arg: one.value for one in call.keywords}
            code, message = given.get("code"), given.get("message")
            if isinstance(code, ast.Constant):
                words = _sentences(message) if isinstance(message, ast.Call) else _sentences(top)
                found.setdefault(str(code.value), words)
        found |= _from_a_table(top, tree)
    return found


def _from_a_table(top: ast.stmt, tree: ast.Module) -> dict[str, list[str]]:
    """Rows such as `(spent, most, "talent.log.week", _WEEK)` that a refusal is made of in a loop."""
    rows = [node.elts for node in ast.walk(top) if isinstance(node, ast.Tuple)]
    return {
        str(code.value): [one for said in tree.body if _names(said, name.id) for one in _sentences(said)]
        for *_, code, name in (row for row in rows if len(row) > 1)
        if isinstance(code, ast.Constant) and str(code.value).startswith("talent.")
        if isinstance(name, ast.Name)
    }


def _names(said: ast.stmt, name: str) -> bool:
    return isinstance(said, ast.Assign) and any(
        isinstance(one, ast.Name) and one.id == name for one in said.targets
    )


def _calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def _sentences(tree: ast.AST) -> list[str]:
    return [str(one.args[0].value) for one in _calls(tree, "N_") if isinstance(one.args[0], ast.Constant)]


def _japanese() -> dict[str, str]:
    found: dict[str, str] = {}
    for po in sorted(SOURCE.glob("*/locale/*/ja/LC_MESSAGES/django.po")):
        with po.open("rb") as file:
            for message in read_po(file, locale="ja"):
                if isinstance(message.id, str) and message.string:
                    found.setdefault(message.id, str(message.string))
    return found


def _eligibility(japanese: Mapping[str, str]) -> str:
    from todoke.core.talent.allocation.rules import RULES, VERSION

    rows = [
        _row(
            text.code,
            f"{text.sentence} {text.remedy}",
            f"{japanese.get(text.sentence, '')}{japanese.get(text.remedy, '')}",
            japanese.get(text.source, text.source),
            ELIGIBILITY_MARKS.get(text.code, OWN),
        )
        for text in RULES.values()
    ]
    note = f"Version {VERSION}. A pair that fails one of these is “not eligible”, never “rejected”.\n"
    heading = _heading("what fails, and what would change it")
    return f"## Eligibility in a round (条件)\n\n{note}\n{heading}{''.join(rows)}"


def _forms() -> str:
    from todoke.catalogue.talent import shipped_legal_forms

    rows = [
        f"| `{one.form}` | {one.name} | {one.basis} | {one.directs.value} "
        f"| {'yes' if one.named_person else 'no'} | {', '.join(one.permissions) or '–'} "
        f"| {one.note} | {CERTAINTY[one.certainty]} |\n"
        for one in shipped_legal_forms().forms
    ]
    return (
        "## The legal forms\n\n| code | 働き方 | basis | who gives orders | a person may be named "
        "| permissions needed | note | mark |\n|---|---|---|---|---|---|---|---|\n" + "".join(rows)
    )


def _heading(what: str) -> str:
    return f"| code | {what} | 画面のことば | source | mark |\n|---|---|---|---|---|\n"


def _row(code: str, english: str, japanese: str, source: str, mark: str) -> str:
    return f"| `{code}` | {english} | {japanese} | {source} | {mark} |\n"
