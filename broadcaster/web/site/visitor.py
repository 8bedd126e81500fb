"""Who looks at a page, by the cookie of a session or the account of the computer.

Also the way back after signing in.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field, replace
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import Response

from broadcaster.api.protocol.peer import account_of_peer, is_loopback
from broadcaster.core.errors import PeopleError
from broadcaster.people.access.access import Access
from broadcaster.people.roles.accounts import account_of
from broadcaster.people.roles.model import Action, Caller, Origin, OriginPlace

LONGEST = 500  # characters


def to_sign_in(request: Request) -> str:
    """The address where one signs in, and from which one comes back to the page that was asked for."""
    wanted = request.url if request.method == "GET" else urlsplit(request.headers.get("referer", ""))
    path = f"{wanted.path}?{wanted.query}" if wanted.query else wanted.path
    back = local(path)
    return "/sign-in" if back == "/" else f"/sign-in?next={quote(back, safe='/')}"


def from_page(request: Request) -> str:
    """The page of this console from which a form was sent; its first page where nobody knows."""
    came = urlsplit(request.headers.get("referer", ""))
    return local(f"{came.path}?{came.query}" if came.query else came.path)


def local(path: str) -> str:
    """A path of this console; its first page for whatever could lead elsewhere."""
    strange = not path.startswith("/") or path.startswith(("//", "/sign-")) or "\\" in path
    if strange or len(path) > LONGEST or not path.isprintable():
        return "/"
    return path


COOKIE = "broadcaster_session"
VISIT = "broadcaster_visit"
"""The cookie of a visit before anybody has signed in: it binds forms to this browser."""

DEVICE = "broadcaster_device"
"""The cookie of a device on which somebody signed in; see `people.sign_in.devices`."""

STREAM = "/events"
"""Where a page follows what happens."""

UNASKED = "x-unasked"
"""The header of what a page asks for by itself: it does not make a session last longer."""

_AGE = 12 * 60 * 60  # seconds; the station ends sessions earlier by itself
_DEVICE_AGE = 400 * 24 * 60 * 60  # seconds: the longest that browsers keep a cookie
_OURS = ("same-origin", "none")  # a page of this console, or what a person typed or chose


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks for a page."""

    caller: Caller
    token: str  # of the session, else of the visit
    founded: bool  # the station has people
    expired: bool = False  # there was a session
    form_key: bytes = field(default=b"", repr=False)  # see `Devices`

    @property
    def csrf(self) -> str:
        """What every form of this visitor carries; another site cannot know it."""
        return hmac.new(self.form_key, self.token.encode(), hashlib.sha256).hexdigest()

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
    """Who asks, by the request's cookies, or by the account of the computer from which it comes.

    In a station that has no people yet nobody may anything from a browser, at its own screen neither: the
    first visitor must not become the technician.
    """
    token = token_of(request)
    use = request.headers.get(UNASKED) is None and request.url.path != STREAM
    caller = access.caller(None, token or None, OriginPlace.WEB, use=use)
    founded, expired = access.people.founded, bool(token) and caller.person is None
    if caller.person is None:
        # Forms of a session that has ended carry its token: nobody goes on as the account, unseen.
        token = request.cookies.get(VISIT, "")
        uid = account_of_peer(request.scope)
        if founded and access.is_at_home(uid):
            at_home = access.caller(uid)
            caller = replace(at_home, person=at_home.person if _is_from_here(request) else None)
    form_key = access.devices.form_key(account_of_peer(request.scope))
    return Visitor(caller=caller, token=token, founded=founded, expired=expired, form_key=form_key)


_MARK = "."  # in no cookie: who types one there is nobody


def token_of(request: Request) -> str:
    """The token of the session in which a browser asks; empty without one."""
    cookie = request.cookies.get(COOKIE, "")
    return f"{cookie}{mark_of(request)}" if cookie and _MARK not in cookie else ""


def mark_of(request: Request) -> str:
    """The end of each session's token, which no cookie has: the account from which it was opened.

    A browser sends the cookies of 127.0.0.1 to every port there, so to servers of other accounts too: they
    have no session by that. Empty for the network.
    """
    uid = account_of_peer(request.scope)
    return "" if uid is None else f"{_MARK}{uid}"


def give_session(answer: Response, request: Request, token: str) -> None:
    """Give a browser the cookie of a session that was opened with its mark."""
    set_cookie(answer, COOKIE, token.removesuffix(mark_of(request)), tls=request.url.scheme == "https")


def is_here(request: Request) -> bool:
    """True for a browser on the station's own computer."""
    return request.client is not None and is_loopback(request.client.host)


def origin_of(request: Request, access: Access, person_id: str) -> Origin:
    """From where somebody signs in as a person: at home they are slowed after failures, never locked."""
    uid = account_of_peer(request.scope)
    account = "" if uid is None else account_of(uid)
    if access.is_at_home(uid):
        return Origin(place=OriginPlace.SOCKET, account=account)
    address = "" if request.client is None else request.client.host
    return Origin(
        place=OriginPlace.WEB,
        address=f"account {account}" if account else address,
        device=access.devices.of(request.cookies.get(DEVICE, ""), person_id),
    )


def _is_from_here(request: Request) -> bool:
    """True unless another site may have had the browser ask.

    Who is known by their account has no cookie that other sites do not send. So what came from elsewhere, or
    says nothing of that and lacks the cookie of the visit, is asked by nobody.
    """
    site = request.headers.get("sec-fetch-site")
    return site in _OURS if site is not None else bool(request.cookies.get(VISIT))


def fresh_visit() -> str:
    """A new secret for the cookie of a visit."""
    return secrets.token_urlsafe(24)


def give_visit(answer: Response, request: Request, token: str) -> Response:
    """Let a visit go on under another secret; the answer."""
    secure = request.url.scheme == "https"
    answer.set_cookie(VISIT, token, httponly=True, samesite="strict", secure=secure, path="/")
    return answer


def set_cookie(answer: Response, name: str, value: str, *, tls: bool) -> None:
    """Give a browser a cookie that no script reads and no other site sends."""
    answer.set_cookie(name, value, max_age=_AGE, httponly=True, samesite="strict", secure=tls, path="/")


def know_device(answer: Response, request: Request, access: Access, person_id: str) -> None:
    """Let a browser in which a person has signed in have a line of its own from now on."""
    answer.set_cookie(
        DEVICE,
        access.devices.signed_in(request.cookies.get(DEVICE, ""), person_id),
        max_age=_DEVICE_AGE,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        path="/",
    )
