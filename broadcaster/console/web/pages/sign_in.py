"""Signing in and out, and the first technician by the one-time code shown at the station."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.console.web.pools import SIGNING
from broadcaster.console.web.shell import Shell, back_to, visitor_of
from broadcaster.console.web.visitor import COOKIE, is_here, set_cookie
from broadcaster.errors import PeopleError
from broadcaster.people.administration import Authority
from broadcaster.people.model import Person, Place, Role
from broadcaster.text import explain

Text = Annotated[str, Form(max_length=200)]
Secret = Annotated[str, Form(max_length=1000)]
UNAUTHORIZED = 401


def place_of(request: Request) -> Place:
    """From where somebody signs in: the station's own screen is slowed after failures, never locked."""
    return Place.SOCKET if is_here(request) else Place.WEB


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made = APIRouter(route_class=SIGNING)

    @made.get("/sign-in")
    def show(request: Request) -> Response:
        return shell.page(request, "sign_in", {"fault": "", "person": ""})

    @made.post("/sign-in")
    def sign_in(request: Request, person: Text, secret: Secret) -> Response:
        access = shell.station.access
        try:
            known = access.signing_in.by_any(person, secret, place_of(request))
        except PeopleError as error:
            values = {"fault": explain(error), "person": person}
            return shell.page(request, "sign_in", values, status=UNAUTHORIZED)
        return _signed_in(shell, request, known)

    @made.post("/first")
    def first(request: Request, code: Secret, person: Text, name: Text, secret: Secret) -> Response:
        access = shell.station.access
        try:
            technician = Person(id=person, name=name, roles=frozenset({Role.TECHNICIAN}))
            authority = Authority(caller=visitor_of(request).caller, today=shell.now.date(), code=code)
            access.administration.add(technician, authority, password=secret)
        except PeopleError as error:
            values = {"fault": explain(error), "person": person}
            return shell.page(request, "sign_in", values, status=UNAUTHORIZED)
        return _signed_in(shell, request, access.people.persons[technician.id])

    @made.post("/sign-out")
    def sign_out(request: Request) -> Response:
        token = request.cookies.get(COOKIE, "")
        if token:
            shell.station.access.sessions.close(token)
        answer = back_to("/sign-in")
        answer.delete_cookie(COOKIE, path="/")
        return answer

    return made


def _signed_in(shell: Shell, request: Request, person: Person) -> Response:
    token = shell.station.access.sessions.open(person, Place.WEB)
    answer = back_to("/")
    set_cookie(answer, COOKIE, token, tls=request.url.scheme == "https")
    return answer
