"""What a command takes, as data, and where its work is: that module is imported when the command is called.

So `--help`, the Tab key and wrong use load declarations alone.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

import click

from broadcaster.cli.terminal.options import claim_option
from broadcaster.core.text.catalogue import say

Work = Callable[..., object]


def option(*names: str, text: str, **how: Any) -> click.Option:  # noqa: ANN401 - as click's
    """An option that takes a value; `text` is the key of its help."""
    return click.Option(names, help=say(text), **how)


def flag(*names: str, text: str) -> click.Option:
    """An option without a value."""
    return click.Option(names, help=say(text), is_flag=True)


def argument(name: str, **how: Any) -> click.Argument:  # noqa: ANN401 - as click's
    """A value by its place."""
    return click.Argument([name], **how)


def output_format(*forms: str) -> click.Option:
    """`--format`, with the first form as the default."""
    kind = click.Choice(forms)
    return option("--format", "form", type=kind, default=forms[0], show_default=True, text="cli.format")


class DeclaredCommand(click.Command):
    """A command whose work is elsewhere.

    Attributes:
        work: where; None for a group of which one command must be called.
    """

    work: str | None = None


class DeclaredGroup(click.Group, DeclaredCommand):
    """A group of such commands."""


def declare(work: str | Work, text: str, *takes: click.Parameter) -> DeclaredCommand:
    """A command.

    Args:
        work: its work, or where it is, as `FOLDER.MODULE:FUNCTION` of `broadcaster.cli`: it is given the
            station's folder and, by name, what it takes; it gives the exit code.
        text: the key of its help.
        takes: in the order of `--help`; each takes `--as` too, but where an option has that name already.
    """
    command = DeclaredCommand(None, callback=_calling(work), params=_with_claim(takes), help=say(text))
    command.work = work if isinstance(work, str) else None
    return command


def declare_group(
    text: str, commands: Mapping[str, click.Command], *takes: click.Parameter, work: str | None = None
) -> DeclaredGroup:
    """A group of commands.

    Args:
        text: the key of its help.
        work: what it does where none of them is called; without it, one must be.
    """
    called = None if work is None else _calling(work)

    def alone(**given: object) -> object:
        return 0 if called is None or click.get_current_context().invoked_subcommand else called(**given)

    group = DeclaredGroup(
        None,
        {**commands},
        callback=alone,
        params=_with_claim(takes),
        help=say(text),
        invoke_without_command=work is not None,
    )
    group.work = work
    return group


def imported(place: str) -> Any:  # noqa: ANN401 - whatever is there
    """What `MODULE:NAME` below `broadcaster.cli` is."""
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(f"broadcaster.cli.{module}"), name)


def _with_claim(takes: tuple[click.Parameter, ...]) -> list[click.Parameter]:
    own = claim_option()
    return [*takes, *([] if any(own.opts[0] in one.opts for one in takes) else [own])]


def _calling(work: str | Work) -> Work:
    def call(**given: object) -> object:
        run = imported(work) if isinstance(work, str) else work
        return run(click.get_current_context().obj, **given)

    return call
