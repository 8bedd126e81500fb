"""Khẩn cấp: a prepared message or a typed sentence at once over everything; held for two seconds to sound."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.console.web.asked import stage_of
from broadcaster.console.web.pages.today import NOTICES
from broadcaster.console.web.pools import URGENT
from broadcaster.console.web.shell import Shell, visitor_of
from broadcaster.console.web.visitor import place_of
from broadcaster.errors import BroadcasterError, ServiceError
from broadcaster.people.model import Action, Caller
from broadcaster.service.requests.how import How
from broadcaster.station.model import Priority
from broadcaster.text import explain

Text = Annotated[str, Form(max_length=10_000)]


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made = APIRouter(route_class=URGENT)

    @made.get("/emergency")
    def show(request: Request) -> Response:
        return _page(shell, request)

    @made.post("/emergency")
    def sound(
        request: Request, message: Text = "", text: Text = "", person: Text = "", pin: Text = ""
    ) -> Response:
        """Air it now. Whoever has no session shows who they are by their duty PIN."""
        try:
            caller = on_duty(shell, request, person, pin)
            shell.station.access.require(caller, Action.EMERGENCY)
            how = How(who=caller.shown, priority=str(Priority.EMERGENCY))
            if text.strip():
                ticket = shell.station.say(text.strip(), how)
            elif message:
                ticket = shell.station.play(message, how)
            else:
                raise ServiceError("service.nothing_to_say")
            told = NOTICES[stage_of(shell.station, ticket)]
        except BroadcasterError as error:
            return _page(shell, request, fault=explain(error), person=person, text=text, status=403)
        return _page(shell, request, told=told)

    return made


def on_duty(shell: Shell, request: Request, person: str, pin: str) -> Caller:
    """Who asks for an emergency: by their session, else by their duty PIN.

    Raises:
        PeopleError: the PIN is wrong.
    """
    visitor = visitor_of(request)
    if visitor.caller.person is not None:
        return visitor.caller
    if not pin:
        return replace(visitor.caller, own=False)  # who is refused with the names of those who may
    known = shell.station.access.signing_in.by_pin(person, pin, place_of(request))
    return Caller(person=known, account="", own=False, place=place_of(request))


def _page(
    shell: Shell,
    request: Request,
    *,
    fault: str = "",
    person: str = "",
    text: str = "",
    told: str = "",
    status: int = 200,
) -> Response:
    every = shell.station.station.messages.values()
    urgent = sorted((m for m in every if m.priority is Priority.EMERGENCY), key=lambda message: message.title)
    values = {"urgent": urgent, "fault": fault, "person": person, "text": text, "told": told}
    return shell.page(request, "emergency", values, status=status)
