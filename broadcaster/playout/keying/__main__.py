"""Entry of the keyer: `python -m broadcaster.playout.keying CONTROL LOCK`.

CONTROL is an inherited socket (see `wire`), LOCK a file whose lock makes this the only owner of its
device. The first packet names the switches; then the keyer waits, with all that it needs loaded,
until it is told to begin: so a replacement is ready when a keyer process ends. All switches are released
first thing, when the lease runs out, when `longest` is over, and when the station is gone.

Two threads: one keeps the lease and listens, and never touches a device; the other moves the relays
towards what is wanted and tries again for as long as they do not obey.
"""

from __future__ import annotations

import fcntl
import logging
import os
import select
import signal
import socket
import sys
import threading
import time
from typing import Any

from broadcaster.core import child_processes, logs
from broadcaster.playout.keying.driver import Driver, SwitchFault, open_driver
from broadcaster.playout.keying.lease import Lease
from broadcaster.playout.keying.wire import LAPSED, UNRELEASED, Choice, KeyNews, receive, send

AGAIN = 0.2  # seconds before a switch that does not obey is tried again
PREDECESSOR = 1.0  # seconds in which an earlier owner must have ended; then it is taken for hung
SHUTDOWN_WITHIN = 5.0  # seconds in which a device that does not answer is still tried at the end

log = logging.getLogger("broadcaster.keyer")


class RelaySet:
    """Moves the switches towards what is wanted. `want` never waits; `run` is the working thread."""

    def __init__(self, drivers: dict[str, Driver], link: socket.socket) -> None:
        self._drivers = drivers
        self._link = link
        self._change = threading.Condition()
        self._wanted = frozenset[str]()
        self._is: dict[str, bool | None] = dict.fromkeys(drivers)  # None: not known yet
        self._faults: dict[str, str] = {}
        self._busy: float | None = None
        self._over = False
        self._ready = False

    def want(self, names: frozenset[str]) -> None:
        """These are to be on, all others off."""
        with self._change:
            self._wanted = names
            self._change.notify()

    def end(self) -> None:
        """Want nothing, and let `run` return once all are released."""
        with self._change:
            self._wanted, self._over = frozenset(), True
            self._change.notify()

    def busy(self, now: float) -> float:
        """Seconds since which a device has not answered; 0 if none is asked."""
        since = self._busy
        return 0.0 if since is None else now - since

    def run(self) -> None:
        """Switch what is to be switched until `end`."""
        while True:
            with self._change:
                tasks = self._tasks()
                if not tasks and self._over:
                    return
                if not tasks:
                    self._change.wait()
                    continue
            for name, on in tasks:
                self._switch(name, on)
            if not self._ready:
                self._ready = True
                send(self._link, "ready")
            with self._change:
                if self._faults and self._tasks():
                    self._change.wait(AGAIN)

    def _tasks(self) -> list[tuple[str, bool]]:
        """What is not as it should be: releases first."""
        wanted = [(name, name in self._wanted) for name in self._drivers]
        return sorted(((n, on) for n, on in wanted if self._is[n] is not on), key=lambda task: task[1])

    def _switch(self, name: str, on: bool) -> None:
        driver = self._drivers[name]
        self._busy = time.monotonic()
        # Unknown while it changes: after a fault either way is tried again.
        self._is[name] = None
        try:
            (driver.on if on else driver.off)()
        except Exception as error:
            if not isinstance(error, SwitchFault):
                log.exception("a driver failed")
            reason = str(error) if isinstance(error, SwitchFault) else f"{type(error).__name__}: {error}"
            if self._faults.get(name) != reason:
                self._faults[name] = reason
                send(self._link, KeyNews.FAULT, name=name, reason=reason)
            return
        finally:
            self._busy = None
        self._is[name] = on
        self._faults.pop(name, None)
        send(self._link, KeyNews.ON if on else KeyNews.OFF, name=name)


class KeyerProcess:
    """The thread that listens and keeps the lease."""

    def __init__(self, link: socket.socket, choices: list[Choice], drivers: dict[str, Driver]) -> None:
        self._link = link
        self._lease = Lease({c.name: c.longest for c in choices}, time.monotonic())
        self._relays = RelaySet(drivers, link)

    def run(self) -> bool:
        """Obey until the station says `quit` or is gone; then release all. False if not all is released."""
        # A daemon: a device that never answers must not keep the process alive for ever.
        working = threading.Thread(target=self._relays.run, name="relays", daemon=True)
        working.start()
        try:
            while self._step():
                pass
        finally:
            self._relays.end()
            working.join(SHUTDOWN_WITHIN)
        return not working.is_alive()

    def _step(self) -> bool:
        """Wait for a packet or the end of a lease; false when it is over."""
        until = self._lease.next()
        wait = None if until is None else max(0.0, until - time.monotonic())
        heard, _, _ = select.select([self._link], [], [], wait)
        if heard:
            message = receive(self._link)
            if message is None or message["do"] == "quit":
                return False
            self._obey(message["do"], message)
        endings = self._lease.due(time.monotonic())
        self._relays.want(self._lease.held)
        for ending in endings:
            log.warning("%s is released: %s", ending.name or "the switch", ending.news)
            reason = LAPSED if ending.news is KeyNews.LOST else ""
            send(self._link, ending.news, name=ending.name, reason=reason)
        return True

    def _obey(self, do: str, message: dict[str, Any]) -> None:
        now = time.monotonic()
        match do:
            case "on":
                self._lease.on(message["name"], now)
            case "off":
                self._lease.off(message["name"])
            case "rearm":
                self._lease.rearm(message["name"], now)
            case "renew":
                self._lease.renew(now)
                send(self._link, "beat", busy=self._relays.busy(now))
            case "beat":
                send(self._link, "beat", busy=self._relays.busy(now))


def own(path: str) -> None:
    """Become the only owner, for as long as this process lives.

    The keyer of a station that was killed releases just now and ends soon. One that hangs is not
    waited for: to release the relay comes first.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        try:
            handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)  # a lock needs no more
        except OSError as error:
            # The station's own lock keeps a second one away. Without the lock file it still works: an
            # emergency must be heard.
            log.warning("no lock on the device: %s", error)
            return
    end = time.monotonic() + PREDECESSOR
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                log.warning("an earlier keyer still holds %s", path)
                return
            time.sleep(0.01)
        else:
            return


def main() -> int:
    """Take over the inherited socket and run."""
    logs.set_up_child()
    # A signal to the whole process group is for the station: it ends what is on air, then the keyer.
    # If the station is killed by it, the socket closes, and the keyer releases.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    # Also if a driver waits: a keyer that waits ends at once, one at work has tried to release by then.
    child_processes.end_with(int(sys.argv[1]), SHUTDOWN_WITHIN + PREDECESSOR)
    link = socket.socket(fileno=int(sys.argv[1]))
    opening = receive(link)
    if opening is None:
        return 0
    choices = [Choice(**choice) for choice in opening["switches"]]
    drivers = {choice.name: open_driver(choice) for choice in choices}
    beginning = receive(link)
    if beginning is None or beginning["do"] != "begin":
        return 0
    own(sys.argv[2])
    return 0 if KeyerProcess(link, choices, drivers).run() else UNRELEASED


if __name__ == "__main__":
    code = main()
    # A driver that waits for its device must not keep the process from ending.
    logs.flush()
    os._exit(code)
