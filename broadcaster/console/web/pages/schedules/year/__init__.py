"""Lịch năm: the year's days with their basis, subscribed calendars, and drafts made from their events."""

from __future__ import annotations

from fastapi import APIRouter

from broadcaster.console.transport.joining import join
from broadcaster.console.web.pages.schedules.workplace import Workplace
from broadcaster.console.web.pages.schedules.year import announcements, days, subscriptions


def routes(place: Workplace) -> APIRouter:
    """The page and what its forms are sent to."""
    made = APIRouter()
    for part in (days, subscriptions, announcements):
        join(made, part.routes(place))
    return made
