"""The tree drawn in the docstring of core/errors.py is the tree of its classes."""

from __future__ import annotations

import inspect
import re

from todoke.core import errors

BRANCH = re.compile(r"^(?P<indent>(?:│   |    )*)[├└]── (?P<name>\w+)")


def drawn(text):
    """Child → parent, as the docstring draws them."""
    root = re.search(r"^\w+$", text, re.MULTILINE).group()
    above, found = [root], {root: None}
    for line in text.splitlines():
        if branch := BRANCH.match(line):
            depth = len(branch["indent"]) // 4 + 1
            found[branch["name"]] = above[depth - 1]
            above[depth:] = [branch["name"]]
    return found


def defined():
    """Child → parent, as the classes inherit."""
    classes = [
        one
        for one in vars(errors).values()
        if inspect.isclass(one) and issubclass(one, Exception) and one.__module__ == errors.__name__
    ]
    return {one.__name__: one.__base__.__name__ if one is not errors.TodokeError else None for one in classes}


def test_the_tree_of_errors_is_drawn_as_it_is():
    assert drawn(errors.__doc__) == defined()


def test_the_drawing_is_read_to_any_depth():
    tree = "Root\n├── First\n│   └── Inner\n└── Last\n    └── Deep\n"

    assert drawn(tree) == {"Root": None, "First": "Root", "Inner": "First", "Last": "Root", "Deep": "Last"}


def test_every_error_has_one_audience():
    assert all(name.count("Error") <= 1 and errors.__dict__[name].__doc__ for name in defined())
