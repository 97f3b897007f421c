"""The method table as a form: every line with its levels, and one empty line for one of the town's own."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from pydantic import ValidationError

from todoke.core.assurance.methods import Method, MethodTable, PhishingResistant, Use
from todoke.core.assurance.practice import Certainty
from todoke.core.errors import Refused
from todoke.core.lexicon.text import clean_text
from todoke.core.refusal import N_, Refusal

NEW = "new"
LONGEST_NAME, LONGEST_NOTE = 60, 500
WRONG_LEVEL = N_("“%(method)s”: choose a level from 0 to 3 on both axes.")
TOO_LONG = N_("“%(method)s”: write the name in %(name)s characters and notes in %(note)s, or fewer.")
UNSURE = N_("“%(method)s”: write what is still to be checked, or tick that it was checked.")


def read_table(post: QueryDict, table: MethodTable) -> MethodTable:
    """The table as it was typed. Raises Refused with a sentence for every line that is wrong."""
    refusals: list[Refusal] = []
    lines = [_read(post, one, refusals=refusals) for one in table.methods]
    if post.get(f"{NEW}.name", "").strip():
        lines.append(_read(post, _blank(table), refusals=refusals))
    if refusals:
        raise Refused(*refusals)
    return table.model_copy(update={"methods": tuple(lines)})


def _blank(table: MethodTable) -> Method:
    """An id of its own, which no line of the table that ships can have."""
    taken = {one.method for one in table.methods}
    number = next(n for n in range(1, len(taken) + 2) if f"own_{n}" not in taken)
    return Method(
        method=f"own_{number}",
        name="-",
        identity=0,
        authentication=0,
        phishing_resistant=PhishingResistant.NO,
        certainty=Certainty.HIGH,
    )


def _read(post: QueryDict, before: Method, *, refusals: list[Refusal]) -> Method:
    """The line with what was typed over it; the line as it was where that cannot be."""
    at = (
        NEW if before.method.startswith("own_") and f"{before.method}.identity" not in post else before.method
    )
    try:
        typed = _typed(post, before, at=at)
        return Method.model_validate({**before.model_dump(mode="json"), **typed})
    except Refused as error:
        refusals.extend(error.refusals)
    except ValidationError:
        refusals.append(_about(WRONG_LEVEL, before, code="assurance.methods.level"))
    return before


def _typed(post: QueryDict, before: Method, *, at: str) -> dict[str, Any]:
    name = clean_text(post.get(f"{at}.name", ""), multiline=False) if at == NEW else ""
    note = clean_text(post.get(f"{at}.note", ""), multiline=True)
    verify = clean_text(post.get(f"{at}.verify", ""), multiline=True)
    if len(name) > LONGEST_NAME or max(len(note), len(verify)) > LONGEST_NOTE:
        limits = {"name": str(LONGEST_NAME), "note": str(LONGEST_NOTE)}
        raise Refused(_about(TOO_LONG, before, code="assurance.methods.too-long", **limits))
    checked = bool(post.get(f"{at}.checked"))
    certainty = Certainty.HIGH if checked else before.certainty if at != NEW else Certainty.MEDIUM
    if certainty in {Certainty.MEDIUM, Certainty.LOW} and not verify:
        raise Refused(_about(UNSURE, before, code="assurance.methods.unsure"))
    levels = {axis: _level(post.get(f"{at}.{axis}", "")) for axis in ("identity", "authentication")}
    return {
        **levels,
        **_ranges(before, levels),
        **({"name": name} if at == NEW else {}),
        "binds": bool(post.get(f"{at}.binds")),
        "phishing_resistant": post.get(f"{at}.phishing_resistant", before.phishing_resistant.value),
        "use": post.get(f"{at}.use", Use.NORMAL.value),
        "note": note,
        "verify": "" if checked else verify,
        "certainty": certainty.value,
    }


def _level(text: str) -> int:
    """-1 is no level; the table then says so."""
    return int(text) if text in {"0", "1", "2", "3"} else -1


def _ranges(before: Method, levels: dict[str, int]) -> dict[str, int | None]:
    """An upper end that the level itself has reached says nothing any more."""
    ends = {"identity": before.identity_up_to, "authentication": before.authentication_up_to}
    return {
        f"{axis}_up_to": end if end is not None and end > levels[axis] else None for axis, end in ends.items()
    }


def _about(message: str, method: Method, *, code: str, **params: str) -> Refusal:
    return Refusal(code=code, message=message, params={"method": method.name, **params})
