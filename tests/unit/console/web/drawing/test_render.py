"""What stands on every page is hidden by no value of a page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import broadcaster.console.web.pages as pages
from broadcaster.console.web.drawing import render

ON_EVERY_PAGE = ("base", "parts", "strip", "red_bar")
FOLDER = Path(str(pages.__file__)).parent
TEMPLATES = FOLDER.parent / "templates"


def values_of(path: Path) -> Iterator[str]:
    """The names that a module gives to its templates: in what it calls `values`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        named = isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "values" for target in node.targets
        )
        if named and isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
            yield from (str(key.value) for key in node.value.keys if isinstance(key, ast.Constant))


def test_no_page_gives_a_value_the_name_of_what_every_page_calls() -> None:
    """The strip of every settings page failed as soon as an airing was to come: `when` was a text there."""
    everywhere = "".join((TEMPLATES / f"{name}.html").read_text("utf-8") for name in ON_EVERY_PAGE)
    called = {name for name in render._environment().globals if re.search(rf"\b{name}\(", everywhere)}
    given = [(path.name, name) for path in sorted(FOLDER.rglob("*.py")) for name in values_of(path)]
    assert ("workplace.py", "in_force") in given
    assert [(file, name) for file, name in given if name in called] == []
