"""The ward's regulation: its rules as they hold, orders beyond the quotas, days of mourning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

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
from broadcaster.api.questions.declaration import MISSING, REFUSED, Asker, Questions
from broadcaster.app.station.facade import StationFacade
from broadcaster.core.errors import StationError
from broadcaster.people.roles.model import Action
from broadcaster.station.editing.documents import Documents
from broadcaster.station.editing.regulation import FILE, add_order, end_mourning, end_order, mourn
from broadcaster.station.editing.regulation_block import book_in, move_block
from broadcaster.station.model.regulation import Decision, Mourning, RegulationOrder, Sorrow
from broadcaster.station.model.station import Station
from broadcaster.station.rules.rulebook import book_of
from broadcaster.station.yaml.problems import BadStation
from broadcaster.timetable.rules.regulation import regulation_rows

REGULATION = Questions()


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
