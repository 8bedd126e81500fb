"""Emergencies that repeat until stopped.

Their airings one after the other, each with its own row, and the yes of a person that renews them.

On the director's thread only. The row of the next airing is written as soon as the last one has ended, so
whatever ends the chain in between (a person, its time, a power cut) has its line in the journal. A restart
does not go on with a chain, since a crash loop would repeat it endlessly: the next start only reports it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from pydantic import TypeAdapter

from broadcaster.core import state_files
from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError, ServiceError
from broadcaster.core.whole_files import write_bytes
from broadcaster.journal.rows.model import Outcome, new_id
from broadcaster.journal.rows.names import is_stored
from broadcaster.journal.writer.as_run_log import AsRunLog
from broadcaster.journal.writer.ends import Dispatcher
from broadcaster.journal.writer.entries import asked_for
from broadcaster.playout.desk import chain as rules
from broadcaster.playout.desk.chain import EmergencyChain, Step
from broadcaster.playout.desk.keying_plan import KeyingPlan
from broadcaster.playout.desk.orders import Closed, Rearm
from broadcaster.playout.desk.request import Request
from broadcaster.playout.desk.requester import Requester
from broadcaster.playout.director.director import Director
from broadcaster.playout.keying.keyer import Keyer
from broadcaster.playout.requests.members import Member, items
from broadcaster.station.model.message import Message
from broadcaster.station.model.station import Station
from broadcaster.studio.script.programme import Programme
from broadcaster.timetable.rules.guard import Refusal

MEMORY = "repeating.json"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Left:
    """What the file holds: the titles of the messages that repeat."""

    titles: tuple[str, ...]


_SHAPE = TypeAdapter(_Left)


def left_in(memory: Path) -> tuple[str, ...]:
    """The titles that the last process left; none where it ended its chains."""
    left = state_files.load(memory, _SHAPE)
    return () if left is None else left.titles


def keep(memory: Path, titles: Sequence[str]) -> None:
    """Write the titles; no file where there are none."""
    try:
        if titles:
            write_bytes(memory, json.dumps({"titles": titles}, ensure_ascii=False).encode())
        else:
            memory.unlink(missing_ok=True)
    except (OSError, BroadcasterError):
        # It only serves the report after a crash; the chain itself does not need it.
        log.exception("the chains cannot be kept in %s", memory)


@dataclass(slots=True, kw_only=True)
class RunningChain:
    """A chain, what it airs, and the request of the airing under way or next."""

    chain: EmergencyChain
    message: Message
    programme: Programme
    request: Request
    note: Refusal | None = None  # of each of its airings
    airings: list[str]  # so far, with the one under way or next

    @property
    def item(self) -> str:
        """The airing under way or next."""
        return self.request.items[0].id

    def is_of(self, message: str | None, airing: str | None = None) -> bool:
        """True if it is that of `message`, or any is meant; of typed texts, only that of their airing."""
        if message is None or airing is None or is_stored(self.message.id):
            return message in (None, self.message.id)
        return airing in self.airings


@dataclass(kw_only=True, eq=False)
class Repeating:
    """All chains, one for a message or a typed text. On the director's thread only.

    Args:
        lead: how long before its instant an airing is given to the desk.
        memory: file that outlives a crash; None for no memory.
    """

    as_run: AsRunLog
    dispatcher: Dispatcher
    director: Director
    clock: Clock
    lead: timedelta
    memory: Path | None = None

    def __post_init__(self) -> None:
        self._chains: dict[str, RunningChain] = {}
        self._unkept = False
        self.dispatcher.listeners.append(self)

    @property
    def chains(self) -> tuple[RunningChain, ...]:
        """The chains that go on, in the order in which they began."""
        return tuple(self._chains.values())

    def recall(self) -> None:
        """At start: report chains that the last process left, and forget them."""
        left = () if self.memory is None else left_in(self.memory)
        if not left:
            return
        for title in left:
            self.director.fault(ServiceError("service.chain_not_resumed", title=title))
        self._remember()

    def begin(
        self,
        asked: Request,
        message: Message,
        programme: Programme,
        *,
        longest: timedelta,
        now: datetime,
        note: Refusal | None = None,
    ) -> None:
        """`asked`, already with the desk, is the first airing of a chain of `message`.

        `note` is what the journal says of each airing that ends without another reason.
        """
        key = _key(message, programme)
        old = self._chains.get(key)
        if old is not None and old.request.terms.emergency and not asked.terms.emergency:
            return  # what a person wants as an emergency goes on; this airs once besides
        if old is not None:
            self._end(old, rules.RENEWED, now)
        every = timedelta(seconds=message.every or 0)
        length, who = asked.items[0].length(), asked.terms.by.shown
        chain = EmergencyChain(
            every=every, length=length, longest=longest, yes=now, who=who, at=asked.planned
        )
        self._chains[key] = RunningChain(
            chain=chain, message=message, programme=programme, request=asked, note=note, airings=[asked.id]
        )
        log.warning("emergency %s repeats every %s until stopped, by %s", message.id, every, who)
        self._unkept = True  # kept once it is heard: the air does not wait for the disk

    def started(self, item_id: str, at: datetime) -> None:
        """See `dispatcher.Listener`."""
        kept = self._of(item_id)
        if kept is not None:
            kept.chain = rules.started(kept.chain, at)
            if self._unkept:
                self._remember()

    def closed(self, closed: Closed) -> None:
        """See `dispatcher.Listener`."""
        kept = self._of(closed.item.id)
        if kept is None or kept.chain.waiting:
            return
        after = rules.closed(kept.chain, closed.at, closed.outcome, closed.reason)
        if isinstance(after, Refusal):
            self._forget(kept, after)
            return
        kept.chain = after
        self._plan(kept)

    def look(self) -> None:
        """Do what is due."""
        now = self.clock.now()
        for kept in self.chains:
            match rules.step(kept.chain, now, self.lead):
                case Step.AIR:
                    kept.chain = rules.handed_over(kept.chain, now)
                    kept.request = replace(kept.request, planned=kept.chain.at)
                    self.director.submit(kept.request)
                case Step.END:
                    self._end(kept, rules.OVER, now)
                    continue
            if rules.ends_soon(kept.chain, now) and not kept.chain.warned:
                kept.chain = replace(kept.chain, warned=True)
                self._warn(kept)

    def stop(
        self, reason: Refusal, *, message: str | None = None, airing: str | None = None
    ) -> tuple[str, ...]:
        """End chains whose airing is not on the air: all, or that of `message`; their airings.

        Args:
            airing: one of the chain, by which typed texts are told apart.
        """
        found = [k for k in self.chains if k.is_of(message, airing)]
        for kept in found:
            self._end(kept, reason, self.clock.now())
        return tuple(kept.item for kept in found)

    def rearm(self, message: str | None, who: str) -> int:
        """A person's yes to go on, for all chains or that of `message`; how many there are.

        Raises:
            ServiceError: there is none.
        """
        found = [k for k in self.chains if message in (None, k.message.id)]
        if not found:
            raise ServiceError("service.nothing_to_rearm")
        now = self.clock.now()
        for kept in found:
            kept.chain = rules.rearmed(kept.chain, now, who)
            self.dispatcher.note(kept.item, Refusal(code="playout.rearmed", facts=(("who", who),)))
            log.warning("emergency %s goes on until %s, by %s", kept.message.id, kept.chain.until, who)
        return len(found)

    def clock_set(self, seconds: float) -> None:
        """The wall clock was set: the ends and starts of chains move with it."""
        for kept in self.chains:
            kept.chain = rules.moved(kept.chain, timedelta(seconds=seconds))

    def _of(self, item_id: str) -> RunningChain | None:
        return next((k for k in self.chains if k.item == item_id), None)

    def _plan(self, kept: RunningChain) -> None:
        """Write the row of the next airing, and make its request."""
        chain, now = kept.chain, self.clock.now()
        terms = replace(kept.request.terms, by=Requester(shown=chain.who))
        entry = asked_for(kept.message, terms, chain.at, kept.programme)
        airing = self.as_run.intend_soon(entry, airing=new_id(now))
        member = Member(airing=airing, message=kept.message, programme=kept.programme)
        if kept.note is not None:
            self.dispatcher.note(airing, kept.note)
        kept.request = Request(id=airing, terms=terms, planned=chain.at, items=items([member]))
        kept.airings.append(airing)

    def _end(self, kept: RunningChain, reason: Refusal, now: datetime) -> None:
        """End a chain; its airing, if it is with the desk, is taken off there."""
        self._forget(kept, reason)
        if not kept.chain.waiting:
            name = kept.item
            self.director.withdraw(lambda item: item.id == name, reason)
            return
        item = kept.request.items[0]
        self.dispatcher.closed(
            Closed(request=kept.request, item=item, outcome=Outcome.REFUSED, at=now, reason=reason)
        )

    def _forget(self, kept: RunningChain, reason: Refusal) -> None:
        del self._chains[_key(kept.message, kept.programme)]
        log.warning("emergency %s repeats no more: %s", kept.message.id, reason.code)
        if reason == rules.OVER:
            self.director.fault(ServiceError("service.chain_over", title=kept.message.title))
        self._remember()

    def _warn(self, kept: RunningChain) -> None:
        minutes = max(1, round((kept.chain.until - self.clock.now()) / timedelta(minutes=1)))
        log.warning("emergency %s ends in %d minutes unless re-armed", kept.message.id, minutes)
        self.director.fault(
            ServiceError("service.chain_ends_soon", title=kept.message.title, minutes=minutes)
        )

    def _remember(self) -> None:
        self._unkept = False
        if self.memory is not None:
            titles = [kept.message.title for kept in self.chains]
            # On the writer's thread: no disk keeps the air waiting.
            self.as_run.writer.ask(partial(keep, self.memory, titles))


def _key(message: Message, programme: Programme) -> str:
    """By which a chain is known: two typed texts are two, and neither ends the other."""
    return message.id if is_stored(message.id) else f"{message.id} {programme.words_digest}"


def longest(station: Station) -> timedelta:
    """How long what repeats until it is stopped goes on without a person's new yes."""
    return timedelta(seconds=station.settings.keying.longest)


def rearm_chains(
    repeating: Repeating, keying: KeyingPlan, keyer: Keyer, now: datetime, *, message: str | None, who: str
) -> int:
    """Re-arm all chains, or that of `message`; how many there are. On the director's thread only.

    A siren every minute may keep its transmitter on all the time. Without this the watchdog of the keying
    would end it, although somebody has just said that it goes on.

    Raises:
        ServiceError: there is none.
    """
    count = repeating.rearm(message, who)
    requests = [kept.request for kept in repeating.chains if message in (None, kept.message.id)]
    for order in keying.rearm(requests, now):
        if isinstance(order, Rearm):
            keyer.rearm(order.name)
    return count
