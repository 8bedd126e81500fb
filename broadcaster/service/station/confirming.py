"""A person confirms the time that is shown, and a change of the station's files that waits for a yes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from broadcaster.journal.model import Reason
from broadcaster.playout.director import Director
from broadcaster.service.status.clock import ClockStatus
from broadcaster.service.status.values import ClockShown
from broadcaster.service.taking.change_rows import parts

PATIENCE = 30  # seconds for the director to take it


def confirm(
    clock: ClockStatus,
    director: Director,
    note: Callable[[Reason], None],
    *,
    who: str,
    shown: datetime | None,
    change: str | None,
) -> ClockShown:
    """Take the confirmation. From any thread but the director's.

    Args:
        clock: the clock of the running station.
        director: on its thread the clock is trusted.
        note: writes a row of the journal.
        who: that person.
        shown: the time that the person was shown; None where they were not asked about it.
        change: the change that the person was shown, as `status` names it; None if none was shown.

    Returns:
        What `status` then shows of the clock.

    Raises:
        ServiceError: the clock shows something else by now, or that change does not wait any more.
        StoreError: the disk does not take the change; it goes on waiting.
    """

    def trust() -> None:
        if shown is not None and clock.timekeeper is not None:
            clock.timekeeper.confirm(who, shown)
        elif clock.trust is not None:
            clock.trust.confirm(who)

    if shown is not None:
        director.call(trust).result(PATIENCE)
    if change is not None:
        # The disk first, on this thread: a confirmation that a power cut loses would be asked for again.
        taken = clock.files.confirmed.confirm(change)
        for what in parts("clock.took", taken, who):
            note(what)
        director.call(lambda: clock.files.use_confirmed(director)).result(PATIENCE)
        clock.files.decided(director)  # by another rule other versions of edited messages may air
    return director.call(clock.describe).result(10)
