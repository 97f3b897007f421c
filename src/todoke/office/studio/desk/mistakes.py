"""What the loader finds wrong, in words for somebody who never saw the language behind the forms."""

from __future__ import annotations

import re
from collections.abc import Mapping

from todoke.core.refusal import N_, Refusal

_EXPRESSION = re.compile(r"(?:.*?)(\d+):(\d+): (.*)", re.DOTALL)
_UNKNOWN_NAME = re.compile(r"undeclared reference to '([^']*)'.*", re.DOTALL)
_MISSING = re.compile(r"the key “(.+)”")
_EXTRA = re.compile(r"only keys that mean something here; “(.+)” does not")

SENTENCES: Mapping[str, str] = {
    "an expression over questions asked before it": N_(
        "The condition reads an answer that is given later. Move that question up, or choose an earlier one."
    ),
    "an id used once in the definition": N_("The id “%(arrived)s” is there twice. Give one of them another."),
    "an id used once in the group": N_("The id “%(arrived)s” is there twice. Give one of them another."),
    "a step id used once in the definition": N_(
        "The id “%(arrived)s” is there twice. Give one of them another."
    ),
    "an id that expressions do not reserve": N_(
        "The id “%(arrived)s” has a meaning of its own in expressions. Give it another."
    ),
    "a field of this step": N_("The message belongs to a question of this page; “%(arrived)s” is none."),
    "a type that fits in a row of a group": N_(
        "A question of this type can’t be asked inside a repeated group. Put it on the page instead."
    ),
    "my_number: sealed with my_number_law above": N_(
        "My Number may be asked only where the sheet “In the office” names the law that demands it."
    ),
    "values that do not depend on each other in a circle": N_(
        "Values are worked out from each other in a circle (%(arrived)s). Take one of them out."
    ),
    "a cell of that group of type integer or yen": N_("Only numbers and amounts can be added up."),
    "count of a group, of files or of choices": N_("Only something entered several times can be counted."),
    "a date, a month or today": N_("Choose questions that ask for a day."),
    "sum of a cell of a group, such as items.price": N_("Choose a number inside a repeated group."),
    "the id of a step": N_("There is no page “%(arrived)s”. Name the page from which people sign in."),
    "verified beside it": N_("Say first what a sign-in fills in here; only then when it does."),
    "the options male and female for sex": N_(
        "A sign-in can answer this only where the answers “male” and “female” are offered."
    ),
    "no verified inside a group: a row is not the sender": N_(
        "A sign-in can’t fill in a repeated group. Ask for the sender on the page instead."
    ),
    "a question of type person_name for name": N_("Only a question for a person’s name takes this."),
    "a question of type postal_address for address": N_("Only a question for an address takes this."),
    "a question of type date for birth_date": N_("Only a question for a day takes this."),
    "a question of type choice for sex": N_("Only a question with one answer out of a few takes this."),
    "no anchors (&) and no aliases (*)": N_("Anchors (&) and aliases (*) can’t be used."),
    "no tags (!)": N_("Tags (!) can’t be used."),
    "each key once": N_("The key “%(arrived)s” is there twice in the same place."),
    "readable YAML": N_("The layout can’t be read (%(arrived)s)."),
}


def mistake_of(requirement: str, arrived: str) -> Refusal:
    """One sentence: what is wrong and what to do."""
    if message := SENTENCES.get(requirement):
        return Refusal(code="studio.mistake", message=message, params={"arrived": arrived})
    if requirement.startswith("an expression"):
        return expression_mistake(arrived, requirement)
    if match := _MISSING.fullmatch(requirement):
        return _about_key(N_("“%(key)s” is missing here. Fill it in."), match[1])
    if match := _EXTRA.fullmatch(requirement):
        return _about_key(N_("“%(key)s” means nothing here. Take it out in the YAML view."), match[1])
    return Refusal(
        code="studio.mistake.other",
        message=N_("Something does not fit here. Wanted: %(requirement)s. Found: %(arrived)s."),
        params={"requirement": requirement, "arrived": arrived or "—"},
    )


def expression_mistake(arrived: str, requirement: str) -> Refusal:
    """With the character at which the expression goes wrong."""
    match = _EXPRESSION.fullmatch(arrived)
    if match is None:
        return Refusal(
            code="studio.expression.other",
            message=N_("The expression gives %(arrived)s; here it must be: %(requirement)s."),
            params={"arrived": arrived, "requirement": requirement},
        )
    params = {"at": int(match[2]) + 1 if int(match[2]) == 0 else int(match[2])}
    if name := _UNKNOWN_NAME.match(match[3]):
        return Refusal(
            code="studio.expression.unknown",
            message=N_(
                "The expression goes wrong at character %(at)d: nothing asked before is called “%(name)s”."
            ),
            params={**params, "name": name[1]},
        )
    if "no matching overload" in match[3]:
        return Refusal(
            code="studio.expression.types",
            message=N_(
                "The expression goes wrong at character %(at)d: the two sides are not of the same kind "
                "(%(detail)s)."
            ),
            params={**params, "detail": match[3].partition("applied to")[2].strip(" '()") or match[3]},
        )
    return Refusal(
        code="studio.expression.syntax",
        message=N_("The expression goes wrong at character %(at)d: it can’t be read (%(detail)s)."),
        params={**params, "detail": match[3]},
    )


def _about_key(message: str, key: str) -> Refusal:
    return Refusal(code="studio.mistake.key", message=message, params={"key": key})
