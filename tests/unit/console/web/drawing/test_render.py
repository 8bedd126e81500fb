"""What stands on every page is hidden by no value of a page."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import broadcaster.console.web.pages as pages
from broadcaster.console.web.drawing import render

ON_EVERY_PAGE = ("base", "parts", "strip", "red_bar")
TEMPLATES = Path(str(pages.__file__)).parents[1] / "templates"
FOLDER = Path(str(pages.__file__)).parent


def test_no_page_gives_a_value_the_name_of_what_every_page_calls() -> None:
    """The strip of every settings page failed as soon as an airing was to come: `when` was a text there."""
    everywhere = "".join((TEMPLATES / f"{name}.html").read_text("utf-8") for name in ON_EVERY_PAGE)
    called = {name for name in render._environment().globals if re.search(rf"\b{name}\(", everywhere)}
    given = {
        (path.name, key.value)
        for path in FOLDER.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant)
    }
    assert {(file, name) for file, name in given if name in called} == set()
