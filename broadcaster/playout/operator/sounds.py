"""The sound of what people ask for, rendered ahead or now; an emergency airs without a broken recording.

All else is refused whole: it is never half aired.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from broadcaster.core.errors import BroadcasterError, Phrase, StudioError, kept
from broadcaster.people.versions.clearance import Approvals
from broadcaster.playout.operator.render_queue import RenderQueue, RenderWork
from broadcaster.playout.requests.manual_request import ManualRequest
from broadcaster.playout.requests.members import Member
from broadcaster.playout.requests.ticket import Ticket
from broadcaster.station.model.message import Message, Play, Priority, Say
from broadcaster.station.model.station import InForce, Station
from broadcaster.studio.queues.preview import ReadyProgrammes
from broadcaster.studio.queues.render_ahead import Renderer
from broadcaster.studio.script.programme import Programme
from broadcaster.timetable.planning.members import made_now
from broadcaster.timetable.rules.guard import Refusal

log = logging.getLogger(__name__)


def made_for(
    wanted: ManualRequest,
    renderer: Renderer,
    *,
    offline_only: bool,
    may_stand_in: Callable[[Message], bool] = lambda _message: True,
) -> Member:
    """What is asked for, rendered here and now; see `made_now`."""
    station, message, engine = wanted.station, wanted.message, wanted.engine
    first: StudioError | None = None
    out: tuple[str, ...] = ()
    while True:
        try:
            member = made_now(
                station,
                message,
                renderer,
                offline_only=offline_only,
                engine=engine,
                may_stand_in=may_stand_in,
            )
        except StudioError as error:
            first = first or error
            bad = _bad(message, error) if wanted.terms.emergency else frozenset()
            message = _without(message, bad)
            if not bad or not any(isinstance(part, Say) for part in message.parts):
                raise first from None
            log.warning("%s is made without %s: %s", message.id, ", ".join(sorted(bad)), error)
            out += tuple(sorted(bad))
            continue
        return member if first is None else replace(member, warning=_left_out(out, first))


def _bad(message: Message, error: StudioError) -> frozenset[str]:
    """The recording that an error names; all, where it names none, such as without ffmpeg."""
    played = {part.recording for part in message.parts if isinstance(part, Play)}
    names = frozenset(played | ({message.bed} if message.bed else set()))
    return names & {str(error.facts.get("path"))} or names


def _without(message: Message, names: frozenset[str]) -> Message:
    parts = tuple(p for p in message.parts if not (isinstance(p, Play) and p.recording in names))
    return replace(message, parts=parts, bed=None if message.bed in names else message.bed)


def _left_out(names: tuple[str, ...], error: StudioError) -> Refusal:
    why = Phrase(code=error.code, facts=kept(error.facts))
    return Refusal(code="playout.left_out", facts=(("names", ", ".join(names)), ("why", why)))


SHORT = 600  # characters; an emergency that somebody types while something happens has fewer


@dataclass(kw_only=True, eq=False)
class Sounds:
    """From any thread.

    Args:
        urgent: makes emergencies: they must not wait behind another rendering, nor for the network.
        approvals: say whether a message may stand in for a relay of an emergency.
    """

    ordinary: RenderQueue
    urgent: RenderQueue
    current: InForce
    ready: ReadyProgrammes
    approvals: Approvals

    def rendered(self, wanted: ManualRequest) -> Programme | None:
        """The programme that was rendered ahead, if what is asked for sounds like it."""
        station, message = wanted.station, wanted.message
        if not _as_rendered(message, station):
            return None
        return self.ready.ready(station, message.id, former=_urgent(wanted))

    def make(
        self, ticket: Ticket, *, done: Callable[[Member], None], failed: Callable[[BroadcasterError], None]
    ) -> None:
        """Have the sound of a request made; `done` gets it, `failed` the reason why there is none.

        Raises:
            ServiceError: too much is asked for at once, or the station is ending.
        """
        wanted = ticket.wanted
        urgent = _urgent(wanted)
        self._queue(urgent=urgent).put(
            RenderWork(
                ticket=ticket.id,
                asker=wanted.terms.by.shown,
                make=lambda renderer: made_for(
                    wanted,
                    renderer,
                    offline_only=urgent,
                    # It would be refused on the air; nobody waits for the rendering of that.
                    may_stand_in=lambda other: not urgent or self.approvals.holds(wanted.station, other),
                ),
                done=done,
                failed=failed,
                over=lambda: ticket.over,
                short=_short(wanted.message),
            )
        )

    def admit(self, wanted: ManualRequest) -> None:
        """Raise what `make` would raise now."""
        self._queue(urgent=_urgent(wanted)).admit(wanted.terms.by.shown)

    def makes(self, ticket: str) -> bool:
        """True while the sound of a request is being made, or waits for that."""
        return self.ordinary.has(ticket) or self.urgent.has(ticket)

    def render(self, message: Message, *, urgent: bool) -> Programme:
        """A message of the station, as it was rendered ahead or rendered now; blocks."""
        station = self.current.station
        ready = self.ready.ready(station, message.id)
        if ready is not None:
            return ready
        return self._queue(urgent=urgent).renderer.render(
            station.house_of(message.id), message, offline_only=urgent
        )

    def close(self) -> None:
        """Give up what is being made; who asked for it is told that the station is ending."""
        self.ordinary.close()
        self.urgent.close()

    def _queue(self, *, urgent: bool) -> RenderQueue:
        return self.urgent if urgent else self.ordinary


def _urgent(wanted: ManualRequest) -> bool:
    """True for what waits behind nothing ordinary and for no network."""
    return wanted.message.priority is Priority.EMERGENCY and not wanted.terms.rehearsal


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
