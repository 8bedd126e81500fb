"""`broadcaster say "TEXT"`: speak a text on the air now."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.cli.options import as_output, listening_option, request_options
from broadcaster.text import say


@click.command(help=say("cli.say"))
@click.argument("text")
@request_options
@listening_option
@click.pass_obj
def command(
    folder: Path, text: str, how: dict[str, object], wait: bool, output: tuple[str, str] | None
) -> int:
    """Ask for the text and wait for its end; `-` reads it from standard input."""
    from broadcaster.cli.airing import ask

    if text == "-":
        text = click.get_text_stream("stdin", encoding="utf-8", errors="replace").read()
    return ask(folder, "/api/say", {"text": text, **how}, wait=wait, output=as_output(output))
