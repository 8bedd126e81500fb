"""Routes for decisions about messages: hand in, approve, return, end."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from broadcaster.console.answers.approvals import Decided, DecisionRow
from broadcaster.console.api.asker import Asker
from broadcaster.console.api.questions import Name, Question
from broadcaster.console.api.router import MISSING, REFUSED, Routes
from broadcaster.people.approval.decision import Row, Signer
from broadcaster.people.approval.order import Order, Shown, Verb
from broadcaster.people.model import Action
from broadcaster.service.station.facade import StationFacade

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Why = Annotated[str, Field(min_length=1, max_length=2000)]
_MOST_SPANS = 10_000


class AskSubmit(Question):
    """Hand a message in."""

    message: Name
    keep: bool | None = None


class AskApprove(Question):
    """Approve a message as it was shown."""

    message: Name
    words: Digest
    sound: Digest | None = None
    spans: list[tuple[str, str]] = Field(default=[], max_length=_MOST_SPANS)


class AskReturn(Question):
    """Send a message back, or end its approval."""

    message: Name
    why: Why


class AskConfirm(Question):
    """Confirm what aired at once."""

    airing: Name


class AskObject(Question):
    """Object to what aired at once."""

    airing: Name
    why: Why


class AskKeep(Question):
    """Say what airs of an edited message."""

    message: Name
    keep: bool


def routes(station: StationFacade) -> APIRouter:
    """The routes over a running station."""
    made = Routes(station)

    def decided(asker: Asker, order: Order) -> Decided:
        person = asker.caller.person
        signer = Signer(by=asker.shown, person=None if person is None else person.id, grant=asker.grant)
        return Decided(rows=tuple(map(_shown, station.approving.decide(order, signer))))

    @made.post("/approvals/submit", needs=Action.WRITE, errors=MISSING | REFUSED)
    def submit(ask: AskSubmit, asker: Asker) -> Decided:
        """Hand a message in for approval."""
        return decided(asker, Order(verb=Verb.SUBMIT, message=ask.message, keep=ask.keep))

    @made.post("/approvals/approve", needs=Action.APPROVE, errors=MISSING | REFUSED)
    def approve(ask: AskApprove, asker: Asker) -> Decided:
        """Approve a message as it was shown."""
        shown = Shown(words=ask.words, sound=ask.sound, spans=tuple(ask.spans))
        return decided(asker, Order(verb=Verb.APPROVE, message=ask.message, shown=shown))

    @made.post("/approvals/return", needs=Action.APPROVE, errors=MISSING | REFUSED)
    def send_back(ask: AskReturn, asker: Asker) -> Decided:
        """Send a message back to its author."""
        return decided(asker, Order(verb=Verb.SEND_BACK, message=ask.message, why=ask.why))

    @made.post("/approvals/end", needs=Action.APPROVE, errors=MISSING | REFUSED)
    def end_approval(ask: AskReturn, asker: Asker) -> Decided:
        """End the approval of a message."""
        return decided(asker, Order(verb=Verb.END, message=ask.message, why=ask.why))

    @made.post("/approvals/keep", needs=Action.WRITE, errors=MISSING | REFUSED)
    def keep_approved(ask: AskKeep, asker: Asker) -> Decided:
        """Let the approved version of an edited message air on, or stop it."""
        return decided(asker, Order(verb=Verb.KEEP if ask.keep else Verb.STOP, message=ask.message))

    @made.post("/approvals/confirm", needs=Action.APPROVE, errors=MISSING | REFUSED)
    def confirm_airing(ask: AskConfirm, asker: Asker) -> Decided:
        """Confirm what aired at once without an approval ahead."""
        return decided(asker, Order(verb=Verb.CONFIRM, airing=ask.airing))

    @made.post("/approvals/object", needs=Action.APPROVE, errors=MISSING | REFUSED)
    def object_to_airing(ask: AskObject, asker: Asker) -> Decided:
        """Object to what aired at once without an approval ahead."""
        return decided(asker, Order(verb=Verb.OBJECT, airing=ask.airing, why=ask.why))

    @made.post("/approvals/adopt", needs=Action.APPROVE, errors=REFUSED)
    def adopt(ask: Question, asker: Asker) -> Decided:
        """Confirm the approvals of the time before the program was updated."""
        return decided(asker, Order(verb=Verb.ADOPT))

    return made.router


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
