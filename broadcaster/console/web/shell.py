"""What every page has: the visitor, the menu, the strip with what sounds now, what was done just before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypedDict

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from broadcaster.console.web.drawing.render import page
from broadcaster.console.web.kept.flashes import Flash, Flashes, Undo
from broadcaster.console.web.kept.pending import Pending
from broadcaster.console.web.registry import ENTRIES, Entry, Spot, home_of, known
from broadcaster.console.web.visitors.view import View, view_of
from broadcaster.console.web.visitors.visitor import Visitor
from broadcaster.console.web.visitors.visitor import visitor_of as known_by
from broadcaster.errors import PeopleError
from broadcaster.journal.names import shown
from broadcaster.people.model import Action
from broadcaster.service.station.facade import StationFacade
from broadcaster.service.status.values import Status
from broadcaster.timetable.guard.guard import quiet_throughout

NOTICES = (
    "asked", "waits", "on_air", "ended", "stopped", "saved", "created", "submitted",
)  # fmt: skip
"""What a page may say of what was done before it: names of texts below `console.done`."""

SEE_OTHER = 303
UNSEEN = "x-unseen"
"""The header of a script that fetches a page which nobody sees."""


class Common(TypedDict):
    """The values that menu and strip need, by the names that templates use."""

    here: str
    home: str
    menu: list[Entry]
    known: Callable[[str], Entry | None]
    visitor: Visitor
    view: View
    nonce: str
    may: dict[str, bool]
    zones: list[str]
    quiet: tuple[str, str] | None
    loud: bool
    ward: str
    now: datetime
    state: Status
    next_title: str
    notice: str
    notices: Sequence[str]
    flash: Flash | None
    aside: Sequence[str]


class Shell:
    """Makes pages over a running station.

    Args:
        station: what they show and ask.
    """

    def __init__(self, station: StationFacade) -> None:
        self.station = station
        self.flashes = Flashes()
        self.by_code: Pending[str] = Pending()
        """Sessions that a code opened which works once, with their persons: they set a password first."""

    @property
    def now(self) -> datetime:
        """The time in the station's zone."""
        return self.station.now.astimezone(self.station.station.settings.timezone)

    def page(
        self, request: Request, name: str, values: Mapping[str, object] | None = None, *, status: int = 200
    ) -> HTMLResponse:
        """A whole page with menu and strip."""
        common = self.common(request, name)
        # Last: the values of a page may hold those of its parts, which tell nothing.
        seen = UNSEEN not in request.headers
        told = {"flash": self.flashes.take(visitor_of(request).token) if seen else None}
        return page(name, {**common, **(values or {}), **told}, status)

    def done(
        self, request: Request, path: str, text: str, *, undo: Undo | None = None, token: str = ""
    ) -> Response:
        """Go to a page that tells once what was done, with the way to undo it.

        Args:
            request: what was asked.
            path: of the page.
            text: what was done.
            undo: the way to take it back.
            token: of the session that the browser gets with this answer, if it gets one.
        """
        self.flashes.put(token or visitor_of(request).token, Flash(text=text, undo=undo))
        return RedirectResponse(path, SEE_OTHER)

    def common(self, request: Request, name: str) -> Common:
        """The values that the menu and the strip need."""
        visitor = visitor_of(request)
        may = visitor.rights(self.station.access)
        state = self.station.status()
        return {
            "here": name,
            "home": home_of(name),
            "menu": [
                each for each in ENTRIES if each.spot is not Spot.NONE and (not each.needs or may[each.needs])
            ],
            "known": known,
            "visitor": visitor,
            "view": view_of(request),
            "nonce": request.scope.get("nonce", ""),
            "may": may,
            "zones": list(self.station.station.settings.zones),
            "quiet": self._quiet(),
            "loud": self.station.hears(()),  # a rehearsal may be heard in the ward
            "ward": self.station.station.settings.name,
            "now": self.now,
            "state": state,
            "next_title": "" if state.next is None else self.title_of(state.next.message),
            "notice": request.query_params.get("notice", ""),
            "notices": NOTICES,
            "flash": None,
            "aside": (),  # why something is not shown as all else is
        }

    def _quiet(self) -> tuple[str, str] | None:
        """When quiet hours begin and end; None where there are none."""
        spans = quiet_throughout(self.station.station.settings, [self.now.date()])
        return (f"{spans[-1][0]:%H:%M}", f"{spans[-1][1]:%H:%M}") if spans else None

    def title_of(self, message: str) -> str:
        """The title of a message by its id; what was typed or spoken is named as the journal names it."""
        known = self.station.station.messages.get(message)
        return known.title if known is not None else shown(message)

    def require(self, request: Request, action: Action) -> Visitor:
        """The visitor, if they may do this. Who has not signed in may only stop, at the station's own screen.

        Raises:
            PeopleError: they may not.
        """
        visitor = visitor_of(request)
        if not visitor.founded:
            raise PeopleError("people.none_yet")
        caller = visitor.caller
        if caller.person is None and action is not Action.STOP:
            caller = replace(caller, own=False)
        self.station.access.require(caller, action)
        return visitor

    def still(self, request: Request, action: Action) -> bool:
        """True while the visitor of a long answer is the same, and may still do this. It asks the disk."""
        now = known_by(request, self.station.access)
        return now.token == visitor_of(request).token and now.may(self.station.access, action)


def visitor_of(request: Request) -> Visitor:
    """Who asks; the guard has found it."""
    visitor: Visitor = request.scope["visitor"]
    return visitor


def back_to(path: str, notice: str = "") -> Response:
    """Go to a page after something was done; `notice` is the key of a text below `console.done`."""
    return RedirectResponse(f"{path}?notice={notice}" if notice else path, SEE_OTHER)
