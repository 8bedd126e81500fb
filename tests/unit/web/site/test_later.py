"""Pages that are loaded when somebody first goes there."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.types import Message

from broadcaster.api.transport.workers import Route, Workers, serving
from broadcaster.core.clock import FakeClock
from broadcaster.web.site.app import Later, routes_of
from broadcaster.web.site.registry import ENTRIES, PageEntry
from broadcaster.web.site.shell import Shell

LATER = [entry for entry in ENTRIES if entry.later]


class Page:
    """A page that counts how often its routes are made."""

    made = 0
    broken = False

    def routes(self) -> APIRouter:
        if self.broken:
            raise OSError("the disk does not answer")
        self.made += 1
        router = APIRouter(route_class=Route)
        router.add_api_route("/page", lambda: "shown", methods=["GET"])
        router.add_api_route("/page/new", lambda: "made", methods=["POST"])
        router.add_api_route("/page/{name}", lambda name: f"of {name}", methods=["GET"])
        return router


def status(app: FastAPI, method: str, path: str) -> tuple[int, bytes]:
    """What the application answers."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": method, "path": path, "query_string": b"", "headers": [],
        "raw_path": path.encode(), "scheme": "http", "server": ("station", 80), "client": ("192.0.2.7", 1),
        "root_path": "", "http_version": "1.1",
    }  # fmt: skip
    token = serving.set(Workers("test", 1))
    try:
        asyncio.run(app(scope, receive, send))
    finally:
        serving.reset(token)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent)


def console(page: Page) -> FastAPI:
    app = FastAPI()
    app.router.routes.append(Later("/page", page.routes))
    app.add_api_route("/pages", lambda: "another page", methods=["GET"])
    return app


def test_a_page_is_made_once_when_somebody_first_goes_there() -> None:
    page = Page()
    app = console(page)
    assert status(app, "GET", "/pages") == (200, b'"another page"')
    assert status(app, "GET", "/")[0] == 404
    assert page.made == 0
    assert status(app, "GET", "/page") == (200, b'"shown"')
    assert status(app, "POST", "/page/new") == (200, b'"made"')
    assert status(app, "GET", "/page/new") == (200, b'"of new"')
    assert page.made == 1


def test_a_wrong_method_or_address_below_it_is_told_as_everywhere() -> None:
    app = console(Page())
    assert status(app, "DELETE", "/page")[0] == 405
    assert status(app, "GET", "/page/a/b")[0] == 404


def test_a_page_that_could_not_be_loaded_is_loaded_at_the_next_request() -> None:
    page = Page()
    app = console(page)
    page.broken = True
    with pytest.raises(OSError, match="the disk"):
        status(app, "GET", "/page")
    assert status(app, "GET", "/pages")[0] == 200
    page.broken = False
    assert status(app, "GET", "/page") == (200, b'"shown"')


@pytest.mark.parametrize("entry", LATER, ids=[entry.name for entry in LATER])
def test_all_routes_of_such_a_page_are_at_its_address_or_below(entry: PageEntry, tmp_path: Path) -> None:
    station = SimpleNamespace(
        access=SimpleNamespace(folder=tmp_path),
        loaded=SimpleNamespace(clock=FakeClock(datetime(2027, 1, 2, tzinfo=UTC))),
    )
    routes = routes_of(entry.module, Shell(cast(Any, station))).routes
    paths = [route.path for route in routes if isinstance(route, APIRoute)]
    assert len(paths) == len(routes) > 0
    assert [
        path for path in paths if path != entry.address and not path.startswith(f"{entry.address}/")
    ] == []


def test_nothing_urgent_is_loaded_later() -> None:
    urgent = {
        "web.playout.today",
        "web.playout.emergency",
        "web.playout.correction",
        "web.playout.live",
        "web.people.sign_in",
    }
    assert urgent <= {entry.module for entry in ENTRIES if not entry.later}
