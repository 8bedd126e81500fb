"""`broadcaster play MESSAGE|FILE`: air a message or a sound file now."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.terminal.completion import messages
from broadcaster.cli.terminal.options import as_output, listening_option, request_options
from broadcaster.text import say

if TYPE_CHECKING:
    from broadcaster.cli.airing.asked import AskedApart
    from broadcaster.service.requests.how import How


@click.command(help=say("cli.play"))
@click.argument("message", metavar="MESSAGE|FILE", shell_complete=messages)
@click.option("--from-sentence", type=click.IntRange(min=1), metavar="N", help=say("cli.from_sentence"))
@request_options
@listening_option
@click.pass_obj
def command(
    folder: Path,
    message: str,
    from_sentence: int | None,
    how: How,
    wait: bool,
    output: tuple[str, str] | None,
) -> int:
    """Ask for it and wait for its end. An argument with a suffix is a file: ids of messages have no dot."""
    from broadcaster.cli.airing.airing import air_or_rehearse
    from broadcaster.cli.airing.asked import FileAsked, MessageAsked

    file = Path(message)
    is_file = bool(file.suffix) and file.is_file()
    if from_sentence is not None and (is_file or how.rehearse):
        raise click.UsageError(say("cli.from_sentence_what"))
    asked: AskedApart = (
        FileAsked(path=file.resolve(), how=how)
        if is_file
        else MessageAsked(message=message, how=replace(how, from_sentence=from_sentence))
    )
    return air_or_rehearse(folder, asked, wait=wait, output=as_output(output))
