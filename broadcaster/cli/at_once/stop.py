"""`broadcaster stop [--all]`: end what is on air."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.text import say


@click.command(help=say("cli.stop"))
@click.option("--all", "everything", is_flag=True, help=say("cli.stop_all"))
@click.pass_obj
def command(folder: Path, everything: bool) -> int:
    """Ask the running station to stop."""
    from broadcaster.cli.asking.asking import client_of

    stopped = client_of(folder, ask=False).stop(everything=everything)
    click.echo(say("cli.stopped" if stopped else "cli.nothing_to_stop"), err=True)
    return 0
