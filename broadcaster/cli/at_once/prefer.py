"""`broadcaster prefer ID|MESSAGE`: choose which of two conflicting priority messages airs first."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.text import say


@click.command(help=say("cli.prefer"))
@click.argument("name", metavar="ID|MESSAGE")
@click.pass_obj
def command(folder: Path, name: str) -> int:
    """Send the choice to the running station."""
    from broadcaster.cli.asking.asking import client_of

    message = client_of(folder).prefer(name)
    click.echo(say("cli.preferred", message=message), err=True)
    return 0
