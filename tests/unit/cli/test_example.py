"""The example station at the top of the repository: whole, readable, and with something to air."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.unit.cli.here import Command

ROOT = Path(__file__).parents[3]


@pytest.fixture
def example(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    for name in ("station.yaml", "lexicon.yaml", "messages", "schedules", "recordings"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    return Command(tmp_path, capsys)


def test_example_has_no_problem_and_reads_without_a_flag(example: Command) -> None:
    assert example("check").code == 0
    for message in ("bluezone", "ve-sinh-moi-truong"):
        assert example("read", "--strict", message).code == 0


def test_example_always_has_something_planned(example: Command) -> None:
    rows = example.json("plan")
    assert {row["status"] for row in rows} <= {"planned", "refused"}
    assert sum(row["message"] == "bluezone" and row["status"] == "planned" for row in rows) >= 6
