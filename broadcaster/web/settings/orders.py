"""Quy chế: the rules with their articles; orders to air more than the quotas allow, and days of mourning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.api.protocol.ward import AskEnd, AskMourn, AskMournEnd, AskOrder
from broadcaster.api.questions.regulation import Change, change
from broadcaster.api.transport.workers import join
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import say
from broadcaster.people.roles.model import Action
from broadcaster.station.editing.documents import Documents
from broadcaster.station.editing.scaffold import profiles
from broadcaster.station.model.regulation import Sorrow
from broadcaster.station.rules.rulebook import book_of
from broadcaster.timetable.days.sentence import day_said
from broadcaster.timetable.rules.regulation import COMING, HOLDS, OTHER_SEASON, OVER, regulation_rows
from broadcaster.web.drawing.days import day_of
from broadcaster.web.drawing.file_text import fault_told
from broadcaster.web.drawing.sections import address
from broadcaster.web.settings import rules
from broadcaster.web.settings.rules import OpenRule, form_values
from broadcaster.web.site.page_routes import Pages
from broadcaster.web.site.shell import Shell, visitor_of

LOOKS = {
    HOLDS: ("ok", "circle-check"),
    COMING: ("wait", "clock"),
    OTHER_SEASON: ("wait", "clock"),
    OVER: ("done", "circle-check"),
}
Text = Annotated[str, Form(max_length=200)]
Day = Annotated[str, Form(max_length=20)]
REFUSED = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFaults:
    """What was typed into one of the two forms, and why it was not entered."""

    which: str = ""  # order or mourning
    given: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)  # by the id of a field


_NOTHING = OrderFaults()


class OrdersPage:
    """The page, and how a form of it changes the file of the rules.

    Args:
        shell: over a running station.
    """

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        self.here = address("orders")
        self.files = Documents(shell.station.access.folder, shell.station.loaded.clock)

    def shown(
        self,
        request: Request,
        fault: str = "",
        opened: OpenRule | None = None,
        refused: OrderFaults = _NOTHING,
    ) -> Response:
        """The page: with a fault, the form of a rule that is open, and what was typed and not entered."""
        station, today = self.shell.station.station, self.shell.now.date()
        title_of = station.settings.zone_title
        found = regulation_rows(station, today)
        values = {
            "rows": found,
            "looks": LOOKS,
            "open": [one for one in found if one.kind == "order" and one.code in (HOLDS, COMING)],
            "mourning": [one for one in found if one.kind == "mourning" and one.code in (HOLDS, COMING)],
            "refuses": book_of(station.settings).refuses,
            "today": today,
            "fault": fault,
            "typed": {refused.which: refused.given},
            "faults": refused.faults,
            "profiles": tuple(profiles()),
            **form_values(self.files, opened, {each: title_of(each) for each in station.settings.zones}),
        }
        status = REFUSED if fault or refused.faults else 200
        return self.shell.page(request, "orders", values, status=status)

    def changed(self, request: Request, asked: Change, done: str, typed: OrderFaults = _NOTHING) -> Response:
        """Make a change in the name of who asks, and tell that it is done; or show why not."""
        try:
            change(self.files, asked, self.shell.now.date(), by=visitor_of(request).caller.shown)
        except BroadcasterError as error:
            return self.shown(request, fault_told(error), refused=typed)
        return self.shell.done(request, self.here, done)


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made, page = Pages(shell), OrdersPage(shell)

    @made.get(page.here, needs=Action.LOOK)
    def show(request: Request) -> Response:
        return page.shown(request)

    _add_orders(made, page)
    _add_mourning(made, page)
    place = rules.RulesWorkplace(shell=shell, here=page.here, files=page.files, shown=page.shown)
    join(made.router, rules.routes(place))
    return made.router


def _add_orders(made: Pages, page: OrdersPage) -> None:
    """Orders to air more than the quotas allow."""

    @made.post(f"{page.here}/order", needs=Action.STATION)
    def order(request: Request, number: Text, by: Text, first: Day, until: Day) -> Response:
        """Enter an order."""
        given = {"number": number, "by": by, "first": first, "until": until}
        days, faults = span_typed("order", given, page.shell.now.date())
        typed = OrderFaults(which="order", given=given, faults=faults)
        if days is None:
            return page.shown(request, refused=typed)
        done = say("regulation.order_entered", number=number.strip())
        new = AskOrder(number=number, by=by, first=days[0], until=days[1])
        return page.changed(request, new, done, typed)

    @made.post(f"{page.here}/end", needs=Action.STATION)
    def end(request: Request, number: Text) -> Response:
        """End an order."""
        return page.changed(request, AskEnd(number=number), say("regulation.order_ended", number=number))


def _add_mourning(made: Pages, page: OrdersPage) -> None:
    """Days of mourning."""

    @made.post(f"{page.here}/mourn", needs=Action.STATION)
    def grieve(
        request: Request, what: Annotated[Sorrow, Form()], first: Day, until: Day, by: Text = ""
    ) -> Response:
        """Enter days of mourning."""
        given = {"what": str(what), "by": by, "first": first, "until": until}
        days, faults = span_typed("mourning", given, page.shell.now.date())
        typed = OrderFaults(which="mourning", given=given, faults=faults)
        if days is None:
            return page.shown(request, refused=typed)
        new = AskMourn(what=what.value, first=days[0], until=days[1], by=by.strip() or None)
        return page.changed(request, new, say(f"regulation.mourning.{what}"), typed)

    @made.post(f"{page.here}/mourn-end", needs=Action.STATION)
    def comfort(request: Request) -> Response:
        """End the mourning."""
        return page.changed(request, AskMournEnd(), say("regulation.mourning_ended"))


def span_typed(
    which: str, given: Mapping[str, str], today: date
) -> tuple[tuple[date, date] | None, dict[str, str]]:
    """The first and the last day as they are typed; None and what is wrong at which field.

    Args:
        which: the form, with which the ids of its fields begin.
        given: has `first` and `until`.
        today: a day without a year is the next such day.
    """
    found: dict[str, date] = {}
    faults: dict[str, str] = {}
    for name in ("first", "until"):
        try:
            found[name] = day_of(given[name].strip(), today)
        except ValueError as wrong:
            faults[f"{which}-{name}"] = str(wrong)
    if not faults and found["until"] < found["first"]:
        faults[f"{which}-until"] = say("console.schedule.ends_before", first=day_said(found["first"]))
    return (None, faults) if faults else ((found["first"], found["until"]), {})
