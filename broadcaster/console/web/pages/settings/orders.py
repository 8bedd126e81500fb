"""Quy chế: the rules with their articles; orders to air more than the quotas allow, and days of mourning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from broadcaster.console.web.drawing.sections import address
from broadcaster.console.web.pages.settings import rules
from broadcaster.console.web.pages.settings.rules import Open, form_values
from broadcaster.console.web.shell import Shell, visitor_of
from broadcaster.console.web.visitors.needs import Pages
from broadcaster.errors import BroadcasterError
from broadcaster.people.model import Action
from broadcaster.station.editing.documents import Documents
from broadcaster.station.editing.orders import add_order, end_mourning, end_order, mourn
from broadcaster.station.editing.scaffold import profiles
from broadcaster.station.model.rules.rulebook import Mourning, Order, Sorrow
from broadcaster.station.problems import BadStation
from broadcaster.station.regulation import book_of
from broadcaster.text import explain, say
from broadcaster.timetable.shown.rules_shown import COMING, HOLDS, OTHER_SEASON, OVER, rows

LOOKS = {
    HOLDS: ("ok", "circle-check"),
    COMING: ("wait", "clock"),
    OTHER_SEASON: ("wait", "clock"),
    OVER: ("done", "circle-check"),
}
Text = Annotated[str, Form(max_length=200)]
Day = Annotated[date, Form()]
REFUSED = 422


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made = Pages(shell)
    here = address("orders")
    files = Documents(shell.station.access.folder, shell.station.loaded.clock)

    def shown(request: Request, fault: str = "", opened: Open | None = None) -> Response:
        station = shell.station.station
        found = rows(station, shell.now.date())
        values = {
            "rows": found,
            "looks": LOOKS,
            "open": [one for one in found if one.kind == "order" and one.code in (HOLDS, COMING)],
            "mourning": [one for one in found if one.kind == "mourning" and one.code in (HOLDS, COMING)],
            "refuses": book_of(station.settings).refuses,
            "today": shell.now.date(),
            "fault": fault,
            "profiles": tuple(profiles()),
            **form_values(files, opened),
        }
        return shell.page(request, "orders", values, status=REFUSED if fault else 200)

    def changed(request: Request, change: Callable[[str], object], done: str) -> Response:
        by = visitor_of(request).caller.shown
        try:
            change(by)
        except BadStation as bad:
            return shown(request, "\n".join(problem.as_line() for problem in bad.problems))
        except BroadcasterError as error:
            return shown(request, explain(error))
        return shell.done(request, here, done)

    @made.get(here, needs=Action.LOOK)
    def show(request: Request) -> Response:
        return shown(request)

    @made.post(f"{here}/order", needs=Action.STATION)
    def order(request: Request, number: Text, by: Text, first: Day, until: Day) -> Response:
        """Enter an order."""
        new = Order(number=number.strip(), by=by.strip(), first=first, until=until)
        done = say("regulation.order_entered", number=new.number)
        return changed(request, lambda who: add_order(files, new, by=who), done)

    @made.post(f"{here}/end", needs=Action.STATION)
    def end(request: Request, number: Text) -> Response:
        """End an order."""
        done = say("regulation.order_ended", number=number)
        return changed(request, lambda who: end_order(files, number, shell.now.date(), by=who), done)

    @made.post(f"{here}/mourn", needs=Action.STATION)
    def grieve(
        request: Request, what: Annotated[Sorrow, Form()], first: Day, until: Day, by: Text = ""
    ) -> Response:
        """Enter days of mourning."""
        days = Mourning(what=what, first=first, until=until, by=by.strip() or None)
        done = say(f"regulation.mourning.{what}")
        return changed(request, lambda who: mourn(files, days, by=who), done)

    @made.post(f"{here}/mourn-end", needs=Action.STATION)
    def comfort(request: Request) -> Response:
        """End the mourning."""
        done = say("regulation.mourning_ended")
        return changed(request, lambda who: end_mourning(files, shell.now.date(), by=who), done)

    made.router.include_router(rules.routes(shell, here, files, shown))
    return made.router
