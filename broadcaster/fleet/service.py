"""The centre in the running station: asked in its turn for campaigns, told over the broker what was aired."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time
from importlib.util import find_spec
from pathlib import Path

from broadcaster import __version__
from broadcaster.core.child_processes import gently
from broadcaster.core.errors import BroadcasterError, FaultSink, FleetError
from broadcaster.fleet.line_link import LineLink, LineOrders
from broadcaster.fleet.orders import FAULTS, LinkOrders, as_line, marks_of, refusal
from broadcaster.fleet.turns import EVERY, RoundTurns
from broadcaster.journal.log.journal import Journal
from broadcaster.station.editing.placed import PLACED
from broadcaster.station.model.station import InForce
from broadcaster.timetable.guard.clock_trust import ClockTrust
from broadcaster.upkeep.backup.marks import box_id

LOOK = 1.0  # seconds
_END = 2.0  # seconds for a thread to end
_SETUP, _LINE = "fleet:", "broker:"  # faults that no round tells; no campaign and no address has such a name

log = logging.getLogger(__name__)


class FleetService:
    """Has the centre asked while there is one and the clock is trusted. From any thread.

    Args:
        folder: the station's.
        current: holds the station that airs.
        trust: says whether the clock is right.
        faults: take what `status` is to show.
        journal: its rows go to the centre; None where another file stands in for it.
        every: seconds between two rounds.
    """

    def __init__(
        self,
        folder: Path,
        current: InForce,
        trust: ClockTrust,
        faults: FaultSink,
        journal: Journal | None = None,
        *,
        every: float = EVERY,
    ) -> None:
        self._folder = folder
        self._current = current
        self._trust = trust
        self._faults = faults
        self._orders: LinkOrders | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._standing: dict[str, BroadcasterError] = {}
        self._telling = threading.RLock()
        self.line = None if journal is None else LineLink(journal, self.ring)
        self._turns = RoundTurns(every, time.monotonic())
        self._changed = threading.Condition()
        self._closing = threading.Event()
        self._threads = [
            threading.Thread(target=work, name=name, daemon=True)
            for name, work in (("fleet", self._look_again), ("fleet-rounds", self._rounds))
        ]

    def start(self) -> None:
        """Begin to follow."""
        if self.line is not None:
            self.line.start()
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        """End."""
        self._closing.set()
        self._end_process()
        if self.line is not None:
            self.line.close()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(_END)

    def ring(self) -> None:
        """The centre says that there is something new; asked at once, unless it was just now."""
        with self._changed:
            self._turns.ring(time.monotonic())
            self._changed.notify_all()

    def look(self) -> None:
        """Look once at what is to be done."""
        orders = self._wanted()
        if orders != self._orders:
            with self._changed:
                self._orders = orders
                self._turns.anew(time.monotonic())
            self._end_process()
            if orders is None:
                self._stand({})
        if self.line is not None:
            try:
                self._hold(self.line)
            except BroadcasterError as error:  # the disk, or the journal
                self._tell(_LINE, error)

    def _hold(self, line: LineLink) -> None:
        """Keep the line to the broker, and have it send what is due."""
        fleet = self._current.station.settings.fleet
        lacks = FleetError("fleet.not_installed", extra="fleet") if find_spec("paho") is None else None
        if not fleet.broker or lacks is not None:
            line.follow(None)
            self._tell(_LINE, lacks if fleet.broker else None)
            return
        line.follow(
            LineOrders(
                address=fleet.broker,
                user=fleet.user,
                password=fleet.password,
                box=box_id(self._folder / "state"),
                rate=fleet.rate,
            )
        )
        self._tell(_LINE, line.fault())
        with self._telling:
            faults = sorted({fault.code for fault in self._standing.values()})
        line.look(
            {
                "version": __version__,
                "trusted": self._trust.verdict.trusted,
                "placed": sorted(path.stem for path in (self._folder / "state" / PLACED).glob("*.json")),
                "faults": faults,
            }
        )

    def _wanted(self) -> LinkOrders | None:
        settings = self._current.station.settings
        fleet, why = settings.fleet, None
        wanted = bool(fleet.centre) if fleet.root else any((self._folder / "state" / PLACED).glob("*.json"))
        if wanted and fleet.root:
            why = refusal(settings)
        self._tell(_SETUP, why)
        if not wanted or why is not None or not self._trust.verdict.trusted:
            return None
        return LinkOrders(
            folder=str(self._folder),
            root=fleet.root,
            addresses=tuple(address.rstrip("/") for address in fleet.centre),
            marks=marks_of(settings),
            rate=fleet.rate,
            timezone=settings.timezone.key,
        )

    def _look_again(self) -> None:
        while not self._closing.wait(LOOK):
            try:
                self.look()
            except Exception:
                log.exception("fleet")

    def _rounds(self) -> None:
        while not self._closing.is_set():
            orders, whole = self._next(), False
            if orders is not None:
                try:
                    whole = self._round(orders)
                except Exception:
                    log.exception("fleet")
                with self._changed:
                    self._turns.end(time.monotonic(), whole=whole)

    def _next(self) -> LinkOrders | None:
        """Wait for the next round, and begin it; None if there may be none now."""
        with self._changed:
            now = time.monotonic()
            if self._orders is None or self._closing.is_set() or now < self._turns.due:
                left = self._turns.due - now if self._orders is not None else None
                if not self._closing.is_set():
                    self._changed.wait(left)
                return None
            self._turns.begin(now)
            return self._orders

    def _round(self, orders: LinkOrders) -> bool:
        """Run one process to its end; false if it told nothing."""
        command = gently([sys.executable, "-m", "broadcaster.fleet.link"])
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        with process:
            with self._changed:
                self._process = process
            try:
                if process.stdin is None or process.stdout is None:
                    return False
                if self._orders != orders or self._closing.is_set():
                    return False  # they changed before there was anything to end
                process.stdin.write(as_line(orders))
                process.stdin.flush()
                told = process.stdout.read()
                if told:
                    self._stand({each.about: each.error for each in FAULTS.validate_json(told)})
                return bool(told)
            finally:
                with self._changed:
                    self._process = None
                process.kill()

    def _end_process(self) -> None:
        with self._changed:
            if self._process is not None:
                self._process.kill()
            self._changed.notify_all()

    def _stand(self, faults: dict[str, BroadcasterError]) -> None:
        """Tell what a round could not take, and what is over of the one before."""
        with self._telling:
            for name in {*self._standing, *faults} - {_SETUP, _LINE}:
                self._tell(name, faults.get(name))

    def _tell(self, name: str, fault: BroadcasterError | None) -> None:
        """Tell that a fault begins or is over."""
        with self._telling:
            before = self._standing.get(name)
            if str(before) == str(fault):
                return
            if before is not None:
                del self._standing[name]
                self._faults.over([before])
            if fault is not None:
                self._standing[name] = fault
                self._faults.report(fault)
