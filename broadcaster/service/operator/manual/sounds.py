"""The sound of what people ask for: as it was rendered ahead, or made now in one of two queues."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from broadcaster.errors import BroadcasterError
from broadcaster.journal.model import Kind
from broadcaster.service.operator.manual.manual_request import ManualRequest
from broadcaster.service.operator.manual.ticket import Ticket
from broadcaster.service.operator.manual.words_first import made_for
from broadcaster.service.rendering.render_queue import RenderQueue, Work
from broadcaster.service.requests.member import Member
from broadcaster.station.model import Message, Priority, Say, Station
from broadcaster.studio.model import Programme

SHORT = 600  # characters; an emergency that somebody types while something happens has fewer


class Sounds:
    """From any thread.

    Args:
        ordinary: makes what is not urgent.
        urgent: makes emergencies: they must not wait behind another rendering, nor for the network.
        station: the station that airs.
        ready: what was rendered ahead.
        approved: whether a message may stand in for a relay of an emergency.
    """

    def __init__(
        self,
        *,
        ordinary: RenderQueue,
        urgent: RenderQueue,
        station: Callable[[], Station],
        ready: Callable[[Station, str], Programme | None],
        approved: Callable[[Station, Message], bool],
    ) -> None:
        self._ordinary = ordinary
        self._urgent = urgent
        self._station = station
        self._ready = ready
        self._approved = approved

    def rendered(self, wanted: ManualRequest) -> Programme | None:
        """The programme that was rendered ahead, if what is asked for sounds like it."""
        station, message = wanted.station, wanted.message
        return self._ready(station, message.id) if _as_rendered(message, station) else None

    def make(
        self, ticket: Ticket, *, done: Callable[[Member], None], failed: Callable[[BroadcasterError], None]
    ) -> None:
        """Have the sound of a request made; `done` gets it, `failed` the reason why there is none.

        Raises:
            ServiceError: too much is asked for at once, or the station is ending.
        """
        wanted = ticket.wanted
        message, asked = wanted.message, wanted.asked
        urgent = message.priority is Priority.EMERGENCY and asked.kind is not Kind.REHEARSAL
        self._queue(urgent=urgent).put(
            Work(
                ticket=ticket.id,
                asker=asked.who,
                make=lambda renderer: made_for(
                    wanted,
                    renderer,
                    offline_only=urgent,
                    # It would be refused on the air; nobody waits for the rendering of that.
                    may_stand_in=lambda other: not urgent or self._approved(wanted.station, other),
                ),
                done=done,
                failed=failed,
                over=lambda: ticket.over,
                short=_short(message),
            )
        )

    def makes(self, ticket: str) -> bool:
        """True while the sound of a request is being made, or waits for that."""
        return self._ordinary.has(ticket) or self._urgent.has(ticket)

    def render(self, message: Message, *, urgent: bool) -> Programme:
        """A message of the station, as it was rendered ahead or rendered now; blocks."""
        station = self._station()
        ready = self._ready(station, message.id)
        if ready is not None:
            return ready
        return self._queue(urgent=urgent).renderer.render(
            station.house_of(message.id), message, offline_only=urgent
        )

    def close(self) -> None:
        """Give up what is being made; who asked for it is told that the station is ending."""
        self._ordinary.close()
        self._urgent.close()

    def _queue(self, *, urgent: bool) -> RenderQueue:
        return self._urgent if urgent else self._ordinary


def _short(message: Message) -> bool:
    """True if the sound of a message is made in a moment: some sentences and nothing else."""
    texts = [part.text for part in message.parts if isinstance(part, Say)]
    return len(texts) == len(message.parts) and sum(map(len, texts)) <= SHORT


def _as_rendered(message: Message, station: Station) -> bool:
    """True if a message sounds as the station's own does: another class only changes the siren."""
    own = station.messages.get(message.id)
    if own is None or replace(message, priority=own.priority) != own:
        return False
    return (message.priority is Priority.EMERGENCY) == (own.priority is Priority.EMERGENCY)
