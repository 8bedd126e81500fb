"""`broadcaster prefer ID|MESSAGE`: choose which of two conflicting priority messages airs first."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.cli.options import who
from broadcaster.text import say


@click.command(help=say("cli.prefer"))
@click.argument("name", metavar="ID|MESSAGE")
@click.pass_obj
def command(folder: Path, name: str) -> int:
    """Send the choice to the running station."""
    from broadcaster.console.client.client import Client

    message = Client(folder / "state").prefer(name, who=who())
    click.echo(say("cli.preferred", message=message), err=True)
    return 0
