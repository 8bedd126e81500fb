"""Notices to people in the status."""

from __future__ import annotations

from broadcaster.errors import BroadcasterError
from broadcaster.service.notices.following import NoticeService
from broadcaster.service.status.values import NoticesShown
from broadcaster.text import explain, say


def notices(service: NoticeService) -> NoticesShown:
    """Who is told, and what waits. Reads from the disk."""
    shown = NoticesShown(recipients=service.recipients, waiting=0, sent=0, given_up=0, error=None)
    try:
        outbox = service.outbox
        if outbox is None:
            return shown
        tally = outbox.tally()
    except BroadcasterError as error:
        return NoticesShown(
            recipients=service.recipients, waiting=0, sent=0, given_up=0, error=explain(error)
        )
    failed = tally.last_error
    why = None
    if failed is not None and failed.error is not None:
        why = say(
            "notices.not_sent_to",
            name=failed.recipient,
            way=say(f"notices.way.{failed.way}"),
            why=say(failed.error.code, **dict(failed.error.facts)),
        )
    return NoticesShown(
        recipients=service.recipients,
        waiting=tally.waiting,
        sent=tally.sent,
        given_up=tally.given_up,
        error=why,
    )
