"""`broadcaster relay SOURCE --for 15m`: relay a source of the station's list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.terminal.lengths import Length
from broadcaster.cli.terminal.options import request_options
from broadcaster.text import say

if TYPE_CHECKING:
    from broadcaster.service.requests.how import How


@click.command(help=say("cli.relay"))
@click.argument("source", metavar="SOURCE|URL")
@click.option("--for", "seconds", type=Length(), required=True, metavar="15m", help=say("cli.relay_for"))
@click.option("--else", "fallback", metavar="MESSAGE", help=say("cli.relay_else"))
@request_options
@click.pass_obj
def command(folder: Path, source: str, seconds: float, fallback: str | None, how: How, wait: bool) -> int:
    """Ask for the relay and wait for its end."""
    from broadcaster.cli.airing.airing import follow_taken
    from broadcaster.cli.asking.asking import client_of

    client = client_of(folder)
    return follow_taken(client, folder, client.relay(source, seconds, how, fallback=fallback), wait=wait)
