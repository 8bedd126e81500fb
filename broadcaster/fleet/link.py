"""`python -m broadcaster.fleet.link`: asks the centre every few minutes; started by the station only.

It hears its orders as one line on standard input, and tells after each round on standard output, as a line of
JSON, what could not be taken. It ends with the station, and the station ends it when the orders change or the
clock is not trusted any more: whatever it was doing is finished by the next one.
"""

from __future__ import annotations

import logging
import random
import sys
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from broadcaster.core import logs
from broadcaster.core.child_processes import end_with
from broadcaster.core.errors import BroadcasterError
from broadcaster.fleet.fetcher import CentreFetcher
from broadcaster.fleet.orders import FAULTS, ORDERS, LinkOrders, ToldFault, told_of
from broadcaster.fleet.taking import FleetTaking, FleetWard

JITTER = 0.2
_FIRST = 5.0  # seconds: the wards of a province whose power came back do not ask in one moment

log = logging.getLogger(__name__)


def one_round(orders: LinkOrders, taking: FleetTaking) -> tuple[ToldFault, ...]:
    """One round; what could not be taken."""
    if not orders.root:
        taking.leave()
        return ()
    today = datetime.now(ZoneInfo(orders.timezone)).date()
    ward = FleetWard(root=orders.root, marks=orders.marks, today=today)
    found = taking.take(ward, orders.addresses)
    for what in ("placed", "withdrawn"):
        if getattr(found, what):
            log.info("%s: %s", what, ", ".join(getattr(found, what)))
    return tuple(told_of(about, error) for about, error in found.refused.items())


def main() -> None:
    """Work until the station ends."""
    orders = ORDERS.validate_json(sys.stdin.buffer.readline())
    end_with(sys.stdin.fileno())
    taking = FleetTaking(Path(orders.folder), CentreFetcher(orders.rate))
    wait = random.uniform(0, min(_FIRST, orders.every))  # noqa: S311 - no secret
    while True:
        time.sleep(wait)
        try:
            faults = one_round(orders, taking)
        except BroadcasterError as error:
            faults = (told_of("", error),)
        sys.stdout.buffer.write(FAULTS.dump_json(faults) + b"\n")
        sys.stdout.buffer.flush()
        wait = orders.every * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311


if __name__ == "__main__":
    logs.set_up_child()
    main()
