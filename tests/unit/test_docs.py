"""What the code and the documents name is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
ROOMS = ROOT / "broadcaster"
DOCUMENTS = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *ROOMS.rglob("*.md")})


def named() -> Iterator[tuple[str, str]]:
    for path in (*ROOMS.rglob("*.py"), *DOCUMENTS):
        for name in re.findall(r"docs/[\w-]+\.md", path.read_text("utf-8")):
            yield str(path.relative_to(ROOT)), name


@pytest.mark.parametrize(("where", "name"), sorted(set(named())), ids=lambda value: value)
def test_document_that_is_named_exists(where: str, name: str) -> None:
    assert (ROOT / name).is_file(), where


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_documents_that_a_document_names_exist(path: Path) -> None:
    text = path.read_text("utf-8")
    modules = set(re.findall(r"`((?:\w+/)+\w+\.py)`", text)) if path.name != "CHANGELOG.md" else set()
    there = {
        name for name in modules if "NAME" in name or any((top / name).is_file() for top in (ROOMS, ROOT))
    }
    assert modules - there == set()
    links = {link.split("#")[0] for link in re.findall(r"\]\(([^)\s:]+)\)", text)} - {""}
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_contributing_names_modules() -> None:
    assert len(re.findall(r"`(?:\w+/)+\w+\.py`", (ROOT / "CONTRIBUTING.md").read_text("utf-8"))) > 8
