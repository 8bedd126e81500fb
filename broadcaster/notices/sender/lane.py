"""A thread for each way that sends its messages in turn; when a message is tried again or given up."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from broadcaster.core.clock import Clock
from broadcaster.core.errors import BroadcasterError
from broadcaster.notices.news.model import NoticeMessage
from broadcaster.notices.sender.outbox import Messages
from broadcaster.notices.sender.way import NotTaken, WayOut, reason

WAITS = tuple(timedelta(seconds=s) for s in (15, 30, 60, 120, 300, 600, 1200, 1800, 3600))
"""After the first try, the second, and so on; after that always the last."""

PATIENCE = timedelta(days=3)  # a weekend without a line
LEAST_TRIES = 20  # a clock that was set forward ends no message's time


def again(queued: datetime, tries: int, now: datetime) -> datetime | None:
    """When to try again after `tries` tries; None: give up."""
    if tries >= LEAST_TRIES and now - queued > PATIENCE:
        return None
    return now + WAITS[min(max(tries, 1), len(WAITS)) - 1]


REST = 30.0  # seconds between two looks where nothing wakes it

log = logging.getLogger(__name__)


class SendingLane:
    """Sends what is due by one way.

    Args:
        out: hands over what goes this way; None while there is no server for it.
        address: of a recipient by this way; None for one who is told no more.
    """

    def __init__(
        self,
        way: str,
        messages: Messages,
        clock: Clock,
        out: Callable[[], WayOut | None],
        address: Callable[[str], str | None],
    ) -> None:
        self._way = way
        self._messages = messages
        self._clock = clock
        self._out = out
        self._address = address
        self._since: float | None = None
        self._owed: deque[Callable[[], None]] = deque()  # what the disk has not taken yet
        self._wake = threading.Event()
        self.ended = False
        self._thread = threading.Thread(target=self._run, name=f"send-{way}", daemon=True)

    @property
    def busy_for(self) -> float:
        """Seconds since the try that goes on now began; 0 without one."""
        since = self._since
        return 0.0 if since is None else self._clock.monotonic() - since

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()

    def wake(self) -> None:
        """Look now: there is something new."""
        self._wake.set()

    def end(self) -> None:
        """End after the try that goes on now."""
        self.ended = True
        self._wake.set()

    def join(self, seconds: float) -> None:
        """Wait for its end."""
        if self._thread.is_alive():
            self._thread.join(seconds)

    def step(self) -> bool:
        """Try the message that is due; false if there is none."""
        self._settle()
        out = self._out()
        if out is None:
            return False
        message = self._messages.due(self._way, self._clock.now())
        if message is None:
            return False
        address = self._address(message.recipient)
        if address is None:
            self._messages.given_up(message.id, reason("notices.failed.recipient_gone"), self._clock.now())
            return True
        if not self._messages.trying(message.id):
            return True  # another one has it
        self._try(out, message, address)
        self._settle()
        return True

    def _settle(self) -> None:
        while self._owed:
            self._owed[0]()
            self._owed.popleft()

    def _try(self, out: WayOut, message: NoticeMessage, address: str) -> None:
        self._since = self._clock.monotonic()
        try:
            out.send(message, address)
        except NotTaken as fault:
            log.warning("message %s by %s was not taken: %s", message.id, self._way, fault.reason.code)
            self._not_taken(message, fault)
        except Exception:
            log.exception("message %s by %s", message.id, self._way)
            self._not_taken(message, NotTaken(reason("notices.failed.internal"), unsure=True))
        else:
            # Kept until the disk takes it: the next look would send the message a second time.
            self._owed.append(partial(self._messages.sent, message.id, self._clock.now()))
        finally:
            self._since = None

    def _not_taken(self, message: NoticeMessage, fault: NotTaken) -> None:
        now = self._clock.now()
        due = None if fault.final else again(message.queued, message.tries + 1, now)
        if due is None:
            self._owed.append(partial(self._messages.given_up, message.id, fault.reason, now))
        else:
            later = partial(self._messages.failed, message.id, fault.reason, due, unsure=fault.unsure)
            self._owed.append(later)

    def _run(self) -> None:
        while not self.ended:
            self._wake.clear()
            try:
                while not self.ended and self.step():
                    pass
                due = self._messages.next_due()
            except BroadcasterError:
                # A disk that takes nothing: what was not marked as sent is tried again.
                log.exception("the outbox")
                due = None
            self._clock.wait(self._wake, self._rest(due))

    def _rest(self, due: datetime | None) -> float:
        if due is None:
            return REST
        return min(REST, max(0.5, (due - self._clock.now()).total_seconds()))
