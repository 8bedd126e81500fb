"""Cập nhật: how the program's updates stand, and the two things that may be asked of the updater."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.core.errors import BroadcasterError, PeopleError
from broadcaster.core.text.catalogue import explain, say, worded
from broadcaster.people.roles.model import Action
from broadcaster.upkeep.update.refusal import did, local, reason
from broadcaster.upkeep.update.standing import UpdateState
from broadcaster.upkeep.update.wish import UpdateWish
from broadcaster.web.drawing.sections import address
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.pools import SIGNING
from broadcaster.web.site.shell import Shell, visitor_of
from broadcaster.web.site.visitor import origin_of

REFUSED = 422
SHOWN = 30  # lines of the history
LOOKS = {
    UpdateState.APART: ("plain", "info"),
    UpdateState.RUNNING: ("wait", "refresh-cw"),
    UpdateState.ASKED: ("wait", "clock"),
    UpdateState.UNHEARD: ("fault", "circle-x"),
    UpdateState.SWITCHED: ("wait", "refresh-cw"),
    UpdateState.WATCHED: ("wait", "eye"),
    UpdateState.WAITS: ("wait", "clock"),
    UpdateState.REFUSED: ("wait", "triangle-alert"),
    UpdateState.NEWEST: ("ok", "circle-check"),
}
"""The colour and the icon of each state."""


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made = Pages(shell, SIGNING)
    here = address("updates")

    def shown(request: Request, fault: BroadcasterError | None = None) -> Response:
        stands, zone = shell.station.updates.standing, shell.station.station.settings.timezone
        values = {
            "stands": stands,
            "look": LOOKS[stands.state],
            "last": None if stands.last is None else (local(stands.last.at, zone), did(stands.last)),
            "refused": [(name, worded(reason(why))) for name, why in stands.refused.items()],
            "lines": [(local(line.at, zone), did(line)) for line in reversed(stands.kept.history[-SHOWN:])],
            "fetched": local(stands.kept.fetched, zone) if stands.kept.fetched else None,
            "reboot": None if stands.reboot is None else stands.reboot.astimezone(zone),
            "fault": "" if fault is None else explain(fault),
        }
        return shell.page(request, "updates", values, status=200 if fault is None else REFUSED)

    @made.get(here, needs=Action.LOOK)
    def show(request: Request) -> Response:
        return shown(request)

    @made.post(here, needs=Action.STATION)
    def ask(
        request: Request, wish: Annotated[UpdateWish, Form()], secret: Annotated[str, Form(max_length=1000)]
    ) -> Response:
        """Ask the updater, after one's password: a browser may have been left alone."""
        caller, access = visitor_of(request).caller, shell.station.access
        try:
            if caller.person is None:
                raise PeopleError("people.not_known")
            access.signing_in.prove(caller.person, secret, origin_of(request, access, caller.person.id))
            shell.station.updates.ask(wish, who=caller.shown)
        except BroadcasterError as error:
            return shown(request, error)
        return shell.done(request, here, say(f"update.done.{wish}"))

    return made.router
