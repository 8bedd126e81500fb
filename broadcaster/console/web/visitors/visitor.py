"""Who looks at a page: by the cookie of a session, and whether they sit at the station's own screen."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from broadcaster.console.transport.peer import is_loopback
from broadcaster.errors import PeopleError
from broadcaster.people.model import Action, Caller, Origin, Place
from broadcaster.service.access import Access

COOKIE = "broadcaster_session"
VISIT = "broadcaster_visit"
"""The cookie of a visit before anybody has signed in: it binds forms to this browser."""

STREAM = "/events"
"""Where a page follows what happens."""

UNASKED = "x-unasked"
"""The header of what a page asks for by itself: it does not make a session last longer."""

_AGE = 12 * 60 * 60  # seconds; the station ends sessions earlier by itself


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks for a page."""

    caller: Caller
    token: str  # of the session, else of the visit
    founded: bool  # the station has people
    expired: bool = False  # there was a session

    @property
    def csrf(self) -> str:
        """What every form of this visitor carries; another site cannot know it."""
        return hmac.new(self.token.encode(), b"csrf", hashlib.sha256).hexdigest()

    @property
    def name(self) -> str:
        """The person's name; empty for nobody."""
        return self.caller.person.name if self.caller.person is not None else ""

    def rights(self, access: Access) -> dict[str, bool]:
        """What they may do now, by the names of the actions."""
        return {str(action): self.may(access, action) for action in Action}

    def may(self, access: Access, action: Action) -> bool:
        """True if they may do this now."""
        try:
            access.require(self.caller, action)
        except PeopleError:
            return False
        return True


def visitor_of(request: Request, access: Access) -> Visitor:
    """Who asks, by the request's cookies and address.

    In a station that has no people yet nobody may anything from a browser, at its own screen neither: the
    first visitor must not become the technician.
    """
    token = request.cookies.get(COOKIE, "")
    use = request.headers.get(UNASKED) is None and request.url.path != STREAM
    caller = access.caller(None, token or None, Place.WEB, use=use)
    expired = bool(token) and caller.person is None
    founded = access.people.founded
    if caller.person is None and founded and is_here(request):
        caller = replace(caller, own=True)
    if caller.person is None:
        token = request.cookies.get(VISIT, "")
    return Visitor(caller=caller, token=token, founded=founded, expired=expired)


def is_here(request: Request) -> bool:
    """True for a browser on the station's own computer."""
    return request.client is not None and is_loopback(request.client.host)


def origin_of(request: Request) -> Origin:
    """From where somebody signs in: the station's own screen is slowed after failures, never locked."""
    if is_here(request):
        return Origin(place=Place.SOCKET)
    return Origin(place=Place.WEB, address="" if request.client is None else request.client.host)


def fresh_visit() -> str:
    """A new secret for the cookie of a visit."""
    return secrets.token_urlsafe(24)


def set_cookie(answer: Response, name: str, value: str, *, tls: bool) -> None:
    """Give a browser a cookie that no script reads and no other site sends."""
    answer.set_cookie(name, value, max_age=_AGE, httponly=True, samesite="strict", secure=tls, path="/")
