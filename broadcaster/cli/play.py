"""`broadcaster play MESSAGE`: air a message now."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.cli.options import chosen_priority, request_options
from broadcaster.text import say


@click.command(help=say("cli.play"))
@click.argument("message")
@request_options
@click.pass_obj
def command(
    folder: Path, message: str, priority: str | None, emergency: bool, rehearse: bool, no_wait: bool
) -> int:
    """Ask for the message and wait for its end."""
    from broadcaster.cli.airing import ask

    priority = chosen_priority(priority, emergency)
    body: dict[str, object] = {"message": message, "priority": priority, "rehearse": rehearse}
    return ask(folder, "/api/play", body, wait=not no_wait)
