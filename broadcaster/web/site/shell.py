"""The parts that every page has.

The visitor, the menu, the strip with what sounds now, what was done just before, and what a visitor has
begun.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Generic, TypedDict, TypeVar

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from broadcaster.api.questions.declaration import Asker
from broadcaster.app.station.facade import StationFacade
from broadcaster.app.status.values import StatusReport
from broadcaster.core.containment import Kind, attempt
from broadcaster.core.errors import PeopleError
from broadcaster.core.text.catalogue import say
from broadcaster.journal.rows.model import Airing
from broadcaster.journal.rows.names import is_stored, shown
from broadcaster.people.roles.model import Action
from broadcaster.timetable.rules.guard import quiet_throughout
from broadcaster.web.drawing.render import page
from broadcaster.web.site.appearance import Appearance, appearance_of
from broadcaster.web.site.registry import ENTRIES, PageEntry, Spot, home_of, known
from broadcaster.web.site.visitor import Visitor
from broadcaster.web.site.visitor import visitor_of as known_by

LASTS = 5 * 60.0  # seconds
MOST = 200  # visitors; then the oldest begins again

Value = TypeVar("Value")


class Pending(Generic[Value]):
    """Values by the visitor's token. From any thread."""

    def __init__(self, lasts: float = LASTS) -> None:
        self._lasts = lasts
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[float, Value]] = OrderedDict()

    def put(self, token: str, value: Value) -> None:
        """Keep a value in the place of an older one."""
        with self._lock:
            self._kept.pop(token, None)
            self._kept[token] = (time.monotonic() + self._lasts, value)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)

    def get(self, token: str) -> Value | None:
        """The value, if it is not too old."""
        with self._lock:
            until, value = self._kept.get(token, (0.0, None))
            return value if time.monotonic() < until else None

    def drop(self, token: str) -> None:
        """Forget the value."""
        with self._lock:
            self._kept.pop(token, None)


# visitors; who comes back later than so many others is told nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """A form that takes back what was done."""

    path: str
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Onward:
    """The link to what is usually done next."""

    path: str
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Flash:
    """A sentence that is told once."""

    text: str
    undo: Undo | None = None
    onward: Onward | None = None


class Flashes:
    """Kept in memory by the visitor's token, so that no link can make up a sentence or a form.

    From any thread.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Flash] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, token: str, flash: Flash) -> None:
        """Tell a visitor something on the next page that they see."""
        with self._lock:
            self._kept[token] = flash
            self._kept.move_to_end(token)
            if len(self._kept) > MOST:
                self._kept.popitem(last=False)

    def take(self, token: str) -> Flash | None:
        """What is to be told; it is told once."""
        with self._lock:
            return self._kept.pop(token, None)


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
    menu: list[PageEntry]
    known: Callable[[str], PageEntry | None]
    visitor: Visitor
    view: Appearance
    nonce: str
    may: dict[str, bool]
    zones: Mapping[str, str]
    where: Callable[[Iterable[str]], str]
    quiet: tuple[str, str] | None
    loud: bool
    ward: str
    now: datetime
    state: StatusReport
    setting_up: bool
    air_title: str
    next_title: str
    notice: str
    notices: Sequence[str]
    flash: Flash | None
    aside: Sequence[str]


class Shell:
    """Makes pages over a running station."""

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
        self,
        request: Request,
        path: str,
        text: str,
        *,
        undo: Undo | None = None,
        onward: Onward | None = None,
        token: str = "",
    ) -> Response:
        """Go to a page that tells once what was done, with the way to undo it.

        Args:
            token: of the session that the browser gets with this answer, if it gets one.
        """
        self.flashes.put(token or visitor_of(request).token, Flash(text=text, undo=undo, onward=onward))
        return RedirectResponse(path, SEE_OTHER)

    def common(self, request: Request, name: str) -> Common:
        """The values that the menu and the strip need."""
        visitor = visitor_of(request)
        may = visitor.rights(self.station.access)
        state, settings = self.station.status(), self.station.station.settings
        air = state.on_air
        return {
            "here": name,
            "home": home_of(name),
            "menu": [
                each for each in ENTRIES if each.spot is not Spot.NONE and (not each.needs or may[each.needs])
            ],
            "known": known,
            "visitor": visitor,
            "view": appearance_of(request),
            "nonce": request.scope.get("nonce", ""),
            "may": may,
            "zones": {each: settings.zone_title(each) for each in settings.zones},
            "where": self.where,
            "quiet": self._quiet(),
            "loud": self.station.hears(()),  # a rehearsal may be heard in the ward
            "ward": settings.name,
            "now": self.now,
            "state": state,
            "setting_up": self.station.first_start.on and may[Action.STATION],
            "air_title": ""
            if air is None
            else attempt(
                Kind.MESSAGE,
                air.message,
                lambda: self.air_title(air.message, air.title),
                lambda _fault: air.title,
            ),
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

    def title_of_airing(self, airing: Airing) -> str:
        """The title of what an airing aired; of a message that is gone, as it was then."""
        message, about = airing.message or "", airing.about
        gone = about is not None and message not in self.station.station.messages
        return about.title if about is not None and gone else self.title_of(message)

    def air_title(self, message: str, title: str) -> str:
        """The name of what airs: that of its message, also while a relay in it sounds."""
        return self.title_of(message) if is_stored(message) else title

    def where(self, zones: Iterable[str]) -> str:
        """Where something is heard, by the names that people give zones; no zones are all."""
        title_of = self.station.station.settings.zone_title
        return ", ".join(map(title_of, zones)) or say("console.all_zones")

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

    def asker(self, request: Request, action: Action) -> Asker:
        """Who asks, as answers to a question take it. Raises PeopleError: they may not."""
        visitor, access = self.require(request, action), self.station.access
        caller = visitor.caller
        grant, by = access.require(caller, action), access.by(caller, action)
        return Asker(caller=caller, grant=grant, token=visitor.token, by=by)

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
