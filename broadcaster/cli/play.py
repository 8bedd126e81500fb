"""`broadcaster play MESSAGE|FILE`: air a message or a sound file now."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.cli.completion import messages
from broadcaster.cli.options import as_output, listening_option, request_options
from broadcaster.text import say


@click.command(help=say("cli.play"))
@click.argument("message", metavar="MESSAGE|FILE", shell_complete=messages)
@request_options
@listening_option
@click.pass_obj
def command(
    folder: Path, message: str, how: dict[str, object], wait: bool, output: tuple[str, str] | None
) -> int:
    """Ask for it and wait for its end. An argument with a suffix is a file: ids of messages have no dot."""
    from broadcaster.cli.airing import ask

    file, apart = Path(message), as_output(output)
    if file.suffix and file.is_file():
        return ask(
            folder,
            "/api/play-file",
            {"path": str(file.resolve()), **how},
            wait=wait,
            output=as_output(output),
        )
    return ask(folder, "/api/play", {"message": message, **how}, wait=wait, output=apart)
