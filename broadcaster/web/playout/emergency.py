"""Khẩn cấp, the page that airs an emergency.

A prepared message or a typed sentence airs over everything, with what is heard in place of what is written.
"""

from __future__ import annotations

import textwrap
import time
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from broadcaster.api.transport.workers import join
from broadcaster.core.containment import Kind, each
from broadcaster.core.errors import BroadcasterError, ServiceError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.journal.rows.names import SPOKEN
from broadcaster.people.roles.model import Action, Caller, Person
from broadcaster.people.roles.rights import holders
from broadcaster.playout.requests.by_hand import LEAST_EVERY, MOST_EVERY, AskPlay, AskSay
from broadcaster.playout.requests.message_version import MOST, AskedVersion, emergencies
from broadcaster.station.model.message import Message, Part, Play, Priority, Relay, Say
from broadcaster.station.rules.languages import language_name
from broadcaster.timetable.rules.guard import outside_validity
from broadcaster.web.drawing.render import page
from broadcaster.web.messages.overview import matches
from broadcaster.web.playout import on_air
from broadcaster.web.playout.on_air import stage_of
from broadcaster.web.playout.today import NOTICES
from broadcaster.web.site.page_routes import ANYBODY, Pages
from broadcaster.web.site.pools import LOOKING, URGENT
from broadcaster.web.site.shell import Shell, visitor_of
from broadcaster.web.site.visitor import origin_of

Text = Annotated[str, Form(max_length=10_000)]
Asked = Annotated[str, Query(max_length=200)]
FORBIDDEN = 403
WHOLE = 60_000  # characters of all messages of a page that are shown whole
SHOWN = 140  # characters of each other one: enough to tell it from the others
PARTS, BEGINNING = 20, 1000  # of a message, and characters of each, in which words are looked for
REPEATS = (60.0, 120.0, 300.0, 600.0, 900.0)  # seconds from start to start that are offered
PATIENCE = 0.1  # seconds for what nobody has read yet: it is there when the page is opened again


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A message of the station that is an emergency."""

    id: str
    title: str
    words: str  # all that is said, a part a line; how it begins where `cut`
    cut: bool
    heard: str  # what of it is heard otherwise than it is written, by a lexicon
    may_be_heard: bool  # a lexicon may change more of it
    every: float | None  # seconds from start to start, where it repeats until it is stopped
    outside: str  # that it is ordered outside its validity; "" within it
    corrected: str  # that somebody corrected it; "" where nobody did
    shown: str  # names this version of it: sent with its id, by whoever chose it


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a person chose: it stays on the page whatever is refused. A PIN is no choice."""

    message: str = ""
    text: str = ""
    person: str = ""
    zones: tuple[str, ...] = ()
    every: float | None = None  # seconds, of a typed text that repeats


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made, looking = Pages(shell, URGENT), Pages(shell, LOOKING)

    @looking.get("/emergency", needs=ANYBODY)
    def show(request: Request, q: Asked = "") -> Response:
        return _page(shell, request, asked=q)

    @looking.get("/emergency/now", needs=ANYBODY)
    def now_part(request: Request) -> Response:
        """The emergency that sounds or repeats, for those who may see it."""
        return page("emergency_now", {**shell.common(request, "emergency"), **_sounding(shell, request)})

    @made.post("/emergency", needs=Action.EMERGENCY, asks_itself=True)  # by the duty PIN too
    def sound(
        request: Request,
        message: Text = "",
        text: Text = "",
        person: Text = "",
        pin: Text = "",
        zones: Annotated[list[str], Form(max_length=100)] = [],  # noqa: B006 - FastAPI's own way
        every: Annotated[float | None, Form(ge=LEAST_EVERY, le=MOST_EVERY)] = None,
    ) -> Response:
        """Air it now. Whoever has no session shows who they are by their duty PIN."""
        message, _, shown = message.partition(" ")
        try:
            caller = on_duty(shell, request, person, pin)
            shell.station.access.require(caller, Action.EMERGENCY)
            by = shell.station.access.by(caller, Action.EMERGENCY)
            if message not in ("", SPOKEN):
                ask = AskPlay(message=message, priority=Priority.EMERGENCY, zones=tuple(zones))
                ticket = shell.station.air(ask, by, shown=shown or None)
            elif text.strip():
                urgent = Priority.EMERGENCY
                typed = AskSay(text=text.strip(), priority=urgent, zones=tuple(zones), every=every)
                ticket = shell.station.air(typed, by)
            else:
                raise ServiceError("service.nothing_to_say")
            told = NOTICES[stage_of(shell.station, ticket)]
        except BroadcasterError as error:
            chosen = Choices(message=message, text=text, person=person, zones=tuple(zones), every=every)
            return _page(shell, request, fault=explain(error), chosen=chosen, status=FORBIDDEN)
        warning = shell.station.warning(ticket)
        warned = "" if warning is None else say(warning.code, **dict(warning.facts))
        return _page(shell, request, told=told, warned=warned)

    join(made.router, looking.router)
    return made.router


