"""Who asks: found from the connection's account and the token, and asked for its right before each answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import Request

from broadcaster.api.protocol.peer import account_of_peer
from broadcaster.api.questions.declaration import BY_QUESTION, ONESELF, Asker
from broadcaster.core.errors import PeopleError
from broadcaster.people.access.access import Access
from broadcaster.people.roles.model import Action, Grant, OriginPlace
from broadcaster.playout.desk.requester import Requester

BEARER = "bearer "


Needed = Action | Callable[[Any], Action] | str
"""The right that a route needs at one station; see `Needs`."""


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


def asker_of(access: Access, request: Request, needs: Needed, question: object) -> Asker:
    """Who asks. Raises PeopleError: they may not."""
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
