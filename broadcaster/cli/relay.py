"""`broadcaster relay SOURCE --for 15m`: relay a source of the station's list."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.cli.lengths import Length
from broadcaster.cli.options import request_options
from broadcaster.text import say


@click.command(help=say("cli.relay"))
@click.argument("source", metavar="SOURCE|URL")
@click.option("--for", "seconds", type=Length(), required=True, metavar="15m", help=say("cli.relay_for"))
@click.option("--else", "fallback", metavar="MESSAGE", help=say("cli.relay_else"))
@request_options
@click.pass_obj
def command(
    folder: Path, source: str, seconds: float, fallback: str | None, how: dict[str, object], wait: bool
) -> int:
    """Ask for the relay and wait for its end."""
    from broadcaster.cli.airing import ask

    body = {"source": source, "seconds": seconds, "fallback": fallback, **how}
    return ask(folder, "/api/relay", body, wait=wait, here=False)
