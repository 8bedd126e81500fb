"""The modules of questions beside this one, as plain data. Each declares its questions in `QUESTIONS`."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from broadcaster.api.questions.declaration import Command, QuestionEntry, Questions

MODULES: Mapping[str, tuple[str, ...]] = {
    "decisions": ("stop", "rearm", "prefer"),
    "inbox": (),
    "regulation": (),
    "window": (),
}
"""Each module, with the commands that follow from it: they are listed without loading it."""

COMMANDS: Mapping[str, str] = {name: module for module, names in MODULES.items() for name in names}
"""Each of these commands, with its module."""


def questions(module: str) -> Questions:
    """What a module declares."""
    found: Questions = importlib.import_module(f"broadcaster.api.questions.{module}").QUESTIONS
    return found


def of_command(name: str) -> tuple[QuestionEntry, Command]:
    """The question that a command asks, and what is declared of the command."""
    found = ((each, each.command) for each in questions(COMMANDS[name]).entries)
    return next((each, command) for each, command in found if command is not None and command.name == name)
