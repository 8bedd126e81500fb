"""What of the station waits for the leadership, as `status` shows it."""

from __future__ import annotations

import logging
from datetime import datetime, tzinfo

from broadcaster.containment import Kind, each
from broadcaster.errors import BroadcasterError
from broadcaster.journal.names import by, shown
from broadcaster.people.approval.standing import Decisions
from broadcaster.service.approval.book import Book
from broadcaster.service.approval.confirmations import ToConfirm
from broadcaster.service.approval.overview import noted
from broadcaster.service.approval.values import Unanswered
from broadcaster.service.status.clock import local
from broadcaster.service.status.values import ApprovalsShown
from broadcaster.service.taking.versions import Versions

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
            each(
                Kind.MESSAGE,
                open_ones,
                lambda one: one.airing.message or "",
                lambda one: _unanswered(one, decisions, now, zone),
            )
        ),
    )


def _unanswered(waiting: ToConfirm, decisions: Decisions, now: datetime, zone: tzinfo) -> Unanswered:
    airing = waiting.airing
    return Unanswered(
        id=airing.id,
        message=shown(airing.message or ""),
        who=by(airing.who) if airing.who else None,
        since=local(waiting.since, zone),
        overdue=waiting.overdue(now),
        noted=noted(decisions.noted.get(airing.id), zone),
    )
