"""scripts/mutants changes one point at a time, finds it again elsewhere, and tells what no test noticed."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "mutants"

LAMP = '''"""A lamp."""

from typing import Literal

LONGEST = 5
Colour = Literal["red", "green"]


class Lamp:
    """It burns."""

    def burns(self, minutes: int, wet: bool = False) -> bool:
        """Not in the rain."""
        return minutes < LONGEST and not wet

    def names(self, first: str, second: str) -> tuple[str, ...]:
        """Whose đèn it is."""
        log.info("asked", first)
        self.ask("đèn", second)
        return (first, f"{second} {1 + 1}")
'''
TESTS = """from broadcaster.street.lamp import Lamp


def test_burns() -> None:
    assert [Lamp().burns(minutes) for minutes in (4, 5)] == [True, False]
"""


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    loader = SourceFileLoader("mutants", str(SCRIPT))
    spec = spec_from_loader("mutants", loader)
    assert spec is not None
    sys.modules["mutants"] = module = module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in {"broadcaster/street/lamp.py": LAMP, "tests/unit/street/test_lamp.py": TESTS}.items():
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "broadcaster" / "__init__.py").touch()
    return tmp_path


def test_each_kind_of_point_is_found_and_each_mutant_is_another_program(tool: ModuleType, tree: Path) -> None:
    module = tree / "broadcaster" / "street" / "lamp.py"
    found = list(tool.mutants(tree, module))
    now = {(mutant.function, mutant.was): mutant.now for mutant in found}
    assert now == {
        ("", "5"): "6",
        ("Lamp.burns", "False"): "True",
        ("Lamp.burns", "return minutes < LONGEST and (not wet)"): "return None",
        ("Lamp.burns", "minutes < LONGEST and (not wet)"): "(minutes < LONGEST or not wet)",
        ("Lamp.burns", "minutes < LONGEST"): "(minutes <= LONGEST)",
        ("Lamp.burns", "not wet"): "(wet)",
        ("Lamp.names", "self.ask('đèn', second)"): "(self.ask(second, 'đèn'))",
        ("Lamp.names", "'đèn'"): "''",
        ("Lamp.names", "return (first, f'{second} {1 + 1}')"): "return ()",
    }
    programs = {ast.dump(ast.parse(mutant.applied(module.read_bytes()))) for mutant in found}
    assert len(programs) == len(found) == len(now) + 1  # a call is dropped too


def test_a_point_is_found_again_where_its_module_was_moved(tool: ModuleType, tree: Path) -> None:
    module = tree / "broadcaster" / "street" / "lamp.py"
    before = list(tool.mutants(tree, module))
    moved = module.with_name("light.py")
    moved.write_text(
        "import os\n\n" + LAMP.replace("minutes < LONGEST", "minutes > LONGEST"), encoding="utf-8"
    )
    again = list(tool.found_again(before, list(tool.mutants(tree, moved))))
    assert [one.was for one, other in zip(before, again, strict=True) if other is None] == [
        "return minutes < LONGEST and (not wet)",
        "minutes < LONGEST and (not wet)",
        "minutes < LONGEST",
    ]
    assert {other.module for other in again if other} == {"street/light.py"}


@pytest.mark.slow
@pytest.mark.patient
def test_what_no_test_notices_survives(tree: Path) -> None:
    kept = tree / "kept.json"
    command = [sys.executable, str(SCRIPT), "--tree", str(tree), "--rooms", "street", "--count", "30"]
    ended = subprocess.run([*command, "--keep", str(kept)], capture_output=True, text=True)
    verdicts = {(row["was"], row["kind"]): row["verdict"] for row in json.loads(kept.read_text("utf-8"))}
    killed = {was for (was, _), verdict in verdicts.items() if verdict == "killed"}
    assert killed == {
        "5",
        "False",
        "return minutes < LONGEST and (not wet)",
        "minutes < LONGEST and (not wet)",
        "minutes < LONGEST",
        "not wet",
    }
    assert ended.returncode == 1
    assert "6 killed, 4 survived" in ended.stdout
    assert (tree / "broadcaster" / "street" / "lamp.py").read_text("utf-8") == LAMP
