"""Webhook, ntfy and whatever else Apprise knows by an address. The only user of Apprise, an extra.

Apprise says only yes or no, and tells its logger why. What it logs may hold addresses and tokens: here it is
classified and forgotten.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from broadcaster.notices.news.model import NoticeMessage
from broadcaster.notices.sender.orders import Orders
from broadcaster.notices.sender.way import NotTaken, reason

if TYPE_CHECKING:
    from apprise import NotifyBase

CONNECT, READ = 10.0, 20.0  # seconds
_STATUS = re.compile(r"error=(\d{3})\b")
_NEVER_SENT = re.compile(
    r"connect ?timeout|newconnectionerror|failed to establish|name or service|failed to resolve"
    r"|refused|unreachable|certificate|ssl",
    re.IGNORECASE,
)


class ByAddress:
    """See `WayOut`; `address` is one as Apprise writes it: `json://host/path`, `ntfys://host/topic`."""

    def __init__(self, *, connect: float = CONNECT, read: float = READ) -> None:
        self._limits = connect, read

    def send(self, message: NoticeMessage, address: str) -> None:
        """Hand a message over; its id stands at the end of it, since not every receiver has a Message-ID."""
        way = self._opened(address)
        with _heard() as said:
            try:
                taken = way.send(body=f"{message.body}\n{message.message_id}", title=message.title)
            except Exception as error:
                raise NotTaken(reason("notices.failed.internal", type(error).__name__), unsure=True) from None
        if not taken:
            raise fault_of(" ".join(said))

    def _opened(self, address: str) -> NotifyBase:
        try:
            from apprise import Apprise
        except ImportError:
            raise NotTaken(reason("notices.failed.no_apprise")) from None
        with _heard():
            way = Apprise.instantiate(address, suppress_exceptions=True)
        if way is None:
            raise NotTaken(reason("notices.failed.bad_url"))
        way.socket_connect_timeout, way.socket_read_timeout = self._limits
        return way


def open_way(_orders: Orders) -> ByAddress:
    """The addresses that Apprise knows."""
    return ByAddress()


def fault_of(said: str) -> NotTaken:
    """What went wrong, by Apprise's words for it."""
    status = _STATUS.search(said)
    if status is not None:
        return NotTaken(reason("notices.failed.answer", status[1]))
    if _NEVER_SENT.search(said):
        return NotTaken(reason("notices.failed.unreachable"))
    return NotTaken(reason("notices.failed.lost_answer"), unsure=True)


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextmanager
def _heard() -> Iterator[list[str]]:
    """What Apprise logs meanwhile; it goes nowhere else."""
    log, kept = logging.getLogger("apprise"), _Kept()
    log.propagate = False
    log.setLevel(logging.DEBUG)
    logging.getLogger("urllib3").propagate = False  # its debug lines hold paths, which are tokens here
    log.addHandler(kept)
    try:
        yield kept.lines
    finally:
        log.removeHandler(kept)
