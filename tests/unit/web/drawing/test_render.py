"""What stands on every page is hidden by no value of a page; how pages write lengths of time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import broadcaster.web as pages
from broadcaster.core.text.catalogue import Language, speaking
from broadcaster.web.drawing import render

ON_EVERY_PAGE = ("base", "parts", "strip", "red_bar")
FOLDER = Path(str(pages.__file__)).parent
TEMPLATES = FOLDER / "templates"


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


@pytest.mark.parametrize(
    ("seconds", "vietnamese", "english"),
    [
        (1, "1 giây", "1 s"),
        (61, "1 phút 1 giây", "1 min 1 s"),
        (3599, "59 phút 59 giây", "59 min 59 s"),
        (3600, "1 giờ", "1 h"),
        (67_224, "18 giờ 40 phút", "18 h 40 min"),
    ],
)
def test_a_length_of_time_is_short_and_right_for_one_of_a_kind(
    seconds: float, vietnamese: str, english: str
) -> None:
    with speaking(Language.VI):
        assert render.spoken(seconds) == vietnamese
    with speaking(Language.EN):
        assert render.spoken(seconds) == english
