"""Who asks for what must happen at once is found out by threads that no crowd of readers keeps."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from broadcaster.web.site.guard import _threads
from broadcaster.web.site.pools import WHO, WHO_AT_ONCE


@pytest.mark.parametrize(
    ("method", "path", "at_once"),
    [
        ("POST", "/stop", True),
        ("POST", "/emergency", True),
        ("POST", "/emergency/go-on", True),
        ("POST", "/emergency/live/arm", True),
        ("GET", "/emergency/now", False),
        ("GET", "/emergency", False),
        ("POST", "/play", False),
        ("POST", "/stopped", False),
        ("POST", "*", False),
        ("GET", "/", False),
    ],
)
def test_emergencies_and_stop_have_threads_of_their_own(method: str, path: str, at_once: bool) -> None:
    request = Request({"type": "http", "method": method, "path": path, "headers": [], "query_string": b""})
    assert _threads(request) is (WHO_AT_ONCE if at_once else WHO)
