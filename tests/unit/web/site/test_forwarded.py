"""Who stands before the console says nothing of where a request comes from: no proxy is known to it."""

from __future__ import annotations

import asyncio

import pytest
from starlette.types import Message, Receive, Scope, Send

from broadcaster.api.transport.server import config_of
from broadcaster.people.access.access import Access
from tests.unit.web.site.conftest import HOST, Page, ask


@pytest.mark.parametrize(
    "header",
    ["x-forwarded-for", "forwarded", "x-real-ip", "x-client-ip", "x-forwarded-host", "cf-connecting-ip"],
)
def test_header_of_a_proxy_makes_nobody_come_from_elsewhere(access: Access, header: str) -> None:
    plain, claimed = Page(), Page()
    said = (header, "for=127.0.0.1" if header == "forwarded" else "127.0.0.1")
    assert ask(access, plain, "GET", HOST, client="192.0.2.7")[0] == 200
    assert ask(access, claimed, "GET", HOST, said, client="192.0.2.7")[0] == 200
    assert plain.visitor is not None
    assert claimed.visitor is not None
    assert claimed.visitor.caller == plain.visitor.caller


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "192.0.2.7"])
def test_server_hands_on_the_address_of_the_connection_alone(peer: str) -> None:
    """uvicorn believed such headers of whoever came from this computer."""
    seen: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)

    async def nothing() -> Message:
        return {"type": "http.request"}

    async def lost(_message: Message) -> None:
        return None

    said = [(b"x-forwarded-for", b"198.51.100.9"), (b"x-forwarded-proto", b"https")]
    scope: Scope = {"type": "http", "scheme": "http", "headers": said, "client": (peer, 1), "path": "/"}
    asyncio.run(config_of(app).loaded_app(scope, nothing, lost))
    assert (seen[0]["client"], seen[0]["scheme"]) == ((peer, 1), "http")
