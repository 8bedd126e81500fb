"""Routes for decisions about messages: hand in, approve, return, end."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from broadcaster.console.answers.approvals import Decided, DecisionRow
from broadcaster.console.api.questions import ByPerson, Name
from broadcaster.console.api.router import MISSING, REFUSED, router
from broadcaster.people.approval.decision import Row, Signer
from broadcaster.people.approval.order import Order, Shown, Verb
from broadcaster.people.model import Grant
from broadcaster.service.station.facade import StationFacade

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Why = Annotated[str, Field(min_length=1, max_length=2000)]
_MOST_SPANS = 10_000


class AskSubmit(ByPerson):
    """Hand a message in."""

    message: Name
    keep: bool | None = None


class AskApprove(ByPerson):
    """Approve a message as it was shown."""

    message: Name
    words: Digest
    sound: Digest | None = None
    spans: list[tuple[str, str]] = Field(default=[], max_length=_MOST_SPANS)


class AskReturn(ByPerson):
    """Send a message back, or end its approval."""

    message: Name
    why: Why


class AskKeep(ByPerson):
    """Say what airs of an edited message."""

    message: Name
    keep: bool


def routes(station: StationFacade) -> APIRouter:
    """The routes over a running station."""
    made = router()

    def decided(ask: ByPerson, order: Order) -> Decided:
        signer = Signer(by=ask.who, grant=Grant(role=None))
        return Decided(rows=tuple(map(_shown, station.approving.decide(order, signer))))

    @made.post("/approvals/submit", responses=MISSING | REFUSED)
    def submit(ask: AskSubmit) -> Decided:
        """Hand a message in for approval."""
        return decided(ask, Order(verb=Verb.SUBMIT, message=ask.message, keep=ask.keep))

    @made.post("/approvals/approve", responses=MISSING | REFUSED)
    def approve(ask: AskApprove) -> Decided:
        """Approve a message as it was shown."""
        shown = Shown(words=ask.words, sound=ask.sound, spans=tuple(ask.spans))
        return decided(ask, Order(verb=Verb.APPROVE, message=ask.message, shown=shown))

    @made.post("/approvals/return", responses=MISSING | REFUSED)
    def send_back(ask: AskReturn) -> Decided:
        """Send a message back to its author."""
        return decided(ask, Order(verb=Verb.SEND_BACK, message=ask.message, why=ask.why))

    @made.post("/approvals/end", responses=MISSING | REFUSED)
    def end_approval(ask: AskReturn) -> Decided:
        """End the approval of a message."""
        return decided(ask, Order(verb=Verb.END, message=ask.message, why=ask.why))

    @made.post("/approvals/keep", responses=MISSING | REFUSED)
    def keep_approved(ask: AskKeep) -> Decided:
        """Let the approved version of an edited message air on, or stop it."""
        return decided(ask, Order(verb=Verb.KEEP if ask.keep else Verb.STOP, message=ask.message))

    @made.post("/approvals/adopt", responses=REFUSED)
    def adopt(ask: ByPerson) -> Decided:
        """Confirm the approvals of the time before the program was updated."""
        return decided(ask, Order(verb=Verb.ADOPT))

    return made


def _shown(row: Row) -> DecisionRow:
    return DecisionRow(
        id=row.id,
        row=row.seq,
        hash=row.hash,
        at=row.at,
        what=str(row.decision.what),
        by=row.decision.by,
        message=row.decision.message,
        airing=row.decision.airing,
    )
