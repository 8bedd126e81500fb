"""scripts/walk knows a callable by its type or an alias of it, and a value that is copied field by field."""

from __future__ import annotations

import ast
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "walk"

RULES = '''"""Rules."""
Judge = Callable[[str], bool] | None
Names = tuple[str, ...]
'''
LAMP = '''"""A lamp."""
from broadcaster.rules import Judge, Names


class Lamp:
    def __init__(self, name: str, names: Names, judge: Judge, *, lit: Callable[[], None] | None) -> None:
        self.name = name

    def other(self, burns: Callable[[], None]) -> Lamp:
        return Lamp(name=one.name, names=one.names, judge=self.judge, lit=None)


def again(lamp: Lamp) -> Lamp:
    say("lamp", a=lamp.a, b=lamp.b, c=lamp.c)
    return replace(other, a=lamp.a, b=lamp.b, c=lamp.c, d=lamp.e)
'''


@pytest.fixture
def walk() -> ModuleType:
    loader = SourceFileLoader("walk", str(SCRIPT))
    spec = spec_from_loader("walk", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_a_callable_is_found_by_its_type_and_by_the_name_that_another_module_gives_it(
    walk: ModuleType,
) -> None:
    trees = {"rules.py": ast.parse(RULES), "lamp.py": ast.parse(LAMP)}
    assert walk.callables(trees) == (4, ["lamp.py: Lamp(judge)", "lamp.py: Lamp(lit)"])


def test_three_fields_under_their_own_names_are_a_copy_and_two_or_a_sentence_are_none(
    walk: ModuleType,
) -> None:
    assert list(walk.copies(ast.parse(LAMP))) == ["15: replace takes 3 of lamp"]
