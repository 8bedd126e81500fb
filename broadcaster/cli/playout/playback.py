"""`broadcaster play`, `say`, `relay`: a message, a sound file, a text or a source on the air now."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.api.protocol.airing import AskRelay
from broadcaster.cli.airing.requests import FileRequest, MessageRequest, RehearsalRequest, TextRequest
from broadcaster.cli.terminal.arguments import Length, messages
from broadcaster.cli.terminal.options import as_output, listening_option, request_options
from broadcaster.core.text.catalogue import say

if TYPE_CHECKING:
    from broadcaster.playout.requests.by_hand import RequestTerms


@click.command(help=say("cli.play"))
@click.argument("message", metavar="MESSAGE|FILE", shell_complete=messages)
@click.option("--from-sentence", type=click.IntRange(min=1), metavar="N", help=say("cli.from_sentence"))
@request_options
@listening_option
@click.pass_obj
def play_command(
    folder: Path,
    message: str,
    from_sentence: int | None,
    how: RequestTerms,
    wait: bool,
    output: tuple[str, str] | None,
) -> int:
    """Ask for it and wait for its end. An argument with a suffix is a file: ids of messages have no dot."""
    from broadcaster.cli.airing.airing import air_or_rehearse

    file = Path(message)
    is_file = bool(file.suffix) and file.is_file()
    if from_sentence is not None and (is_file or how.rehearse):
        raise click.UsageError(say("cli.from_sentence_what"))
    asked: RehearsalRequest = (
        FileRequest(path=file.resolve(), how=how)
        if is_file
        else MessageRequest(message=message, how=replace(how, from_sentence=from_sentence))
    )
    return air_or_rehearse(folder, asked, wait=wait, output=as_output(output))


@click.command(help=say("cli.say"))
@click.argument("text")
@request_options
@listening_option
@click.pass_obj
def say_command(
    folder: Path, text: str, how: RequestTerms, wait: bool, output: tuple[str, str] | None
) -> int:
    """Ask for the text and wait for its end; `-` reads it from standard input."""
    from broadcaster.cli.airing.airing import air_or_rehearse

    if text == "-":
        text = click.get_text_stream("stdin", encoding="utf-8", errors="replace").read()
    return air_or_rehearse(folder, TextRequest(text=text, how=how), wait=wait, output=as_output(output))


@click.command(help=say("cli.relay"))
@click.argument("source", metavar="SOURCE|URL")
@click.option("--for", "seconds", type=Length(), required=True, metavar="15m", help=say("cli.relay_for"))
@click.option("--else", "fallback", metavar="MESSAGE", help=say("cli.relay_else"))
@request_options
@click.pass_obj
def relay_command(
    folder: Path, source: str, seconds: float, fallback: str | None, how: RequestTerms, wait: bool
) -> int:
    """Ask for the relay and wait for its end."""
    from broadcaster.cli.airing.airing import follow_taken
    from broadcaster.cli.asking.asker import client_of

    client = client_of(folder)
    asked = AskRelay(
        source=source,
        seconds=seconds,
        fallback=fallback,
        priority=how.priority,
        rehearse=how.rehearse,
        zones=how.zones,
    )
    return follow_taken(client, folder, client.ask(asked), wait=wait)
