"""What the code and the documents name is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from broadcaster.cli import COMMANDS, group

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
        name
        for name in modules
        if "NAME" in name or "ROOM" in name or any((top / name).is_file() for top in (ROOMS, ROOT))
    }
    assert modules - there == set()
    links = {link.split("#")[0] for link in re.findall(r"\]\(([^)\s:]+)\)", text)} - {""}
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_measurements_that_a_document_names_exist(path: Path) -> None:
    text = path.read_text("utf-8") if path.name != "CHANGELOG.md" else ""
    files = re.findall(r"`((?:scripts|tests|benchmarks|docs|broadcaster)/[\w./-]+)[` ]", text)
    files += [
        f"{module.replace('.', '/')}" for module in re.findall(r"`python -m (benchmarks(?:\.\w+)+)", text)
    ]
    there = [(ROOT / name).exists() or (ROOT / f"{name}.py").is_file() or "NAME" in name for name in files]
    assert [name for name, found in zip(files, there, strict=True) if not found] == []


def test_every_page_is_reached_from_the_readme() -> None:
    linked = set(re.findall(r"\]\((docs/[\w-]+\.md)\)", (ROOT / "README.md").read_text("utf-8")))
    assert {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")} - linked == set()


def test_architecture_names_every_package_and_no_other() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "architecture.md").read_text("utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(path.parent.name for path in ROOMS.glob("*/__init__.py"))


@pytest.mark.parametrize("page", sorted(ROOMS.glob("*/README.md")), ids=lambda page: page.parent.name)
def test_page_of_a_room_names_every_package_in_it(page: Path) -> None:
    text = page.read_text("utf-8")
    inside = [path.parent.name for path in page.parent.glob("*/__init__.py")]
    assert [
        name for name in inside if not re.search(rf"`{name}(?:/|`)|{page.parent.name}/{name}/", text)
    ] == []


def test_architecture_names_the_rooms_inside() -> None:
    rows = re.findall(
        r"^\| `([\w/]+)/` \| (.*) \|$", (ROOT / "docs" / "architecture.md").read_text("utf-8"), re.MULTILINE
    )
    assert rows
    for folder, rooms in rows:
        inside = {path.stem for path in (ROOMS / folder).iterdir() if path.suffix in ("", ".py")}
        assert {*re.findall(r"`(\w+)`", rooms)} == {name for name in inside if not name.startswith("_")}, (
            folder
        )


def test_contributing_names_modules() -> None:
    assert len(re.findall(r"`(?:\w+/)+\w+\.py`", (ROOT / "CONTRIBUTING.md").read_text("utf-8"))) > 8


SPAN = re.compile(r"`([^`\n]+)`|^\s*(?:\$ )?((?:sudo )?broadcaster [^\n]*)$", re.MULTILINE)
WORD = re.compile(r"[a-z][a-z-]*")


def commands() -> Iterator[tuple[str, str]]:
    """Each command of ours that a document shows: whole, or by its name and what follows it."""
    for path in DOCUMENTS:
        if path.name == "CHANGELOG.md":
            continue
        for found in SPAN.finditer(path.read_text("utf-8")):
            written = (found[1] or found[2]).removeprefix("sudo ")
            first, _, rest = written.removeprefix("broadcaster ").partition(" ")
            if written.startswith("broadcaster ") or (first in COMMANDS and rest):
                yield str(path.relative_to(ROOT)), written.removeprefix("broadcaster ")


@pytest.mark.parametrize(("where", "written"), sorted(set(commands())), ids=lambda value: value)
def test_command_that_a_document_shows_is_there_with_its_options(where: str, written: str) -> None:
    words = re.findall(r"\"[^\"]*\"|[^\s\[\]]+", re.split(r" [|>&#] |;", written)[0])
    context = click.Context(group)
    known = {name for param in group.params for name in param.opts}
    command: click.Command | None = group
    while isinstance(command, click.Group):
        while words and words[0].startswith("-"):
            words = words[2:] if words[0] in ("--station", "--as") else words[1:]
        if not words or (command is not group and not (WORD.fullmatch(words[0]) and command.commands)):
            break
        names = words.pop(0).split("|")
        for name in names:
            assert command.get_command(context, name) is not None, f"{where}: there is no command {name}"
        command = command.get_command(context, names[0])
    assert command is not None
    known |= {name for param in command.params for name in (*param.opts, *param.secondary_opts)} | {"--help"}
    options = {word.partition("=")[0] for word in words if word.startswith("-") and word != "-"}
    assert options - known == set(), f"{where}: {written}"


def test_commands_are_found_in_the_documents() -> None:
    assert len(set(commands())) > 100
