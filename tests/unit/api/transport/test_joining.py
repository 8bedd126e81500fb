"""Tests of putting routers together."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import Route

from broadcaster.api import protocol
from broadcaster.api.routes.app import build
from broadcaster.api.transport.workers import join


def test_routes_are_the_same_objects_in_the_same_order() -> None:
    whole, part = APIRouter(), APIRouter()
    whole.add_api_route("/a", lambda: None)
    part.add_api_route("/b", lambda: None)
    part.add_api_route("/c", lambda: None)
    join(whole, part)
    assert [cast("Any", each).path for each in whole.routes] == ["/a", "/b", "/c"]
    assert whole.routes[1:] == part.routes


def test_application_holds_each_route_once_without_a_second_set_of_validators() -> None:
    routes = build(cast("Any", None)).routes
    ours = [each for each in routes if type(each) is not Route]  # the OpenAPI itself is FastAPI's
    assert len(ours) > 20
    assert all(isinstance(each, APIRoute) for each in ours)


def test_no_module_of_the_console_includes_a_router_which_would_build_its_routes_twice() -> None:
    folder = Path(protocol.__file__).parent
    including = [each for each in folder.rglob("*.py") if ".include_router(" in each.read_text("utf-8")]
    assert including == []
