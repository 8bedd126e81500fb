"""The ward's regulation: its rules as they hold, orders beyond the quotas, days of mourning."""

from __future__ import annotations

from collections.abc import Mapping
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
from broadcaster.core.answers import like
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

QUESTIONS = Questions()
Change = AskOrder | AskEnd | AskMove | AskMourn | AskMournEnd


@QUESTIONS.answers(AskRegulation, needs=Action.LOOK)
def regulation(station: StationFacade, _ask: AskRegulation, _asker: Asker) -> RegulationShown:
    """The rules with their articles, exemptions, orders and days of mourning, as they hold."""
    return _shown(station.station, _today(station))


@QUESTIONS.answers(AskOrder, needs=Action.STATION, errors=REFUSED)
def enter_order(station: StationFacade, ask: AskOrder, asker: Asker) -> RegulationShown:
    """Enter an order to air more than the quotas allow; what the file says then."""
    return _changed(station, ask, asker)


@QUESTIONS.answers(AskEnd, needs=Action.STATION, errors=MISSING | REFUSED)
def end_of_order(station: StationFacade, ask: AskEnd, asker: Asker) -> RegulationShown:
    """Let an order hold until yesterday; one that has not begun goes."""
    return _changed(station, ask, asker)


@QUESTIONS.answers(AskMove, needs=Action.STATION, errors=REFUSED)
def moved(station: StationFacade, ask: AskMove, asker: Asker) -> RegulationShown:
    """Move the rules of station.yaml's block into regulation.yaml; what the files say then."""
    return _changed(station, ask, asker)


def change(files: Documents, asked: Change, today: date, *, by: str) -> None:
    """Change regulation.yaml as somebody asks.

    Raises:
        BadStation: it would be no good file.
        StationError: there is nothing to change.
    """
    match asked:
        case AskOrder(number=number, by=whose, first=first, until=until):
            order = RegulationOrder(number=number.strip(), by=whose.strip(), first=first, until=until)
            add_order(files, order, by=by)
        case AskEnd(number=number):
            end_order(files, number, today, by=by)
        case AskMove(number=number, on=on):
            move_block(files, None if number is None or on is None else Decision(number=number, on=on), by=by)
        case AskMourn(what=what, first=first, until=until, by=basis):
            mourn(files, Mourning(what=Sorrow(what), first=first, until=until, by=basis), by=by)
        case AskMournEnd():
            end_mourning(files, today, by=by)


def _changed(station: StationFacade, ask: Change, asker: Asker) -> RegulationShown:
    """Write regulation.yaml, and answer what it says then; what is wrong in other files is their own."""
    folder, today = station.access.folder, _today(station)  # a station that ends writes nothing
    files = Documents(folder, station.loaded.clock)
    try:
        change(files, ask, today, by=asker.shown)
    except BadStation as bad:
        told = "; ".join(problem.as_line() for problem in bad.problems)
        raise StationError("station.edit_refused", problems=told) from bad
    settings = replace(station.filed.settings, rulebook=book_in(files.read(FILE).text))
    return _shown(replace(station.filed, settings=settings), today)


MOURNING: Mapping[str, tuple[type[Change], frozenset[int]]] = {
    "enter_mourning": (AskMourn, REFUSED),
    "end_of_mourning": (AskMournEnd, MISSING | REFUSED),
}
for name, (kind, errors) in MOURNING.items():
    QUESTIONS.answers(kind, needs=Action.STATION, errors=errors, name=name)(_changed)


def _today(station: StationFacade) -> date:
    return station.now.astimezone(station.station.settings.timezone).date()


def _shown(found: Station, today: date) -> RegulationShown:
    return RegulationShown(
        refuses=book_of(found.settings).refuses,
        rows=tuple(
            like(RuleShown, one, state=one.code, number=one.number or None, entered_by=one.entered_by or None)
            for one in regulation_rows(found, today)
        ),
    )
