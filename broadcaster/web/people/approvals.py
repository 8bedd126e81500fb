"""Duyệt: what waits for the leadership; decided here, or typed in as a leader said it elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import Response

from broadcaster.api.questions.declaration import PageAction
from broadcaster.api.routes.approvals import APPROVALS, decide
from broadcaster.core.errors import BroadcasterError, PeopleError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.people.access import requirements
from broadcaster.people.approval.decision import DecisionKind
from broadcaster.people.approval.order import (
    AskApprove,
    AskConfirm,
    AskEndApproval,
    AskKeep,
    AskObject,
    AskReread,
    AskReturn,
    ByTelephone,
    Decided,
    OnPaper,
    Order,
    SaidBy,
    SeenWords,
)
from broadcaster.people.approval.summary import UnansweredAiring
from broadcaster.people.decisions.photos import LARGEST
from broadcaster.people.roles.model import Action
from broadcaster.station.model.regulation import Second
from broadcaster.web.drawing.render import hour, when
from broadcaster.web.people.approval_items import approval_items
from broadcaster.web.site.actions import add_action
from broadcaster.web.site.drafts import KeptLetters
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.shell import Shell, visitor_of
from broadcaster.web.site.visitor import origin_of

Id = Annotated[str, Form(max_length=300)]
Digest = Annotated[str, Form(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[str, Form(max_length=100)]
Why = Annotated[str, Form(max_length=2000)]
Code = Annotated[str, Form(max_length=100)]
Spans = Annotated[list[str], Form(max_length=10_000)]
Way = Annotated[Literal["telephone", "paper"], Form()]
Number = Annotated[str, Form(max_length=100)]
Photo = Annotated[UploadFile | None, File()]
PLACE = "/approvals"
LISTENED = 20  # airings that can be heard on the page; the log has all
_NEAR = timedelta(minutes=2)

DECIDED: Mapping[type[Order], str] = {
    AskReturn: "return",
    AskEndApproval: "end",
    AskKeep: "stop",  # the page has no other
    AskConfirm: "confirm",
    AskObject: "object",
    AskReread: "reread",
}
"""The end of the code of what is told after a decision, and of the address of the form that asks for it."""


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made = Pages(shell)

    def told(order: Order, done: Decided, _named: object) -> str:
        return _told(shell, order, done)

    for kind, word in DECIDED.items():
        if kind is not AskReread:  # a form has no list of pairs
            action = PageAction(path=f"{PLACE}/{word}", back=PLACE, told=told)
            add_action(made, shell, APPROVALS.entry(kind), action, partial(_refused, shell))
    _of_messages(made, shell)
    _of_airings(made, shell)

    @made.get(PLACE, needs=Action.LOOK)
    def show(request: Request) -> Response:
        return _page(shell, request)

    @made.post("/approvals/reread", needs=Action.APPROVE)
    def reread(request: Request, seen: Spans = []) -> Response:  # noqa: B006 - FastAPI's own way
        pairs = (each.rpartition(" ") for each in seen)
        order = AskReread(seen=tuple(SeenWords(message=name, words=words) for name, _, words in pairs))
        return _decided(shell, request, lambda: order)

    return made.router


def _of_messages(made: Pages, shell: Shell) -> None:
    """What is decided about a message before it airs."""

    @made.post("/approvals/approve", needs=Action.APPROVE)
    def approve(
        request: Request,
        message: Id,
        words: Digest,
        accept: Spans = [],  # noqa: B006 - FastAPI's own way
        priority: Name = "",
        siren: Name = "",
        timing: Name = "",
        second: Code = "",
    ) -> Response:
        def order() -> Order:
            _confirmed(shell, request, second)
            return _seen(message, words, accept, priority, siren, timing)

        return _decided(shell, request, order)

    @made.post("/approvals/said", needs=Action.WRITE)
    def approve_as_said(
        request: Request,
        message: Id,
        words: Digest,
        way: Way,
        leader: Id,
        accept: Spans = [],  # noqa: B006 - FastAPI's own way
        priority: Name = "",
        siren: Name = "",
        timing: Name = "",
        code: Code = "",
        form: Number = "",
        photo: Photo = None,
    ) -> Response:
        """A leader said so on the telephone or on paper, and somebody who may write types it in."""

        def order() -> Order:
            said = _said(shell, way, leader, code, form, photo)
            return replace(_seen(message, words, accept, priority, siren, timing), **said)

        return _decided(shell, request, order)


def _confirmed(shell: Shell, request: Request, code: str) -> None:
    """Have a leader show the second thing that station.yaml asks for.

    Raises:
        PeopleError: it is wrong, or it must wait after failures.
    """
    rule, person = shell.station.station.settings.approval.second, visitor_of(request).caller.person
    if rule is Second.NONE or person is None:
        return
    access = shell.station.access
    try:
        origin = origin_of(request, access, person.id)
        access.signing_in.confirm(person.id, "".join(code.split()), origin, by_pin=rule is Second.PIN)
    except PeopleError as error:
        if error.code == "people.wrong":
            raise PeopleError(f"people.second_wrong.{rule}") from error
        raise


def _of_airings(made: Pages, shell: Shell) -> None:
    """What is decided afterwards about what aired at once."""

    @made.post("/approvals/answered", needs=Action.WRITE)
    def answer_as_said(
        request: Request,
        airing: Id,
        answer: Annotated[Literal["confirm", "object"], Form()],
        way: Way,
        leader: Id,
        why: Why = "",
        code: Code = "",
        form: Number = "",
        photo: Photo = None,
    ) -> Response:
        """A leader confirmed what aired at once, or objected, on the telephone or on paper."""

        def order() -> Order:
            if answer == "object" and not why.strip():
                raise PeopleError("people.no_reason")  # before the photo is kept
            said = _said(shell, way, leader, code, form, photo)
            if answer == "object":
                return AskObject(airing=airing, why=why, **said)
            return AskConfirm(airing=airing, **said)

        return _decided(shell, request, order)


def _decided(shell: Shell, request: Request, ordered: Callable[[], Order]) -> Response:
    """Decide, and tell on the page what follows from it."""
    try:
        order = ordered()
        done = decide(shell.station, order, shell.asker(request, requirements.to_decide(order)))
    except BroadcasterError as error:
        return _refused(shell, request, error)
    return shell.done(request, PLACE, _told(shell, order, done))


def _refused(shell: Shell, request: Request, error: BroadcasterError) -> Response:
    """The page, with what was refused; who may not decide at all is told so as anywhere."""
    if error.code in ("people.not_allowed", "people.who_asks", "people.none_yet"):
        raise error
    return _page(shell, request, explain(error), 409)


def _page(shell: Shell, request: Request, fault: str = "", status: int = 200) -> Response:
    rule = shell.station.filed.settings.approval
    held = shell.station.held_back
    items = approval_items(shell)
    letters = KeptLetters(shell.station.access.folder / "state")
    values = {
        **items.values(),
        "letters": {one.message.id for one in items.items if letters.has(one.message.id)},
        "heard": _heard(shell, items.to_confirm),
        "held": held,
        "fault": fault,
        "largest": LARGEST >> 20,
        "ways": rule,
    }
    return shell.page(request, "approvals", values, status=status)


def _heard(shell: Shell, waiting: Sequence[UnansweredAiring]) -> dict[str, str]:
    """Airing → the digest of what was heard, where the station still has it."""
    found: dict[str, str] = {}
    for one in waiting[:LISTENED]:
        near = shell.station.loaded.journal.airings(one.since - _NEAR, one.since + _NEAR)
        digest = next((airing.sound_digest for airing in near if airing.id == one.id), None)
        if digest and shell.station.finished(digest) is not None:
            found[one.id] = digest
    return found


def _told(shell: Shell, order: Order, done: Decided) -> str:
    """What is told after a decision; after an approval when it airs, and what was missed for want of it."""
    if done.rows[-1].what == DecisionKind.NOTED:
        return say("console.noted_now", leader=done.rows[-1].by)
    if not isinstance(order, AskApprove):
        return say(f"console.decided.{DECIDED[type(order)]}")
    title = shell.title_of(order.message)
    lines = [say("console.decided.approve", title=title)]
    if done.next is not None:
        lines.append(say("console.airs_next", hour=hour(done.next), when=when(done.next, shell.now)))
    if done.missed:
        lines.append(say("console.missed_meanwhile", count=len(done.missed)))
    return " ".join(lines)


def _said(shell: Shell, way: str, leader: str, code: str, form: str, photo: UploadFile | None) -> SaidBy:
    """How the leadership said so; a photo is kept."""
    if way == "telephone":
        return {"telephone": ByTelephone(leader=leader, code="".join(code.split()))}
    raw = b"" if photo is None else photo.file.read(LARGEST + 1)
    if not form.strip():
        raise PeopleError("people.no_form")
    kept = shell.station.approving.keep_photo(raw)
    return {"paper": OnPaper(leader=leader, form=form.strip(), photo=kept)}


def _seen(message: str, words: str, accept: list[str], priority: str, siren: str, timing: str) -> AskApprove:
    spans = tuple((written, said) for written, _, said in (each.partition("\x1f") for each in accept))
    return AskApprove(
        message=message,
        words=words,
        spans=spans,
        priority=priority or None,
        siren=siren or None,
        timing=timing or None,
    )
