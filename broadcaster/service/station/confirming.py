"""A person's yes at the running station: to the time that is shown, and to a change that waits for it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from broadcaster.service.status import status
from broadcaster.service.taking.change_rows import parts

if TYPE_CHECKING:
    from broadcaster.service.station.running import RunningStation


def confirm(station: RunningStation, *, who: str, shown: datetime, change: str | None) -> dict[str, object]:
    """Take the yes; what `status` then says of the clock. From any thread but the director's.

    Args:
        station: the one that runs.
        who: that person.
        shown: the time that the person was shown.
        change: the change that the person was shown, as `status` names it; None: nothing was shown.

    Raises:
        ServiceError: the clock shows something else by now, or that change does not wait any more.
        StoreError: the disk does not take the change; it goes on waiting.
    """

    def trust() -> None:
        if station.timetable:
            station.timekeeper.confirm(who, shown)
        elif station.mode.timetable:
            station.trust.confirm(who)

    station.director.call(trust).result(30)
    if change is not None:
        # The disk first, on this thread: a yes that is lost with the power would be asked for again.
        took = station.confirmed.confirm(change)
        for what in parts("clock.took", took, who):
            station.note(what)
        station.director.call(station.use_confirmed).result(30)
    return station.director.call(lambda: status.clock(station)).result(10)
