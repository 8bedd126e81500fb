"""Correct a mistake: through the running station, or from this process where none runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from broadcaster.api.protocol.airing import AskCorrect, AskRelease, AskRequest
from broadcaster.cli.airing.airing import await_end, show_no_queue
from broadcaster.cli.airing.local import air_here
from broadcaster.cli.airing.progress import show_end
from broadcaster.cli.asking.asker import asker_here, client_of
from broadcaster.core.errors import ServiceError
from broadcaster.core.text.catalogue import say
from broadcaster.people.roles.model import Action
from broadcaster.station.model.station import Station, find_message

if TYPE_CHECKING:
    from broadcaster.app.station.facade import StationFacade
    from broadcaster.app.station.foundation import LoadedStation
    from broadcaster.cli.airing.requests import Heard
    from broadcaster.playout.requests.by_hand import Requester


def correct(folder: Path, name: str, text: str, *, wait: bool) -> int:
    """Correct a message; the exit code."""
    client = client_of(folder)
    try:
        done = client.ask(AskCorrect(name=name, text=text))
    except ServiceError as error:
        if error.code != "service.not_running":
            raise
        show_no_queue(wait)
        return air_here(folder, None, _Correction(name=name, text=text))
    _show(ended=done.ended, held=done.held)
    if done.fault is not None:
        click.echo(say("common.failed", text=done.fault), err=True)
    if done.id is None:
        return 1
    if wait:
        return await_end(folder, client, done.id)
    now = client.ask(AskRequest(ticket=done.id))
    return show_end(now.outcome, now.reason) if now.outcome is not None else 0


def release(folder: Path, name: str) -> int:
    """Let a suspended message air again; the exit code."""
    try:
        known = client_of(folder).ask(AskRelease(message=name)).released
    except ServiceError as error:
        if error.code != "service.not_running":
            raise
        from broadcaster.core.clock import SystemClock
        from broadcaster.people.roles.model import Action
        from broadcaster.playout.operator.suspensions import release_here

        with asker_here(folder, Action.SPEAK) as here:
            known = release_here(folder / "state", name, here.who, SystemClock())
    click.echo(say("cli.released" if known else "cli.not_held", message=name), err=True)
    return 0 if known else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Correction:
    """A correction that this process makes; see `here.ForHere`."""

    name: str
    text: str
    rehearse: bool = False

    def here(self, station: StationFacade, by: Requester) -> str:
        corrected = station.correct(self.name, self.text, by)
        _show(ended=corrected.ended, held=corrected.suspended)
        if corrected.ticket is None:
            raise corrected.fault or ServiceError("service.no_answer")
        return corrected.ticket

    def find(self, opened: LoadedStation, by: Requester) -> None:
        del by
        from broadcaster.studio.script.loose_messages import spoken

        spoken(self.text)
        find_message(opened.station, self.name)

    def needs(self, station: Station, heard: Heard) -> Action:
        del station, heard

        return Action.SPEAK


def _show(*, ended: bool, held: bool) -> None:
    if ended:
        click.echo(say("cli.mistake_ended"), err=True)
    if held:
        click.echo(say("cli.mistake_held"), err=True)
