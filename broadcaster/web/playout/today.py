"""Hôm nay: what sounds now, the day as a line with every reason, what waits for a person, the equipment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.api.transport.workers import join
from broadcaster.core.errors import BroadcasterError, StationError
from broadcaster.core.text.catalogue import explain, say
from broadcaster.journal.rows.names import SPOKEN
from broadcaster.people.access.requirements import to_air
from broadcaster.people.roles.model import Action
from broadcaster.playout.requests.by_hand import LONGEST_AFTER, MOST_TIMES, AskCatchUp, AskPlay, AskSay
from broadcaster.playout.requests.message_version import AskedVersion
from broadcaster.playout.requests.ticket import Stage
from broadcaster.station.editing.documents import Documents
from broadcaster.station.editing.settings import FILE as SETTINGS
from broadcaster.station.editing.voice_choice import is_chosen
from broadcaster.web.drawing.render import page
from broadcaster.web.playout import attention, day, on_air
from broadcaster.web.playout.day import FreeSlots
from broadcaster.web.playout.on_air import stage_of
from broadcaster.web.schedules.workplace import ScheduleFiles
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.pools import URGENT
from broadcaster.web.site.shell import Common, Shell, back_to, visitor_of

NOTICES = {
    Stage.MAKING: "asked",
    Stage.WAITING: "waits",
    Stage.ON_AIR: "on_air",
    Stage.ENDED: "ended",
    Stage.UNKNOWN: "asked",
}
"""What a page says of a request, by where it is."""

Id = Annotated[str, Form(max_length=300)]
Text = Annotated[str, Form(max_length=10_000)]
AFTER = (0, 5, 10, 15, 30, 60)  # minutes until typed words air
CONFLICT = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayForm:
    """What a person wants to air and where, and why it does not, if it does not: the choices stay."""

    message: str = ""
    zones: tuple[str, ...] = ()
    fault: str = ""
    text: str = ""  # typed, where that is to be spoken
    times: int = 1
    after: int = 0  # minutes

    def typed(self) -> AskSay:
        """What asks for the typed words."""
        text, after = self.text.strip(), 60.0 * self.after
        return AskSay(text=text, zones=self.zones, times=self.times, after=after)


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made, urgent = Pages(shell), Pages(shell, URGENT)
    station = shell.station
    slots = FreeSlots(station, ScheduleFiles(station).station)
    _looked_at(made, shell, slots)
    _aired(made, shell, slots)

    @urgent.post("/stop", needs=Action.STOP)
    def stop(request: Request) -> Response:
        visitor = visitor_of(request)
        station.stop(who=visitor.caller.shown)
        # Who has not signed in may stop, and sees nothing else.
        return back_to("/" if visitor.name else "/emergency", "stopped")

    join(made.router, urgent.router)
    return made.router


def _looked_at(made: Pages, shell: Shell, slots: FreeSlots) -> None:
    """The page and its parts, which a browser asks for by themselves."""

    @made.get("/", needs=Action.LOOK)
    def show(request: Request) -> Response:
        return _page(shell, slots, request)

    @made.get("/today/now", needs=Action.LOOK)
    def now_part(request: Request) -> Response:
        """What is on air."""
        return page("today_now", {**shell.common(request, "today"), "air": on_air.on_air(shell)})

    @made.get("/today/day", needs=Action.LOOK)
    def day_part(request: Request) -> Response:
        """The day as a line."""
        common = shell.common(request, "today")
        return page("today_day", {**common, **_day(shell, slots, common)})

    @made.get("/today/side", needs=Action.LOOK)
    def side_part(request: Request) -> Response:
        """What waits for a person, and the lamps."""
        common = shell.common(request, "today")
        return page("today_side", {**common, **_side(shell, common)})


def _aired(made: Pages, shell: Shell, slots: FreeSlots) -> None:
    """What goes on air at once."""
    station = shell.station

    @made.post("/play", needs=Action.SPEAK)
    def play(
        request: Request,
        message: Id,
        zones: Annotated[list[str], Form()] = [],  # noqa: B006
        text: Text = "",
        times: Annotated[int, Form(ge=1, le=MOST_TIMES)] = 1,
        after: Annotated[int, Form(ge=0, le=LONGEST_AFTER // 60)] = 0,
    ) -> Response:
        """A message, or what is typed."""
        wanted = PlayForm(message=message, zones=tuple(zones), text=text, times=times, after=after)
        typed = message == SPOKEN
        ask = wanted.typed() if typed else AskPlay(message=message, zones=wanted.zones)
        by = shell.asker(request, to_air(station.station, ask, station.hears)).by
        try:
            stage = stage_of(station, station.air(ask, by))
        except BroadcasterError as error:
            return _page(shell, slots, request, replace(wanted, fault=explain(error)))
        if typed and after and stage in (Stage.MAKING, Stage.WAITING):
            return shell.done(request, "/", say("console.done_later", count=after))
        return back_to("/", NOTICES[stage])

    @made.post("/catch-up", needs=Action.SPEAK)
    def catch_up(request: Request, airing: Id) -> Response:
        ticket = station.air(AskCatchUp(what=airing), shell.asker(request, Action.SPEAK).by)
        return back_to("/", NOTICES[stage_of(station, ticket)])

    @made.post("/go-on", needs=Action.SPEAK)
    def go_on(request: Request, airing: Id, sentence: Annotated[int, Form(ge=1)]) -> Response:
        """What was cut goes on from a sentence."""
        ask = AskPlay(message=station.loaded.cut(airing).message or "")
        by = shell.asker(request, to_air(station.station, ask, station.hears)).by
        return back_to("/", NOTICES[stage_of(station, station.go_on(airing, sentence, by))])


def _page(shell: Shell, slots: FreeSlots, request: Request, refused: PlayForm = PlayForm()) -> Response:
    aside: list[str] = []
    offered = shell.station.offered(lambda _name, fault: aside.append(explain(fault)))
    messages = sorted(offered, key=lambda one: one.message.title)
    held = sorted(map(shell.title_of, shell.station.held_back))
    parts = _parts(shell, slots, request)
    values = {
        **parts,
        "messages": [(one.message, _is_draft(one)) for one in messages],
        "held": held,
        "typed": SPOKEN,
        "minutes": AFTER,
        "refused": refused,
        "aside": aside,
        "asks_voice": parts["may"][Action.STATION] and _asks_voice(shell),
    }
    return shell.page(request, "today", values, status=CONFLICT if refused.fault else 200)


def _asks_voice(shell: Shell) -> bool:
    """True while nobody has chosen which voice reads; a file that nobody can read is told elsewhere."""
    station = shell.station
    try:
        return not is_chosen(Documents(station.access.folder, station.loaded.clock).read(SETTINGS).text)
    except StationError:
        return False


def _is_draft(one: AskedVersion) -> bool:
    """True for what nobody has approved where that is asked for."""
    return one.station.settings.approval.required and one.message.id not in one.station.approved


def _parts(shell: Shell, slots: FreeSlots, request: Request) -> dict[str, Any]:
    """All parts of the page at one moment."""
    common = shell.common(request, "today")
    return {**common, **_side(shell, common), **_day(shell, slots, common), "air": on_air.on_air(shell)}


def _day(shell: Shell, slots: FreeSlots, common: Common) -> dict[str, object]:
    air, moment = common["state"].on_air, shell.now
    rows = day.rows(shell, moment, None if air is None else air.airing)
    if common["may"]["write"]:
        rows = slots.beside(rows, moment)
    return {"rows": rows, "Step": day.DayState}


def _side(shell: Shell, common: Common) -> dict[str, object]:
    state = common["state"]
    return {"duties": attention.duties(shell, state, common["may"]), "lamps": list(attention.lamps(state))}
