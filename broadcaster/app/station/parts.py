"""The parts of a station, each given what it needs: the one place where they are put together.

Nothing here works, listens or sounds before `assembly` starts it. A test gives its own clock, journal, air
and renderer, and has all else as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from broadcaster.alerts.gate.service import AlertService
from broadcaster.alerts.inbox.received import AlertInbox
from broadcaster.app.station.findings import findings
from broadcaster.app.station.foundation import Mode, load_station
from broadcaster.app.station.rendering import Rendering
from broadcaster.app.status.clock import clock_shown
from broadcaster.app.status.health import STANDING
from broadcaster.app.status.hub import EventFeed, Hub
from broadcaster.app.status.tally import CountedRecorder, Tally
from broadcaster.app.status.values import ClockShown
from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError
from broadcaster.fleet.service import FleetService
from broadcaster.journal.rows.model import Reason, new_id
from broadcaster.journal.writer.as_run_log import AsRun
from broadcaster.journal.writer.ends import Dispatcher
from broadcaster.notices.service.service import NoticeService
from broadcaster.notices.service.watch import Audience, NewsWatch
from broadcaster.people.access.access import Access
from broadcaster.people.access.freshness import ToldInMemory
from broadcaster.people.decisions.book import Book
from broadcaster.people.decisions.decider import Deciding
from broadcaster.people.decisions.identity import revived_in
from broadcaster.people.decisions.opening import Pinning, open_book
from broadcaster.people.versions.clearance import Approvals
from broadcaster.people.versions.pins import Pins
from broadcaster.people.versions.words import Digests
from broadcaster.playout.desk.desk import Desk
from broadcaster.playout.desk.keying_plan import KeyingPlan
from broadcaster.playout.desk.waiting_list import LEAD
from broadcaster.playout.director.director import Director
from broadcaster.playout.director.faults import FaultLog
from broadcaster.playout.director.preparation import UnderWay
from broadcaster.playout.keying.keyer import Keyer
from broadcaster.playout.links.air import Air, AirDoor
from broadcaster.playout.links.air_link import AirLink
from broadcaster.playout.links.keyers import needed_in, switchings
from broadcaster.playout.links.monitor_link import ListenChoice, MonitorLink
from broadcaster.playout.live.airings import Airings
from broadcaster.playout.live.feeds import Feeds
from broadcaster.playout.live.sources import Sources
from broadcaster.playout.operator.alert_siren import SirenAhead
from broadcaster.playout.operator.alerts import AlertsOnAir
from broadcaster.playout.operator.conflicts import Conflicts
from broadcaster.playout.operator.corrections import Corrections, Mistakes
from broadcaster.playout.operator.handover import HandOver, PreCheck
from broadcaster.playout.operator.manual import Manual
from broadcaster.playout.operator.repetition import MEMORY, Repeating
from broadcaster.playout.operator.shown_ahead import ShownAhead
from broadcaster.playout.operator.suspensions import NAME as HELD
from broadcaster.playout.operator.suspensions import Suspensions
from broadcaster.playout.requests.manual_request import ManualRequest
from broadcaster.station.acceptance.files import StationFiles
from broadcaster.station.acceptance.intake import output_choice
from broadcaster.station.acceptance.versions import Versions
from broadcaster.station.model.equipment import Contact
from broadcaster.studio.queues.preview import SentenceRenderer
from broadcaster.timetable.calendars.subscriptions import fetched_again
from broadcaster.timetable.guard.air_guard import AirGuard
from broadcaster.timetable.guard.clock_sources import TimeSource
from broadcaster.timetable.guard.clock_trust import ClockTrust
from broadcaster.timetable.guard.timekeeper import Timekeeper
from broadcaster.timetable.planning.planner import Alarm
from broadcaster.timetable.planning.timetable import Timetable, open_timetable
from broadcaster.timetable.rules.guard import Refusal
from broadcaster.upkeep.certificate.file import ConsoleDoor
from broadcaster.upkeep.host.first_start import FirstStart
from broadcaster.upkeep.monitoring.confidence import HeardBack, Monitor
from broadcaster.upkeep.monitoring.program import ProgramWatch
from broadcaster.upkeep.monitoring.updates import UpdateRows
from broadcaster.upkeep.monitoring.watches import Watches

if TYPE_CHECKING:
    from broadcaster.timetable.planning.jobs import Jobs


class StationParts:
    """The parts. What a test gives of its own is None where the station runs.

    Args:
        keyer: open already.
        book: of decisions; else that of the journal.
        air: where takes are handed to; else a process.
        feeds: open sources; else each is a process.
        renderer: makes all sound; else several processes do.
        alarm: wakes the planner; else jobs by the wall clock do.
        keying: which transmitters there are; else those of station.yaml.
        silent: nothing that airs reaches a loudspeaker; else output and keying tell.
        inbox: keeps alerts; else that of the gate.
    """

    def __init__(
        self,
        *,
        mode: Mode,
        folder: Path,
        clock: Clock,
        time_source: TimeSource,
        files: StationFiles,
        as_run: AsRun,
        keyer: Keyer,
        book: Book | None = None,
        air: AirDoor | None = None,
        feeds: Feeds | None = None,
        renderer: SentenceRenderer | None = None,
        alarm: Alarm | None = None,
        keying: KeyingPlan | None = None,
        silent: bool | None = None,
        inbox: AlertInbox | None = None,
    ) -> None:
        self.mode, self.folder, self.state = mode, folder, folder / "state"
        self.clock, self.opened = clock, clock.now()
        self.files, self.as_run, self.keyer = files, as_run, keyer
        self.tally, self.hub = Tally(), Hub()
        self.door, self.first_start = ConsoleDoor(self.state), FirstStart(self.state)
        self._decide(book)
        self._judge(time_source, keying, silent)
        self._to_the_air(air, feeds)
        self._render(renderer)
        self._operate()
        self._plan(alarm)
        self._look_after(inbox)

    def note(self, what: Reason, at: datetime | None = None) -> None:
        """Write a row about what is no airing and happened at `at`, or now. From any thread."""
        self.director.post(lambda: self.as_run.log.note(at or self.clock.now(), what))

    def clock_shown(self) -> ClockShown:
        """The clock as `status` shows it. On the director's thread only."""
        trust = self.trust if self.mode.timetable else None
        return clock_shown(self.clock, self.files, trust, self.timekeeper)

    @property
    def journal_ok(self) -> bool:
        """False while another file stands in for the journal."""
        return self.timetable is not None or not self.mode.timetable

    def refuse(self, wanted: ManualRequest) -> Refusal | None:
        """Judge a request before the output is opened; if it may certainly not air, write its row."""
        no = self.pre_check.why_not(wanted)
        if no is not None:
            now = self.clock.now()
            self.as_run.log.refused(wanted.entry(now), new_id(now), no)
        return no

    def _decide(self, book: Book | None) -> None:
        """What the leadership decided, and which versions of edited messages air."""
        files, state = self.files, self.state
        faults: Sequence[BroadcasterError] = ()
        if book is None:
            records = self.as_run.records
            gone = records.fault is not None
            book, faults = open_book(records.journal, state, self.clock, stands_in=gone)
        self.book, self.loaded = book, load_station(files, self.as_run, faults)
        self.pins, self.digests = Pins(state, self.folder), Digests()
        self.versions = Versions(book, self.pins, self.digests, revived_in(state))
        files.follow_approvals(self.versions)
        used = book.decisions.versions()
        # Rows that count for nothing today may be this station's: with its own id they count again.
        if used and not book.decisions.foreign and self.as_run.records.fault is None:
            self.pins.clear(used)
        self.approvals = Approvals(book, self.digests, self.pins.remembered)
        self.deciding = Deciding(book, Pinning(self.pins, files), self.versions)

    def _judge(self, source: TimeSource, keying: KeyingPlan | None, silent: bool | None) -> None:
        """What may air: by rules, approvals, clock, and what was heard already."""
        files, records, mode = self.files, self.as_run.records, self.mode
        settings = files.station.settings
        if keying is None:
            keying = KeyingPlan({} if mode.rehearsal else switchings(settings), needed_in(settings))
        self.choice = output_choice(mode.output or settings.output, files.station)
        loud = self.choice.kind == "device"
        self.trust = ClockTrust(
            clock=self.clock,
            source=source,
            state=self.state,
            last_row=records.last_row,
            seen=records.seen,
            silent=not loud and not keying.switches if silent is None else silent,
            writer=self.as_run.writer,
        )
        self.book.judge_clock(lambda: self.trust.verdict.trusted)
        loud = loud and not mode.apart
        heard, begun = self.as_run.log, self.first_start
        self.guard = AirGuard(files, self.approvals, self.trust, heard, loud=loud, first_start=begun)
        self.suspensions = Suspensions(self.state / HELD)
        judge = self.suspensions.over(self.guard.guard, files, self.guard)
        self.desk = Desk(judge, keying, withheld=self.guard.held)

    def _to_the_air(self, air: AirDoor | None, feeds: Feeds | None) -> None:
        """From the desk to the loudspeakers, and back to the journal."""
        log, clock, faults = self.as_run.log, self.clock, FaultLog()
        faults.standing = STANDING
        self.feeds = feeds or Feeds()
        self.airings = Airings(log, self.feeds, faults, clock)
        self.dispatcher = Dispatcher(self.airings)
        self.air: AirDoor = air or AirLink(self.choice)
        recorder = CountedRecorder(self.dispatcher, self.tally, self.desk)
        source = self.files.station.settings.output.listen
        link = None
        if source and self.choice.kind == "device":
            link = MonitorLink(self.air, ListenChoice(source=source, rate=self.choice.rate))
        sounding: Air = link or self.air
        self.director = Director(self.desk, sounding, self.keyer, recorder, self.guard, clock, faults)
        self.monitor = None
        if link is not None:
            self.monitor = Monitor(link=link, heard_back=HeardBack(self.director, log, clock, source))

    def _render(self, renderer: SentenceRenderer | None) -> None:
        """Where sound is made: ahead, for who waits, for an emergency, for who writes."""
        made = Rendering(
            files=self.files,
            clock=self.clock,
            faults=self.director,
            tally=self.tally,
            approvals=self.approvals,
            timetable=self.mode.timetable,
            renderer=renderer,
        )
        self.kept_ready, self.render_ahead = made.kept_ready, made.render_ahead
        self.sounds, self.listening = made.sounds, made.listening

    def _operate(self) -> None:
        """What people ask for: live, as a relay, by hand; what repeats and conflicts."""
        director, clock, files, log = self.director, self.clock, self.files, self.as_run.log
        guard, approvals, dispatcher = self.guard, self.approvals, self.dispatcher
        under_way = self.under_way = UnderWay()
        lead = LEAD + self.desk.keying.longest_lead
        repeating = self.repeating = Repeating(
            as_run=log,
            dispatcher=dispatcher,
            director=director,
            clock=clock,
            lead=lead,
            memory=self.state / MEMORY,
        )
        director.on_clock_set.append(repeating.clock_set)
        self.conflicts = Conflicts(director, dispatcher, clock)
        director.chores += [repeating.look, self.conflicts.look]
        self.sources = Sources(
            airings=self.airings,
            feeds=self.feeds,
            director=director,
            clock=clock,
            current=files,
            sounds=self.sounds,
            guard=guard,
            under_way=under_way,
            approvals=approvals,
        )
        self._ask_by_hand()

    def _ask_by_hand(self) -> None:
        """What people ask for by hand, and what is corrected."""
        director, clock, files, log = self.director, self.clock, self.files, self.as_run.log
        guard, approvals, dispatcher = self.guard, self.approvals, self.dispatcher
        under_way, repeating = self.under_way, self.repeating
        hand_over = HandOver(
            as_run=log,
            director=director,
            clock=clock,
            sources=self.sources.inside,
            under_way=under_way,
            repeating=repeating,
            dispatcher=dispatcher,
            current=files,
            approvals=approvals,
            guard=guard,
        )
        self.pre_check = PreCheck(guard, self.suspensions, approvals, files, clock)
        self.manual = Manual(
            current=files,
            clock=clock,
            pre_check=self.pre_check,
            sounds=self.sounds,
            hand_over=hand_over,
            withheld=self.suspensions,
        )
        mistakes = Mistakes(director=director, journal=self.as_run.journal, repeating=repeating, clock=clock)
        dispatcher.listeners.append(mistakes)
        self.corrections = Corrections(
            director=director,
            mistakes=mistakes,
            manual=self.manual,
            repeating=repeating,
            under_way=under_way,
            suspensions=self.suspensions,
            clock=clock,
            current=files,
            as_run=log,
        )
        self.shown = ShownAhead(files, self.suspensions)

    def _plan(self, alarm: Alarm | None) -> None:
        """What airs by itself; nothing where that is not wanted, or for want of a journal."""
        director, clock, log = self.director, self.clock, self.as_run.log
        self.jobs: Jobs | None = None
        self.timetable: Timetable | None = None
        self.timekeeper: Timekeeper | None = None
        if not self.mode.timetable or self.as_run.records.fault is not None:
            return
        if alarm is None:
            # Imported here: APScheduler is large, and whoever only airs a message needs none of it.
            from broadcaster.timetable.planning.jobs import Jobs

            files = self.files
            alarm = self.jobs = Jobs(clock, lambda: files.station.settings.timezone, director)
        self.timetable = open_timetable(
            as_run=log,
            journal=self.as_run.journal,
            render_ahead=self.render_ahead,
            approvals=self.approvals,
            suspensions=self.suspensions,
            clock=clock,
            key_lead=self.desk.keying.longest_lead,
            director=director,
            sources=self.sources.inside,
            alarm=alarm,
            current=self.files.current,
        )
        planner = self.timetable.planner
        self.files.plan_with(planner.replan)
        self.corrections.changed.append(lambda: director.post(planner.replan))
        self.timekeeper = Timekeeper(
            trust=self.trust, clock=clock, as_run=log, planner=planner, current=self.files, director=director
        )
        director.on_clock_set.append(self.timekeeper.jumped)

    def _row_written(self, airing: str) -> None:
        self.as_run.ask(lambda: self.inbox.ended(airing))  # behind the row itself

    def _look_after(self, inbox: AlertInbox | None) -> None:
        """Who may ask, who is told, and what is watched."""
        director, clock, state, files = self.director, self.clock, self.state, self.files
        journal = self.as_run.journal
        self.told = ToldInMemory(journal)
        self.access = Access(self.folder, state, clock, lambda: files.station.settings.timezone, self.told)
        self.inbox = AlertService(
            self.folder, clock, files, self.access, self.trust, self.note, director, journal.named
        )
        kept = journal if self.as_run.records.fault is None else None
        self.fleet = FleetService(self.folder, files, self.trust, director, kept)
        self.as_run.log.on_end.append(self._row_written)
        self.siren = SirenAhead(current=files, access=self.access, sounds=self.sounds, clock=clock)
        self.alerts = AlertsOnAir(
            inbox=inbox or self.inbox,
            manual=self.manual,
            siren=self.siren,
            director=director,
            under_way=self.under_way,
            as_run=self.as_run,
            current=files,
            trust=self.trust,
            clock=clock,
        )
        self.alerts.follow(self.dispatcher)
        self.feed = EventFeed(self.hub, director)
        self.dispatcher.listeners.append(self.feed)
        self.as_run.log.on_end.append(self.feed.ended)
        journal.on_written.append(self.feed.written)
        if self.timetable is not None:
            self.timetable.planner.on_planned.append(self.feed.planned)
        self.watches = Watches(
            files.station.settings,
            contacts=self.mode.timetable,
            root=self.folder,
            clock=clock,
            device=self.choice.device if self.choice.kind == "device" else None,
            fire=self._press,
            faults=director,
        )
        self.program = ProgramWatch(director, rows=UpdateRows(state, self.note).look)
        self.notices = NoticeService(
            journal=journal if self.as_run.records.fault is None else None,
            current=files,
            watched=NewsWatch(clock, lambda: self.trust.verdict.trusted, director, findings, fetched_again),
            state=state,
            clock=clock,
            faults=director,
            audience=Audience(self.access),
        )

    def _press(self, name: str, _contact: Contact) -> None:
        """Air the message of a contact: by the station that airs now, not by the one that was opened."""
        contact = self.files.station.settings.contacts.get(name)
        if contact is not None:
            self.manual.press(name, contact.message, emergency=contact.emergency)
