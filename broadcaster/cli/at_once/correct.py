"""`broadcaster correct MESSAGE "TEXT"`: end a message with a mistake, suspend it, and air the right text."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.cli.terminal.completion import messages
from broadcaster.text import say


@click.command(help=say("cli.correct"))
@click.argument("name", metavar="MESSAGE|ID", shell_complete=messages)
@click.argument("text", required=False)
@click.option("--release", is_flag=True, help=say("cli.correct_release"))
@click.option("--no-wait", is_flag=True, help=say("cli.no_wait"))
@click.pass_obj
def command(folder: Path, name: str, text: str | None, release: bool, no_wait: bool) -> int:
    """Correct a message, or let a suspended message air again."""
    if release == (text is not None):
        raise click.UsageError(say("cli.correct_what"))
    if release:
        from broadcaster.cli.at_once.correcting import release as let_air

        return let_air(folder, name)
    from broadcaster.cli.at_once.correcting import correct

    return correct(folder, name, text or "", wait=not no_wait)
