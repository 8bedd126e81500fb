"""A session at this computer is of the account from which it was opened: others replay its cookie in vain."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import Response

from broadcaster.api.protocol.peer import settled, told_later
from broadcaster.people.roles.model import OriginPlace, Role
from broadcaster.web.site.visitor import COOKIE, give_session, mark_of, visitor_of
from tests.unit.people.access.test_access import Station, person

LAN = person("lan", Role.OFFICER)


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    made = Station(tmp_path)
    made.found(LAN)
    yield made
    made.access.close()


def asked(uid: int | None, cookie: str = "") -> Request:
    """A request from an account of the computer; from the network for None."""

    async def scope() -> dict[str, object]:
        account: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        account.set_result(uid)
        headers = [(b"cookie", f"{COOKIE}={cookie}".encode())] if cookie else []
        made: dict[str, object] = {
            "type": "http",
            "method": "GET",
            "path": "/",
            "scheme": "http",
            "headers": headers,
            "client": ("127.0.0.1", 4711),
            "state": told_later(account),
        }
        await settled(made)
        return made

    return Request(asyncio.run(scope()))


def signed_in(station: Station, uid: int | None) -> str:
    """Lan's cookie."""
    request, answer = asked(uid), Response()
    token = station.access.sessions.open(LAN, OriginPlace.WEB, mark=mark_of(request))
    give_session(answer, request, token)
    return answer.headers["set-cookie"].partition(";")[0].partition("=")[2]


@pytest.mark.parametrize("uid", [1000, 33, None])
def test_cookie_is_a_session_only_for_the_account_that_signed_in(station: Station, uid: int | None) -> None:
    cookie = signed_in(station, uid)
    for other in (1000, 33, None):
        visitor = visitor_of(asked(other, cookie), station.access)
        assert (visitor.caller.person == LAN) is (other == uid)
        assert visitor.expired is (other != uid)


def test_account_typed_at_the_end_of_a_cookie_is_not_believed(station: Station) -> None:
    cookie = signed_in(station, 1000)
    for uid in (None, 33):
        assert visitor_of(asked(uid, f"{cookie}.1000"), station.access).caller.person is None
