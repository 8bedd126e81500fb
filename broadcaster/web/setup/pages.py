"""The pages of a first start: the list with its lamps, one page a step, and the last step."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.api.transport.workers import join
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.people.roles.model import Action
from broadcaster.playout.requests.by_hand import AskTest
from broadcaster.station.yaml.entries import put
from broadcaster.upkeep.backup.encryption import new_keys
from broadcaster.web.playout.on_air import stage_of
from broadcaster.web.settings.fields import FILE
from broadcaster.web.settings.station import saved
from broadcaster.web.settings.workplace import Given
from broadcaster.web.setup import origin
from broadcaster.web.setup.steps import ADDRESS, BY_NAME
from broadcaster.web.setup.workplace import OVER, SetupPlace
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.shell import Shell, back_to, visitor_of


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made, place = Pages(shell), SetupPlace(shell)

    @made.get(ADDRESS, needs=Action.STATION)
    def show(request: Request) -> Response:
        return place.listed(request)

    @made.post(f"{ADDRESS}/end", needs=Action.STATION)
    def end(request: Request) -> Response:
        """The last step: from now on the station airs."""
        if not place.on:
            return back_to(OVER)
        try:
            shell.station.first_start.end()
        except BroadcasterError as error:
            return place.listed(request, explain(error))
        return shell.done(request, OVER, say("console.done.set_up"))

    _tried(made, place)
    join(made.router, origin.routes(place))

    @made.get(f"{ADDRESS}/{{step}}", needs=Action.STATION)
    def one(request: Request, step: str) -> Response:
        if step not in BY_NAME or not place.on:
            return place.listed(request)
        return place.step(request, BY_NAME[step])

    @made.post(f"{ADDRESS}/{{step}}", needs=Action.STATION)
    def answer(request: Request, step: str, given: Given) -> Response:
        """Take the answer of a step: with fields, they are written first."""
        if step not in BY_NAME or not place.on:
            return place.listed(request)
        known = BY_NAME[step]
        if known.part:
            return saved(place, request, known.part, given)
        return place.answered(request, known)

    return made.router


def _tried(made: Pages, place: SetupPlace) -> None:
    """What a step lets somebody try."""
    shell = place.shell

    @made.post(f"{ADDRESS}/clock/right", needs=Action.CLOCK)
    def clock(request: Request, shown: Annotated[datetime, Form()]) -> Response:
        """The time is right."""
        step = BY_NAME["clock"]
        try:
            shell.station.confirm_clock(who=visitor_of(request).caller.shown, shown=shown)
        except BroadcasterError as error:
            return place.step(request, step, fault=explain(error))
        return place.answered(request, step)

    @made.post(f"{ADDRESS}/sound/tone", needs=Action.MAINTAIN)
    def tone(request: Request) -> Response:
        """Let the low tone be heard."""
        by = shell.asker(request, Action.MAINTAIN).by
        try:
            stage_of(shell.station, shell.station.test_tone(AskTest(), by))
        except BroadcasterError as error:
            return place.step(request, BY_NAME["sound"], fault=explain(error))
        return shell.done(request, f"{ADDRESS}/sound", say("console.done.tested"))

    @made.post(f"{ADDRESS}/backup/key", needs=Action.STATION)
    def key(request: Request) -> Response:
        """Make the keys of the backups: the public one is written, the secret one is shown once."""
        pair, by = new_keys(), visitor_of(request).caller.shown

        def edited(text: str) -> str:
            return put(text, ("backup", "key"), pair.public)

        try:
            place.files.change(FILE, edited, by=by, checked=True)
        except BroadcasterError as error:
            return place.step(request, BY_NAME["backup"], fault=explain(error))
        return shell.page(request, "setup_key", {"secret": pair.secret})

    @made.post(f"{ADDRESS}/transmitter/test", needs=Action.MAINTAIN)
    def keying(request: Request) -> Response:
        """Key as an airing does, with words of test."""
        by = shell.asker(request, Action.MAINTAIN).by
        try:
            stage_of(shell.station, shell.station.air(AskTest(), by))
        except BroadcasterError as error:
            return place.step(request, BY_NAME["transmitter"], fault=explain(error))
        return shell.done(request, f"{ADDRESS}/transmitter", say("console.done.tested"))
