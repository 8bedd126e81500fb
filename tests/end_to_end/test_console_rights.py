"""Every route of the web console × every role, and nobody: what a route declares that it needs, holds.

The routes, their rights and their fields are taken from the application itself.
"""

from __future__ import annotations

import asyncio
import contextvars
import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from starlette.types import ASGIApp, Message, Scope

from broadcaster.api.transport.workers import Workers, serving
from broadcaster.app.station.assembly import RunningStation
from broadcaster.app.station.facade import StationFacade
from broadcaster.app.station.foundation import Mode
from broadcaster.people.roles.model import Action, Caller, OriginPlace, Person, Role
from broadcaster.people.roles.rights import RIGHTS
from broadcaster.web.site.actions import PostedForm
from broadcaster.web.site.app import Later, build
from broadcaster.web.site.guard import Guarded
from broadcaster.web.site.visitor import COOKIE, VISIT, Visitor
from tests.end_to_end.conftest import SETTINGS
from tests.fakes import people
from tests.fakes.quick_hashes import quick_hashes

pytestmark = pytest.mark.patient

LONG = frozenset(
    {
        "POST /settings/examination",
        "POST /messages/programme/{name}",
        "GET /messages/share/{name}.mp3",
        "POST /hear",
        "GET /events",
        "GET /log/report",
    }
)
"""Not done by those who may: half a minute, a whole programme, and what has no end."""

VICTIM = Person(id="victim", name="Ai đó", roles=frozenset({Role.VIEWER}))
KNOWN = {
    "name": "ngan", "message": "ngan", "person": "victim", "part": "regulation", "digest": "0" * 64,
    "number": "0", "ticket": "x", "act": "say", "schedule": "ngan", "at": "2027-01-02T06:30:00+07:00",
    "day": "2027-01-02", "month": "2026-11", "form": "xlsx",
    "airing": "x", "alert": "0", "zone": "", "words": "0" * 64, "way": "paper",
}  # fmt: skip
"""Values of fields that are looked at before rights would be."""

FORM = "application/x-www-form-urlencoded"
_SAID = {"telephone.leader": "leader", "telephone.code": "000000"}
MORE = {
    "POST /emergency": {"text": "Lũ đang lên."},
    **{f"POST /approvals/said/{what}": _SAID for what in ("approve", "confirm", "object")},
}
"""Fields that are not required, and without which nothing is asked for."""


@dataclass(frozen=True)
class Answer:
    status: int
    location: str

    @property
    def refused(self) -> bool:
        """True for who is sent to sign in, for who may not, and for who gets no stream."""
        return self.status in (204, 401, 403) or self.location.startswith("/sign-in")


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StationFacade]:
    folder = tmp_path_factory.mktemp("dai")
    (folder / "station.yaml").write_text(SETTINGS, encoding="utf-8")
    (folder / "messages").mkdir()
    message = "title: Ngắn\nparts:\n  - say: |\n      Kính thưa bà con.\n"
    (folder / "messages" / "ngan.yaml").write_text(message, encoding="utf-8")
    with quick_hashes():
        people.found(folder, *(people.person(role) for role in Role), VICTIM)
        running = RunningStation(folder, Mode())
        running.open()
        yield running.facade
        running.close()


@pytest.fixture(scope="module")
def app(station: StationFacade) -> FastAPI:
    made = build(station)
    every = [route for each in made.routes for route in (each.routes if isinstance(each, Later) else [each])]
    described = get_openapi(title="", version="", routes=every)
    made.openapi = lambda: described  # type: ignore[method-assign]
    return made


def routes(app: FastAPI) -> dict[str, dict[str, Any]]:
    """What the application declares of each route, by method and path."""
    paths: Mapping[str, Mapping[str, Any]] = app.openapi()["paths"]
    return {f"{verb.upper()} {path}": told for path, verbs in paths.items() for verb, told in verbs.items()}


def questions(app: FastAPI) -> dict[str, type]:
    """The question that each action of a page reads from its form."""
    every = (one for each in app.routes for one in (each.routes if isinstance(each, Later) else [each]))
    taken = [(one, inspect.signature(one.endpoint).parameters) for one in every if isinstance(one, APIRoute)]
    readers = {one.path: get_args(has["form"].annotation) for one, has in taken if "form" in has}
    return {
        f"POST {path}": inspect.getclosurevars(found[1].dependency).nonlocals["kind"]
        for path, found in readers.items()
        if found and found[0] is PostedForm
    }


