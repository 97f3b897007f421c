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
EXCEPTIONS: dict[str, str] = {}  # "path: finding" → the reason


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
    for node in ast.walk(ast.parse(text)):
        yield from (f"{name}: {finding}" for finding in findings_of_node(node))


def findings_of_node(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.ClassDef) and BANNED_NAMES.search(node.name):
        yield f"name {node.name}"
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        length = (node.end_lineno or node.lineno) - node.lineno + 1
        if length > FUNCTION_LINES:
            yield f"function {node.name} has {length} lines (limit {FUNCTION_LINES})"


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
