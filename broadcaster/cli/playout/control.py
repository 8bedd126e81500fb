"""`broadcaster stop`, `rearm`, `prefer`, `correct`: a person's word about what airs or waits."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.api.protocol.airing import AskPrefer, AskRearm, AskStop
from broadcaster.cli.terminal.arguments import messages
from broadcaster.core.text.catalogue import say


@click.command(help=say("cli.stop"))
@click.option("--all", "everything", is_flag=True, help=say("cli.stop_all"))
@click.pass_obj
def stop_command(folder: Path, everything: bool) -> int:
    """Ask the running station to stop."""
    from broadcaster.cli.asking.asker import client_of

    stopped = client_of(folder, ask=False).ask(AskStop(all=everything)).stopped
    click.echo(say("cli.stopped" if stopped else "cli.nothing_to_stop"), err=True)
    return 0


@click.command(help=say("cli.rearm"))
@click.argument("message", required=False)
@click.pass_obj
def rearm_command(folder: Path, message: str | None) -> int:
    """Send a person's confirmation to the running station."""
    from broadcaster.cli.asking.asker import client_of

    count = client_of(folder).ask(AskRearm(message=message)).rearmed
    click.echo(say("cli.rearmed", count=count), err=True)
    return 0


@click.command(help=say("cli.prefer"))
@click.argument("name", metavar="ID|MESSAGE")
@click.pass_obj
def prefer_command(folder: Path, name: str) -> int:
    """Send the choice to the running station."""
    from broadcaster.cli.asking.asker import client_of

    message = client_of(folder).ask(AskPrefer(name=name)).message
    click.echo(say("cli.preferred", message=message), err=True)
    return 0


@click.command(help=say("cli.correct"))
@click.argument("name", metavar="MESSAGE|ID", shell_complete=messages)
@click.argument("text", required=False)
@click.option("--release", is_flag=True, help=say("cli.correct_release"))
@click.option("--no-wait", is_flag=True, help=say("cli.no_wait"))
@click.pass_obj
def correct_command(folder: Path, name: str, text: str | None, release: bool, no_wait: bool) -> int:
    """Correct a message, or let a suspended message air again."""
    if release == (text is not None):
        raise click.UsageError(say("cli.correct_what"))
    if release:
        from broadcaster.cli.playout.correction import release as let_air

        return let_air(folder, name)
    from broadcaster.cli.playout.correction import correct

    return correct(folder, name, text or "", wait=not no_wait)
