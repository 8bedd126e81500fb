"""The running station as one value. Codes are English, texts in the language of whoever asks."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import partial
from typing import TYPE_CHECKING

from broadcaster import __version__
from broadcaster.app.station.parts import StationParts
from broadcaster.app.status.airings import alert, chain, clash, keying, on_air, waiting
from broadcaster.app.status.clock import local
from broadcaster.app.status.engine_state import EngineState, ServiceSent
from broadcaster.app.status.happenings import airs, queued
from broadcaster.app.status.health import StationHealth, Vitals, overall, reasons
from broadcaster.app.status.office import approvals, calendars, console, notices
from broadcaster.app.status.values import (
    ContactState,
    Disk,
    FaultShown,
    FileProblem,
    HeardLast,
    JobShown,
    JournalState,
    ListeningState,
    OutputState,
    PeopleShown,
    StatusReport,
    SuspendedMessage,
    Upcoming,
    UpsState,
)
from broadcaster.core.answers import like
from broadcaster.core.containment import Kind, attempt, each
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import explain, say, worded
from broadcaster.people.roles.model import People
from broadcaster.speech.overview import outlook
from broadcaster.speech.sent import sent_by
from broadcaster.station.model.station import Station
from broadcaster.station.rules.engines import online
from broadcaster.station.yaml.tree import bounded
from broadcaster.studio.queues.retries import Voice
from broadcaster.studio.render.studio import voices_folder
from broadcaster.timetable.rules.occurrence import Occurrence
from broadcaster.upkeep.monitoring.confidence import is_good
from broadcaster.upkeep.monitoring.contacts import ContactWatch

if TYPE_CHECKING:
    from broadcaster.timetable.planning.jobs import ListedJob


class StationStatus:
    """What an open station does."""

    def __init__(self, parts: StationParts) -> None:
        self._parts = parts

    def describe(self) -> StatusReport:
        """What the station does; asks the director's thread, so all is of one moment."""
        parts = self._parts
        station, problems, zone = (
            parts.files.station,
            parts.files.problems,
            parts.files.station.settings.timezone,
        )
        # Not on the director's thread: this, and what follows it, reads from the disk or plans a week.
        engine = self._voice(station)
        made, upcoming, vitals = parts.director.call(partial(self._at_desk, engine)).result(10)
        shown = made(
            health=str(StationHealth.OK),  # judged when all else is known
            reasons=(),
            problems=tuple(
                like(FileProblem, one, severity=str(one.severity)) for one in bounded(problems, MOST_PROBLEMS)
            ),
            people=_people(parts.access.people),
            approvals=approvals(parts.book, parts.versions, zone),
            notices=notices(parts.notices),
            calendars=calendars(parts.files.filed),
            contacts=tuple(self._contact(watched, station) for watched in parts.watches.contacts.watched),
            disk=Disk(free_mb=shutil.disk_usage(parts.folder).free // 1_000_000),
            next=None if upcoming is None else self._next(station, upcoming),
            jobs=() if parts.jobs is None else tuple(_job(job, zone) for job in parts.jobs.listed()),
        )
        found = reasons(shown, replace(vitals, problems=len(problems)))
        return replace(shown, health=str(overall(found)), reasons=found)

    def _at_desk(self, engine: EngineState) -> tuple[partial[StatusReport], Occurrence | None, Vitals]:
        """What is known without the disk. On the director's thread."""
        parts = self._parts
        files, director = parts.files, parts.director
        zone, air, mains = files.station.settings.timezone, director.desk.on_air, parts.watches.ups.state

        def here(at: datetime) -> datetime:
            return local(at, zone)

        aside: list[BroadcasterError] = []

        def left_out(_one: object, fault: BroadcasterError) -> None:
            aside.append(fault)

        queue, conflict = tuple(queued(director.desk.queue, left_out)), parts.conflicts.open
        shown = partial(
            StatusReport,
            running=True,
            version=__version__,
            accepted=files.up_to_date,
            left_out=tuple(files.left_out),
            on_air=None if air is None else on_air(airs(air), here, aside.append),
            queue=tuple(waiting(one, here) for one in queue),
            clash=None if conflict is None else clash(conflict, here, aside.append),
            chains=tuple(
                each(
                    Kind.MESSAGE,
                    parts.repeating.chains,
                    lambda one: one.message.id,
                    lambda one: chain(one, here),
                    left_out,
                )
            ),
            alerts=tuple(
                each(
                    Kind.MESSAGE,
                    parts.alerts.standing,
                    lambda one: one.message,
                    lambda one: alert(one, air, here),
                    left_out,
                )
            ),
            held=tuple(
                SuspendedMessage(message=name, who=suspension.who, since=suspension.at)
                for name, suspension in parts.suspensions.of(files.station, reads=False).items()
            ),
            engine=engine,
            output=OutputState(kind=parts.choice.kind, name=director.output, ok=bool(director.output)),
            keying=keying(parts.keyer, director.desk.keying, here),
            clock=parts.clock_shown(),
            listen=self._listen(),
            ups=None if mains is None else like(UpsState, mains, runtime_s=mains.runtime),
            journal=JournalState(ok=parts.journal_ok),
            console=console(parts.door, parts.clock.now(), zone),
        )
        upcoming = None if parts.timetable is None else parts.timetable.planner.next
        faults, now = self._faults(), parts.clock.now()
        told = [*faults, *((now, error) for error in aside)]
        errors = tuple(FaultShown(at=here(at), message=explain(error)) for at, error in told)
        return partial(shown, errors=errors), upcoming, self._vitals([error for _, error in faults])

    def _faults(self) -> list[tuple[datetime, BroadcasterError]]:
        lasting = ((self._parts.opened, error) for error in self._parts.loaded.lasting)
        return [*lasting, *((fault.at, fault.error) for fault in self._parts.director.faults)]

    def _vitals(self, faults: Sequence[BroadcasterError]) -> Vitals:
        parts = self._parts
        return Vitals(
            tended=parts.air.tended,
            updated=parts.program.changed,
            set_up=parts.first_start.over(),
            sound=parts.watches.sound,
            faults=tuple(faults),
        )

    def _next(self, station: Station, upcoming: Occurrence) -> Upcoming:
        timetable = self._parts.timetable
        over = attempt(
            Kind.MESSAGE,
            upcoming.message,
            lambda: None if timetable is None else timetable.plans.warning(station, upcoming),
            lambda _fault: None,
        )
        return Upcoming(
            start=local(upcoming.start, station.settings.timezone),
            message=upcoming.message,
            schedule=upcoming.schedule,
            warning=None if over is None else say(over.code, **dict(over.facts)),
        )

    def _contact(self, watched: ContactWatch, station: Station) -> ContactState:
        """How a contact stands. Its message may be read: not on the director's thread."""
        contact = watched.contact
        message = station.messages.get(contact.message)

        def approved() -> bool:
            return message is not None and self._parts.approvals.holds(station, message)

        return ContactState(
            name=watched.name,
            type=contact.type,
            message=contact.message,
            closed=watched.press.closed,
            armed=watched.press.armed,
            approved=attempt(Kind.MESSAGE, contact.message, approved, lambda _fault: False),
            fault=worded(watched.fault) or None,
        )

    def _voice(self, station: Station) -> EngineState:
        """Which engine speaks: the first that can here, or another until that is back.

        One that was never installed is not waited for.
        """
        settings, timetable = station.settings, self._parts.timetable
        speech = settings.speech
        voice = Voice() if timetable is None else timetable.render_ahead.voice()
        usual, offline = _usual(station)
        wanted = offline if voice.urgent else usual
        instead = voice.fallback and voice.engine != wanted
        return EngineState(
            name=voice.engine if instead else usual,
            fallback=instead,
            wanted=wanted if instead else None,
            since=local(voice.since, settings.timezone) if instead and voice.since else None,
            waiting=tuple(voice.waiting) if instead else (),
            order=tuple(speech.engines),
            online=online(settings, speech.engines) if speech.online else (),
            usual=usual,
            sent=_services_sent(station),
        )

    def _listen(self) -> ListeningState | None:
        monitor = self._parts.monitor
        if monitor is None:
            return None
        last = monitor.heard_back.last
        return ListeningState(
            source=monitor.heard_back.source,
            ok=None if last is None else is_good(last),
            deaf=monitor.link.deaf,
            last=None
            if last is None
            else like(HeardLast, last, airing=last.id, listened_s=last.listened, heard_s=last.heard),
        )


MOST_PROBLEMS = 200
"""Shown; who has more begins with these. Whoever writes the folder could make thousands."""


def _job(job: ListedJob, zone: tzinfo) -> JobShown:
    """A wall-clock job: when it is due next, and since when it runs now."""
    since = local(job.since, zone) if job.since is not None else None
    return JobShown(id=job.id, next=local(job.next, zone), running_since=since)


def _people(people: People) -> PeopleShown:
    return PeopleShown(founded=people.founded, enabled=len(list(people.enabled())))


def _services_sent(station: Station) -> tuple[ServiceSent, ...]:
    settings = station.settings
    counts = sent_by(station.root, settings).counts()
    limits = {name: access.limit for name, access in settings.services.items()}
    return tuple(
        ServiceSent(service=name, characters=counts.get(name, 0), limit=limits.get(name))
        for name in sorted({*counts, *limits})
    )


def _usual(station: Station) -> tuple[str, str]:
    """The engines that speak while nothing is out of order: the first that is installed and allowed, and the
    first of these that needs no network, which speaks emergencies.
    """
    _, facts = outlook(station.settings, voices_folder(station))
    return str(facts["engine"]), str(facts.get("without", facts["engine"]))
