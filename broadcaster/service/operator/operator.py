"""The operator's parts put together: manual requests, live voices, relays, repetitions, corrections."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError
from broadcaster.journal import Journal
from broadcaster.journal.model import Reason
from broadcaster.playout.desk import LEAD, Request
from broadcaster.playout.director import Director
from broadcaster.service.as_run.dispatcher import Dispatcher
from broadcaster.service.as_run.log import AsRunLog
from broadcaster.service.guard.approved import Approvals
from broadcaster.service.live import Airings, Feeds, Sources
from broadcaster.service.operator.chain_memory import MEMORY
from broadcaster.service.operator.conflicts import Conflicts
from broadcaster.service.operator.corrections import Corrections
from broadcaster.service.operator.hand_over import HandOver
from broadcaster.service.operator.manual import Manual, longest
from broadcaster.service.operator.manual_request import ManualRequest
from broadcaster.service.operator.mistakes import Mistakes
from broadcaster.service.operator.repeating import Repeating
from broadcaster.service.operator.sounds import Sounds
from broadcaster.service.operator.suspended import Suspensions
from broadcaster.service.rendering.render_queue import RenderQueue
from broadcaster.station.model import Station
from broadcaster.studio.model import Programme
from broadcaster.timetable.guard import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Its parts."""

    sources: Sources
    repeating: Repeating
    conflicts: Conflicts
    manual: Manual
    corrections: Corrections
    submit: Callable[[Request], None]

    def close(self) -> None:
        """Give up what is being made, end every source."""
        self.manual.close()
        self.sources.close()


def open_operator(
    *,
    airings: Airings,
    feeds: Feeds,
    director: Director,
    clock: Clock,
    station: Callable[[], Station],
    as_run: AsRunLog,
    journal: Journal,
    dispatcher: Dispatcher,
    suspensions: Suspensions,
    state: Path,
    key_lead: timedelta,
    queues: tuple[RenderQueue, RenderQueue],
    ready: Callable[[Station, str], Programme | None],
    pre_check: Callable[[ManualRequest], Refusal | None],
    replan: Callable[[], None],
    note: Callable[[Reason], None],
    report: Callable[[BroadcasterError], None],
    approvals: Approvals,
) -> Operator:
    """The parts, at work; for most arguments see `Manual`.

    Args:
        state: the folder that keeps what repeats.
        key_lead: how long before an airing its transmitter is keyed.
        queues: where ordinary and urgent sound is made.
        replan: has the timetable planned anew.
        note: has the journal say something.
        report: takes a fault, from any thread.
        approvals: know what the leadership must confirm afterwards.
    """
    submit = airings.before(director.submit)
    repeating = Repeating(
        as_run=as_run,
        dispatcher=dispatcher,
        submit=submit,
        withdraw=lambda item, reason: director.withdraw(lambda i: i.id == item, reason),
        clock=clock,
        lead=LEAD + key_lead,
        report=director.fault,
        memory=state / MEMORY,
    )
    director.on_clock_set.append(repeating.clock_set)
    director.post(repeating.recall)
    conflicts = Conflicts(director, dispatcher, clock)
    director.chores += [repeating.look, conflicts.look]
    sounds = Sounds(ordinary=queues[0], urgent=queues[1], station=station, ready=ready)
    sources = Sources(
        airings=airings,
        feeds=feeds,
        director=director,
        clock=clock,
        station=station,
        render=lambda message, urgent: sounds.render(message, urgent=urgent),
        report=report,
    )
    hand_over = HandOver(
        as_run=as_run,
        director=director,
        clock=clock,
        connect=sources.connect,
        submit=submit,
        repeating=repeating,
        dispatcher=dispatcher,
        longest=lambda: longest(station()),
        approvals=approvals,
    )
    manual = Manual(
        station=station,
        clock=clock,
        pre_check=pre_check,
        sounds=sounds,
        hand_over=hand_over,
    )
    mistakes = Mistakes(director=director, journal=journal, repeating=repeating, clock=clock)
    dispatcher.listeners.append(mistakes)
    corrections = Corrections(
        director=director,
        mistakes=mistakes,
        manual=manual,
        repeating=repeating,
        suspensions=suspensions,
        clock=clock,
        station=station,
        replan=replan,
        note=note,
    )
    return Operator(
        sources=sources,
        repeating=repeating,
        conflicts=conflicts,
        manual=manual,
        corrections=corrections,
        submit=submit,
    )
