"""Who asks for the air by hand, and the terms of the request: class, zones, rehearsal, first sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from broadcaster.core.errors import ServiceError

if TYPE_CHECKING:
    from broadcaster.station.model.message import Priority
    from broadcaster.station.model.station import Station


SHORTEST_RELAY = 1.0  # seconds
LONGEST_RELAY = 12 * 3600.0  # seconds; the longest that stations of this kind offer
USUAL_TALK = 300.0  # seconds of a live session
LONGEST_TALK = 3600.0
VOICE_FORMS = ("pcm", "ogg", "webm")
"""In which a browser may send a live voice."""

StillLeads = Callable[[], bool]
"""Asked again when somebody's request goes on the air, minutes later: whether they may approve then.

Raises `PeopleError` where they may not ask for it any more. Waits for nothing: the air asks it.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester:
    """Who asks."""

    shown: str = ""  # for the journal
    leads: bool = False  # a person who may approve: their own words wait for nobody's word afterwards
    still_leads: StillLeads | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTerms:
    """What goes with everything that is asked for by hand."""

    who: str = ""  # for the journal
    leads: bool = False  # see `Requester`
    still_leads: StillLeads | None = field(default=None, compare=False)
    priority: str | None = None  # class of the air, instead of its own
    rehearse: bool = False  # journalled as rehearsal, without guard and keying
    zones: tuple[str, ...] = ()  # where it is heard; everywhere if empty
    from_sentence: int | None = None  # from which sentence on, counted from 1 through all repeats
    shown: str | None = (
        None  # the version that whoever asks was shown: see `playout.requests.message_version`
    )

    def asked_by(self, by: Requester) -> RequestTerms:
        """The same, asked for by somebody."""
        return replace(self, who=by.shown, leads=by.leads, still_leads=by.still_leads)

    @property
    def chosen(self) -> Priority | None:
        """The class that was asked for; None for its own.

        Raises:
            ServiceError: there is no such class.
        """
        # Not above: the command line takes these fields to the running station, and must start at once.
        from broadcaster.station.model.message import Priority

        if self.priority is None:
            return None
        try:
            return Priority(self.priority)
        except ValueError as error:
            raise ServiceError("service.unknown_priority", written=self.priority) from error

    @property
    def urgent(self) -> bool:
        """True for an emergency that a person asks for: it alone passes quiet hours.

        Raises:
            ServiceError: there is no such class.
        """
        from broadcaster.station.model.message import Priority

        return not self.rehearse and self.chosen is Priority.EMERGENCY


def known_zones(station: Station, written: Iterable[str]) -> tuple[str, ...]:
    """The zones by name, each once.

    Raises:
        ServiceError: the station has no such zone.
    """
    zones = station.settings.zones
    names = tuple(dict.fromkeys(written))
    for name in names:
        if name not in zones:
            raise ServiceError("service.unknown_zone", written=name, known=", ".join(sorted(zones)) or "-")
    return names
