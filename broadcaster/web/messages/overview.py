"""The list of messages with each one's state; filter and search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from operator import itemgetter
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from broadcaster.core.containment import Kind, attempt
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.people.approval.standing import ApprovalState
from broadcaster.people.approval.summary import MessageStanding
from broadcaster.people.roles.model import Action
from broadcaster.station.editing.placed import campaign_of
from broadcaster.station.model.message import Message, Priority, Say
from broadcaster.station.model.names import bare
from broadcaster.station.model.station import Station
from broadcaster.station.rules.languages import language_name, missing
from broadcaster.timetable.calendars.announcements import changed, seen
from broadcaster.web.messages.workplace import MessageWorkplace, file_of
from broadcaster.web.site.guard import LARGEST_UPLOAD
from broadcaster.web.site.page_routes import Pages

PER_PAGE = 60  # messages: more makes a page that a phone loads slowly


class Stand(StrEnum):
    """Where a message stands, for the officer."""

    DRAFT = "draft"
    WAITING = "waiting"
    CHANGED = "changed"  # an edit waits, the approved version airs
    RETURNED = "returned"
    APPROVED = "approved"
    IN_USE = "in_use"  # it is planned, and may air
    ENDED = "ended"
    EXPIRED = "expired"
    BROKEN = "broken"  # its file has errors, and was never taken
    HELD = "held"  # it was corrected: what would air is held back


LOOKS: Mapping[Stand, tuple[str, str]] = {
    Stand.DRAFT: ("draft", "pencil"),
    Stand.WAITING: ("wait", "hourglass"),
    Stand.CHANGED: ("wait", "hourglass"),
    Stand.RETURNED: ("no", "rotate-ccw"),
    Stand.APPROVED: ("ok", "circle-check"),
    Stand.IN_USE: ("ok", "megaphone"),
    Stand.ENDED: ("no", "ban"),
    Stand.EXPIRED: ("draft", "clock"),
    Stand.BROKEN: ("fault", "triangle-alert"),
    Stand.HELD: ("no", "ban"),
}
"""How each state looks: class and icon."""


class NextWords(StrEnum):
    """Which words are heard at the next time of a message: `console.next_words.NAME`."""

    THESE = "these"
    APPROVED = "approved"  # the version that was approved, whatever the file says by now
    NONE_YET = "none_yet"  # none, unless they are approved by then
    HELD = "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """One message in the list."""

    message: Message
    stand: Stand
    look: str
    icon: str
    next: datetime | None  # its next session within two weeks
    length: float | None  # seconds, once it was rendered
    until: date | None
    why: str  # it was returned for this reason
    by: str  # who handed it in, approved or returned it
    missing: tuple[str, ...]  # languages of the ward in which nobody has recorded it
    fault: str = ""  # why nothing more of it can be shown
    words: NextWords = NextWords.THESE
    placed: bool = False  # by a centre: nobody edits it here


def routes(place: MessageWorkplace) -> APIRouter:
    """The list."""
    made = Pages(place.shell)

    @made.post("/messages/event-seen", needs=Action.WRITE)
    def event_seen(request: Request, key: Annotated[str, Form(max_length=400)]) -> Response:
        """What changed of a calendar's event was looked at."""
        seen(place.folder / "state", key)
        return place.shell.done(request, "/messages", say("console.event_seen"))

    @made.get("/messages", needs=Action.LOOK)
    def show(
        request: Request,
        q: Annotated[str, Query(max_length=200)] = "",
        state: Stand | None = None,
        page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    ) -> Response:
        found = message_rows(place, q)
        chosen = [each for each in found if state is None or each.stand is state]
        pages = max(1, -(-len(chosen) // PER_PAGE))
        page = min(page, pages)
        values = {
            "events": changed(place.folder / "state"),
            "listed": chosen[(page - 1) * PER_PAGE : page * PER_PAGE],
            "page": page,
            "pages": pages,
            "counts": Counter(each.stand for each in found),
            "total": len(found),
            "largest": LARGEST_UPLOAD,
            "stands": tuple(Stand),
            "chosen": state,
            "asked": q,
            "language": language_name,
        }
        return place.shell.page(request, "messages", values)

    return made.router


def message_rows(place: MessageWorkplace, asked: str = "") -> list[MessageRow]:
    """The messages with all words that are looked for, and their states, by title.

    One with which something goes wrong is always among them.
    """
    station, today, held = place.station.filed, place.shell.now.date(), place.station.held_back
    known = {each.message: each for each in place.station.approving.overview().messages}
    starts = place.station.starts()

    def one(message: Message) -> tuple[str, MessageRow] | None:
        if not matches(message, asked):
            return None
        start = starts.get(message.id)
        is_held = message.id in held
        return bare(message.title), _listed(place, message, known.get(message.id), start, today, held=is_held)

    found = [
        attempt(Kind.MESSAGE, message.id, partial(one, message), partial(_set_aside, message))
        for message in station.messages.values()
    ]
    return [shown for _, shown in sorted((each for each in found if each is not None), key=itemgetter(0))]


def _set_aside(message: Message, fault: BroadcasterError) -> tuple[str, MessageRow]:
    """A message of which nothing more can be shown than why."""
    look, icon = LOOKS[Stand.BROKEN]
    shown = MessageRow(
        message=message,
        stand=Stand.BROKEN,
        look=look,
        icon=icon,
        next=None,
        length=None,
        until=None,
        why="",
        by="",
        missing=(),
        fault=explain(fault),
    )
    return message.id, shown


def stand_of(place: MessageWorkplace, name: str) -> MessageRow | None:
    """How one message stands; None for one that is not taken yet."""
    message = place.station.filed.messages.get(name)
    if message is None:
        return None
    known = {each.message: each for each in place.station.approving.overview().messages}
    start = place.station.starts([name]).get(name)
    held = name in place.station.held_back
    return _listed(place, message, known.get(name), start, place.shell.now.date(), held=held)


def _listed(
    place: MessageWorkplace,
    message: Message,
    standing: MessageStanding | None,
    start: datetime | None,
    today: date,
    *,
    held: bool,
) -> MessageRow:
    stand = Stand.HELD if held else _stand(place.station.filed, message, standing, start, today)
    look, icon = LOOKS[stand]
    return MessageRow(
        message=message,
        stand=stand,
        look=look,
        icon=icon,
        next=None if start is None else start.astimezone(place.shell.now.tzinfo),
        length=place.station.length(message.id),
        until=message.valid.until,
        why=(standing.why or "") if standing is not None and stand is Stand.RETURNED else "",
        by=(standing.by or "") if standing is not None else "",
        missing=missing(place.station.filed, message),
        fault=(standing.fault or "") if standing is not None else "",
        words=NextWords.HELD if held else next_words(place.station.filed, standing),
        placed=campaign_of(place.folder, file_of(message.id)) is not None,
    )


def next_words(station: Station, standing: MessageStanding | None) -> NextWords:
    """Which words air next, as far as approval goes."""
    if not station.settings.approval.required or (standing is not None and standing.valid):
        return NextWords.THESE
    return NextWords.APPROVED if standing is not None and standing.pinned else NextWords.NONE_YET


def _stand(
    station: Station, message: Message, standing: MessageStanding | None, start: datetime | None, today: date
) -> Stand:
    if message.id in station.waiting:
        return Stand.BROKEN
    if message.valid.until is not None and message.valid.until < today:
        return Stand.EXPIRED
    if not station.settings.approval.required:
        return Stand.IN_USE if start is not None else Stand.APPROVED
    state = ApprovalState.DRAFT if standing is None else ApprovalState(standing.state)
    if state is ApprovalState.WAITING:
        return Stand.CHANGED if standing is not None and standing.pinned else Stand.WAITING
    if state is ApprovalState.APPROVED:
        return Stand.IN_USE if start is not None else Stand.APPROVED
    return Stand(str(state))


def matches(message: Message, asked: str) -> bool:
    """True if all words that are looked for stand somewhere in the message, with or without their marks."""
    texts = [message.title, message.source or "", message.basis or "", message.id]
    texts += [part.text for part in message.parts if isinstance(part, Say)]
    texts += [message.priority if message.priority is not Priority.NORMAL else ""]
    whole = bare(" ".join(texts))
    return all(word in whole for word in bare(asked).split())
