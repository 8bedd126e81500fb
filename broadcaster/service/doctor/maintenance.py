"""Test sounds on the real output: only outside quiet hours, and always with a row in the journal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from broadcaster.clock import Clock, SystemClock
from broadcaster.errors import BroadcasterError, ServiceError, kept
from broadcaster.journal import Entry, Journal, Kind, Outcome, Reason
from broadcaster.station.model import Message, OutputKind, Settings, Station
from broadcaster.timetable.guard.guard import refusal


@contextmanager
def sounding(
    folder: Path,
    settings: Settings,
    seconds: float,
    *,
    what: str,
    who: str,
    clock: Clock | None = None,
) -> Iterator[None]:
    """The block makes a sound on the station's device for at most `seconds`, as maintenance.

    Args:
        folder: of the station, whose journal gets the row.
        settings: of the station; its quiet hours hold, for whoever sleeps beside a loudspeaker that
            is always on does not care what the sound is called.
        seconds: how long it may last.
        what: stands in the journal for a message; see `journal.names`.
        who: whoever asked.
        clock: the machine's own by default.

    Raises:
        ServiceError: quiet hours, or an output that is no device.
        JournalError, StoreError: the journal cannot be written.
    """
    clock = clock or SystemClock()
    now = clock.now()
    if settings.output.kind is not OutputKind.DEVICE:
        raise ServiceError("service.no_device_to_test", kind=str(settings.output.kind))
    station = Station(root=folder, settings=settings, messages={}, schedules={})
    sound = Message(id=what, title=what, parts=())
    if refusal(station, sound, start=now, end=now + timedelta(seconds=seconds)) is not None:
        raise ServiceError("service.quiet_now")
    with Journal.open(folder / "state" / "journal.db", clock) as journal:
        airing = journal.plan(Entry(kind=Kind.MAINTENANCE, message=what, planned=now, who=who or None))
        journal.started(airing, clock.now())
        try:
            yield
        except BaseException as error:
            code = error.code if isinstance(error, BroadcasterError) else "playout.stopped"
            facts = error.facts if isinstance(error, BroadcasterError) else {}
            reason = Reason(code=code, facts=kept(facts))
            journal.ended(airing, clock.now(), Outcome.CUT, reason)
            raise
        journal.ended(airing, clock.now(), Outcome.AIRED)
