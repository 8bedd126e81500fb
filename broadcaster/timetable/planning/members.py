"""Members of sessions: planned messages with the finished sound that they are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import Enum, auto
from pathlib import Path

from broadcaster.core.containment import Kind, fault_of
from broadcaster.journal.rows.model import Entry
from broadcaster.journal.writer.as_run_log import AsRunLog
from broadcaster.journal.writer.entries import entry_of
from broadcaster.journal.writer.misses import missed_fault
from broadcaster.people.versions.clearance import Approvals
from broadcaster.playout.director.director import Director
from broadcaster.playout.requests.members import Member
from broadcaster.station.model.message import Message, Priority, Relay
from broadcaster.station.model.station import Station
from broadcaster.station.rules.rulebook import exempted_by
from broadcaster.studio.queues.render_ahead import RenderAhead, Renderer
from broadcaster.studio.script.digest import words_digest
from broadcaster.studio.script.pieces import has_relay, pieces, rendered, stand_ins
from broadcaster.studio.script.programme import Programme
from broadcaster.timetable.rules.guard import Refusal, set_aside
from broadcaster.timetable.rules.occurrence import Occurrence, Status

NOT_READY = Refusal(code="playout.not_ready")


def wanted(station: Station, name: str) -> tuple[str, ...]:
    """What is rendered ahead for a message: itself or its pieces, and what may stand in for its relays."""
    message = station.messages[name]
    return (*rendered(message), *stand_ins(message))


def made_now(
    station: Station,
    message: Message,
    renderer: Renderer,
    *,
    offline_only: bool,
    engine: str | None = None,
    may_stand_in: Callable[[Message], bool] = lambda _message: True,
) -> Member:
    """A message's sound, or its pieces, rendered here and now; still without an airing.

    Args:
        may_stand_in: whether a message may air in the place of a relay of it; else nothing does.

    Raises:
        BroadcasterError: it cannot be rendered.
    """
    sounds = tuple(
        piece
        if isinstance(piece, Relay)
        else renderer.render(station.house_of(piece.id), piece, engine=engine, offline_only=offline_only)
        for piece in pieces(message)
    )
    if not has_relay(message):
        (programme,) = (sound for sound in sounds if isinstance(sound, Programme))
        return Member(airing="", message=message, programme=programme)
    # What stands in for a part of an emergency is one: the disk must not keep it off the air either.
    instead = {
        name: renderer.render(
            station.house_of(name), _as_urgent(station.messages[name], message), offline_only=offline_only
        )
        for name in stand_ins(message)
        if name in station.messages and may_stand_in(station.messages[name])
    }
    return Member(
        airing="",
        message=message,
        words_digest=words_digest(station, message),
        pieces=sounds,
        stand_ins=instead,
    )


def _as_urgent(stand_in: Message, message: Message) -> Message:
    urgent = message.priority is Priority.EMERGENCY
    return replace(stand_in, priority=Priority.EMERGENCY) if urgent else stand_in


class Standing(Enum):
    """How far what a planned occurrence is made of has come."""

    READY = auto()
    COMING = auto()  # not finished, and nothing says that it cannot be made
    FAILED = auto()  # not finished: the last try failed
    FAULT = auto()  # a fault of ours is in the way, which may pass


@dataclass(frozen=True, slots=True, kw_only=True)
class IntendedMember:
    """A member that is meant to air, and its row; the member has no id of an airing yet."""

    entry: Entry
    member: Member


class Members:
    """Takes what was rendered ahead. Called on the director's thread."""

    def __init__(
        self, as_run: AsRunLog, render_ahead: RenderAhead, approvals: Approvals, director: Director
    ) -> None:
        self._as_run = as_run
        self._director = director
        self._render_ahead = render_ahead
        self._approvals = approvals

    def standing(self, station: Station, occurrence: Occurrence) -> Standing:
        """How far what a planned occurrence is made of has come."""
        try:
            if self._meant(station, occurrence) is not None:
                return Standing.READY
            names = rendered(station.messages[occurrence.message])
            coming = all(self._render_ahead.expected(station, name) for name in names)
        except Exception as error:
            fault_of(Kind.MESSAGE, occurrence.message, error)
            return Standing.FAULT
        return Standing.COMING if coming else Standing.FAILED

    def of(self, station: Station, occurrence: Occurrence) -> IntendedMember | None:
        """The member of an occurrence; None if it does not air: then its row says why."""
        if occurrence.status is Status.REFUSED:
            self._as_run.did_not_air(refused=[occurrence])
            return None
        try:
            meant = self._meant(station, occurrence)
        except Exception as error:
            fault = fault_of(Kind.MESSAGE, occurrence.message, error)
            self._as_run.refuse(occurrence, set_aside(fault))
            self._director.fault(fault)
            return None
        if meant is None:
            self._as_run.refuse(occurrence, NOT_READY)
            self._director.fault(missed_fault(station.messages[occurrence.message].title, NOT_READY))
        return meant

    def _meant(self, station: Station, occurrence: Occurrence) -> IntendedMember | None:
        """The member of an occurrence; None while its sound is not finished."""
        message = station.messages[occurrence.message]
        ready = [
            piece if isinstance(piece, Relay) else self._render_ahead.made(station, piece.id)
            for piece in pieces(message)
        ]
        sounds = tuple(sound for sound in ready if sound is not None)
        if len(sounds) < len(ready):
            return None
        zones, pinned = station.schedules[occurrence.schedule].zones, message.id in station.pinned
        exempt = exempted_by(station.settings, message, occurrence.start.date())
        if has_relay(message):
            digest = self._approvals.digest(station, message)
            entry = replace(
                entry_of(occurrence, message=message, exempt=exempt),
                words_digest=digest,
                zones=zones,
                pinned=pinned,
            )
            stand_ins = self._stand_ins(station, message)
            member = Member(
                airing="", message=message, words_digest=digest, pieces=sounds, stand_ins=stand_ins
            )
            return IntendedMember(entry=entry, member=member)
        (programme,) = (sound for sound in sounds if isinstance(sound, Programme))
        entry = replace(entry_of(occurrence, programme, message, exempt=exempt), zones=zones, pinned=pinned)
        return IntendedMember(entry=entry, member=Member(airing="", message=message, programme=programme))

    def _stand_ins(self, station: Station, message: Message) -> dict[str, Programme]:
        found = {name: self._render_ahead.made(station, name) for name in stand_ins(message)}
        return {name: programme for name, programme in found.items() if programme is not None}


def lost_files(meant: Iterable[IntendedMember]) -> tuple[str, ...]:
    """The messages and pieces whose finished file is gone. Looks at the disk."""
    sounds = [sound for each in meant for sound in (each.member.programme, *each.member.pieces)]
    made = (sound for sound in sounds if isinstance(sound, Programme))
    return tuple(programme.message for programme in made if not Path(programme.path).is_file())
