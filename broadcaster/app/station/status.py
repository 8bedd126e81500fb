"""The running station as one value. Codes are English, texts in the language of whoever asks."""

from __future__ import annotations

import shutil
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
    ApprovalsShown,
    ContactState,
    Disk,
    FaultShown,
    FileProblem,
    HeardLast,
    JobShown,
    JournalState,
    ListeningState,
    NoticesShown,
    OutputState,
    PeopleShown,
    StatusReport,
    SuspendedMessage,
    Upcoming,
    UpsState,
)
from broadcaster.core.containment import Kind, attempt, each
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import explain, say, worded
from broadcaster.people.roles.model import People
from broadcaster.playout.listening.findings import ListeningFinding
from broadcaster.speech.overview import outlook
from broadcaster.speech.sent import sent_by
from broadcaster.station.model.station import Station
from broadcaster.station.rules.engines import online
from broadcaster.station.yaml.problems import Problem as Found
from broadcaster.station.yaml.tree import bounded
from broadcaster.studio.queues.retries import Voice
from broadcaster.studio.render.studio import voices_folder
from broadcaster.timetable.rules.occurrence import Occurrence
from broadcaster.upkeep.host.ups import Mains
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
        station = self._parts.files.station
        # Not on the director's thread: this, and what follows it, reads from the disk or plans a week.
        engine = self._voice(station)
        shown, upcoming, vitals = self._parts.director.call(partial(self._describe, engine)).result(10)
        problems = self._parts.files.problems
        zone = station.settings.timezone
        shown = replace(
            shown,
            problems=tuple(_problem(one) for one in bounded(problems, MOST_PROBLEMS)),
            people=_people(self._parts.access.people),
            approvals=approvals(self._parts.book, self._parts.versions, zone),
            notices=notices(self._parts.notices),
            calendars=calendars(self._parts.files.filed),
            contacts=tuple(
                self._contact(watched, station) for watched in self._parts.watches.contacts.watched
            ),
            disk=Disk(free_mb=shutil.disk_usage(self._parts.folder).free // 1_000_000),
            next=None if upcoming is None else self._next(station, upcoming),
            jobs=()
            if self._parts.jobs is None
            else tuple(_job(job, zone) for job in self._parts.jobs.listed()),
        )
        found = reasons(shown, replace(vitals, problems=len(problems)))
        return replace(shown, health=str(overall(found)), reasons=found)

    def _describe(self, engine: EngineState) -> tuple[StatusReport, Occurrence | None, Vitals]:
        files, director = self._parts.files, self._parts.director
        zone = files.station.settings.timezone

        def here(at: datetime) -> datetime:
            return local(at, zone)

        aside: list[BroadcasterError] = []

        def left_out(_one: object, fault: BroadcasterError) -> None:
            aside.append(fault)

        air = director.desk.on_air
        queue = tuple(queued(director.desk.queue, left_out))
        conflict = self._parts.conflicts.open
        shown = StatusReport(
            running=True,
            version=__version__,
            health=str(StationHealth.OK),  # judged when all else is known: see `describe`
            reasons=(),
            accepted=files.up_to_date,
            left_out=tuple(files.left_out),
            problems=(),
            on_air=None if air is None else on_air(airs(air), here, aside.append),
            next=None,  # with what the disk and the wall clock know: see `describe`
            queue=tuple(waiting(one, here) for one in queue),
            clash=None if conflict is None else clash(conflict, here, aside.append),
            chains=tuple(
                each(
                    Kind.MESSAGE,
                    self._parts.repeating.chains,
                    lambda kept: kept.message.id,
                    lambda kept: chain(kept, here),
                    left_out,
                )
            ),
            alerts=tuple(
                each(
                    Kind.MESSAGE,
                    self._parts.alerts.standing,
                    lambda one: one.message,
                    lambda one: alert(one, air, here),
                    left_out,
                )
            ),
            contacts=(),
            held=tuple(
                SuspendedMessage(message=name, who=suspension.who, since=suspension.at)
                for name, suspension in self._parts.suspensions.of(files.station, reads=False).items()
            ),
            engine=engine,
            output=OutputState(kind=self._parts.choice.kind, name=director.output, ok=bool(director.output)),
            keying=keying(self._parts.keyer, director.desk.keying, here),
            clock=self._parts.clock_shown(),
            listen=self._listen(),
            ups=_ups(self._parts.watches.ups.state),
            jobs=(),
            journal=JournalState(ok=self._parts.journal_ok),
            people=PeopleShown(founded=False, enabled=0),
            console=console(self._parts.door, self._parts.clock.now(), zone),
            notices=NoticesShown(recipients=(), waiting=0, sent=0, given_up=0, error=None),
            calendars=(),
            approvals=ApprovalsShown(waiting=(), pinned=(), to_confirm=()),
            errors=(
                *(
                    FaultShown(at=here(self._parts.opened), message=explain(error))
                    for error in self._parts.loaded.lasting
                ),
                *(FaultShown(at=here(fault.at), message=explain(fault.error)) for fault in director.faults),
                *(FaultShown(at=here(self._parts.clock.now()), message=explain(error)) for error in aside),
            ),
            disk=Disk(free_mb=0),
        )
        vitals = Vitals(
            tended=self._parts.air.tended,
            updated=self._parts.program.changed,
            sound=self._parts.watches.sound,
            faults=(*self._parts.loaded.lasting, *(fault.error for fault in director.faults)),
        )
        return shown, None if self._parts.timetable is None else self._parts.timetable.planner.next, vitals

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
            last=None if last is None else _heard(last),
        )


def _heard(last: ListeningFinding) -> HeardLast:
    return HeardLast(
        airing=last.id,
        listened_s=last.listened,
        heard_s=last.heard,
        level_db=last.level_db,
        lag_ms=last.lag_ms,
        gaps=last.gaps,
        longest_gap_ms=last.longest_gap_ms,
        clips=last.clips,
    )


MOST_PROBLEMS = 200
"""Shown; who has more begins with these. Whoever writes the folder could make thousands."""


def _problem(problem: Found) -> FileProblem:
    return FileProblem(
        file=problem.file,
        line=problem.line,
        column=problem.column,
        severity=str(problem.severity),
        code=problem.code,
        message=problem.message,
        hint=problem.hint,
    )


def _ups(mains: Mains | None) -> UpsState | None:
    if mains is None:
        return None
    return UpsState(
        name=mains.name,
        status=mains.status,
        on_battery=mains.on_battery,
        low=mains.low,
        charge=mains.charge,
        runtime_s=mains.runtime,
    )


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
