"""Relays by hand: a source of the station's list is put through for a time."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

from broadcaster.core.clock import Clock
from broadcaster.core.errors import ServiceError
from broadcaster.journal.rows.model import AiringKind, new_id
from broadcaster.journal.rows.names import RELAYED
from broadcaster.journal.writer.entries import entry_on
from broadcaster.people.versions.clearance import Approvals
from broadcaster.playout.desk.request import Item, Request, Urgency
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.director.director import Director
from broadcaster.playout.director.preparation import UnderWay
from broadcaster.playout.live.airings import Airings
from broadcaster.playout.live.feeds import Feeds, listed, relay_choice
from broadcaster.playout.live.session import fitting
from broadcaster.playout.requests.by_hand import LONGEST_RELAY, SHORTEST_RELAY, AskRelay, known_zones
from broadcaster.playout.requests.manual_request import terms_of
from broadcaster.playout.requests.members import Hears
from broadcaster.playout.requests.share import OneEach
from broadcaster.playout.source.choice import SourceChoice
from broadcaster.station.model.message import Message, Priority
from broadcaster.station.model.station import InForce, Station, find_message
from broadcaster.studio.script.programme import Programme
from broadcaster.timetable.rules.guard import Refusal

PATIENCE = 5.0  # seconds for the desk to take it
REMEMBERED = 50  # requests of which it is still told what is wrong with them
STARTING = 1.0  # seconds that the source process may take to start, after which its patience counts


class SoundMaker(Protocol):
    """Has the sound of messages, or makes it."""

    def render(self, message: Message, *, urgent: bool) -> Programme:
        """A message of the station, as it was rendered ahead or rendered now; blocks."""


@dataclass(kw_only=True, eq=False)
class Relays:
    """Starts a source in the caller's thread, and gives it to the desk."""

    airings: Airings
    feeds: Feeds
    director: Director
    clock: Clock
    current: InForce
    sounds: SoundMaker
    guard: Hears
    under_way: UnderWay
    approvals: Approvals

    def __post_init__(self) -> None:
        self._warnings: OrderedDict[str, Refusal] = OrderedDict()
        self._one_each = OneEach()

    def warning(self, ticket: str) -> Refusal | None:
        """What whoever asked of late for an emergency is told of what stands in."""
        return self._warnings.get(ticket)

    def relay(self, ask: AskRelay, by: Requester) -> str:
        """Put a source through now.

        Args:
            ask: the source's name in station.yaml, or its very address there; for how long, less where quiet
                hours begin before; the message that airs if it fails. In the normal class by default.

        Returns:
            The airing's id, to wait for.

        Raises:
            ServiceError: the source is not listed, the time, class or a zone is none, or the one before it of
                this person is still being connected.
            StationError: unknown fallback.
            BroadcasterError: the fallback cannot be rendered, the source process not started.
        """
        with self._one_each.of(by.shown):
            return self._relay(ask, by)

    def _relay(self, ask: AskRelay, by: Requester) -> str:
        station = self.current.station
        name, address = listed(station, ask.source)
        if not SHORTEST_RELAY <= ask.seconds <= LONGEST_RELAY:
            raise ServiceError("service.bad_length", longest=round(LONGEST_RELAY / 3600))
        zones = known_zones(station, ask.zones)
        message = None if ask.fallback is None else find_message(station, ask.fallback)
        airing = new_id(self.clock.now())
        self.under_way.begin(airing, f"{RELAYED} {name}")  # from here on a stop ends it
        try:
            instead = () if message is None else (self._instead(airing, station, message, ask, by),)
            choice = relay_choice(
                station,
                address,
                ask.seconds,
                opening=True,
                closing=True,
                emergency=ask.chosen is Priority.EMERGENCY,
                replaced=message is not None,
            )
            if not (ask.urgent or (ask.rehearse and not self.guard.hears(zones))):
                choice = fitting(station, choice, self.clock.now())
            self._connect(airing, name, choice, instead, ask, by)
        finally:
            self.under_way.over(airing)
        return airing

    def _connect(
        self,
        airing: str,
        name: str,
        choice: SourceChoice,
        instead: tuple[Item, ...],
        ask: AskRelay,
        by: Requester,
    ) -> None:
        feed = self.feeds.open(airing, choice)
        try:
            feed.wait_ready(choice.patience + STARTING)
            self._hand_over(name, (_relayed(airing, name, feed.path, choice), *instead), ask, by)
        except BaseException:
            self.feeds.close(airing)
            raise

    def _instead(self, airing: str, station: Station, message: Message, ask: AskRelay, by: Requester) -> Item:
        """What airs where the source fails; in an emergency also what nobody approved, which is told."""
        programme = self.sounds.render(message, urgent=ask.urgent)
        confirm = ask.urgent and self.approvals.to_confirm(
            station, message.id, programme.words_digest, programme.sound_digest, leads=by.leads
        )
        if confirm:
            told = Refusal(code="playout.instead_unapproved", facts=(("title", message.title),))
            self._warnings[airing] = told
            while len(self._warnings) > REMEMBERED:
                self._warnings.popitem(last=False)
        return Item(
            id=new_id(self.clock.now() + timedelta(milliseconds=1)),
            message=message.id,
            title=message.title,
            path=str(programme.path),
            rate=programme.rate,
            start_frame=0,
            end_frame=programme.frames,
            words_digest=programme.words_digest,
            cues=tuple(sorted(cue.start_frame for cue in programme.cues)),
            sentences=programme.sentences,
            joined=True,
            stands_in_for=airing,
            confirm=confirm,
        )

    def _hand_over(self, name: str, items: tuple[Item, ...], ask: AskRelay, by: Requester) -> None:
        now, by = self.clock.now(), replace(by, leads=False)
        terms = terms_of(self.current.station, ask, by, Urgency.NORMAL, AiringKind.RELAY)
        self.airings.intend(entry_on(terms, f"{RELAYED} {name}", now), items[0].id, whatever=ask.urgent)
        request = Request(id=items[0].id, terms=terms, planned=now, items=items)

        self.director.call(lambda: self.under_way.hand_over(request, self.director)).result(PATIENCE)


def _relayed(airing: str, name: str, path: str, choice: SourceChoice) -> Item:
    return Item(
        id=airing,
        message=f"{RELAYED} {name}",
        title=name,
        path=path,
        rate=choice.rate,
        start_frame=0,
        end_frame=round(choice.whole * choice.rate),
        live=True,
    )
