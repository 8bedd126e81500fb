"""The centre's campaigns in the running station: keeps the link running, and tells what it could not take."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from pathlib import Path

from broadcaster.core.child_processes import gently
from broadcaster.core.errors import BroadcasterError, FaultSink
from broadcaster.core.kept_process import ProcessKeeper
from broadcaster.fleet.orders import EVERY, FAULTS, LinkOrders, as_line, marks_of, refusal
from broadcaster.station.editing.placed import PLACED
from broadcaster.station.model.station import InForce
from broadcaster.timetable.guard.clock_trust import ClockTrust

LOOK = 1.0  # seconds
AGAIN = (1.0, 5.0, 30.0)  # seconds before the link is started again, the more after quick ends
_END = 2.0  # seconds for the thread to end

log = logging.getLogger(__name__)


class FleetService:
    """Keeps the link while there is a centre and the clock is trusted. From any thread.

    Args:
        folder: the station's.
        current: holds the station that airs.
        trust: says whether the clock is right.
        faults: take what `status` is to show.
        every: seconds between two rounds.
    """

    def __init__(
        self, folder: Path, current: InForce, trust: ClockTrust, faults: FaultSink, *, every: float = EVERY
    ) -> None:
        self._folder = folder
        self._current = current
        self._trust = trust
        self._faults = faults
        self._every = every
        self._orders: LinkOrders | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._standing: dict[str, BroadcasterError] = {}
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._keeper = ProcessKeeper("fleet-link", self._once, lambda: self._orders is not None, AGAIN)
        self._thread = threading.Thread(target=self._run, name="fleet", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._keeper.start()
        self._thread.start()

    def close(self) -> None:
        """End."""
        self._closing.set()
        self._keeper.end()
        self._end_process()
        self._keeper.join(_END)

    def look(self) -> None:
        """Look once at what is to be done."""
        orders = self._wanted()
        if orders != self._orders:
            self._orders = orders
            self._end_process()
            self._keeper.look()
            if orders is None:
                self._stand({name: one for name, one in self._standing.items() if name == "setup"})

    def _wanted(self) -> LinkOrders | None:
        settings = self._current.station.settings
        fleet, why = settings.fleet, None
        wanted = bool(fleet.centre) if fleet.root else any((self._folder / "state" / PLACED).glob("*.json"))
        if wanted and fleet.root:
            why = refusal(settings)
        self._tell("setup", why)
        if not wanted or why is not None or not self._trust.verdict.trusted:
            return None
        return LinkOrders(
            folder=str(self._folder),
            root=fleet.root,
            addresses=tuple(address.rstrip("/") for address in fleet.centre),
            marks=marks_of(settings),
            rate=fleet.rate,
            timezone=settings.timezone.key,
            every=self._every,
        )

    def _run(self) -> None:
        while not self._closing.wait(LOOK):
            try:
                self.look()
            except Exception:
                log.exception("fleet")

    def _once(self) -> None:
        """Run one process to its end."""
        orders = self._orders
        if orders is None:
            return
        command = gently([sys.executable, "-m", "broadcaster.fleet.link"])
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        with process:
            with self._lock:
                self._process = process
            try:
                if process.stdin is not None and process.stdout is not None and self._orders == orders:
                    process.stdin.write(as_line(orders))
                    process.stdin.flush()
                    for line in process.stdout:
                        self._stand({each.about: each.error for each in FAULTS.validate_json(line)})
            finally:
                with self._lock:
                    self._process = None
                process.kill()

    def _end_process(self) -> None:
        with self._lock:
            if self._process is not None:
                self._process.kill()

    def _stand(self, faults: dict[str, BroadcasterError]) -> None:
        for name in {*self._standing, *faults} - {"setup"}:
            self._tell(name, faults.get(name))

    def _tell(self, name: str, fault: BroadcasterError | None) -> None:
        """Tell that a fault begins or is over."""
        before = self._standing.get(name)
        if str(before) == str(fault):
            return
        if before is not None:
            del self._standing[name]
            self._faults.over([before])
        if fault is not None:
            self._standing[name] = fault
            self._faults.report(fault)
