"""Routes for decisions about messages: hand in, approve, return, end; and for what waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from fastapi import Request
from starlette.types import Scope

from broadcaster.api.routes.asker import Asker, asker_of
from broadcaster.api.routes.router import MISSING, REFUSED, Routes
from broadcaster.api.transport.workers import serving
from broadcaster.app.station.facade import StationFacade
from broadcaster.people.access import requirements
from broadcaster.people.approval.order import (
    AskApprovals,
    AskApprove,
    AskConfirm,
    AskEndApproval,
    AskFormer,
    AskKeep,
    AskObject,
    AskOfLeader,
    AskReread,
    AskReturn,
    AskSubmit,
    Decided,
    DecisionRow,
    FormerVersion,
    Order,
    PhotoKept,
)
from broadcaster.people.approval.summary import Overview
from broadcaster.people.decisions.orders import signing_of
from broadcaster.people.roles.model import Action

PHOTO_NEEDS = Action.WRITE
PHOTO = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {}}}}}
"""The body of a photo in the OpenAPI: a JPEG, a PNG, a WebP or a PDF."""

APPROVALS = Routes()


def to_lead(_station: StationFacade, ask: AskOfLeader) -> Action:
    """The right to decide for the leadership, or to type in what a leader said."""
    return requirements.to_lead(ask.said)


def admits_photo(station: StationFacade) -> Callable[[Scope], object]:
    """A function that raises `PeopleError` unless whoever asks may send a photo."""

    def may(scope: Scope) -> object:
        return asker_of(station.access, Request(scope), PHOTO_NEEDS, None)

    return may


@APPROVALS.answers(AskApprovals, needs=Action.LOOK)
def standings(station: StationFacade, _ask: AskApprovals, _asker: Asker) -> Overview:
    """How all messages stand with the leadership, what waits first."""
    return station.approving.overview()


@APPROVALS.answers(AskFormer, needs=Action.LOOK, errors=MISSING)
def former(station: StationFacade, ask: AskFormer, _asker: Asker) -> FormerVersion:
    """The words of a message that were approved last."""
    return FormerVersion(former=station.approving.former(ask.message))


@APPROVALS.post("/approvals/photo", needs=PHOTO_NEEDS, errors=REFUSED, openapi_extra=PHOTO)
async def photo(station: StationFacade, request: Request) -> PhotoKept:
    """Keep the photo of a form that a leader has signed."""
    raw = await request.body()
    kept = asyncio.get_running_loop().run_in_executor(serving.get(), station.approving.keep_photo, raw)
    return PhotoKept(sha256=await kept)


@APPROVALS.answers(AskSubmit, needs=Action.WRITE, errors=MISSING | REFUSED)
def submit(station: StationFacade, ask: AskSubmit, asker: Asker) -> Decided:
    """Hand a message in for approval."""
    return _decided(station, ask, asker)


@APPROVALS.answers(AskKeep, needs=Action.WRITE, errors=MISSING | REFUSED)
def keep_approved(station: StationFacade, ask: AskKeep, asker: Asker) -> Decided:
    """Let the approved version of an edited message air on, or stop it."""
    return _decided(station, ask, asker)


@APPROVALS.answers(AskApprove, needs=to_lead, errors=MISSING | REFUSED)
def approve(station: StationFacade, ask: AskApprove, asker: Asker) -> Decided:
    """Approve a message as it was shown."""
    return _decided(station, ask, asker)


@APPROVALS.answers(AskReturn, needs=to_lead, errors=MISSING | REFUSED)
def send_back(station: StationFacade, ask: AskReturn, asker: Asker) -> Decided:
    """Send a message back to its author."""
    return _decided(station, ask, asker)


@APPROVALS.answers(AskEndApproval, needs=to_lead, errors=MISSING | REFUSED)
def end_approval(station: StationFacade, ask: AskEndApproval, asker: Asker) -> Decided:
    """End the approval of a message."""
    return _decided(station, ask, asker)


@APPROVALS.answers(AskConfirm, needs=to_lead, errors=MISSING | REFUSED)
def confirm_airing(station: StationFacade, ask: AskConfirm, asker: Asker) -> Decided:
    """Confirm what aired at once without an approval ahead."""
    return _decided(station, ask, asker)


@APPROVALS.answers(AskObject, needs=to_lead, errors=MISSING | REFUSED)
def object_to_airing(station: StationFacade, ask: AskObject, asker: Asker) -> Decided:
    """Object to what aired at once without an approval ahead."""
    return _decided(station, ask, asker)


@APPROVALS.answers(AskReread, needs=Action.APPROVE, errors=REFUSED)
def confirm_reread(station: StationFacade, ask: AskReread, asker: Asker) -> Decided:
    """Confirm approved messages in the words in which an updated program reads them."""
    return _decided(station, ask, asker)


def _decided(station: StationFacade, order: Order, asker: Asker) -> Decided:
    signing = signing_of(station.access, asker.caller, asker.grant, order)
    done = station.approving.decide(order, signing)
    return Decided(rows=tuple(map(DecisionRow.of, done.rows)), next=done.next, missed=done.missed)
