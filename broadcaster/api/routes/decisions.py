"""Routes for decisions of people while the station runs.

The time, conflicts, corrections, keying, orders beyond the quotas, days of mourning.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from broadcaster.api.protocol.airing import (
    AskClock,
    AskCorrect,
    AskPrefer,
    AskRearm,
    AskRelease,
    CorrectedMessage,
    Preferred,
    Rearmed,
    Released,
)
from broadcaster.api.protocol.ward import (
    AskEnd,
    AskMourn,
    AskMournEnd,
    AskMove,
    AskOrder,
    AskRegulation,
    RegulationShown,
    RuleShown,
)
from broadcaster.api.routes.asker import Asker
from broadcaster.api.routes.router import MISSING, REFUSED, Routes
from broadcaster.app.station.facade import StationFacade
from broadcaster.app.status.values import ClockShown
from broadcaster.core.errors import StationError
from broadcaster.core.text.catalogue import explain
from broadcaster.people.access import requirements
from broadcaster.people.roles.model import Action
from broadcaster.station.editing.documents import Documents
from broadcaster.station.editing.regulation import FILE, add_order, end_mourning, end_order, mourn
from broadcaster.station.editing.regulation_block import book_in, move_block
from broadcaster.station.model.regulation import Decision, Mourning, RegulationOrder, Sorrow
from broadcaster.station.model.station import Station
from broadcaster.station.rules.rulebook import book_of
from broadcaster.station.yaml.problems import BadStation
from broadcaster.timetable.rules.regulation import regulation_rows

DECISIONS = Routes()
REGULATION = Routes()


def to_confirm_clock(_station: StationFacade, ask: AskClock) -> Action:
    """The right to confirm the time, and a change with it."""
    return requirements.to_confirm_clock(ask.change)


@DECISIONS.answers(AskClock, needs=to_confirm_clock, errors=REFUSED)
def clock(station: StationFacade, ask: AskClock, asker: Asker) -> ClockShown:
    """Confirm that the time shown is right."""
    return station.confirm_clock(who=asker.shown, shown=ask.shown, change=ask.change)


@DECISIONS.answers(AskRearm, needs=Action.EMERGENCY, errors=REFUSED)
def rearm(station: StationFacade, ask: AskRearm, asker: Asker) -> Rearmed:
    """Let repeating emergencies go on for another period."""
    return Rearmed(rearmed=station.rearm(ask.message, who=asker.shown))


@DECISIONS.answers(AskPrefer, needs=Action.SPEAK, errors=REFUSED)
def prefer(station: StationFacade, ask: AskPrefer, asker: Asker) -> Preferred:
    """Choose which of two conflicting messages airs first."""
    return Preferred(message=station.prefer(ask.name, who=asker.shown))


@DECISIONS.answers(AskCorrect, needs=Action.SPEAK, errors=MISSING | REFUSED)
def correct(station: StationFacade, ask: AskCorrect, asker: Asker) -> CorrectedMessage:
    """End a message with a mistake, suspend it, and air the correct text."""
    done = station.correct(ask.name, ask.text, asker.by)
    return CorrectedMessage(
        id=done.ticket,
        airing=done.airing,
        ended=done.ended,
        held=done.suspended,
        fault=explain(done.fault) if done.fault is not None else None,
    )


@DECISIONS.answers(AskRelease, needs=Action.SPEAK, errors=REFUSED)
def release(station: StationFacade, ask: AskRelease, asker: Asker) -> Released:
    """Let a suspended message air again."""
    return Released(released=station.release(ask.message, who=asker.shown))


@REGULATION.answers(AskRegulation, needs=Action.LOOK)
def regulation(station: StationFacade, _ask: AskRegulation, _asker: Asker) -> RegulationShown:
    """The rules with their articles, exemptions, orders and days of mourning, as they hold."""
    return _shown(station.station, _today(station))


@REGULATION.answers(AskOrder, needs=Action.STATION, errors=REFUSED)
def enter_order(station: StationFacade, ask: AskOrder, asker: Asker) -> RegulationShown:
    """Enter an order to air more than the quotas allow; what the file says then."""
    new = RegulationOrder(number=ask.number.strip(), by=ask.by.strip(), first=ask.first, until=ask.until)
    return _changed(station, lambda files: add_order(files, new, by=asker.shown))


@REGULATION.answers(AskEnd, needs=Action.STATION, errors=MISSING | REFUSED)
def end_of_order(station: StationFacade, ask: AskEnd, asker: Asker) -> RegulationShown:
    """Let an order hold until yesterday; one that has not begun goes."""
    return _changed(station, lambda files: end_order(files, ask.number, _today(station), by=asker.shown))


@REGULATION.answers(AskMove, needs=Action.STATION, errors=REFUSED)
def moved(station: StationFacade, ask: AskMove, asker: Asker) -> RegulationShown:
    """Move the rules of station.yaml's block into regulation.yaml; what the files say then."""
    decision = None if ask.number is None or ask.on is None else Decision(number=ask.number, on=ask.on)
    return _changed(station, lambda files: move_block(files, decision, by=asker.shown))


@REGULATION.answers(AskMourn, needs=Action.STATION, errors=REFUSED)
def enter_mourning(station: StationFacade, ask: AskMourn, asker: Asker) -> RegulationShown:
    """Enter days of mourning."""
    days = Mourning(what=Sorrow(ask.what), first=ask.first, until=ask.until, by=ask.by)
    return _changed(station, lambda files: mourn(files, days, by=asker.shown))


@REGULATION.answers(AskMournEnd, needs=Action.STATION, errors=MISSING | REFUSED)
def end_of_mourning(station: StationFacade, _ask: AskMournEnd, asker: Asker) -> RegulationShown:
    """End the mourning that holds today or later."""
    return _changed(station, lambda files: end_mourning(files, _today(station), by=asker.shown))


def _changed(station: StationFacade, change: Callable[[Documents], object]) -> RegulationShown:
    """Write regulation.yaml, and answer what it says then; what is wrong in other files is their own."""
    folder, today = station.access.folder, _today(station)  # a station that ends writes nothing
    files = Documents(folder, station.loaded.clock)
    try:
        change(files)
    except BadStation as bad:
        told = "; ".join(problem.as_line() for problem in bad.problems)
        raise StationError("station.edit_refused", problems=told) from bad
    settings = replace(station.filed.settings, rulebook=book_in(files.read(FILE).text))
    return _shown(replace(station.filed, settings=settings), today)


def _today(station: StationFacade) -> date:
    return station.now.astimezone(station.station.settings.timezone).date()


def _shown(found: Station, today: date) -> RegulationShown:
    return RegulationShown(
        refuses=book_of(found.settings).refuses,
        rows=tuple(
            RuleShown(
                kind=one.kind,
                what=one.what,
                where=one.where,
                by=one.by,
                state=one.code,
                number=one.number or None,
                entered_by=one.entered_by or None,
            )
            for one in regulation_rows(found, today)
        ),
    )
