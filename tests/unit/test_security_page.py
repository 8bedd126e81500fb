"""Each line of docs/security.md names tests that are there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
PAGE = TESTS.parent / "docs" / "security.md"
ELLIPSIS = "…"
_FILE = re.compile(r"`([\w/]+)`: ((?:`[a-z_0-9…]+`(?:, )?)+)")


def lines() -> dict[str, str]:
    """What shows each line of the table, by its number in the standard."""
    rows = [
        line.strip("|").split("|") for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")
    ]
    return {row[0].strip(): row[3].strip() for row in rows if row[0].strip()[0].isdigit()}


def named(shown: str) -> list[tuple[str, str]]:
    """The file and the beginning of the name of each test."""
    return [(file, test) for file, tests in _FILE.findall(shown) for test in re.findall(r"`([^`]+)`", tests)]


@cache
def there_in(file: str) -> tuple[str, ...]:
    """The tests of a file without `test_`; one without a folder is of the end-to-end tests."""
    folder, _, name = file.rpartition("/")
    tree = ast.parse((TESTS / (folder or "end_to_end") / f"{name}.py").read_text("utf-8"))
    functions = (node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return tuple(name.removeprefix("test_") for name in functions if name.startswith("test_"))


def test_the_table_has_all_its_lines() -> None:
    assert len(lines()) >= 39


@pytest.mark.parametrize("number", lines())
def test_every_line_names_tests_that_are_there(number: str) -> None:
    found = named(lines()[number])
    assert found, f"{number} names no test"
    for file, test in found:
        there = there_in(file)
        if test.endswith(ELLIPSIS):
            assert any(name.startswith(test.removesuffix(ELLIPSIS)) for name in there), (file, test)
        else:
            assert test in there, (file, test)
