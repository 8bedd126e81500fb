"""The command of a question: its arguments and options are the fields, its words what is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, cast, get_type_hints

import click

from broadcaster.api.questions.declaration import Command
from broadcaster.api.questions.registry import of_command
from broadcaster.cli.terminal.declaration import DeclaredCommand, argument, declare, flag, imported, option


def command_of(name: str) -> DeclaredCommand:
    """The command of this name."""
    entry, command = of_command(name)
    kind = entry.kinds[0]

    def ask(folder: Path, **given: object) -> int:
        """Ask the running station, and tell what was done."""
        question = kind(**given)
        done = imported("asking.asker:client_of")(folder, ask=command.proves).ask(question)
        click.echo(command.told(question, done), err=True)
        return 0

    return declare(ask, f"cli.{name}", *_parameters(kind, command))


def _parameters(kind: type, command: Command) -> Iterator[click.Parameter]:
    hints = get_type_hints(kind)
    for field in fields(cast("Any", kind)):
        name, needed, of = field.name, field.default is MISSING, hints[field.name]
        written, metavar = f"--{name.replace('_', '-')}", command.metavars.get(name)
        if name not in command.options:
            yield argument(name, required=needed, metavar=metavar)
        elif of is bool:
            yield flag(written, name, text=command.options[name])
        else:
            how = {"required": True} if needed else {"default": field.default}
            typed = of if of in (int, float) else str
            yield option(written, name, type=typed, metavar=metavar, text=command.options[name], **how)
