"""Signing in and out, a second step where somebody has an authenticator, and the first technician."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.api.protocol.peer import account_of_peer
from broadcaster.core.errors import PeopleError, StoreError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.people.access.administration import Authority
from broadcaster.people.roles.model import OriginPlace, Person, Role
from broadcaster.people.sign_in.steps import FirstProof, ProofWay, ProvenPerson
from broadcaster.upkeep.host.first_start import CODE, seat_account
from broadcaster.web.site.page_routes import ANYBODY, Pages
from broadcaster.web.site.pools import SIGNING
from broadcaster.web.site.shell import Pending, Shell, back_to, visitor_of
from broadcaster.web.site.visitor import (
    COOKIE,
    VISIT,
    fresh_visit,
    give_session,
    give_visit,
    know_device,
    local,
    mark_of,
    origin_of,
    token_of,
)

Text = Annotated[str, Form(max_length=200)]
Secret = Annotated[str, Form(max_length=1000)]
UNAUTHORIZED = 401


@dataclass(frozen=True, slots=True)
class Half:
    """Somebody who has shown the first of two things, and where they want to go."""

    first: FirstProof
    back: str


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made = Pages(shell, SIGNING)
    halves: Pending[Half] = Pending()
    _add_first_step(made, shell, halves)
    _add_second_step(made, shell, halves)

    @made.post("/first", needs=ANYBODY)
    def first(request: Request, code: Secret, person: Text, name: Text, secret: Secret) -> Response:
        access, start = shell.station.access, shell.station.first_start
        caller = visitor_of(request).caller
        try:
            technician = Person(id=person, name=name, roles=frozenset({Role.TECHNICIAN}))
            authority = Authority(caller=caller, today=shell.now.date(), code=code)
            _found(shell, technician, authority, secret)
        except PeopleError as error:
            if error.code == "people.code_wrong" and not access.people.founded and access.store is not None:
                start.guessed_wrong(access.store, caller.shown)
            return _page(shell, request, error, person=person, name=name)
        start.used()
        home = "/setup" if start.on else "/"
        return _signed_in(shell, request, ProvenPerson(person=access.people.persons[technician.id]), home)

    @made.post("/sign-out", needs=ANYBODY)
    def sign_out(request: Request) -> Response:
        token = token_of(request)
        if token:
            shell.station.access.sessions.close(token)
        answer = back_to("/sign-in")
        answer.delete_cookie(COOKIE, path="/")
        return answer

    return made.router


def _add_first_step(made: Pages, shell: Shell, halves: Pending[Half]) -> None:
    """The page for signing in, and its form."""

    @made.get("/sign-in", needs=ANYBODY)
    def show(request: Request, next: str = "/") -> Response:  # noqa: A002 - as the address has it
        return _page(shell, request, back=local(next))

    @made.post("/sign-in", needs=ANYBODY)
    def sign_in(request: Request, person: Text, secret: Secret, back: Text = "/") -> Response:
        access = shell.station.access
        try:
            origin = origin_of(request, access, person)
            first = access.signing_in.first(person, secret, origin)
            if access.signing_in.asks_second(first.person):
                # A new secret: what the cookie held before may be known to whoever put it there.
                token = fresh_visit()
                halves.put(_key(request, token), Half(first, local(back)))
                return give_visit(back_to("/sign-in/code"), request, token)
            entered = access.signing_in.finish(first, None, origin)
        except PeopleError as error:
            return _page(shell, request, error, person=person, back=local(back))
        return _signed_in(shell, request, entered, local(back), first.way)


def _add_second_step(made: Pages, shell: Shell, halves: Pending[Half]) -> None:
    """The page for the code of an authenticator, and its form."""

    @made.get("/sign-in/code", needs=ANYBODY)
    def second_step(request: Request) -> Response:
        if halves.get(_key(request, request.cookies.get(VISIT, ""))) is None:
            return back_to("/sign-in")
        return shell.page(request, "second_step", {"fault": "", "wait": 0})

    @made.post("/sign-in/code", needs=ANYBODY)
    def take_second_step(request: Request, code: Secret) -> Response:
        key = _key(request, request.cookies.get(VISIT, ""))
        half = halves.get(key)
        if half is None:
            return back_to("/sign-in")
        try:
            access = shell.station.access
            origin = origin_of(request, access, half.first.person.id)
            entered = access.signing_in.finish(half.first, code.strip(), origin)
        except PeopleError as error:
            values = {"fault": _worded(error, "console.code_wrong"), "wait": _wait(error)}
            return shell.page(request, "second_step", values, status=UNAUTHORIZED)
        halves.drop(key)
        return _signed_in(shell, request, entered, half.back, half.first.way)


def _key(request: Request, token: str) -> str:
    """By what a first step is known: a visit, of one account of this computer, or of one address.

    A browser shows the cookies of this computer to each port of it, so to servers of other accounts too.
    """
    host = "" if request.client is None else request.client.host
    return f"{token}{mark_of(request)} {host}"


def _page(
    shell: Shell,
    request: Request,
    error: PeopleError | None = None,
    *,
    person: str = "",
    name: str = "",
    back: str = "/",
) -> Response:
    fault = "" if error is None else _worded(error, "console.secret_wrong")
    values = {
        "fault": fault,
        "wait": _wait(error),
        "person": person,
        "name": name,
        "back": back,
        "first_start": shell.station.first_start.on,
        "code": _code(shell, request),
        "code_file": shell.station.access.folder / "state" / CODE,
    }
    return shell.page(request, "sign_in", values, status=200 if error is None else UNAUTHORIZED)


def _found(shell: Shell, technician: Person, by: Authority, password: str) -> None:
    """Make the first technician. People whom a backup without passwords brought are taken in by the same yes.

    Raises:
        PeopleError: as `Administration.add`.
    """
    access = shell.station.access
    admin = access.administration
    try:
        admin.add(technician, by, password=password)
    except PeopleError as error:
        if error.code != "people.file_first" or access.people.founded or access.store is None:
            raise
    else:
        return
    found, _ = admin.proposal()
    admin.accept(found.digest, by)
    again = replace(by, code=shell.station.first_start.code(access.store, by.caller.shown))
    if technician.id in access.people.persons:
        admin.set_password(technician.id, password, again)
    else:
        admin.add(technician, again, password=password)


def _code(shell: Shell, request: Request) -> str:
    """The code of a first start, for who sits at the station's own screen; "" for anybody else."""
    access, start = shell.station.access, shell.station.first_start
    uid = account_of_peer(request.scope)
    if not start.on or uid is None or access.people.founded or access.store is None:
        return ""
    if not (access.is_at_home(uid) or uid == seat_account()):
        return ""
    try:
        return start.code(access.store, visitor_of(request).caller.shown)
    except StoreError:
        return ""


def _worded(error: PeopleError, wrong: str) -> str:
    """A fault for who signs in: not who they may be, but what to do."""
    return say(wrong) if error.code == "people.wrong" else explain(error)


def _wait(error: PeopleError | None) -> int:
    """Seconds until the next attempt may be made; 0 where it may be made at once."""
    if error is None:
        return 0
    if error.code == "people.slowed":
        return int(str(error.facts["seconds"]))
    return 60 * int(str(error.facts["minutes"])) if error.code == "people.locked" else 0


def _signed_in(
    shell: Shell, request: Request, entered: ProvenPerson, back: str, way: ProofWay = ProofWay.PASSWORD
) -> Response:
    """Open a session with a new token; whoever came by a code sets a password first."""
    old = token_of(request)
    sessions = shell.station.access.sessions
    if old:
        sessions.close(old)
    token = sessions.open(entered.person, OriginPlace.WEB, by_pin=entered.by_pin, mark=mark_of(request))
    by_code = way is ProofWay.RECOVERY
    if by_code:
        shell.by_code.put(token, entered.person.id)
    answer = back_to("/account" if by_code else back)
    give_session(answer, request, token)
    if not entered.by_pin:
        know_device(answer, request, shell.station.access, entered.person.id)
    return answer
