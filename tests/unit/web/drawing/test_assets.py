"""Styles and scripts as browsers get them."""

from __future__ import annotations

import asyncio
import gzip

import pytest
from starlette.types import Message, Scope

from broadcaster.web.drawing.assets import ROOT, asset, serve

CSS = "css/console.css"


def get(path: str, *headers: tuple[bytes, bytes]) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of what a browser asks for below /static/."""
    told: list[Message] = []

    async def send(message: Message) -> None:
        told.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    scope: Scope = {"type": "http", "method": "GET", "path": f"/static/{path}", "headers": list(headers)}
    asyncio.run(serve({**scope, "query_string": b""}, receive, send))
    names = {name.decode(): value.decode() for name, value in told[0]["headers"]}
    return told[0]["status"], names, b"".join(each.get("body", b"") for each in told[1:])


def test_a_style_comes_whole_with_its_kind_and_its_mark() -> None:
    status, headers, body = get(CSS)
    assert status == 200
    assert body == ROOT.joinpath(CSS).read_bytes()
    assert headers["content-type"] == "text/css; charset=utf-8"
    assert headers["etag"].strip('"') in asset(CSS)


def test_a_file_that_the_browser_has_is_not_sent_again() -> None:
    etag = get(CSS)[1]["etag"].encode()
    assert get(CSS, (b"if-none-match", etag))[0::2] == (304, b"")
    assert get(CSS, (b"if-none-match", b'"other"'))[0] == 200


def test_a_browser_that_unpacks_gets_a_style_packed_under_a_mark_of_its_own() -> None:
    status, headers, body = get(CSS, (b"accept-encoding", b"gzip, deflate, br"))
    assert (status, headers["content-encoding"], headers["vary"]) == (200, "gzip", "accept-encoding")
    assert gzip.decompress(body) == get(CSS)[2]
    assert len(body) < len(get(CSS)[2]) / 2
    assert headers["etag"] != get(CSS)[1]["etag"]
    again = get(CSS, (b"accept-encoding", b"gzip"), (b"if-none-match", headers["etag"].encode()))
    assert again[0::2] == (304, b"")
    for unpacks_none in (b"", b"gzip;q=0", b"br, gzip; q=0.0, identity"):
        assert "content-encoding" not in get(CSS, (b"accept-encoding", unpacks_none))[1]
    assert "content-encoding" in get(CSS, (b"accept-encoding", b"gzip;q=0.5"))[1]


@pytest.mark.parametrize(
    "path", ["", "css", "css/", "css/none.css", "../app.py", "/etc/passwd", "css/../icon.svg"]
)
def test_what_is_no_file_below_static_is_not_there(path: str) -> None:
    assert get(path)[0::2] == (404, b"")
