"""Routes for decisions about messages: hand in, approve, return, end; and for what waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field, SecretStr
from starlette.types import Scope

from broadcaster.api.protocol.approvals import Decided, DecisionRow, FormerVersion, PhotoKept
from broadcaster.api.routes.asker import Asker, asker_of
from broadcaster.api.routes.router import MISSING, REFUSED, Name, Question, Routes
from broadcaster.api.transport.workers import serving
from broadcaster.app.station.facade import StationFacade
from broadcaster.people.access import requirements
from broadcaster.people.approval.order import Order, Paper, ShownVersion, Telephone, Verb
from broadcaster.people.approval.summary import Overview
from broadcaster.people.decisions.orders import signing_of
from broadcaster.people.roles.model import Action

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Why = Annotated[str, Field(min_length=1, max_length=2000)]
PHOTO_NEEDS = Action.WRITE
_MOST_SPANS = 10_000
PHOTO = {"requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {}}}}}
"""The body of a photo in the OpenAPI: a JPEG, a PNG, a WebP or a PDF."""


class ByTelephone(Question):
    """A leader read out the code that their authenticator shows."""

    leader: Name
    code: Annotated[SecretStr, Field(max_length=100)]


class OnPaper(Question):
    """A leader signed a form, of which a photo was sent before."""

    leader: Name
    form: str = Field(min_length=1, max_length=100)
    photo: Digest


class AskOfLeader(Question):
    """What those decide who may approve; others type in what a leader said on the telephone or on paper."""

    telephone: ByTelephone | None = None
    paper: OnPaper | None = None

    @property
    def said(self) -> Telephone | Paper | None:
        """How the leadership said so."""
        if self.telephone is not None:
            code = self.telephone.code.get_secret_value()
            return Telephone(leader=self.telephone.leader, code=code)
        if self.paper is not None:
            return Paper(leader=self.paper.leader, form=self.paper.form, photo=self.paper.photo)
        return None


class AskSubmit(Question):
    """Hand a message in."""

    message: Name
    keep: bool | None = None


class AskApprove(AskOfLeader):
    """Approve a message as it was shown."""

    message: Name
    words: Digest
    sound: Digest | None = None
    spans: list[tuple[str, str]] = Field(default=[], max_length=_MOST_SPANS)
    priority: Annotated[str, Field(max_length=100)] | None = None
    siren: Annotated[str, Field(max_length=100)] | None = None
    timing: Annotated[str, Field(max_length=64)] | None = None


class AskReturn(AskOfLeader):
    """Send a message back, or end its approval."""

    message: Name
    why: Why


class SeenWords(Question):
    """A message in new words, as they were shown."""

    message: Name
    words: Digest


class AskReread(Question):
    """Confirm what the program reads otherwise since it was updated."""

    seen: list[SeenWords] = Field(min_length=1, max_length=2_000)


class AskConfirm(AskOfLeader):
    """Confirm what aired at once."""

    airing: Name


class AskObject(AskOfLeader):
    """Object to what aired at once."""

    airing: Name
    why: Why


class AskKeep(Question):
    """Say what airs of an edited message."""

    message: Name
    keep: bool


def to_lead(ask: AskOfLeader) -> Action:
    """The right to decide for the leadership, or to type in what a leader said."""
    return requirements.to_lead(ask.said)


def admits_photo(station: StationFacade) -> Callable[[Scope], object]:
    """A function that raises `PeopleError` unless whoever asks may send a photo."""

    def may(scope: Scope) -> object:
        return asker_of(station.access, Request(scope), PHOTO_NEEDS, None)

    return may


Decide = Callable[[Asker, Order], Decided]


def routes(station: StationFacade) -> APIRouter:
    """The routes over a running station."""
    made = Routes(station)

    def decided(asker: Asker, order: Order) -> Decided:
        signing = signing_of(station.access, asker.caller, asker.grant, order)
        done = station.approving.decide(order, signing)
        return Decided(rows=tuple(map(DecisionRow.of, done.rows)), next=done.next, missed=done.missed)

    _add_what_waits(made, station)
    _add_authors_part(made, decided)
    _add_leaders_part(made, decided)
    _add_afterwards(made, decided)
    return made.router


def _add_what_waits(made: Routes, station: StationFacade) -> None:
    """What can be seen of approvals, and the photo of a signed form."""

    @made.get("/approvals", needs=Action.LOOK)
    def standings() -> Overview:
        """How all messages stand with the leadership, what waits first."""
        return station.approving.overview()

    @made.get("/approvals/former", needs=Action.LOOK, errors=MISSING)
    def former(message: Name) -> FormerVersion:
        """The words of a message that were approved last."""
        return FormerVersion(former=station.approving.former(message))

    @made.post("/approvals/photo", needs=PHOTO_NEEDS, errors=REFUSED, openapi_extra=PHOTO)
    async def photo(request: Request) -> PhotoKept:
        """Keep the photo of a form that a leader has signed."""
        raw = await request.body()
        kept = asyncio.get_running_loop().run_in_executor(serving.get(), station.approving.keep_photo, raw)
        return PhotoKept(sha256=await kept)


def _add_authors_part(made: Routes, decided: Decide) -> None:
    """What those ask for who write the messages."""

    @made.post("/approvals/submit", needs=Action.WRITE, errors=MISSING | REFUSED)
    def submit(ask: AskSubmit, asker: Asker) -> Decided:
        """Hand a message in for approval."""
        return decided(asker, Order(verb=Verb.SUBMIT, message=ask.message, keep=ask.keep))

    @made.post("/approvals/keep", needs=Action.WRITE, errors=MISSING | REFUSED)
    def keep_approved(ask: AskKeep, asker: Asker) -> Decided:
        """Let the approved version of an edited message air on, or stop it."""
        return decided(asker, Order(verb=Verb.KEEP if ask.keep else Verb.STOP, message=ask.message))


def _add_leaders_part(made: Routes, decided: Decide) -> None:
    """What the leadership decides about a message."""

    @made.post("/approvals/approve", needs=to_lead, errors=MISSING | REFUSED)
    def approve(ask: AskApprove, asker: Asker) -> Decided:
        """Approve a message as it was shown."""
        shown = ShownVersion(
            words=ask.words,
            sound=ask.sound,
            spans=tuple(ask.spans),
            priority=ask.priority,
            siren=ask.siren,
            timing=ask.timing,
        )
        return decided(asker, Order(verb=Verb.APPROVE, message=ask.message, shown=shown, said=ask.said))

    @made.post("/approvals/return", needs=to_lead, errors=MISSING | REFUSED)
    def send_back(ask: AskReturn, asker: Asker) -> Decided:
        """Send a message back to its author."""
        return decided(asker, Order(verb=Verb.SEND_BACK, message=ask.message, why=ask.why, said=ask.said))

    @made.post("/approvals/end", needs=to_lead, errors=MISSING | REFUSED)
    def end_approval(ask: AskReturn, asker: Asker) -> Decided:
        """End the approval of a message."""
        return decided(asker, Order(verb=Verb.END, message=ask.message, why=ask.why, said=ask.said))


def _add_afterwards(made: Routes, decided: Decide) -> None:
    """What is decided of airings that nobody approved ahead, and of what is read otherwise."""

    @made.post("/approvals/confirm", needs=to_lead, errors=MISSING | REFUSED)
    def confirm_airing(ask: AskConfirm, asker: Asker) -> Decided:
        """Confirm what aired at once without an approval ahead."""
        return decided(asker, Order(verb=Verb.CONFIRM, airing=ask.airing, said=ask.said))

    @made.post("/approvals/object", needs=to_lead, errors=MISSING | REFUSED)
    def object_to_airing(ask: AskObject, asker: Asker) -> Decided:
        """Object to what aired at once without an approval ahead."""
        return decided(asker, Order(verb=Verb.OBJECT, airing=ask.airing, why=ask.why, said=ask.said))

    @made.post("/approvals/reread", needs=Action.APPROVE, errors=REFUSED)
    def confirm_reread(ask: AskReread, asker: Asker) -> Decided:
        """Confirm approved messages in the words in which an updated program reads them."""
        return decided(
            asker, Order(verb=Verb.REREAD, seen=tuple((each.message, each.words) for each in ask.seen))
        )
