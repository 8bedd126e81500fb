"""Duyệt: what waits for the leadership; decided here, or typed in as a leader said it elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from fastapi import APIRouter, Request
from starlette.responses import Response

from broadcaster.api.questions.declaration import PageAction
from broadcaster.api.routes.approvals import APPROVALS
from broadcaster.core.errors import BroadcasterError, PeopleError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.people.approval.decision import DecisionKind
from broadcaster.people.approval.order import (
    AskApprove,
    AskConfirm,
    AskEndApproval,
    AskKeep,
    AskObject,
    AskReread,
    AskReturn,
    Decided,
    Order,
)
from broadcaster.people.approval.summary import UnansweredAiring
from broadcaster.people.decisions.photos import LARGEST
from broadcaster.people.roles.model import Action
from broadcaster.station.model.regulation import Second
from broadcaster.web.drawing.render import hour, when
from broadcaster.web.people.approval_items import approval_items
from broadcaster.web.site.actions import PostedForm, add_action
from broadcaster.web.site.drafts import KeptLetters
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.shell import Shell, Undo, visitor_of
from broadcaster.web.site.visitor import origin_of

PLACE = "/approvals"
LISTENED = 20  # airings that can be heard on the page; the log has all

DECIDED: Mapping[type[Order], str] = {
    AskApprove: "approve",
    AskReturn: "return",
    AskEndApproval: "end",
    AskKeep: "stop",  # the page has no other
    AskConfirm: "confirm",
    AskObject: "object",
    AskReread: "reread",
}
"""The end of the code of what is told after a decision, and of the address of the form that asks for it."""


SAID = (AskApprove, AskConfirm, AskObject)
"""What whoever may write types in as a leader said it on the telephone, or on paper, with a photo."""

OWN_YES = (AskApprove, AskConfirm, AskReread)
"""What a leader says yes to themselves: it may need a second proof."""


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made = Pages(shell)

    def told(order: Order, done: Decided, _named: object) -> str:
        return _told(shell, order, done)

    def before(request: Request, form: PostedForm) -> Callable[[], object] | None:
        for photo in form.files:
            shell.station.approving.keep_photo(photo)
        code = "".join(form.texts.get("second", ()))
        return partial(_confirmed, shell, request, code) if isinstance(form.ask, OWN_YES) else None

    for kind, word in DECIDED.items():
        add = partial(add_action, made, shell, APPROVALS.entry(kind))
        for place, right in ((PLACE, None), *([(f"{PLACE}/said", Action.WRITE)] if kind in SAID else [])):
            action = PageAction(path=f"{place}/{word}", back=PLACE, told=told, needs=right)
            add(action, partial(_refused, shell), before if kind in (*SAID, AskReread) else None, _undo)

    @made.get(PLACE, needs=Action.LOOK)
    def show(request: Request) -> Response:
        return _page(shell, request)

    return made.router


def _undo(order: Order, done: Decided) -> Undo | None:
    """A yes of one's own is taken back by its end: the text waits again."""
    if not isinstance(order, AskApprove) or order.said is not None:
        return None
    return Undo(path=f"{PLACE}/end", fields={"message": order.message, "why": say("console.taken_back")})


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


def _refused(shell: Shell, request: Request, order: Order, error: BroadcasterError) -> Response:
    """The page, with what was typed and refused; who may not decide at all is told so as anywhere."""
    if error.code in ("people.not_allowed", "people.who_asks", "people.none_yet"):
        raise error
    return _page(shell, request, explain(error), order)


def _page(shell: Shell, request: Request, fault: str = "", refused: Order | None = None) -> Response:
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
        "refused": refused,
        "refused_at": "" if refused is None else f"{PLACE}/{DECIDED[type(refused)]}",
        "largest": LARGEST >> 20,
        "ways": rule,
    }
    return shell.page(request, "approvals", values, status=200 if refused is None else 409)


def _heard(shell: Shell, waiting: Sequence[UnansweredAiring]) -> dict[str, str]:
    """Airing → the digest of what was heard, where the station still has it."""
    named = shell.station.loaded.journal.named([one.id for one in waiting[:LISTENED]])
    return {
        airing.id: airing.sound_digest
        for airing in named
        if airing.sound_digest and shell.station.finished(airing.sound_digest) is not None
    }


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
