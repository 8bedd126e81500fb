"""`broadcaster init`: create a new station folder."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from broadcaster.text import say


@click.command(help=say("cli.init"))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
def command(folder: Path) -> None:
    """Create the folder and list its files."""
    from broadcaster.station.editing.scaffold import make

    for path in make(folder):
        click.echo(str(path))
    # Quoted for a shell: people copy the command in the text.
    click.echo(say("station.init.done", folder=shlex.quote(str(folder))), err=True)
