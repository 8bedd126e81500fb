"""The operator's parts put together: manual requests, live voices, relays, repetitions, corrections."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError
from broadcaster.journal.log.journal import Journal
from broadcaster.journal.rows.model import Reason
from broadcaster.journal.writer.as_run_log import AsRunLog
from broadcaster.journal.writer.ends import Dispatcher
from broadcaster.people.versions.clearance import Approvals
from broadcaster.playout.desk.request import Request
from broadcaster.playout.desk.waiting_list import LEAD
from broadcaster.playout.director.director import Director
from broadcaster.playout.director.preparation import UnderWay
from broadcaster.playout.live.airings import Airings
from broadcaster.playout.live.feeds import Feeds
from broadcaster.playout.live.sources import Sources
from broadcaster.playout.operator.conflicts import Conflicts
from broadcaster.playout.operator.corrections import Corrections, Mistakes
from broadcaster.playout.operator.handover import HandOver
from broadcaster.playout.operator.manual import Manual, longest
from broadcaster.playout.operator.render_queue import RenderQueue
from broadcaster.playout.operator.repetition import MEMORY, Repeating
from broadcaster.playout.operator.shown_ahead import ShownAhead
from broadcaster.playout.operator.sounds import Sounds
from broadcaster.playout.operator.suspensions import Suspensions
from broadcaster.playout.requests.manual_request import ManualRequest
from broadcaster.station.model.station import Station
from broadcaster.studio.queues.preview import ReadyProgrammes
from broadcaster.timetable.rules.guard import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Its parts."""

    sources: Sources
    repeating: Repeating
    conflicts: Conflicts
    manual: Manual
    corrections: Corrections
    under_way: UnderWay  # what is not at the desk yet
    submit: Callable[[Request], None]
    shown: ShownAhead  # idle until it is started

    def close(self) -> None:
        """Give up what is being made, end every source."""
        self.shown.close()
        self.manual.close()
        self.sources.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the operator works with; for most of it see `Manual`."""

    airings: Airings
    feeds: Feeds
    director: Director
    clock: Clock
    station: Callable[[], Station]
    as_run: AsRunLog
    journal: Journal
    dispatcher: Dispatcher
    suspensions: Suspensions
    state: Path  # the folder that keeps what repeats
    key_lead: timedelta  # how long before an airing its transmitter is keyed
    queues: tuple[RenderQueue, RenderQueue]  # where ordinary and urgent sound is made
    ready: ReadyProgrammes
    pre_check: Callable[[ManualRequest], Refusal | None]
    replan: Callable[[], None]  # has the timetable planned anew
    note: Callable[[Reason], None]  # has the journal say something
    report: Callable[[BroadcasterError], None]  # takes a fault, from any thread
    approvals: Approvals  # know what the leadership must confirm afterwards
    heard: Callable[[Collection[str]], bool]  # whether the ward hears what is rehearsed for some zones


def open_operator(around: Surroundings) -> Operator:
    """The parts, at work."""
    submit = around.airings.before(around.director.submit)
    repeating, under_way = _repeating(around, submit), UnderWay()
    conflicts = Conflicts(around.director, around.dispatcher, around.clock)
    around.director.chores += [repeating.look, conflicts.look]
    ordinary, urgent = around.queues
    sounds = Sounds(
        ordinary=ordinary,
        urgent=urgent,
        station=around.station,
        ready=around.ready,
        approved=around.approvals.holds,
    )
    sources = Sources(
        airings=around.airings,
        feeds=around.feeds,
        director=around.director,
        clock=around.clock,
        station=around.station,
        render=lambda message, urgent: sounds.render(message, urgent=urgent),
        report=around.report,
        heard=around.heard,
        under_way=under_way,
        approvals=around.approvals,
    )
    manual = Manual(
        station=around.station,
        clock=around.clock,
        pre_check=around.pre_check,
        sounds=sounds,
        hand_over=_hand_over(around, sources, repeating, submit, under_way),
        withheld=around.suspensions,
    )
    return Operator(
        sources=sources,
        repeating=repeating,
        conflicts=conflicts,
        manual=manual,
        corrections=_corrections(around, manual, repeating, under_way),
        under_way=under_way,
        submit=submit,
        shown=ShownAhead(around.station, around.suspensions),
    )


def _repeating(around: Surroundings, submit: Callable[[Request], None]) -> Repeating:
    """What repeats until it is stopped; it remembers over a restart, and follows a clock that is set."""
    director = around.director
    repeating = Repeating(
        as_run=around.as_run,
        dispatcher=around.dispatcher,
        submit=submit,
        withdraw=lambda item, reason: director.withdraw(lambda i: i.id == item, reason),
        clock=around.clock,
        lead=LEAD + around.key_lead,
        report=director.fault,
        memory=around.state / MEMORY,
    )
    director.on_clock_set.append(repeating.clock_set)
    director.post(repeating.recall)
    return repeating


def _hand_over(
    around: Surroundings,
    sources: Sources,
    repeating: Repeating,
    submit: Callable[[Request], None],
    under_way: UnderWay,
) -> HandOver:
    """The way of what was made to the desk."""

    def decline(request: Request, why: Refusal) -> None:
        around.airings.before(lambda known: around.director.decline(known, why))(request)

    return HandOver(
        as_run=around.as_run,
        director=around.director,
        clock=around.clock,
        connect=sources.connect,
        submit=submit,
        decline=decline,
        under_way=under_way,
        repeating=repeating,
        dispatcher=around.dispatcher,
        longest=lambda: longest(around.station()),
        approvals=around.approvals,
        heard=around.heard,
    )


def _corrections(
    around: Surroundings, manual: Manual, repeating: Repeating, under_way: UnderWay
) -> Corrections:
    """Corrections of what was heard by mistake."""
    mistakes = Mistakes(
        director=around.director, journal=around.journal, repeating=repeating, clock=around.clock
    )
    around.dispatcher.listeners.append(mistakes)
    return Corrections(
        director=around.director,
        mistakes=mistakes,
        manual=manual,
        repeating=repeating,
        under_way=under_way,
        suspensions=around.suspensions,
        clock=around.clock,
        station=around.station,
        replan=around.replan,
        note=around.note,
    )
