"""`broadcaster say "TEXT"`: speak a text on the air now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.terminal.options import as_output, listening_option, request_options
from broadcaster.text import say

if TYPE_CHECKING:
    from broadcaster.service.requests.how import How


@click.command(help=say("cli.say"))
@click.argument("text")
@request_options
@listening_option
@click.pass_obj
def command(folder: Path, text: str, how: How, wait: bool, output: tuple[str, str] | None) -> int:
    """Ask for the text and wait for its end; `-` reads it from standard input."""
    from broadcaster.cli.airing.airing import air_or_rehearse
    from broadcaster.cli.airing.asked import TextAsked

    if text == "-":
        text = click.get_text_stream("stdin", encoding="utf-8", errors="replace").read()
    return air_or_rehearse(folder, TextAsked(text=text, how=how), wait=wait, output=as_output(output))
