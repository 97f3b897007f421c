"""What the machine sees of "keyword-only after the second parameter"."""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path

import pytest

FILE = Path(__file__).resolve().parents[2] / "tools" / "house_rules.py"
SPEC = importlib.util.spec_from_file_location("house_rules", FILE)
assert SPEC and SPEC.loader
house_rules = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(house_rules)

CODE = {
    "three by position": ("def f(a, b, c): ...", True),
    "the third by name": ("def f(a, b, *, c): ...", False),
    "a coroutine": ("async def f(a, b, c): ...", True),
    "self is not counted": ("class A:\n    def f(self, a, b): ...", False),
    "a method with three": ("class A:\n    def f(self, a, b, c): ...", True),
    "cls is not counted": ("class A:\n    @classmethod\n    def f(cls, a, b): ...", False),
    "a static method has no self": ("class A:\n    @staticmethod\n    def f(a, b, c): ...", True),
    "positional-only counts too": ("def f(a, b, c, /): ...", True),
    "a view gets its address by name": ("def show(request, town, id): ...", False),
    "a view's helper does not": ("def _show(request, town, id): ...", True),
    "a command of the command line": ("@group.command('add')\ndef add(a, b, c): ...", False),
    "an interface on the list": ("class A:\n    def problems(self, a, b, c): ...", False),
}


@pytest.mark.parametrize(("code", "found"), CODE.values(), ids=CODE.keys())
def test_more_than_two_by_position_are_found(code: str, found: bool) -> None:
    assert bool(house_rules.positional_functions(ast.parse(code))) is found


def test_the_exceptions_name_files_that_are_there() -> None:
    assert [name for name in house_rules.POSITIONAL_LEFT if not (house_rules.ROOT / name).exists()] == []