def filled(app: FastAPI, route: str, more: Mapping[str, str] = {}) -> tuple[str, bytes, str]:
    """The address with its query, the body and its kind, all fields filled so that the route is reached."""
    told = routes(app)[route]
    path = route.split(" ")[1]
    query = {}
    for field in told.get("parameters", ()):
        value = KNOWN.get(field["name"], "x")
        if field["in"] == "path":
            path = path.replace(f"{{{field['name']}}}", value)
        elif field["required"]:
            query[field["name"]] = value
    content: Mapping[str, Any] = told.get("requestBody", {}).get("content", {})
    if (asked := questions(app).get(route)) is not None:
        shape = TypeAdapter(asked).json_schema()
        sent = {name: _value(app, name, shape["properties"][name]) for name in shape.get("required", ())}
        return path, urlencode({**sent, **MORE.get(route, {}), **more}).encode(), FORM
    for kind, body in content.items():
        schema = _schema(app, body["schema"])
        given = {name: _value(app, name, schema["properties"][name]) for name in schema.get("required", ())}
        given |= MORE.get(route, {})
        if kind.startswith("multipart"):
            return _asked(path, query), *_parts(schema, given)
        return _asked(path, query), urlencode(given).encode(), kind
    return _asked(path, query), b"", FORM


def _asked(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def _schema(app: FastAPI, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    for each in schema.get("allOf", ()):
        schema = each
    if "$ref" in schema:
        found: Mapping[str, Any] = app.openapi()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return found
    return schema


def _value(app: FastAPI, name: str, schema: Mapping[str, Any]) -> str:
    schema = _schema(app, schema)
    if "enum" in schema:
        return str(schema["enum"][0])
    if schema.get("format") == "date-time":
        return "2027-01-02T06:30:00+07:00"
    if schema.get("format") == "date":
        return "2027-01-02"
    kinds = {"integer": "0", "boolean": "true", "number": "1"}
    return kinds.get(schema.get("type", ""), KNOWN.get(name, "xyzxyz"))


def _parts(schema: Mapping[str, Any], given: Mapping[str, str]) -> tuple[bytes, str]:
    files = {n for n, s in schema["properties"].items() if "binary" in str(s) or "octet" in str(s)}
    lines = []
    for name, value in given.items():
        file = '; filename="a.txt"' if name in files else ""
        lines.append(f'--b\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n{value}\r\n')
    return "".join([*lines, "--b--\r\n"]).encode(), "multipart/form-data; boundary=b"


def ask(
    app: ASGIApp,
    station: StationFacade,
    route: str,
    who: Person | None,
    spec: FastAPI,
    csrf: str = "",
    *,
    empty: bool = False,
    more: Mapping[str, str] = {},
) -> Answer:
    """What somebody gets, from the network, with a session of their own.

    `empty`: without any field; `more`: with these fields of a question too.
    """
    token = "" if who is None else station.access.sessions.open(who, OriginPlace.WEB)
    caller = Caller(person=who, account="", own=False, place=OriginPlace.WEB)
    csrf = (
        csrf
        or Visitor(
            caller=caller,
            token=token or "visit",
            founded=True,
            form_key=station.access.devices.form_key(None),
        ).csrf
    )
    address, body, kind = filled(spec, route, more)
    path, _, query = address.partition("?")
    if empty:
        query, body = "", b""
    cookie = f"{COOKIE}={token}" if token else f"{VISIT}=visit"
    headers = {"host": "localhost", "cookie": cookie, "content-type": kind, "x-csrf": csrf}
    scope: Scope = {
        "type": "http", "method": route.split(" ")[0], "path": path, "raw_path": path.encode(),
        "query_string": query.encode(), "scheme": "https", "http_version": "1.1",
        "server": ("localhost", 443), "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("192.0.2.7", 1),
    }  # fmt: skip
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    def run() -> None:
        serving.set(Workers("test", 2))
        asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]

    contextvars.Context().run(run)
    answered = {name.lower(): value for name, value in sent[0]["headers"]}
    return Answer(status=sent[0]["status"], location=answered.get(b"location", b"").decode())


@pytest.fixture(scope="module")
def guarded(app: FastAPI, station: StationFacade) -> Guarded:
    return Guarded(app, station.access, lambda: frozenset({"localhost"}))


FOR_ANYBODY = {
    "POST /api/v1/alerts",  # a sender's token opens it
    "GET /certificate",
    "GET /certificate.crt",
    "GET /emergency",
    "GET /emergency/live",
    "GET /emergency/now",
    "POST /first",
    "POST /live/s/{ticket}/chunks/{number}",
    "POST /live/s/{ticket}/end",
    "POST /live/s/{ticket}/state",
    "POST /live/s/{ticket}/talk",
    "GET /sign-in",
    "POST /sign-in",
    "GET /sign-in/code",
    "POST /sign-in/code",
    "POST /sign-out",
    "GET /strip",
    "POST /view",
}
"""The door itself, and what needs a secret of its own: nothing joins these unseen."""

SENT_BY_READERS = {"/reading", "/schedules/preview"}
"""What whoever may look may send, beside what is about their own account: nothing of it changes anything."""


def rights(app: FastAPI) -> dict[str, Action | None]:
    """What each route declares that it needs; None: it is for anybody."""
    said = {route: str(told.get("x-right")) for route, told in routes(app).items()}
    return {route: None if right == "anybody" else Action(right) for route, right in said.items()}


def test_actions_of_pages_ask_their_questions(app: FastAPI) -> None:
    assert {"POST /prefer", "POST /clock", "POST /approvals/return", "POST /settings/notices/test"} <= {
        *questions(app)
    }


def test_change_that_is_confirmed_with_the_time_needs_a_leader(
    app: FastAPI, guarded: Guarded, station: StationFacade
) -> None:
    """The route is open to whoever may say what time it is; what is sent says that more is asked for."""
    for role in (Role.OFFICER, Role.DUTY, Role.TECHNICIAN, Role.LEADER):
        who = station.access.people.persons[str(role)]
        assert not ask(guarded, station, "POST /clock", who, app).refused, role
        answer = ask(guarded, station, "POST /clock", who, app, more={"change": "x"})
        assert answer.refused is (role is not Role.LEADER), (role, answer)


def test_every_route_says_which_right_it_needs_and_few_are_open(app: FastAPI) -> None:
    needs = rights(app)
    assert len(needs) > 100
    assert {route for route, right in needs.items() if right is None} == FOR_ANYBODY
    sent = {route.removeprefix("POST ") for route, right in needs.items() if right is Action.LOOK}
    sent = {path for path in sent if not path.startswith(("GET ", "/account"))}
    assert sent == SENT_BY_READERS


def test_who_has_the_right_is_answered_and_nobody_else(
    app: FastAPI, guarded: Guarded, station: StationFacade
) -> None:
    for route, needs in rights(app).items():
        if needs is None:
            continue
        assert ask(guarded, station, route, None, app).refused, (route, "nobody")
        for role in Role:
            may = role in RIGHTS[needs]
            if may and route in LONG:
                continue
            answer = ask(guarded, station, route, station.access.people.persons[str(role)], app)
            assert answer.status < 500, (route, role, answer)
            assert answer.refused is not may, (route, role, answer)


def test_what_is_open_to_everybody_fails_for_nobody(
    app: FastAPI, guarded: Guarded, station: StationFacade
) -> None:
    for route in FOR_ANYBODY:
        for role in (None, *Role):
            who = None if role is None else station.access.people.persons[str(role)]
            assert ask(guarded, station, route, who, app).status < 500, (route, role)


def test_no_route_changes_anything_without_the_token_of_the_page(
    app: FastAPI, guarded: Guarded, station: StationFacade
) -> None:
    technician = station.access.people.persons["technician"]
    for route in routes(app):
        secret = (
            "{ticket}" in route or route == "POST /api/v1/alerts"
        )  # the ticket itself, or a sender's token
        if not route.startswith("GET") and not secret:
            assert ask(guarded, station, route, technician, app, csrf="0" * 64).status == 403, route


def test_nobody_without_the_right_is_told_what_is_wrong_with_what_they_sent(
    app: FastAPI, guarded: Guarded, station: StationFacade
) -> None:
    for route, needs in rights(app).items():
        others = () if needs is None else [role for role in Role if role not in RIGHTS[needs]]
        known = (station.access.people.persons[str(role)] for role in others)
        for who in () if needs is None else (None, *known):
            assert ask(guarded, station, route, who, app, empty=True).refused, (route, who)
