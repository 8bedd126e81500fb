"""Routes for decisions about messages: hand in, approve, return, end; and for what waits."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from fastapi import Request

from broadcaster.api.questions.declaration import MISSING, REFUSED, Asker, Needs, Questions
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
from broadcaster.people.decisions.orders import signer_of
from broadcaster.people.roles.model import Action

PHOTO_NEEDS = Action.WRITE
PHOTO = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {}}}}}
"""The body of a photo in the OpenAPI: a JPEG, a PNG, a WebP or a PDF."""

APPROVALS = Questions()


def to_lead(_station: StationFacade, ask: AskOfLeader) -> Action:
    """The right to decide for the leadership, or to type in what a leader said."""
    return requirements.to_lead(ask.said)


@APPROVALS.answers(AskApprovals, needs=Action.LOOK)
def standings(station: StationFacade, _ask: AskApprovals, _asker: Asker) -> Overview:
    """How all messages stand with the leadership, what waits first."""
    return station.approving.overview()


@APPROVALS.answers(AskFormer, needs=Action.LOOK, errors=MISSING)
def former(station: StationFacade, ask: AskFormer, _asker: Asker) -> FormerVersion:
    """The words of a message that were approved last."""
    return FormerVersion(former=station.approving.former(ask.message))


@APPROVALS.raw("POST", "/approvals/photo", needs=PHOTO_NEEDS, errors=REFUSED, openapi_extra=PHOTO)
async def photo(station: StationFacade, request: Request) -> PhotoKept:
    """Keep the photo of a form that a leader has signed."""
    raw = await request.body()
    kept = asyncio.get_running_loop().run_in_executor(serving.get(), station.approving.keep_photo, raw)
    return PhotoKept(sha256=await kept)


def decide(station: StationFacade, order: Order, asker: Asker) -> Decided:
    """Take a decision about a message, or about what aired at once."""
    signer = signer_of(station.access, asker.caller, asker.grant, order)
    if order.said is None and asker.prove is not None:
        signer = replace(signer, prove=asker.prove)
    done = station.approving.decide(order, signer)
    return Decided(rows=tuple(map(DecisionRow.of, done.rows)), next=done.next, missed=done.missed)


DECISIONS: Mapping[str, tuple[type[Order], Needs]] = {
    "submit": (AskSubmit, Action.WRITE),
    "keep_approved": (AskKeep, Action.WRITE),
    "approve": (AskApprove, to_lead),
    "send_back": (AskReturn, to_lead),
    "end_approval": (AskEndApproval, to_lead),
    "confirm_airing": (AskConfirm, to_lead),
    "object_to_airing": (AskObject, to_lead),
    "confirm_reread": (AskReread, Action.APPROVE),
}
for name, (kind, needed) in DECISIONS.items():
    missing = frozenset() if kind is AskReread else MISSING
    APPROVALS.answers(kind, needs=needed, errors=REFUSED | missing, name=name)(decide)
