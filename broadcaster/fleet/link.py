"""`python -m broadcaster.fleet.link`: asks the centre once; started by the station only, for each round.

So its memory is given back: between two rounds there is no process. It hears its orders as one line on
standard input, and tells on standard output, as a line of JSON, what could not be taken. It ends with the
station, and the station ends it when the orders change or the clock is not trusted any more: whatever it was
doing is finished by the next one.
"""

from __future__ import annotations

import logging
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from broadcaster.core import logs
from broadcaster.core.child_processes import end_with
from broadcaster.core.errors import BroadcasterError
from broadcaster.fleet.fetcher import CentreFetcher
from broadcaster.fleet.orders import FAULTS, ORDERS, LinkOrders, ToldFault, told_of
from broadcaster.fleet.placing import FLEET
from broadcaster.fleet.taking import FleetTaking, FleetWard

ANSWERS = "answers.json"  # below `state/fleet/`: see `CentreFetcher`

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
    """Ask once."""
    orders = ORDERS.validate_json(sys.stdin.buffer.readline())
    end_with(sys.stdin.fileno())
    folder = Path(orders.folder)
    try:
        fetcher = CentreFetcher(orders.rate, kept=folder / "state" / FLEET / ANSWERS)
        faults = one_round(orders, FleetTaking(folder, fetcher))
    except BroadcasterError as error:
        faults = (told_of("", error),)
    sys.stdout.buffer.write(FAULTS.dump_json(faults) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    logs.set_up_child()
    main()
