"""`broadcaster stop`, `rearm`, `prefer`: a person's word about what airs or waits."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.api.protocol.airing import AskPrefer, AskRearm, AskStop
from broadcaster.cli.asking.asker import client_of
from broadcaster.core.text.catalogue import say


def stop(folder: Path, everything: bool) -> int:
    """Ask the running station to stop."""
    stopped = client_of(folder, ask=False).ask(AskStop(all=everything)).stopped
    click.echo(say("cli.stopped" if stopped else "cli.nothing_to_stop"), err=True)
    return 0


def rearm(folder: Path, message: str | None) -> int:
    """Send a person's confirmation to the running station."""
    count = client_of(folder).ask(AskRearm(message=message)).rearmed
    click.echo(say("cli.rearmed", count=count), err=True)
    return 0


def prefer(folder: Path, name: str) -> int:
    """Send the choice to the running station."""
    message = client_of(folder).ask(AskPrefer(name=name)).message
    click.echo(say("cli.preferred", message=message), err=True)
    return 0
