"""What people may ask of the running station. Every method may be called from any thread."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from pathlib import Path

from broadcaster.app.station.decisions import Approving, confirm, stop
from broadcaster.app.station.foundation import LoadedStation
from broadcaster.app.station.inbox import InboxDesk
from broadcaster.app.station.parts import StationParts
from broadcaster.app.station.status import StationStatus
from broadcaster.app.station.updates import UpdateDesk
from broadcaster.app.status.happenings import Airs
from broadcaster.app.status.hub import Reader
from broadcaster.app.status.metrics import scrape
from broadcaster.app.status.values import ClockShown, StatusReport
from broadcaster.core.errors import BroadcasterError, ServiceError
from broadcaster.core.text.forms import nfc
from broadcaster.journal.rows.model import Airing, new_id
from broadcaster.journal.writer.ends import AiringEnd
from broadcaster.notices.service.service import NoticeService
from broadcaster.people.access.access import Access
from broadcaster.people.approval.standing import Decisions
from broadcaster.people.decisions.overview import next_starts
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.director.faults import Fault
from broadcaster.playout.live.voice import Lives
from broadcaster.playout.operator import tone
from broadcaster.playout.operator.corrections import CorrectionResult
from broadcaster.playout.operator.repetition import rearm_chains
from broadcaster.playout.requests.by_hand import AskCatchUp, AskHear, AskPlay, AskRelay, AskTest, ForAir
from broadcaster.playout.requests.lexicon_use import HeardOtherwise
from broadcaster.playout.requests.make_up import Continuation
from broadcaster.playout.requests.message_version import AskedVersion, offered
from broadcaster.playout.requests.ticket import Stage, TicketState, at_desk, making
from broadcaster.station.acceptance.files import await_taken, older
from broadcaster.station.model.station import Station
from broadcaster.studio.queues.preview import Preview
from broadcaster.studio.render.studio import open_programmes
from broadcaster.studio.script.passage import Passage
from broadcaster.studio.script.programme import Programme
from broadcaster.timetable.planning.plans import Plans
from broadcaster.timetable.rules.guard import Refusal
from broadcaster.timetable.rules.occurrence import Occurrence
from broadcaster.upkeep.certificate.file import ConsoleDoor

PATIENCE = 5  # seconds for the director
KEEPING = 1.0  # seconds for the disk to take what a stop ended; it may be locked for longer


class StationFacade:
    """Asks the parts of an open station."""

    def __init__(self, parts: StationParts) -> None:
        self._parts = parts
        self._director = parts.director
        self.first_start = parts.first_start
        self.updates = UpdateDesk(parts)

    @property
    def loaded(self) -> LoadedStation:
        """Its files and its journal."""
        return self._parts.loaded

    @property
    def station(self) -> Station:
        """The station that airs."""
        return self.loaded.station

    @property
    def access(self) -> Access:
        """Who may ask what."""
        return self._parts.access

    @property
    def inbox(self) -> InboxDesk:
        """What came from above."""
        return InboxDesk(self._parts)

    @property
    def door(self) -> ConsoleDoor:
        """Where its web console is open."""
        return self._parts.door

    @property
    def filed(self) -> Station:
        """The station that was taken last, with each message as its file is, approved or not."""
        return self.loaded.files.filed

    @property
    def now(self) -> datetime:
        """The time by its clock."""
        return self._parts.clock.now()

    @property
    def approving(self) -> Approving:
        """Takes decisions about messages."""
        return Approving(self._parts)

    @property
    def decisions(self) -> Decisions:
        """What was decided about its messages."""
        return self._parts.book.decisions

    @property
    def plans(self) -> Plans:
        """Makes plans as they air: real lengths, approvals, what is held back.

        Raises:
            ServiceError: the station plans nothing, for want of a journal.
        """
        timetable = self._parts.timetable
        if timetable is None:
            raise ServiceError("service.plans_nothing")
        return timetable.plans

    @property
    def output(self) -> str:
        """What it plays on; "" while the output is lost."""
        return self._director.output

    @property
    def latency(self) -> float:
        """Seconds from the end of an item until its last sample has left the sound card."""
        choice = self._parts.choice
        return choice.latency if choice.kind == "device" else 0.0

    @property
    def notices(self) -> NoticeService:
        """Tells people what happens."""
        return self._parts.notices

    @property
    def faults(self) -> Iterable[Fault]:
        """The faults that were met while it runs."""
        return tuple(self._director.faults)

    @property
    def making(self) -> bool:
        """True while something was asked for that is not at the desk yet."""
        return self._parts.under_way.any

    @property
    def lives(self) -> Lives:
        """Takes people who speak live."""
        return self._parts.sources.lives

    def status(self) -> StatusReport:
        """What the station does, in the language of the caller."""
        return StationStatus(self._parts).describe()

    def metrics(self) -> str:
        """The text of `GET /metrics`."""
        parts = self._parts
        return scrape(self.status(), parts.tally, self._director.work, parts.folder)

    def clock_status(self) -> ClockShown:
        """The clock as `status` shows it."""
        return self._director.call(self._parts.clock_shown).result(10)

    def confirm_clock(self, *, who: str, shown: datetime | None, change: str | None = None) -> ClockShown:
        """See `decisions.confirm`."""
        return confirm(self._parts, who=who, shown=shown, change=change)

    def air(self, ask: ForAir, by: Requester, *, shown: str | None = None) -> str:
        """Put on the air now what is asked for; the ticket to wait for.

        Args:
            ask: what is asked for. A message that was saved just now is taken first; see `await_taken`.
            shown: the version of the message that they were shown.
        """
        manual = self._parts.manual
        match ask:
            case AskPlay():
                return self._play(ask, by, shown)
            case AskRelay():
                return self._parts.sources.relays.relay(ask, by)
            case AskCatchUp(what=what):
                return manual.catch_up(self.loaded.to_make_up(what), by=by)
            case AskHear(message=str(message)):
                await_taken(self.loaded.files, message, urgent=False)
        return manual.take(ask, by)

    def _play(self, ask: AskPlay, by: Requester, shown: str | None) -> str:
        manual, under_way = self._parts.manual, self._parts.under_way
        asked = new_id(self.now)
        under_way.begin(asked, nfc(ask.message))  # a stop ends it from here on
        try:
            await_taken(self.loaded.files, ask.message, urgent=ask.urgent)
            resumed = ask.from_sentence is not None and not ask.rehearse
            cut = self.loaded.cut_today(ask.message) if resumed else None
            if cut is not None:
                return manual.go_on(cut, ask, by, asked)
            return manual.take(ask, by, shown=shown, asked=asked)
        except BaseException:
            under_way.over(asked)
            raise

    def offered(
        self, aside: Callable[[str, BroadcasterError], None], *, urgent: bool = False
    ) -> tuple[AskedVersion, ...]:
        """What may be asked for by hand, as it would air; nothing held back. `aside` is told what fails."""
        return tuple(offered(self.station, self._parts.suspensions, aside, urgent=urgent))

    def heard(self, one: AskedVersion) -> HeardOtherwise:
        """What a lexicon makes of a version, as far as it was read; see `ShownAhead.heard`."""
        return self._parts.shown.heard(one)

    def corrected(self, one: AskedVersion) -> Refusal | None:
        """What is told of a version that was corrected and airs as an emergency all the same."""
        return self._parts.suspensions.ordered(one.station, one.message.id)

    @property
    def held_back(self) -> frozenset[str]:
        """The messages that were corrected and may not air as they are."""
        return frozenset(self._parts.suspensions.of(self.station))

    def go_on(self, airing: str, sentence: int, by: Requester) -> str:
        """Air what is left of an airing of today that was cut, from a sentence on; the ticket.

        Raises:
            ServiceError: it was not cut, or has gone on since; it has no such sentence.
        """
        cut = self.loaded.cut(airing)
        return self._parts.manual.go_on(cut, AskPlay(message=cut.message or "", from_sentence=sentence), by)

    def onward(self, airing: Airing) -> Continuation | None:
        """The sentence in which an airing was cut; None where that is not known."""
        return self._parts.manual.onward(airing)

    def older(self, message: str) -> str | None:
        """The error in a message's file for which it airs as it was before; see `saved.older`."""
        return older(self.loaded.files, message)

    def hears(self, zones: Collection[str]) -> bool:
        """True if the ward hears what is rehearsed for some zones, or for all; see `AirGuard.hears`."""
        return self._parts.guard.hears(zones)

    def warm_listening(self) -> None:
        """Somebody begins to write: have the first sentence that they want to hear sound soon."""
        self._parts.listening.warm()

    def sound_of(self, wanted: Passage) -> Preview:
        """The sound of a sentence or a stretch of a text; nothing of it airs. See `preview`."""
        return self._parts.listening.passage(wanted)

    def programme(self, message: str) -> Programme:
        """The whole programme of a message as its file is now, approved or not; waits until it is made.

        A file that was saved just now is taken first; errors as `Listening.programme`.
        """
        self.await_taken(message)
        return self._parts.listening.programme(message)

    def await_taken(self, message: str) -> None:
        """Wait until the file of a message is taken as it is now; see `await_taken`."""
        await_taken(self.loaded.files, message, urgent=False)

    def starts(self, names: Iterable[str] | None = None) -> Mapping[str, datetime]:
        """When the next session of these messages, or of all, begins within two weeks, approved or not."""
        return next_starts(self.filed, self.now, names)

    def length(self, message: str) -> float | None:
        """Seconds of the last programme of a message that was rendered ahead; None where there is none."""
        timetable = self._parts.timetable
        return None if timetable is None else timetable.render_ahead.length(message)

    def stop(self, *, everything: bool = False, who: str = "") -> tuple[str, ...]:
        """End what is on air, or all that was asked for; the ids of the airings. See `decisions.stop`.

        It is on the disk when this returns, so that no power cut brings back what a person stopped; but for
        one that does not take it in time.
        """
        parts = self._parts
        ended = self._director.call(lambda: stop(parts, everything=everything, who=who)).result(PATIENCE)
        parts.as_run.log.await_kept(ended, KEEPING)
        return ended

    def rearm(self, message: str | None = None, *, who: str) -> int:
        """Let emergencies go on that air over `longest` or repeat; how many. ServiceError where none does."""
        held = self._director.rearm().result(PATIENCE) if message is None else False
        try:
            return self._director.call(lambda: self._rearm_chains(message, who)).result(PATIENCE)
        except ServiceError:
            if held:
                return 1
            raise

    def correct(self, name: str, text: str, by: Requester) -> CorrectionResult:
        """End a mistake, suspend its message, and air what is right."""
        return self._parts.corrections.correct(name, text, by)

    def release(self, message: str, *, who: str) -> bool:
        """Let a suspended message air again; false if it was not suspended."""
        return self._parts.corrections.release(message, who)

    def prefer(self, name: str, *, who: str) -> str:
        """Let one of two priority messages that conflict go first; which message."""
        return self._director.call(lambda: self._parts.conflicts.prefer(name, who)).result(PATIENCE)

    def test_tone(self, ask: AskTest, by: Requester) -> str:
        """Let a low tone be heard as maintenance, unless anything airs or is about to; the ticket."""
        idle = self._director.call(lambda: self._director.desk.idle).result(PATIENCE)
        planned = self.plan(self.now, tone.until(self.now, self.station.settings.keying))
        return self._parts.manual.test_tone(ask, by, tone.why_not(idle, planned))

    def ticket_state(self, ticket: str) -> TicketState:
        """How a request stands now."""
        as_run, desk = self._parts.as_run.log, self._director.desk
        ended = as_run.wait(ticket, 0)
        if ended is not None:
            return TicketState(stage=Stage.ENDED, ended=ended)
        if self._parts.manual.makes(ticket):
            return self._director.call(lambda: making(desk)).result(PATIENCE)
        found = self._director.call(lambda: at_desk(desk, ticket)).result(PATIENCE)
        if found is not None:
            return found
        ended = as_run.wait(ticket, 0)  # it may have ended between the looks
        return TicketState(stage=Stage.UNKNOWN if ended is None else Stage.ENDED, ended=ended)

    def report(self, fault: BroadcasterError) -> None:
        """Show a fault in `status` and in the journal."""
        self._director.report(fault)

    def wait(self, ticket: str, seconds: float) -> AiringEnd | None:
        """How a request ended, or None if it has not ended within `seconds`."""
        return self._parts.as_run.log.wait(ticket, seconds)

    def repeats(self, ticket: str) -> tuple[float, float] | None:
        """Seconds after which a request repeats, and ends by itself; None if it airs once."""
        every, longest = self._parts.manual.every(ticket), self._parts.manual.longest
        return None if every is None else (every, longest.total_seconds())

    def warning(self, ticket: str) -> Refusal | None:
        """See `Manual.warning`."""
        told = self._parts.manual.warning(ticket)
        return told or self._parts.sources.relays.warning(ticket)

    @property
    def repeating(self) -> bool:
        """True while any emergency repeats until it is stopped."""
        return bool(self._parts.repeating.chains)

    def plan(self, first: datetime, until: datetime) -> list[Occurrence]:
        """Every planned airing that starts in [first, until), refused or not; none without a timetable."""
        timetable = self._parts.timetable
        return [] if timetable is None else timetable.plans.plan(self.station, first, until)

    def finished(self, sound_digest: str) -> Path | None:
        """The file of what was aired with this sound; None where it is no longer kept."""
        found = open_programmes(self.station).get(sound_digest)
        return None if found is None else found.path

    def on_air(self) -> Airs | None:
        """What is on air, with the instants of its sentences."""
        return self._parts.feed.air()

    def follow(self, wake: Callable[[], object], *, level: bool = False) -> Reader:
        """Follow what happens, beginning with what is on air and waits now; end it with `unfollow`.

        Args:
            wake: called when there is something to take, on any thread; must not wait.
        """
        return self._parts.feed.follow(level=level, wake=wake)

    def unfollow(self, reader: Reader) -> None:
        """Follow no more."""
        self._parts.feed.hub.leave(reader)

    def end_events(self) -> None:
        """The station ends: tell all who follow."""
        self._parts.feed.hub.close()

    def _rearm_chains(self, message: str | None, who: str) -> int:
        parts = self._parts
        keying, keyer = parts.desk.keying, parts.keyer
        return rearm_chains(parts.repeating, keying, keyer, self.now, message=message, who=who)
