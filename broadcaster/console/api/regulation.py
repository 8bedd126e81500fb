"""Routes about the ward's regulation: what holds, orders beyond the quotas, days of mourning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field

from broadcaster.console.answers.regulation import RegulationShown, RuleShown
from broadcaster.console.api.asker import Asker
from broadcaster.console.api.questions import Day, Question, shown
from broadcaster.console.api.router import MISSING, REFUSED, Routes
from broadcaster.errors import StationError
from broadcaster.people.model import Action
from broadcaster.service.station.facade import StationFacade
from broadcaster.station.editing.block import book_in, move_block
from broadcaster.station.editing.documents import Documents
from broadcaster.station.editing.orders import FILE, add_order, end_mourning, end_order, mourn
from broadcaster.station.model import Station
from broadcaster.station.model.rules.rulebook import Decision, Mourning, Order, Sorrow
from broadcaster.station.problems import BadStation
from broadcaster.station.regulation import book_of
from broadcaster.timetable.shown.rules_shown import rows

Text = Annotated[str, Field(max_length=200), shown(minLength=1)]


class AskOrder(Question):
    """Enter an order."""

    number: Text
    by: Text
    first: Day
    until: Day


class AskEnd(Question):
    """End an order."""

    number: Text


class AskMove(Question):
    """Move the rules of station.yaml; a decision is needed where their quotas refuse."""

    number: Text | None = None
    on: Day | None = None


class AskMourn(Question):
    """Enter days of mourning."""

    what: Literal["no-music", "silence"]
    first: Day
    until: Day
    by: Annotated[str, Field(max_length=200)] | None = None


def routes(station: StationFacade) -> APIRouter:
    """The routes over a running station."""
    made = Routes(station)

    def changed(change: Callable[[Documents], object]) -> RegulationShown:
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

    @made.get("/regulation", needs=Action.LOOK)
    def regulation() -> RegulationShown:
        """The rules with their articles, exemptions, orders and days of mourning, as they hold."""
        return _shown(station.station, _today(station))

    @made.post("/regulation/order", needs=Action.STATION, errors=REFUSED)
    def enter_order(ask: AskOrder, asker: Asker) -> RegulationShown:
        """Enter an order to air more than the quotas allow; what the file says then."""
        new = Order(number=ask.number.strip(), by=ask.by.strip(), first=ask.first, until=ask.until)
        return changed(lambda files: add_order(files, new, by=asker.shown))

    @made.post("/regulation/end", needs=Action.STATION, errors=MISSING | REFUSED)
    def end_of_order(ask: AskEnd, asker: Asker) -> RegulationShown:
        """Let an order hold until yesterday; one that has not begun goes."""
        return changed(lambda files: end_order(files, ask.number, _today(station), by=asker.shown))

    @made.post("/regulation/move", needs=Action.STATION, errors=REFUSED)
    def moved(ask: AskMove, asker: Asker) -> RegulationShown:
        """Move the rules of station.yaml's block into regulation.yaml; what the files say then."""
        decision = None if ask.number is None or ask.on is None else Decision(number=ask.number, on=ask.on)
        return changed(lambda files: move_block(files, decision, by=asker.shown))

    @made.post("/regulation/mourn", needs=Action.STATION, errors=REFUSED)
    def enter_mourning(ask: AskMourn, asker: Asker) -> RegulationShown:
        """Enter days of mourning."""
        days = Mourning(what=Sorrow(ask.what), first=ask.first, until=ask.until, by=ask.by)
        return changed(lambda files: mourn(files, days, by=asker.shown))

    @made.post("/regulation/mourn-end", needs=Action.STATION, errors=MISSING | REFUSED)
    def end_of_mourning(asker: Asker) -> RegulationShown:
        """End the mourning that holds today or later."""
        return changed(lambda files: end_mourning(files, _today(station), by=asker.shown))

    return made.router


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
            for one in rows(found, today)
        ),
    )
