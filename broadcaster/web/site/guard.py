"""What every request to the web console must pass: known host, own origin, the form's token; safe headers.

A plain ASGI wrapper, so that no page can forget it.
"""

from __future__ import annotations

import asyncio
import hmac
import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from broadcaster.api.protocol.peer import settled
from broadcaster.api.routes import alerts, router
from broadcaster.api.transport.bounds import once
from broadcaster.api.transport.workers import Workers, off_loop
from broadcaster.core.errors import PeopleError
from broadcaster.core.text.catalogue import say
from broadcaster.people.access.access import Access
from broadcaster.people.roles.model import Action
from broadcaster.playout.live.voice import LARGEST as LARGEST_CHUNK
from broadcaster.upkeep.certificate.names import normal
from broadcaster.web.drawing.assets import PREFIX, VERSION, serve
from broadcaster.web.drawing.calm import outdated
from broadcaster.web.site.cookies import own_cookies
from broadcaster.web.site.pools import WHO, WHO_AT_ONCE
from broadcaster.web.site.visitor import VISIT, Visitor, fresh_visit, from_page, to_sign_in, visitor_of

FIELD, HEADER = "csrf", "x-csrf"
LARGEST_FORM = 1 << 20  # bytes: an hour of speech is 60 kB
LARGEST_OF_STRANGERS = 1 << 16  # bytes, from who has not signed in: what they type is short
MOST_ASKED, MOST_LANGUAGES, MOST_HEADERS = (
    500,
    100,
    20,
)  # fields of an address; languages, and headers of them
MOST_FIELDS = 5000  # of a form: a page has some hundred. To tell them apart takes the time of everybody
LONGEST_HOST = 300  # signs: a name has 253, a port five
PATIENCE = 10.0  # seconds for a whole form to arrive
LARGEST_UPLOAD = 60 << 20  # bytes of a letter with what a form puts around it
UPLOAD_PATIENCE = 5 * 60.0  # seconds for it to arrive, over a slow telephone too
_TOKEN = re.compile(rf"(?:^|&){FIELD}=([0-9a-f]+)(?=&|$)".encode())
_FOR_ANYBODY = ("/emergency", "/certificate")
_PUSHED = f"{router.PREFIX}{alerts.PATH}"  # of senders of alerts
_TICKET = re.compile(r"/live/s/[\w-]{16,64}/")
_SAFE = frozenset({"GET", "HEAD"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; media-src 'self' blob:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"microphone=(self), camera=(), geolocation=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
)

Refuse = Callable[[Request, PeopleError], Awaitable[Response]]

_NOT_KEPT = b"no-store"
_ASKED_AGAIN = b"no-cache"
_FOR_GOOD = b"public, max-age=31536000, immutable"
"""For how long a browser keeps pages, files, and files whose address tells their content."""


class Guarded:
    """An application behind the guard.

    Args:
        hosts: names and addresses by which the console may be asked for, without the port.
        needs: the right without which nothing of a request is read.
    """

    def __init__(
        self,
        app: ASGIApp,
        access: Access,
        hosts: Callable[[], frozenset[str]],
        needs: Callable[[Scope], Action | None] = lambda _scope: None,
        refuse: Refuse | None = None,
    ) -> None:
        self._app = app
        self._access = access
        self._hosts = hosts
        self._needs = needs
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        # Style sheets that a library makes in the page carry it (wavesurfer.js); scripts get none.
        scope["nonce"] = secrets.token_urlsafe(12)
        receive = _noted(scope, receive)
        scope["headers"] = own_cookies(scope["headers"])
        request = Request(scope, receive)
        fault = say("console.too_much") if _is_long(scope) else self._fault(request)
        door = self._own_door(request, receive) if fault is None else (_forbidden(fault), receive)
        if door is not None:
            await door[0](scope, door[1], self._safe(send, request, None))
            return
        await settled(scope)
        visitor = await off_loop(lambda: visitor_of(request, self._access), _threads(request))
        visit = None
        if not visitor.token:
            visit = fresh_visit()
            visitor = replace(visitor, token=visit)
        if (refused := await self._refused(request, visitor)) is not None:
            await refused(scope, receive, self._safe(send, request, visit))
            return
        if request.method not in _SAFE:
            given = request.headers.get(HEADER)
            known = visitor.caller.person is not None
            largest = LARGEST_FORM if known else LARGEST_OF_STRANGERS
            if given is None or not _has_files(request):
                body = await _read(receive, largest)
                if body is None:
                    answer = PlainTextResponse(say("console.too_much"), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                    await answer(scope, receive, self._safe(send, request, visit))
                    return
                given = given or _field(request, body)
                receive = once(body, receive)
            else:
                # Only who has signed in sends letters and recordings: others must not fill the door.
                bounds = (LARGEST_UPLOAD, UPLOAD_PATIENCE) if known else (largest, PATIENCE)
                receive = _bounded(receive, *bounds)
            if not hmac.compare_digest(given.encode(), visitor.csrf.encode()):
                await _outdated(request, visitor)(scope, receive, self._safe(send, request, visit))
                return
        scope["visitor"] = visitor
        await self._app(scope, receive, self._safe(send, request, visit))

    def _own_door(self, request: Request, receive: Receive) -> tuple[ASGIApp, Receive] | None:
        """Who answers what asks for no session, and what is read of it."""
        path = request.url.path
        if request.method in _SAFE:
            # The same for everybody, and a first page waits less for its styles.
            return (serve, receive) if path.startswith(PREFIX) else None
        if _TICKET.match(path):
            # The ticket of a live voice is a secret of its speaker. A session that ends meanwhile must cut
            # nobody off, and sound does not wait for people.db.
            return self._app, _bounded(receive, LARGEST_CHUNK, PATIENCE)
        if path == _PUSHED:
            # A sender's token, which must not be read on the way, opens it; no browser has one.
            if request.url.scheme != "https":
                return _forbidden(say("alerts.not_secure")), receive
            return self._app, _bounded(receive, LARGEST_FORM, PATIENCE)
        return None

    async def _refused(self, request: Request, visitor: Visitor) -> Response | None:
        """The answer to a person without the right: a body of 60 MB is not read for that.

        Of others no more is read than of any form, and what they sent may show who they are.
        """
        if request.method in _SAFE or visitor.caller.person is None or self._refuse is None:
            return None
        action = self._needs(request.scope)
        if action is None:
            return None
        try:
            await off_loop(lambda: self._access.require(visitor.caller, action), _threads(request))
        except PeopleError as error:
            request.scope["visitor"] = visitor
            return await self._refuse(request, error)
        return None

    def _fault(self, request: Request) -> str | None:
        if {"content-length", "transfer-encoding"} <= set(request.headers.keys()):
            return say("console.two_lengths")  # who reads it otherwise than we do sees another request in it
        host = request.headers.get("host", "")
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
        if len(host) > LONGEST_HOST or normal(name) not in self._hosts():
            return say("console.strange_host", host=host[:100])
        if request.method in _SAFE:
            return None
        origin = request.headers.get("origin")
        own = f"{request.url.scheme}://{host}"
        site = request.headers.get("sec-fetch-site", "same-origin")
        if (origin is not None and origin != own) or site not in ("same-origin", "none"):
            return say("console.strange_origin")
        return None

    def _safe(self, send: Send, request: Request, visit: str | None) -> Send:
        """A `send` that adds the headers, and the cookie of a new visit."""
        asset = request.url.path.startswith(PREFIX)
        kept = _NOT_KEPT if not asset else _FOR_GOOD if request.query_params.get(VERSION) else _ASKED_AGAIN
        policy = _POLICY.format(nonce=request.scope["nonce"]).encode()

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", ()), *_HEADERS]
                headers += [(b"content-security-policy", policy), (b"cache-control", kept)]
                if request.scope["unread"]:
                    headers.append((b"connection", b"close"))  # else all of a refused body would be read
                if visit is not None:
                    secure = "; Secure" if request.url.scheme == "https" else ""
                    cookie = f"{VISIT}={visit}; Path=/; HttpOnly; SameSite=Strict{secure}"
                    headers.append((b"set-cookie", cookie.encode()))
                message = {**message, "headers": headers}
            await send(message)

        return sent


def _is_long(scope: Scope) -> bool:
    """True where somebody who may be nobody asks for more telling apart than any page does."""
    found = [(scope["query_string"], b"&", MOST_ASKED)]
    found += [(value, b",", MOST_LANGUAGES) for name, value in scope["headers"] if name == b"accept-language"]
    return len(found) > 1 + MOST_HEADERS or any(value.count(sign) >= most for value, sign, most in found)


def _threads(request: Request) -> Workers:
    """The threads that find out who asks: others for what must happen at once."""
    at_once = f"{request.url.path}/".startswith(("/stop/", "/emergency/"))
    return WHO_AT_ONCE if at_once and request.method not in _SAFE else WHO


def _outdated(request: Request, visitor: Visitor) -> Response:
    """The answer to a form of another session: nothing was done.

    A script is told so. Who is signed out goes to sign in, and comes back to the page, where the browser has
    what was typed; a page that is for anybody is loaded again.
    """
    if HEADER in request.headers:
        return PlainTextResponse(say("console.stale_form"), HTTPStatus.FORBIDDEN)
    page = from_page(request)
    if visitor.caller.person is not None:
        return outdated(page)
    own = page.startswith(_FOR_ANYBODY)
    return RedirectResponse(page if own else to_sign_in(request), HTTPStatus.SEE_OTHER)


def _noted(scope: Scope, receive: Receive) -> Receive:
    """A `receive` that notes in `scope["unread"]` whether some of the request's body has not come yet."""
    names = {name for name, value in scope["headers"] if (name, value) != (b"content-length", b"0")}
    scope["unread"] = not names.isdisjoint({b"content-length", b"transfer-encoding"})

    async def take() -> Message:
        message = await receive()
        if message["type"] != "http.request" or not message.get("more_body", False):
            scope["unread"] = False
        return message

    return take


async def _read(receive: Receive, largest: int) -> bytes | None:
    """The whole body of a form; None if it has too many bytes or fields, or does not come in time."""
    body = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                message = await receive()
                body += message.get("body", b"")
                if len(body) > largest:
                    return None
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    return None if body.count(b"&") >= MOST_FIELDS else bytes(body)
    except TimeoutError:
        return None


def _bounded(receive: Receive, largest: int, patience: float) -> Receive:
    """A `receive` that ends the request when more than `largest` bytes came, or the body takes too long."""
    seen, whole = 0, False
    until = asyncio.get_running_loop().time() + patience

    async def take() -> Message:
        nonlocal seen, whole
        if whole:
            return await receive()  # it waits for the browser to go, which may be at any time
        try:
            async with asyncio.timeout_at(until):
                message = await receive()
        except TimeoutError:
            return {"type": "http.disconnect"}
        seen += len(message.get("body", b""))
        whole = not message.get("more_body", False)
        return {"type": "http.disconnect"} if seen > largest else message

    return take


def _has_files(request: Request) -> bool:
    """True for a form that may hold files: any other is short, however it shows its token."""
    return request.headers.get("content-type", "").startswith("multipart/form-data")


def _field(request: Request, body: bytes) -> str:
    """The token in a form's body. A form with files sends it in the header."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return ""
    found = _TOKEN.search(body)
    return "" if found is None else found[1].decode("ascii")


def _forbidden(why: str) -> Response:
    return PlainTextResponse(why, HTTPStatus.FORBIDDEN)
