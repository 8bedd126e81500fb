"""Duyệt: what waits for the leadership, its words and doubtful readings; approve, or return with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.console.transport.workers import Route
from broadcaster.console.web.shell import Shell, back_to, visitor_of
from broadcaster.console.web.words import Sentence, sentences
from broadcaster.errors import BroadcasterError
from broadcaster.people.approval.order import Order, Shown, Verb
from broadcaster.people.approval.standing import State
from broadcaster.people.model import Action
from broadcaster.service.access.signers import signer_of
from broadcaster.station.model import Message
from broadcaster.studio.script.digest import words_digest
from broadcaster.text import explain

Id = Annotated[str, Form(max_length=300)]
Digest = Annotated[str, Form(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One message that waits, as it will be heard."""

    message: Message
    words: str  # digest of what is shown here
    by: str
    since: datetime | None
    sentences: tuple[Sentence, ...]

    @property
    def doubts(self) -> int:
        """How many readings must be accepted."""
        return sum(len(each.doubts) for each in self.sentences)


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made = APIRouter(route_class=Route)
    station = shell.station

    @made.get("/approvals")
    def show(request: Request) -> Response:
        shell.require(request, Action.LOOK)
        return shell.page(request, "approvals", {"items": waiting(shell), "fault": ""})

    @made.post("/approvals/approve")
    def approve(
        request: Request,
        message: Id,
        words: Digest,
        accept: Annotated[list[str], Form(max_length=10_000)] = [],  # noqa: B006 - FastAPI's own way
    ) -> Response:
        spans = tuple((written, said) for written, _, said in (each.partition("\x1f") for each in accept))
        return _decided(
            request, Order(verb=Verb.APPROVE, message=message, shown=Shown(words=words, spans=spans))
        )

    @made.post("/approvals/return")
    def send_back(request: Request, message: Id, why: Annotated[str, Form(max_length=2000)] = "") -> Response:
        return _decided(request, Order(verb=Verb.SEND_BACK, message=message, why=why))

    def _decided(request: Request, order: Order) -> Response:
        shell.require(request, Action.APPROVE)
        caller = visitor_of(request).caller
        grant = station.access.require(caller, Action.APPROVE)
        try:
            station.approving.decide(order, signer_of(station.access, caller, grant, order))
        except BroadcasterError as error:
            values = {"items": waiting(shell), "fault": explain(error)}
            return shell.page(request, "approvals", values, status=409)
        return back_to("/approvals", "approved" if order.verb is Verb.APPROVE else "returned")

    return made


def waiting(shell: Shell) -> list[Item]:
    """What waits for approval, the oldest first."""
    station, decisions, now = shell.station.filed, shell.station.decisions, shell.now
    found = []
    for message in station.messages.values():
        try:
            words = words_digest(station, message)
        except BroadcasterError:
            continue  # `check` tells what is wrong with it
        standing = decisions.of(message.id)
        if standing.state(words, now) is not State.WAITING or standing.submitted is None:
            continue
        row = standing.submitted
        found.append(
            Item(
                message=message,
                words=words,
                by=row.decision.by,
                since=row.at.astimezone(now.tzinfo),
                sentences=sentences(station, message),
            )
        )
    return sorted(found, key=lambda item: item.since or now)
