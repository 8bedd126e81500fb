"""`broadcaster play`, `say`, `relay`, `catch-up`: something on the air now."""

from __future__ import annotations

from pathlib import Path
from typing import Unpack

import click

from broadcaster.cli.airing.airing import air, air_or_rehearse, follow_taken
from broadcaster.cli.airing.requests import RehearsalRequest, TermsOptions, terms
from broadcaster.cli.asking.asker import client_of
from broadcaster.core.text.catalogue import say
from broadcaster.playout.requests.by_hand import AskCatchUp, AskPlay, AskPlayFile, AskRelay, AskSay


def play(
    folder: Path,
    message: str,
    from_sentence: int | None,
    no_wait: bool,
    output: tuple[str, str] | None,
    **given: Unpack[TermsOptions],
) -> int:
    """Ask for it and wait for its end. An argument with a suffix is a file: ids of messages have no dot."""
    how, file = terms(given), Path(message)
    is_file = bool(file.suffix) and file.is_file()
    if from_sentence is not None and (is_file or how["rehearse"]):
        raise click.UsageError(say("cli.from_sentence_what"))
    asked: RehearsalRequest = (
        AskPlayFile(path=str(file.resolve()), **how)
        if is_file
        else AskPlay(message=message, from_sentence=from_sentence, **how)
    )
    return air_or_rehearse(folder, asked, wait=not no_wait, output=output)


def say_text(
    folder: Path, text: str, no_wait: bool, output: tuple[str, str] | None, **given: Unpack[TermsOptions]
) -> int:
    """Ask for the text and wait for its end; `-` reads it from standard input."""
    how = terms(given)
    if text == "-":
        text = click.get_text_stream("stdin", encoding="utf-8", errors="replace").read()
    return air_or_rehearse(folder, AskSay(text=text, **how), wait=not no_wait, output=output)


def relay(
    folder: Path,
    source: str,
    seconds: float,
    fallback: str | None,
    no_wait: bool,
    **given: Unpack[TermsOptions],
) -> int:
    """Ask for the relay and wait for its end."""
    asked = AskRelay(source=source, seconds=seconds, fallback=fallback, **terms(given))
    client = client_of(folder)
    return follow_taken(client, folder, client.ask(asked), wait=not no_wait)


def catch_up(folder: Path, what: str | None, no_wait: bool, form: str) -> int:
    """List the missed airings that may still air, or ask the station to air one."""
    if what is not None:
        return air(folder, AskCatchUp(what=what), wait=not no_wait)
    from broadcaster.cli.playout.missed import show

    return show(folder, form)
