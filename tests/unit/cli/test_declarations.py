"""What a command takes is declared apart from its work: the two fit, and to declare loads nothing heavy."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any, cast, get_args, get_type_hints

import click
import pytest

from broadcaster.api.questions.declaration import Command, QuestionEntry
from broadcaster.api.questions.registry import COMMANDS as ASKED
from broadcaster.api.questions.registry import MODULES, questions
from broadcaster.cli import COMMANDS, HIDDEN, group
from broadcaster.cli.terminal.declaration import imported
from tests.unit.cli.test_commands import HEAVY

ALL = (*COMMANDS, *HIDDEN)


def declared() -> Iterator[tuple[str, click.Command, str]]:
    """Each command with a work, by its words, and that work's place."""
    for name in ALL:
        command = group.get_command(click.Context(group), name)
        assert command is not None
        for words, one in [(name, command), *_below(name, command)]:
            work = getattr(one, "work", None)
            if work is not None:
                yield words, one, work


def _below(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    for word, one in command.commands.items() if isinstance(command, click.Group) else ():
        yield f"{name} {word}", one


DECLARED = list(declared())


def taken(work: Callable[..., Any]) -> set[str]:
    """The names that a work is called with, behind the station's folder."""
    _folder, *others = inspect.signature(work).parameters.values()
    names: set[str] = set()
    for one in others:
        if one.kind is inspect.Parameter.VAR_KEYWORD:
            (options,) = get_args(eval(str(one.annotation), vars(sys.modules[work.__module__])))  # noqa: S307
            names |= get_type_hints(options).keys()
        else:
            names.add(one.name)
    return names


def test_every_command_has_its_work_or_commands_with_one() -> None:
    assert len(DECLARED) > 75
    for name in (name for name in ALL if name not in ASKED):
        assert any(words.partition(" ")[0] == name for words, _, _ in DECLARED), name


@pytest.mark.parametrize(
    ("command", "work"), [(c, w) for _, c, w in DECLARED], ids=[w for w, _, _ in DECLARED]
)
def test_work_takes_what_is_declared(command: click.Command, work: str) -> None:
    assert taken(imported(work)) == {one.name for one in command.params if one.expose_value}


def test_every_folder_of_commands_declares_those_that_are_listed_and_no_other() -> None:
    listed = {**COMMANDS, **HIDDEN}
    for folder in set(listed.values()) - {"asking"}:
        names = importlib.import_module(f"broadcaster.cli.{folder}.commands").COMMANDS
        assert set(names) == {name for name, place in listed.items() if place == folder}


OF_QUESTIONS = [
    pytest.param(module, entry, entry.command, id=entry.command.name)
    for module in MODULES
    for entry in questions(module).entries
    if entry.command is not None
]


def test_every_command_of_a_question_is_listed_with_its_module() -> None:
    assert {str(each.id): each.values[0] for each in OF_QUESTIONS} == ASKED


@pytest.mark.parametrize(("_module", "entry", "declared_so"), OF_QUESTIONS)
def test_command_of_a_question_takes_its_fields_and_what_is_declared_of_them(
    _module: str, entry: QuestionEntry, declared_so: Command
) -> None:
    command = group.get_command(click.Context(group), declared_so.name)
    assert command is not None
    taken = {one.name: isinstance(one, click.Option) for one in command.params if one.expose_value}
    named = {field.name: field.name in declared_so.options for field in fields(cast("Any", entry.kinds[0]))}
    assert taken == named
    assert declared_so.metavars.keys() <= taken.keys()


def loaded(*arguments: str) -> list[str]:
    """What a command has loaded of our program and of what is heavy."""
    program = (
        "import sys\n"
        "from broadcaster.cli import _main\n"
        f"_main({['--station', '/nowhere', *arguments]!r})\n"
        "print(*(name for name in sys.modules), sep='\\n', file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "broadcaster.cli" in done.stderr
    return done.stderr.splitlines()


@pytest.mark.parametrize(
    "arguments", [("play", "--help"), ("plan", "--weeek"), ("people", "--help"), ("stop", "--help")], ids=str
)
def test_help_and_wrong_use_load_declarations_alone(arguments: tuple[str, ...]) -> None:
    found = loaded(*arguments)
    works = {f"broadcaster.cli.{work.partition(':')[0]}" for _, _, work in DECLARED}
    assert works & set(found) == set()
    assert set(HEAVY) & set(found) == set()


@pytest.mark.parametrize(
    "arguments",
    [("stop",), ("status",), ("clock",), ("relay", "x", "--for", "1m")],
    ids=lambda words: words[0],
)
def test_question_to_the_running_station_loads_no_station_here(arguments: tuple[str, ...]) -> None:
    found = loaded(*arguments)
    assert (set(HEAVY) - {"asyncio"}) & set(found) == set()
    ours = ("broadcaster.app.station", "broadcaster.station.loading", "broadcaster.people.access")
    assert [name for name in found if name.startswith(ours)] == []
