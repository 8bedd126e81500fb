"""Who the person at the command line says to be: `--as NAME`, before the command or after it."""

from __future__ import annotations

import click

from broadcaster.text import say

KEY = "broadcaster.claimed"
"""Where the context of a command keeps the id."""

OPTION = "--as"


def claimed() -> str | None:
    """The id that was given with `--as`; the one after the command counts more."""
    context = click.get_current_context(silent=True)
    return None if context is None else context.meta.get(KEY)


def keep(context: click.Context, _option: click.Parameter, name: str | None) -> None:
    """Keep what was given for this command and those below it."""
    if name is not None:
        context.meta[KEY] = name


def taking_claims(command: click.Command) -> click.Command:
    """Let a command, and all below it, take `--as` too; `read` has an option of that name for readings."""
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        taking_claims(below)
    if not any(OPTION in option.opts for option in command.params):
        command.params.append(claim_option())
    return command


def claim_option(variable: str | None = None) -> click.Option:
    """The option `--as`; `variable` of the environment may stand in for it."""
    return click.Option(
        [OPTION, "claimed"],
        metavar="NAME",
        envvar=variable,
        expose_value=False,
        callback=keep,
        help=say("cli.as"),
    )
