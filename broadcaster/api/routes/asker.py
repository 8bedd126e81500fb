"""Who asks: found from the connection's account and the token, and asked for its right before each answer."""

from __future__ import annotations

import asyncio
import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from broadcaster.api.protocol.peer import account_of_peer
from broadcaster.api.transport.workers import serving
from broadcaster.app.station.facade import StationFacade
from broadcaster.core.errors import PeopleError
from broadcaster.people.access.access import Access
from broadcaster.people.roles.model import Action, Caller, Grant, OriginPlace, Person
from broadcaster.playout.desk.requester import Requester

BEARER = "bearer "


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, and by what right."""

    caller: Caller
    grant: Grant
    token: str | None  # of their session
    by: Requester  # for what they ask to air

    @property
    def person(self) -> Person:
        """The person who asks.

        Raises:
            PeopleError: nobody knows who they are, or they showed a PIN and nothing else.
        """
        if self.caller.person is None:
            raise PeopleError("people.not_known")
        if self.caller.by_pin:
            raise PeopleError("people.pin_only", name=self.caller.person.name)
        return self.caller.person

    @property
    def shown(self) -> str:
        """For the journal's `who`."""
        return self.caller.shown


ANYBODY = "anybody"
"""Who has the secret ticket of the path, or is about to sign in: such a route needs no right."""

ONESELF = "oneself"
"""For one's own matters: whoever is known may, and nobody else."""

Needs = Action | Callable[[StationFacade, Any], Action] | str
"""The right that a route needs; a function has the station and the question, and says which."""

Needed = Action | Callable[[Any], Action] | str
"""The same at one station."""


BY_QUESTION: Mapping[str, tuple[Action, ...]] = {
    "to_air": (Action.SPEAK, Action.EMERGENCY, Action.REHEARSE),
    "to_play": (Action.SPEAK, Action.EMERGENCY, Action.REHEARSE),
    "to_hear": (Action.SPEAK, Action.REHEARSE),
    "to_lead": (Action.APPROVE, Action.WRITE),
    "to_confirm_clock": (Action.CLOCK, Action.APPROVE),
}
"""Where the right depends on the question: the rights of which one is needed, whatever is asked."""


def may_ask(access: Access, request: Request, needs: Needed) -> None:
    """Refuse who may not have the answer of a route, whatever they ask.

    Raises:
        PeopleError: they lack every right that the route may need.
    """
    if not callable(needs):
        asker_of(access, request, needs, None)
        return
    refused: PeopleError | None = None
    for right in BY_QUESTION[needs.__name__]:
        try:
            asker_of(access, request, right, None)
        except PeopleError as error:
            refused = refused or error
        else:
            return
    if refused is not None:
        raise refused


def allowed(endpoint: Callable[..., Any], needs: Needed, access: Callable[[], Access]) -> Callable[..., Any]:
    """The endpoint, called only if whoever asks may have it; its parameter `asker` says who they are.

    Raises (by the endpoint that is returned):
        PeopleError: they may not.
    """
    signature = inspect.signature(endpoint, eval_str=True)
    takes_asker = "asker" in signature.parameters
    takes_request = "request" in signature.parameters  # FastAPI gives the request to one parameter only

    def ask(request: Request, asked: Mapping[str, Any]) -> dict[str, Any]:
        """The endpoint's arguments. On a thread of the lane: sessions may be read from the disk."""
        found = asker_of(access(), request, needs, asked.get("ask"))
        return {"asker": found} if takes_asker else {}

    if inspect.iscoroutinefunction(endpoint):

        @functools.wraps(endpoint)
        async def later(*, _request: Request, **asked: Any) -> Any:  # noqa: ANN401
            asked |= {"request": _request} if takes_request else {}
            if needs == ANYBODY:  # so that chunks of sound take no turn on a thread
                return await endpoint(**asked)
            loop = asyncio.get_running_loop()
            more = await loop.run_in_executor(serving.get(), ask, _request, asked)
            return await endpoint(**asked, **more)

        run: Callable[..., Any] = later
    else:

        @functools.wraps(endpoint)
        def now(*, _request: Request, **asked: Any) -> Any:  # noqa: ANN401
            return endpoint(**asked, **ask(_request, asked))

        run = now
    kept = [each for name, each in signature.parameters.items() if name not in ("asker", "request")]
    whole = [*kept, inspect.Parameter("_request", inspect.Parameter.KEYWORD_ONLY, annotation=Request)]
    run.__signature__ = signature.replace(parameters=whole)  # type: ignore[attr-defined]
    return run


def asker_of(access: Access, request: Request, needs: Needed, question: object) -> Asker:
    """Who asks.

    Raises:
        PeopleError: they may not.
    """
    header = request.headers.get("authorization", "")
    token = header[len(BEARER) :].strip() if header.lower().startswith(BEARER) else None
    account = account_of_peer(request.scope)
    # Without an account it comes over the network, where a session of the socket does not hold.
    caller = access.caller(account, token, OriginPlace.WEB if account is None else OriginPlace.SOCKET)
    if isinstance(needs, str) and not isinstance(needs, Action):
        asker = Asker(caller=caller, grant=Grant(role=None), token=token, by=Requester(shown=caller.shown))
    else:
        action = needs if isinstance(needs, Action) else needs(question)
        grant = access.require(caller, action)
        asker = Asker(caller=caller, grant=grant, token=token, by=access.by(caller, action))
    if needs == ONESELF:
        _ = asker.person
    return asker
