"""The account money is paid into: 公金受取口座, or a bank account with its holder in katakana.

Savings accounts (貯蓄預金) are never offered: benefits cannot be paid into them.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal

from pydantic import Field as PydanticField

from todoke.core.errors import Refused
from todoke.core.lexicon.bank import normalise_holder
from todoke.core.procedures.expressions import CelType
from todoke.core.procedures.fields.base import (
    AnswerContext,
    Field,
    FieldProblems,
    FormInput,
    Json,
    first_refusal,
    one_box,
)
from todoke.core.procedures.fields.digits import half_width
from todoke.core.procedures.fields.text import length_problem, read_line
from todoke.core.procedures.text import Text
from todoke.core.refusal import N_, Refusal

AccountKind = Literal["ordinary", "checking"]
KINDS = {
    "ordinary": Text(ja="普通", plain="普通（ふつう）", en="Ordinary (普通)"),
    "checking": Text(ja="当座", plain="当座（とうざ）", en="Checking (当座)"),
}
USES = {
    "public": Text(
        ja="公金受取口座", plain="国に 登録した 口座（公金受取口座）", en="Registered public-benefit account"
    ),
    "account": Text(ja="指定する口座", plain="自分で えらぶ 口座", en="Another account"),
}
WRITTEN = ("bank", "bank_code", "branch", "branch_code", "number", "holder_kana")
NEEDED = {
    "bank": N_("Enter the name of the bank."),
    "branch": N_("Enter the name of the branch."),
    "kind": N_("Choose the kind of account."),
    "number": N_("Enter the account number (7 digits)."),
    "holder_kana": N_("Enter the name of the account holder in katakana, as in the passbook."),
}
_CODES = {"bank_code": 4, "branch_code": 3}
_LONGEST = 60
_SAVINGS = N_("Money cannot be paid into a savings account (貯蓄預金). Choose another kind of account.")
_NUMBER = N_("An account number has 7 digits. Put zeros in front of a shorter one.")
_CODE = N_("This code has %(length)d digits. Leave it empty if you do not know it.")
_USE = N_("Choose which account the money goes to.")


class BankAccountField(Field):
    component: ClassVar[str] = "bank_account"
    minutes: ClassVar[float] = 2.0
    cel_type: ClassVar[CelType] = CelType.RECORD

    type: Literal["bank_account"] = "bank_account"
    public_account: bool = False
    """Whether 公金受取口座 is offered."""
    kinds: tuple[AccountKind, ...] = PydanticField(
        default=("ordinary", "checking"), min_length=1, strict=False
    )
    holder: Text | None = None
    """Whose account it must be, shown beside the holder's name."""

    @property
    def offered_kinds(self) -> dict[str, Text]:
        return {kind: KINDS[kind] for kind in self.kinds}

    @property
    def offered_uses(self) -> dict[str, Text]:
        return USES

    def parse(self, form: FormInput, name: str) -> Json | None:
        use = one_box(form, f"{name}.use") if self.public_account else "account"
        parts = {part: read_line(form, f"{name}.{part}") for part in WRITTEN}
        kind = one_box(form, f"{name}.kind")
        if use == "public":
            return {"use": "public"}
        if not any(parts.values()) and not use.startswith("account") and not kind:
            return None
        if self.public_account and use != "account":
            raise FieldProblems({f"{name}.use": _refusal("no-use", _USE)})
        if not self.public_account and not any(parts.values()):
            return None
        return self._account(parts, kind, name=name)

    def _account(self, parts: dict[str, str], kind: str, *, name: str) -> Json:
        problems: dict[str, Refusal] = {}
        if kind == "savings":
            problems[f"{name}.kind"] = _refusal("savings", _SAVINGS)
        elif kind and kind not in self.kinds:
            problems[f"{name}.kind"] = _refusal("no-kind", NEEDED["kind"])
        for part in ("bank_code", "branch_code", "number"):
            parts[part] = re.sub(r"[\s-]", "", half_width(parts[part]))
        try:
            parts["holder_kana"] = normalise_holder(parts["holder_kana"])
        except Refused as error:
            problems[f"{name}.holder_kana"] = first_refusal(error)
        if problems:
            raise FieldProblems(problems)
        codes = {part: parts.pop(part) for part in _CODES}
        return {
            "use": "account",
            **parts,
            "kind": kind,
            **{part: code for part, code in codes.items() if code},
        }

    def has_shape(self, value: Json) -> bool:
        if not isinstance(value, dict) or not all(isinstance(part, str) for part in value.values()):
            return False
        if value == {"use": "public"}:
            return self.public_account
        needed = {"use", *NEEDED}
        return value.get("use") == "account" and needed <= set(value) <= needed | set(_CODES)

    def problems(self, value: Any, name: str, context: AnswerContext) -> dict[str, Refusal]:
        if value["use"] == "public":
            return {}
        found = {
            f"{name}.{part}": _refusal(f"no-{part.replace('_', '-')}", sentence)
            for part, sentence in NEEDED.items()
            if not value[part]
        }
        if value["kind"] and value["kind"] not in self.kinds:
            found[f"{name}.kind"] = _refusal("savings", _SAVINGS)
        if value["number"] and not re.fullmatch("[0-9]{7}", value["number"], re.ASCII):
            found[f"{name}.number"] = _refusal("number", _NUMBER)
        for part, length in _CODES.items():
            if not re.fullmatch(f"[0-9]{{{length}}}", value.get(part, "0" * length), re.ASCII):
                found[f"{name}.{part}"] = _refusal("code", _CODE, length=length)
        for part in ("bank", "branch", "holder_kana"):
            found |= length_problem(value[part], f"{name}.{part}", most=_LONGEST)
        return found

    def inputs(self, value: Any, name: str) -> dict[str, list[str]]:
        use = {f"{name}.use": [value["use"]]} if self.public_account else {}
        return use | {f"{name}.{part}": [text] for part, text in value.items() if part != "use"}

    def show(self, value: Any, language: str) -> str:
        if value["use"] == "public":
            return USES["public"].say(language)
        codes = {part: f"（{value[part]}）" if value.get(part) else "" for part in _CODES}
        kind = KINDS[value["kind"]].say(language) if value["kind"] in KINDS else value["kind"]
        lines = (
            f"{value['bank']}{codes['bank_code']} {value['branch']}{codes['branch_code']}",
            f"{kind} {value['number']}",
            value["holder_kana"],
        )
        return "\n".join(lines)

    def cel_value(self, value: Any) -> Any:
        parts = ("use", *NEEDED, *_CODES)
        return {part: value.get(part, "") for part in parts}

    def free_texts(self, value: Any, name: str) -> dict[str, str]:
        return {f"{name}.{part}": value.get(part, "") for part in ("bank", "branch", "holder_kana")}

    def first_input(self, name: str) -> str:
        return f"{name}.use" if self.public_account else f"{name}.bank"

    def schema(self) -> dict[str, Any]:  # type: ignore[override]
        text = {"type": "string", "minLength": 1, "maxLength": _LONGEST}
        properties = {
            "use": {"const": "account"},
            **{part: text for part in ("bank", "branch", "holder_kana")},
            **{part: {"type": "string", "pattern": f"^[0-9]{{{n}}}$"} for part, n in _CODES.items()},
            "kind": {"type": "string", "enum": list(self.kinds)},
            "number": {"type": "string", "pattern": "^[0-9]{7}$"},
        }
        account = {
            "type": "object",
            "properties": properties,
            "required": ["use", *NEEDED],
            "additionalProperties": False,
        }
        if not self.public_account:
            return account
        public = {
            "type": "object",
            "properties": {"use": {"const": "public"}},
            "required": ["use"],
            "additionalProperties": False,
        }
        return {"oneOf": [public, account]}

    def sample(self) -> Json:
        account = {"bank": "ひばり銀行", "branch": "本店", "kind": self.kinds[0], "number": "0000001"}
        return {"use": "account", **account, "holder_kana": "ヤマダ ハナコ"}


def _refusal(code: str, message: str, **params: object) -> Refusal:
    return Refusal(code=f"field.bank-account.{code}", message=message, params=params)
