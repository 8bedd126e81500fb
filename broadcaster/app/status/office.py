"""Approvals, subscribed calendars, web console and notices, as `status` shows them."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, tzinfo

from broadcaster.app.status.clock import local
from broadcaster.app.status.values import ApprovalsShown, CalendarShown, ConsoleShown, NoticesShown
from broadcaster.core.answers import like
from broadcaster.core.errors import BroadcasterError
from broadcaster.core.text.catalogue import explain, say, worded
from broadcaster.notices.service.service import NoticeService
from broadcaster.people.decisions.book import Book
from broadcaster.people.decisions.overview import unanswered
from broadcaster.station.acceptance.versions import Versions
from broadcaster.station.model.station import Station
from broadcaster.timetable.calendars.subscriptions import host_of, load
from broadcaster.upkeep.certificate.file import ConsoleDoor

log = logging.getLogger(__name__)


def approvals(book: Book, versions: Versions, zone: tzinfo) -> ApprovalsShown:
    """What waits. Reads from the disk: not on the director's thread."""
    now, decisions = book.now(), book.decisions
    waiting = [name for name, standing in decisions.messages.items() if standing.submitted is not None]
    try:
        open_ones = book.to_confirm()
    except BroadcasterError:
        log.warning("it is not known what waits to be confirmed", exc_info=True)
        open_ones = []
    return ApprovalsShown(
        waiting=tuple(sorted(waiting)),
        pinned=tuple(sorted(versions.found.pinned.keys() - versions.found.reread.keys())),
        reread=tuple(sorted(versions.found.reread)),
        lost=tuple(sorted(versions.found.lost)),
        to_confirm=tuple(
            replace(one, since=one.since.replace(microsecond=0))
            for one in unanswered(open_ones, decisions, now, zone)
        ),
    )


def calendars(station: Station) -> tuple[CalendarShown, ...]:
    """Each subscribed calendar, and whether it can be fetched. Reads from the disk."""
    if not station.calendar.subscribed:
        return ()
    known, zone = load(station.root / "state"), station.settings.timezone
    shown = []
    for one in station.calendar.subscribed:
        found = known.get(one.id)
        if found is not None and found.url != one.url:
            found = None
        trouble = None if found is None else found.trouble
        fetched, failing = (None, None) if found is None else (found.fetched, found.failing)
        shown.append(
            CalendarShown(
                name=one.id,
                title=one.title or ("" if found is None else found.title) or one.id,
                host=host_of(one.url),
                days=0 if found is None else len(found.days),
                fetched=None if fetched is None else local(fetched, zone),
                failing=None if failing is None else local(failing, zone),
                error=None if trouble is None else say(trouble.code, **dict(trouble.facts)),
            )
        )
    return tuple(shown)


def console(door: ConsoleDoor, now: datetime, zone: tzinfo) -> ConsoleShown:
    """Where it is open, and how long its certificate holds."""
    certificate = door.certificate.known
    return ConsoleShown(
        addresses=door.addresses,
        refused=None if door.refused is None else worded(door.refused),
        certificate_until=None if certificate is None else local(certificate.until, zone),
        certificate_ends_soon=certificate is not None and certificate.ends_soon(now),
    )


def notices(service: NoticeService) -> NoticesShown:
    """Who is told, and what waits. Reads from the disk."""
    shown = NoticesShown(recipients=service.recipients, waiting=0, sent=0, given_up=0, error=None)
    try:
        outbox = service.outbox
        if outbox is None:
            return shown
        tally = outbox.tally()
    except BroadcasterError as error:
        return replace(shown, error=explain(error))
    failed = tally.last_error
    why = None
    if failed is not None and failed.error is not None:
        why = say(
            "notices.not_sent_to",
            name=failed.recipient,
            way=say(f"notices.way.{failed.way}"),
            why=say(failed.error.code, **dict(failed.error.facts)),
        )
    return like(NoticesShown, tally, recipients=service.recipients, error=why)
