"""The station's side of the line to the broker: keeps its process, and sends rows and status by it."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import secrets
import select
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from broadcaster.core.child_processes import gently
from broadcaster.core.errors import FleetError
from broadcaster.core.kept_process import ProcessKeeper
from broadcaster.fleet.ascent import RowAscent
from broadcaster.fleet.wire import BELL, MOST_ROWS, TAKEN, WireTopic, batch_of, packed, topic
from broadcaster.journal.log.journal import Journal

AGAIN = (1.0, 5.0, 30.0, 60.0)  # seconds before it is started again, the more after quick ends
LATE = 600.0  # seconds without a connection after which that is told
_SAID = {
    0x86: "fleet.broker_refuses",  # bad user name or password
    0x87: "fleet.broker_refuses",  # not authorized
    TAKEN: "fleet.broker_taken",
}
"""The broker's reasons that only people can do something about."""
STATUS = 300.0  # seconds between two, while nothing changes
HUNG = 10.0  # seconds in which the process must take a line
_END = 0.4  # seconds for its thread at the end of the station


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOrders:
    """Where the broker is, and who this is."""

    address: str
    user: str
    password: str = field(repr=False)
    box: str
    rate: int  # kbit/s


@dataclass(frozen=True, slots=True, kw_only=True)
class LineNews:
    """A line of the process."""

    up: bool | None = None  # the connection stands, or does not
    why: int = 0  # the broker's reason for that
    bell: bool = False
    stored: int | None = None  # the last row that the centre has


_NEWS = TypeAdapter(LineNews)


class LineLink(ProcessKeeper):
    """Keeps the line. `look` is called each second, on one thread; all others from any.

    Args:
        journal: its rows go up.
        ring: called when the bell rings, and when a connection stands: it may have rung before.
    """

    def __init__(self, journal: Journal, ring: Callable[[], None]) -> None:
        self._journal = journal
        self._ring = ring
        self._orders: LineOrders | None = None
        self._life = secrets.token_hex(8)  # tells this station from one that runs on a copy of its folder
        self._up = False
        self._down_since = 0.0
        self._why = 0
        self._ascent = RowAscent(1)
        self._told: dict[str, object] = {}  # the status that went last
        self._status_due = 0.0
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        super().__init__("fleet-line", AGAIN)

    @property
    def wanted(self) -> bool:
        """See `ProcessKeeper`."""
        return self._orders is not None

    def close(self) -> None:
        """End it."""
        super().end()
        self._end_process()
        super().join(_END)

    def follow(self, orders: LineOrders | None) -> None:
        """Hold the line by these orders from now on; None: there is no broker."""
        if orders != self._orders:
            self._orders, self._down_since, self._why = orders, time.monotonic(), 0
            self._end_process()
            self.changed()

    def fault(self) -> FleetError | None:
        """Why there has been no connection for long, or at once where people must do something."""
        orders = self._orders
        if orders is None or self._up:
            return None
        if self._why in _SAID:
            return FleetError(_SAID[self._why], address=orders.address, user=orders.user)
        late = time.monotonic() - self._down_since > LATE
        return FleetError("fleet.no_broker", address=orders.address) if late else None

    def look(self, status: dict[str, object]) -> None:
        """Send what is due.

        Args:
            status: as of now; sent when it is another one, and every few minutes.

        Raises:
            JournalError, StoreError: no row can be read now.
        """
        orders, now = self._orders, time.monotonic()
        if orders is None or not self._up:
            return
        if status != self._told or now >= self._status_due:
            self._send(orders, WireTopic.STATUS, json.dumps(status).encode(), keep=True)
            self._told, self._status_due = status, now + STATUS
        newest = self._journal.newest()
        with self._lock:
            after = self._ascent.after(now, newest)
        if after is not None:
            before, links = self._journal.links_after(after, MOST_ROWS if after < newest else 0)
            batch = batch_of(links, after, before)
            data = packed(batch)
            with self._lock:
                self._ascent.sent(now, after + len(batch.rows), len(data))
            self._send(orders, WireTopic.ROWS, data)

    def _send(self, orders: LineOrders, what: WireTopic, data: bytes, *, keep: bool = False) -> None:
        message = {"topic": topic(orders.user, orders.box, what), "data": base64.b64encode(data).decode()}
        self._write({**message, "keep": "yes"} if keep else message)

    def _write(self, line: dict[str, str]) -> None:
        process, data = self.process, memoryview(json.dumps(line).encode() + b"\n")
        if process is None or process.stdin is None:
            return
        with self._writing, contextlib.suppress(OSError, ValueError):
            while data:
                if not select.select([], [process.stdin], [], HUNG)[1]:
                    process.kill()  # it hangs: another one is started
                    return
                data = data[os.write(process.stdin.fileno(), data) :]

    def once(self) -> None:
        """Run one process to its end."""
        orders = self._orders
        if orders is None:
            return
        command = gently([sys.executable, "-m", "broadcaster.fleet.line"])
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            try:
                with self._lock:
                    self.process, self._ascent = process, RowAscent(orders.rate)
                if self._orders != orders or self.closing.is_set():
                    return  # they changed before there was anything to end
                if process.stdin is not None and process.stdout is not None:
                    os.set_blocking(process.stdin.fileno(), False)
                    self._write({**_first(orders), "life": self._life})
                    for line in process.stdout:
                        self._hear(_NEWS.validate_json(line))
            finally:
                if self._up:
                    self._down_since = time.monotonic()
                self.process, self._up = None, False
                process.kill()

    def _hear(self, news: LineNews) -> None:
        if news.up is not None:
            if news.up:
                with self._lock:
                    self._ascent.connected()
                self._told = {}
            elif self._up:
                self._down_since = time.monotonic()
            self._up, self._why = news.up, 0 if news.up else news.why or self._why
        if news.bell or news.up:
            self._ring()
        if news.stored is not None:
            with self._lock:
                self._ascent.heard(time.monotonic(), news.stored)

    def _end_process(self) -> None:
        process = self.process
        if process is not None:
            process.kill()


def _first(orders: LineOrders) -> dict[str, str]:
    return {
        "address": orders.address,
        "user": orders.user,
        "password": orders.password,
        "name": f"{orders.user}-{orders.box}",
        "presence": topic(orders.user, orders.box, WireTopic.PRESENCE),
        "stored": topic(orders.user, orders.box, WireTopic.STORED),
        "bell": BELL,
    }
