"""The house rules a machine can see: sizes, keyword-only parameters, banned words.

The exceptions carry their reasons and the list only shrinks.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULE_LINES, FUNCTION_LINES = 400, 50
BANNED_FILES = {"utils.py", "helpers.py"}
BANNED_NAMES = re.compile(r"(Manager|Service|Handler)$")
BANNED_TEXT = {"mark_safe": re.compile(r"\bmark_safe\b"), "|safe": re.compile(r"\|\s*safe\b")}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
EXCEPTIONS: dict[str, str] = {}  # "path: finding" → the reason

# Keyword-only after the second parameter (self and cls not counted), except where a framework calls:
BY_KEYWORD = {"command", "own_draft"}  # click's commands; a guard that hands on what the address says
VIEW_FIRST = "request"  # Django hands a view its address parts by keyword
OVERRIDES = {
    "problems": "one interface, implemented by every field type and called in one place",
    "sealed_inputs": "the same",
    "show_in": "the same",
    "__exit__": "Python's context managers",
    "get_db_prep_value": "Django's fields",
    "from_db_value": "Django's fields",
    "create_user": "Django's account managers",
    "add_headers": "WhiteNoise calls it",
}
# Functions of before the rule was checked, by file. The numbers only shrink; new files begin without.
POSITIONAL_LEFT: dict[str, int] = {
    "src/todoke/cli/trial.py": 1,
    "src/todoke/core/cases/states.py": 1,
    "src/todoke/core/envelope/applicant_key.py": 2,
    "src/todoke/core/envelope/opening.py": 2,
    "src/todoke/core/envelope/requests.py": 1,
    "src/todoke/core/envelope/sealing.py": 1,
    "src/todoke/core/errors.py": 1,
    "src/todoke/core/lexicon/eras.py": 1,
    "src/todoke/core/procedures/answers.py": 6,
    "src/todoke/core/procedures/compiling.py": 1,
    "src/todoke/core/procedures/editing/operations.py": 8,
    "src/todoke/core/procedures/editing/spans.py": 12,
    "src/todoke/core/procedures/expressions.py": 1,
    "src/todoke/core/procedures/fields/group.py": 1,
    "src/todoke/core/procedures/load.py": 1,
    "src/todoke/core/procedures/yaml_tree.py": 1,
    "src/todoke/office/exchange/receiving.py": 1,
    "src/todoke/office/studio/desk/condition_form.py": 3,
    "src/todoke/office/studio/desk/entries.py": 1,
    "src/todoke/office/studio/desk/kinds.py": 1,
    "src/todoke/office/studio/desk/rows.py": 1,
    "src/todoke/office/studio/desk/sheets.py": 2,
    "src/todoke/portal/apply/commands.py": 4,
    "src/todoke/portal/apply/moving.py": 1,
    "src/todoke/portal/apply/step_views.py": 6,
    "src/todoke/portal/apply/submitting.py": 1,
    "src/todoke/portal/apply/views.py": 3,
    "src/todoke/portal/catalogue/queries.py": 3,
}


def findings_of(path: Path) -> Iterator[str]:
    name = path.relative_to(ROOT).as_posix()
    text = path.read_text()
    lines = text.count("\n")
    if path.name in BANNED_FILES:
        yield f"{name}: file name says nothing"
    if lines > MODULE_LINES:
        yield f"{name}: {lines} lines (limit {MODULE_LINES})"
    for word, pattern in BANNED_TEXT.items():
        if pattern.search(text):
            yield f"{name}: {word} is banned"
    tree = ast.parse(text)
    for node in ast.walk(tree):
        yield from (f"{name}: {finding}" for finding in findings_of_node(node))
    positional = positional_functions(tree)
    left = POSITIONAL_LEFT.get(name, 0)
    if len(positional) > left:
        yield f"{name}: keyword-only after the second parameter: {', '.join(positional)} (before: {left})"


def findings_of_node(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.ClassDef) and BANNED_NAMES.search(node.name):
        yield f"name {node.name}"
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if length > FUNCTION_LINES:
            yield f"function {node.name} has {length} lines (limit {FUNCTION_LINES})"


def positional_functions(tree: ast.Module) -> list[str]:
    """Names of the functions that take more than two parameters by position."""
    methods = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for inner in node.body
        if isinstance(inner, FUNCTIONS) and "staticmethod" not in decorators_of(inner)
    }
    return [
        f"{node.name} (line {node.lineno})"
        for node in ast.walk(tree)
        if isinstance(node, FUNCTIONS)
        and len(node.args.posonlyargs) + len(node.args.args) - (id(node) in methods) > 2
        and not called_by_a_framework(node)
    ]


def called_by_a_framework(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    arguments = node.args.posonlyargs + node.args.args
    is_view = arguments[0].arg == VIEW_FIRST and not node.name.startswith("_")
    return is_view or node.name in OVERRIDES or bool(BY_KEYWORD & decorators_of(node))


def decorators_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """The last names: `command` of @group.command("add")."""
    found = (one.func if isinstance(one, ast.Call) else one for one in node.decorator_list)
    return {one.attr if isinstance(one, ast.Attribute) else ast.unparse(one) for one in found}


def main() -> int:
    sources = [p for p in (ROOT / "src").rglob("*.py") if "migrations" not in p.parts]
    found = [finding for path in sorted(sources) for finding in findings_of(path)]
    templates = (p for p in (ROOT / "src").rglob("*.html") if BANNED_TEXT["|safe"].search(p.read_text()))
    found += [f"{p.relative_to(ROOT)}: |safe is banned" for p in templates]
    problems = [finding for finding in found if finding not in EXCEPTIONS]
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
