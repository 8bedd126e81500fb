"""`broadcaster init`: create a new station folder."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from broadcaster.cli.terminal.paths import FOLDER
from broadcaster.text import say


@click.command(help=say("cli.init"))
@click.argument("folder", type=FOLDER, metavar="DIR")
@click.option("--profile", metavar="NAME", help=say("regulation.help_profile"))
def command(folder: Path, profile: str | None) -> None:
    """Create the folder and list its files."""
    from broadcaster.station.editing.scaffold import make, profiles

    if profile is not None and profile not in profiles():
        raise click.BadParameter(say("regulation.no_profile", written=profile, known=", ".join(profiles())))
    for path in make(folder, profile):
        click.echo(str(path))
    # Quoted for a shell: people copy the command in the text.
    click.echo(say("station.init.done", folder=shlex.quote(str(folder))), err=True)
