"""`broadcaster rearm [MESSAGE]`: let a repeating emergency go on."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.text import say


@click.command(help=say("cli.rearm"))
@click.argument("message", required=False)
@click.pass_obj
def command(folder: Path, message: str | None) -> int:
    """Send a person's confirmation to the running station."""
    from broadcaster.cli.asking.asking import client_of

    count = client_of(folder).rearm(message)
    click.echo(say("cli.rearmed", count=count), err=True)
    return 0
