"""Correct a mistake: through the running station, or from this process where none runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.cli.airing import await_end, show_no_queue
from broadcaster.cli.following import show_end
from broadcaster.cli.here import air_here
from broadcaster.cli.options import who
from broadcaster.console.client.client import Client
from broadcaster.errors import ServiceError
from broadcaster.text import say

if TYPE_CHECKING:
    from broadcaster.service.station.facade import StationFacade
    from broadcaster.service.station.loaded import LoadedStation


def correct(folder: Path, name: str, text: str, *, wait: bool) -> int:
    """Correct a message; the exit code."""
    client = Client(folder / "state")
    try:
        done = client.correct(name, text, who=who())
    except ServiceError as error:
        if error.code != "service.not_running":
            raise
        show_no_queue(wait)
        return air_here(
            folder,
            None,
            lambda station: _correct(station, name, text),
            rehearse=False,
            asked=lambda opened: _known(opened, name, text),
        )
    _show(ended=done.ended, held=done.held)
    if done.fault is not None:
        click.echo(say("common.failed", text=done.fault), err=True)
    if done.id is None:
        return 1
    if wait:
        return await_end(folder, client, done.id)
    now = client.request(done.id)
    return show_end(now.outcome, now.reason) if now.outcome is not None else 0


def release(folder: Path, name: str) -> int:
    """Let a suspended message air again; the exit code."""
    try:
        known = Client(folder / "state").release(name, who=who())
    except ServiceError as error:
        if error.code != "service.not_running":
            raise
        from broadcaster.clock import SystemClock
        from broadcaster.service.operator.releasing import release_here

        known = release_here(folder / "state", name, who(), SystemClock())
    click.echo(say("cli.released" if known else "cli.not_held", message=name), err=True)
    return 0 if known else 1


def _known(opened: LoadedStation, name: str, text: str) -> None:
    """Raise what is wrong with a correction before anything is opened for it."""
    from broadcaster.service.as_run.unstored import spoken
    from broadcaster.station.lookup import find_message

    spoken(text)
    find_message(opened.station, name)


def _correct(station: StationFacade, name: str, text: str) -> str:
    corrected = station.correct(name, text, who=who())
    _show(ended=corrected.ended, held=corrected.suspended)
    if corrected.ticket is None:
        raise corrected.fault or ServiceError("service.no_answer")
    return corrected.ticket


def _show(*, ended: bool, held: bool) -> None:
    if ended:
        click.echo(say("cli.mistake_ended"), err=True)
    if held:
        click.echo(say("cli.mistake_held"), err=True)