def on_duty(shell: Shell, request: Request, person: str, pin: str) -> Caller:
    """Who asks for an emergency: by their session or account, else by their duty PIN.

    Whoever sits at the desktop of somebody who may not shows their own PIN there.

    Raises:
        PeopleError: the PIN is wrong.
    """
    visitor, access = visitor_of(request), shell.station.access
    known = visitor.caller.person is not None
    if known and (not pin or visitor.may(access, Action.EMERGENCY)):
        return visitor.caller
    if not pin:
        return replace(visitor.caller, own=False)  # who is refused with the names of those who may
    origin = origin_of(request, access, person)
    proven = access.signing_in.on_duty(person, pin, origin)
    return Caller(
        person=proven.person, account=origin.account, own=False, place=origin.place, by_pin=proven.by_pin
    )


def persons(shell: Shell, request: Request) -> list[Person]:
    """Those who may sound an emergency, to be tapped at the station's own screen.

    Elsewhere nobody is named.
    """
    if not visitor_of(request).caller.own:
        return []
    return _on_call(shell)


def _on_call(shell: Shell) -> list[Person]:
    return holders(shell.station.access.people, Action.EMERGENCY, shell.now.date())


def _sounding(shell: Shell, request: Request) -> dict[str, object]:
    looks = visitor_of(request).may(shell.station.access, Action.LOOK)
    air = on_air.on_air(shell) if looks else None
    status = shell.station.status() if looks else None
    return {
        "air": air if air is not None and air.emergency else None,
        "chains": () if status is None else status.chains,
        "alerts": () if status is None else [one for one in status.alerts if not one.test and not one.on_air],
    }


def _prepared(shell: Shell, aside: list[str], asked: str, chosen: str) -> tuple[list[Prepared], int]:
    """What may be asked for, in the very version that would air, approved ones first, and how many more
    there are; why anything cannot goes to `aside`.
    """

    def left_out(_item: object, fault: BroadcasterError) -> None:
        aside.append(explain(fault))

    asked_for = each(
        Kind.MESSAGE,
        emergencies(shell.station.offered(left_out, urgent=True)),
        lambda one: one.message.id,
        lambda one: one if not asked or matches(_beginning(one.message), asked) else None,
        left_out,
    )
    urgent = [one for one in asked_for if one is not None]
    until = time.monotonic() + PATIENCE
    found: list[Prepared] = []

    def prepared(one: AskedVersion) -> Prepared | None:
        quick = len(found) < MOST and (one.quick or time.monotonic() < until)
        # What was chosen stays where it can be seen, whatever was refused.
        if not quick and one.message.id != chosen:
            return None
        return _prepared_one(shell, one, WHOLE - sum(len(each.words) for each in found))

    more = 0
    for made in each(Kind.MESSAGE, urgent, lambda one: one.message.id, prepared, left_out):
        if made is None:
            more += 1
        else:
            found.append(made)
    return found, more


def _prepared_one(shell: Shell, one: AskedVersion, room: int) -> Prepared:
    outside = outside_validity(one.station, one.message, shell.now)
    corrected = shell.station.corrected(one)
    heard = shell.station.heard(one)
    words = "\n".join(filter(None, map(_shown, one.message.parts)))
    cut = len(words) > room
    return Prepared(
        id=one.message.id,
        title=one.message.title,
        words=textwrap.shorten(words[: SHOWN * 4], SHOWN, placeholder=" …") if cut else words,
        cut=cut,
        heard=heard.words,
        may_be_heard=heard.more,
        every=one.message.every,
        outside="" if outside is None else say(outside.code, **dict(outside.facts)),
        corrected="" if corrected is None else say(corrected.code, **dict(corrected.facts)),
        shown=one.shown,
    )


def _shown(part: Part) -> str:
    """What is heard of a part, as it is written; "" for a pause."""
    match part:
        case Say():
            return part.text.strip()
        case Play(title=str(title)):
            return say("console.emergency_recording", title=title)
        case Play(language=str(code)):
            return say("console.emergency_recording", title=language_name(code))
        case Play():
            return say("console.emergency_a_recording")
        case Relay():
            return say("console.emergency_relay", source=part.source)
    return ""


def _beginning(message: Message) -> Message:
    """A message by which it is known and found: whoever may write files may write a megabyte."""
    said = [part for part in message.parts if isinstance(part, Say)][:PARTS]
    return replace(message, parts=tuple(replace(part, text=part.text[:BEGINNING]) for part in said))


def _page(
    shell: Shell,
    request: Request,
    *,
    fault: str = "",
    chosen: Choices = Choices(),
    told: str = "",
    warned: str = "",
    asked: str = "",
    status: int = 200,
) -> Response:
    aside: list[str] = []
    urgent, more = _prepared(shell, aside, asked, chosen.message)
    values = {
        **_sounding(shell, request),
        "urgent": urgent,
        "more": more,
        "asked": asked,
        "aside": aside,
        "typed": SPOKEN,
        "repeats": REPEATS,
        "on_duty": persons(shell, request),
        "who": ", ".join(one.name for one in _on_call(shell)),
        "fault": fault,
        "chosen": chosen,
        "told": told,
        "warned": warned,
    }
    return shell.page(request, "emergency", values, status=status)
