"""What the code and the documents name is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
ROOMS = ROOT / "broadcaster"


def named() -> Iterator[tuple[str, str]]:
    for path in (*ROOMS.rglob("*.py"), *ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")):
        for name in re.findall(r"docs/[\w-]+\.md", path.read_text("utf-8")):
            yield str(path.relative_to(ROOT)), name


@pytest.mark.parametrize(("where", "name"), sorted(set(named())), ids=lambda value: value)
def test_document_that_is_named_exists(where: str, name: str) -> None:
    assert (ROOT / name).is_file(), where


def test_modules_that_contributing_names_exist() -> None:
    found = re.findall(r"`((?:\w+/)+\w+\.py)`", (ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    assert len(found) > 8
    assert [name for name in found if not (ROOMS / name).is_file() and not (ROOT / name).is_file()] == []
