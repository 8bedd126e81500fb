"""Lịch phát: week and month, the form of a schedule, one airing, and undo."""

from __future__ import annotations

from fastapi import APIRouter

from broadcaster.api.transport.workers import join
from broadcaster.web.schedules import airing, edits, form_pages, week, year_forms
from broadcaster.web.schedules.workplace import ScheduleWorkplace
from broadcaster.web.site.shell import Shell


def routes(shell: Shell) -> APIRouter:
    """The routes over a running station."""
    made, place = APIRouter(), ScheduleWorkplace(shell)
    for routes_of in (
        week.routes,
        form_pages.form_routes,
        edits.saving_routes,
        form_pages.draft_routes,
        edits.filing_routes,
        airing.airing_routes,
        airing.move_routes,
        edits.once_routes,
        year_forms.routes,
    ):
        join(made, routes_of(place))
    return made
