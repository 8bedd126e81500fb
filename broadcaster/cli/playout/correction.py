"""`broadcaster correct`: correct a mistake, or let a message that was suspended for one air again."""

from __future__ import annotations

from pathlib import Path

import click

from broadcaster.api.protocol.airing import AskRequest
from broadcaster.api.questions.decisions import AskCorrect, AskRelease
from broadcaster.cli.airing.airing import await_end, show_no_queue
from broadcaster.cli.airing.progress import show_corrected, show_end
from broadcaster.cli.asking.asker import client_of
from broadcaster.core.errors import ServiceError
from broadcaster.core.text.catalogue import say


def correct(folder: Path, name: str, text: str | None, release: bool, no_wait: bool) -> int:
    """Correct a message, or let a suspended message air again; through the running station where one runs."""
    if release == (text is not None):
        raise click.UsageError(say("cli.correct_what"))
    return _release(folder, name) if release else _correct(folder, name, text or "", wait=not no_wait)


def _correct(folder: Path, name: str, text: str, *, wait: bool) -> int:
    client, asked = client_of(folder), AskCorrect(name=name, text=text)
    try:
        done = client.ask(asked)
    except ServiceError as error:
        if error.code != "service.not_running":
            raise
        from broadcaster.cli.airing.local import air_here

        show_no_queue(wait)
        return air_here(folder, None, asked)
    show_corrected(ended=done.ended, held=done.held)
    if done.fault is not None:
        click.echo(say("common.failed", text=done.fault), err=True)
    if done.id is None:
        return 1
    if wait:
        return await_end(folder, client, done.id)
    now = client.ask(AskRequest(ticket=done.id))
    return show_end(now.outcome, now.reason) if now.outcome is not None else 0


def _release(folder: Path, name: str) -> int:
    try:
        known = client_of(folder).ask(AskRelease(message=name)).released
    except ServiceError as error:
        if error.code != "service.not_running":
            raise
        from broadcaster.cli.airing.local import release_here

        known = release_here(folder, name)
    click.echo(say("cli.released" if known else "cli.not_held", message=name), err=True)
    return 0 if known else 1
