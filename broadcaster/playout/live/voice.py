"""A voice on the air while it is spoken: at a microphone of the station, or sent in chunks.

A session is armed first (the microphone is open to the meter, nothing airs). Its first `talk` hands
it to the desk, and the opening covers what is left of the start. The speaker's
terminal or browser must send requests: one that is gone leaves no open microphone behind. One person
speaks at a time: who comes second is told who speaks. An emergency in which nobody speaks gives way to
another, and a person's own to their next. Each session is a process, so only a few are armed or rehearsed
at a time, one of each person, who arms one after the other. Nobody waits for the start of another one's.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

from broadcaster.core.clock import Clock
from broadcaster.core.errors import PeopleError, Phrase, ServiceError
from broadcaster.journal.rows.model import AiringKind, new_id
from broadcaster.journal.rows.names import LIVE, titled
from broadcaster.journal.writer.entries import entry_on
from broadcaster.playout.desk.orders import RIGHT_LOST
from broadcaster.playout.desk.request import Item, Request, Urgency
from broadcaster.playout.director.director import Director
from broadcaster.playout.director.preparation import UnderWay
from broadcaster.playout.live.airings import Airings
from broadcaster.playout.live.feeds import Feeds, voice_choice
from broadcaster.playout.live.session import (
    GAVE_WAY,
    SILENT_GAVE_WAY,
    VoiceSession,
    VoiceSessionOrder,
    VoiceSessionView,
    fitting,
    quiet_now,
)
from broadcaster.playout.requests.by_hand import LONGEST_TALK, VOICE_FORMS
from broadcaster.playout.requests.manual_request import terms_of
from broadcaster.playout.requests.members import Hears
from broadcaster.playout.requests.share import OneEach
from broadcaster.playout.source.choice import SourceChoice
from broadcaster.station.model.station import InForce
from broadcaster.timetable.rules.guard import Refusal, all_margins

PATIENCE = 5.0  # seconds for the desk to take a session
LEASE = 5.0  # seconds without a request of the speaker, after which the session ends
ARMED = 600.0  # seconds that a session may wait for its first word
LOOK = 0.5  # seconds between two looks at the leases
LARGEST = 1 << 18  # bytes of a chunk
MOST = 4  # sessions that are armed or rehearsed at a time

log = logging.getLogger(__name__)


@dataclass(kw_only=True, eq=False)
class Lives:
    """The sessions, by their secret tickets. May be called from any thread."""

    airings: Airings
    feeds: Feeds
    director: Director
    clock: Clock
    current: InForce
    guard: Hears
    under_way: UnderWay

    def __post_init__(self) -> None:
        self._sessions: dict[str, VoiceSession] = {}
        self._claiming = threading.Lock()
        self._arming = OneEach()
        self._to_come = 0  # sessions that have their place and whose source starts
        self._stop = threading.Event()
        self._watch = threading.Thread(target=self._watch_leases, name="leases", daemon=True)

    def start(self) -> None:
        """Begin to watch the leases."""
        self._watch.start()

    def look(self) -> None:
        """End what must not go on: its speaker is gone, waits too long, or may speak no more."""
        now = self.clock.monotonic()
        for ticket, session in list(self._sessions.items()):
            try:
                self._look_at(ticket, session, now)
            except Exception:
                # Whatever goes wrong with one, no other microphone stays open for it.
                log.exception("a live session cannot be looked at")

    def close(self) -> None:
        """End the watch; `Sources` ends the sources."""
        self._stop.set()
        if self._watch.is_alive():
            self._watch.join(2)

    def quiet(self) -> Refusal | None:
        """Why nobody may speak now but in an emergency; None outside quiet hours."""
        return quiet_now(self.current.station, self.clock.now())

    @property
    def speaker(self) -> str | None:
        """Who speaks now; None if nobody does."""
        speaking = (each for each in list(self._sessions.values()) if each.claimed and not each.rehearsed)
        return next((each.wish.by.shown or "–" for each in speaking if not each.state.over), None)

    def arm(self, wish: VoiceSessionOrder) -> str:
        """Open the microphone to the meter; the ticket for all that follows.

        Raises:
            ServiceError: somebody speaks, or too many are armed; this person is arming another one; unknown
                class, zone or form, or no sensible length.
            PlayoutError: the source process cannot be started.
        """
        station = self.current.station
        terms = terms_of(station, wish.ask, wish.by, Urgency.LIVE, AiringKind.LIVE)
        if wish.ask.form is not None and wish.ask.form not in VOICE_FORMS:
            raise ServiceError("service.unknown_form", written=wish.ask.form)
        if not 1 <= wish.ask.seconds <= LONGEST_TALK:
            raise ServiceError("service.bad_talk_length", longest=round(LONGEST_TALK / 60))
        heard = not wish.ask.rehearse or self.guard.hears(terms.zones)
        self._refuse_second(wish, heard=heard)
        choice = voice_choice(station, wish.ask)
        airing, ticket = new_id(self.clock.now()), secrets.token_urlsafe(16)
        with self._arming.of(wish.by.shown), self._room(wish):
            feed = self.feeds.open(airing, choice)
            now = self.clock.monotonic()
            self._sessions[ticket] = VoiceSession(
                wish=wish,
                terms=terms,
                heard=heard,
                choice=choice,
                airing=airing,
                feed=feed,
                seen=now,
                armed=now,
            )
        return ticket

    def talk(self, ticket: str, on: bool) -> VoiceSessionView:
        """Open or shut the microphone; the first time it goes on air with that.

        Raises:
            ServiceError: unknown ticket, somebody else speaks, or the microphone does not work.
            PeopleError: the speaker had the right when it was armed, and has it no more; the session ends.
            BroadcasterError: the journal cannot be written.
        """
        session = self._session(ticket)
        with session.lock:
            _refuse_over(session)
            if on:
                session.wish = self._as_of_now(ticket, session)
            if on and not session.on_air:
                self._claim(session)
                session.feed.talk(on)
                try:
                    self._hand_over(session)
                except BaseException:
                    session.feed.talk(False)
                    session.claimed = False
                    raise
                session.on_air = True
            else:
                session.feed.talk(on)
        return self._shown(session)

    def end(self, ticket: str) -> VoiceSessionView:
        """End the session: with the closing if it is on air."""
        session = self._session(ticket)
        session.feed.end()
        if not session.on_air:
            self._forget(ticket)
        return self._shown(session)

    def show(self, ticket: str) -> VoiceSessionView:
        """How the session is; a sign of life."""
        return self._shown(self._session(ticket))

    def write(self, ticket: str, number: int, data: bytes) -> VoiceSessionView:
        """Take a chunk of sound; a sign of life.

        Raises:
            ServiceError: unknown ticket, no session of chunks, or the chunk is too large.
        """
        session = self._session(ticket)
        if session.wish.ask.form is None or len(data) > LARGEST:
            raise ServiceError("service.no_chunks", largest=LARGEST)
        with session.order:
            for piece in session.chunks.push(number, data, self.clock.monotonic()):
                session.feed.write(piece)
        return self._shown(session)

    def _session(self, ticket: str) -> VoiceSession:
        session = self._sessions.get(ticket)
        if session is None:
            raise ServiceError("service.no_session")
        session.seen = self.clock.monotonic()
        return session

    def _hand_over(self, session: VoiceSession) -> None:
        now, ask, by = self.clock.now(), session.wish.ask, session.wish.by
        choice = session.choice
        if session.heard and not ask.urgent:
            choice = fitting(self.current.station, choice, now)
            if choice != session.choice:
                session.feed.limit(choice.longest)
                session.choice = choice
        terms = replace(session.terms, by=by)
        # What is said cannot be approved ahead: the leadership hears it when all do.
        confirm = self.current.station.settings.approval.required and session.heard and not by.leads
        entry = replace(entry_on(terms, LIVE, now), confirm=confirm)
        self.under_way.begin(session.airing, LIVE)  # a stop ends it while the disk is waited for
        try:
            self.airings.intend(entry, session.airing, whatever=ask.urgent)
        except BaseException:
            self.under_way.over(session.airing)
            raise
        item = voice_item(session.airing, by.shown, session.feed.path, choice)
        request = Request(id=session.airing, terms=terms, planned=now, items=(item,))
        self.director.call(lambda: self.under_way.hand_over(request, self.director)).result(PATIENCE)

    def _claim(self, session: VoiceSession) -> None:
        """Take the one place on the air."""
        with self._claiming:
            _refuse_over(session)  # an emergency may have its place since it was looked at
            for other in self._refuse_second(session.wish, heard=session.heard):
                own = other.wish.of_same_person(session.wish)
                log.warning("the emergency of %s gives way to %s", other.wish.by.shown, session.wish.by.shown)
                other.gave_way = GAVE_WAY if own else SILENT_GAVE_WAY
                other.feed.end(other.gave_way)
            session.claimed = True

    @contextmanager
    def _room(self, wish: VoiceSessionOrder) -> Iterator[None]:
        """A place for one more session while its source starts.

        The person's other session ends; where all places are taken, for an emergency the oldest one.

        Raises:
            ServiceError: all places are taken.
        """
        going = self._taken(wish)
        try:
            for session in going:
                if session.on_air:
                    session.feed.end(GAVE_WAY)
                else:
                    # Who arms again and again waits for the end of their own: else the ends are the crowd.
                    self.feeds.close(session.airing, wait=session.wish.by.shown == wish.by.shown)
            yield
        finally:
            with self._claiming:
                self._to_come -= 1

    def _taken(self, wish: VoiceSessionOrder) -> list[VoiceSession]:
        """Take a place; the sessions that must end for it."""
        with self._claiming:
            held = [each for each in list(self._sessions.values()) if each.may_give_way]
            going = [each for each in held if each.wish.by.shown == wish.by.shown]
            others = [each for each in held if each.wish.by.shown != wish.by.shown]
            if len(others) + self._to_come >= MOST:
                if not wish.ask.urgent:
                    raise ServiceError("service.too_many_armed", most=MOST)
                if others:
                    going.append(min(others, key=lambda each: (each.wish.ask.urgent, each.armed)))
            for session in going:
                session.gave_way = GAVE_WAY
            self._to_come += 1
        return going

    def _refuse_second(self, wish: VoiceSessionOrder, *, heard: bool) -> list[VoiceSession]:
        """One person speaks at a time; only an emergency takes the air from a voice that is none.

        Returns:
            The emergency that must give way to another one: nobody speaks in it, or it is the same person's,
            whose browser may be gone.

        Raises:
            ServiceError: somebody speaks already.
        """
        going = []
        for other in list(self._sessions.values()):
            if not other.claimed or other.state.over or other.rehearsed or not heard:
                continue
            urgent = other.wish.ask.urgent
            if urgent and wish.ask.urgent and (other.silent or other.wish.of_same_person(wish)):
                going.append(other)
            elif urgent or not wish.ask.urgent:
                raise ServiceError("service.live_busy", who=other.wish.by.shown or "–")
        return going

    def _shown(self, session: VoiceSession) -> VoiceSessionView:
        lead, _ = all_margins(self.current.station.settings)
        return VoiceSessionView(
            airing=session.airing,
            on_air=session.on_air,
            source=session.state,
            lost=session.chunks.lost,
            lead=0.0 if session.wish.ask.rehearse else lead.total_seconds(),
            opening=session.choice.opening_length,
            longest=session.choice.longest,
        )

    def _forget(self, ticket: str) -> None:
        session = self._sessions.pop(ticket, None)
        if session is not None and not session.on_air:
            self.feeds.close(session.airing)

    def _watch_leases(self) -> None:
        while not self._stop.wait(LOOK):
            self.look()

    def _look_at(self, ticket: str, session: VoiceSession, now: float) -> None:
        state = session.feed.state
        gone = now - session.seen > LEASE
        if not session.on_air and (gone or now - session.armed > ARMED):
            self._forget(ticket)
        elif gone and not state.over:
            log.warning("the speaker is gone: the microphone is shut")
            session.feed.end("playout.speaker_gone")
        elif gone:
            self._forget(ticket)
        elif not state.over:
            with suppress(PeopleError):
                self._as_of_now(ticket, session)

    def _as_of_now(self, ticket: str, session: VoiceSession) -> VoiceSessionOrder:
        """What is asked for, with what its speaker is now; who may speak no more is heard no more.

        Raises:
            PeopleError: they may not.
        """
        wish = session.wish
        if wish.by.still_leads is None:
            return wish
        try:
            return replace(wish, by=replace(wish.by, leads=wish.by.still_leads()))
        except PeopleError:
            log.warning("the speaker may speak no more: the microphone is shut")
            if session.claimed:
                session.feed.end(RIGHT_LOST.code)
            else:
                self._forget(ticket)
            raise


def _refuse_over(session: VoiceSession) -> None:
    if session.state.over:
        raise ServiceError("service.voice_over", why=session.state.fault or "–")


def voice_item(airing: str, who: str, path: str, choice: SourceChoice) -> Item:
    """The desk's item for a voice; its title names the speaker."""
    return Item(
        id=airing,
        message=LIVE,
        title=Phrase(code="playout.speaks_live", facts=(("who", who),)) if who else titled(LIVE, ""),
        path=path,
        rate=choice.rate,
        start_frame=0,
        end_frame=round(choice.whole * choice.rate),
        live=True,
    )
